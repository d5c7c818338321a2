"""The mkdocs plugin: ``plugins: [sourcebook]``, with the datasets to publish.

```yaml
plugins:
  - sourcebook:
      datasets: [datasets/stars]   # folders with a datapackage.yaml, relative to mkdocs.yml
      dist: dist                   # where `sourcebook build` put their packages
      catalog: dist/catalog        # where `sourcebook release` put the versions, if it did
nav:
  - index.md
  - sourcebook                     # becomes the pages of the datasets
```
In a hand-written page, ``<!-- sourcebook:summary NAME -->`` becomes the figures and charts of the
dataset NAME; ``latest`` in its place, its newest versions; ``load``, how to load and cite it.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from markupsafe import escape
from mkdocs.config import base, config_options
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import File, InclusionLevel
from mkdocs.structure.toc import get_toc
from mkdocs.utils import get_relative_url

from sourcebook.errors import SourcebookError
from sourcebook.site import contribute, explorer, feed, lost, moved, policy, text, theme
from sourcebook.site.home import PARTS
from sourcebook.site.pages import GeneratedPage, essence, headings
from sourcebook.site.published import Published, Whereabouts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

    from sourcebook.site.cells import Link

_ASSETS = Path(__file__).parent / "assets"
_STYLE, _SCRIPT = "assets/sourcebook.css", "assets/sourcebook.js"
_PART = re.compile(rf"<!--\s*sourcebook:({'|'.join(PARTS)})\s+(\S+)\s*-->")


class SourcebookConfig(base.Config):  # type: ignore[no-untyped-call]
    datasets = config_options.Type(list, default=[])
    dist = config_options.Type(str, default="dist")
    catalog = config_options.Type(str, default="dist/catalog")


class SourcebookPlugin(BasePlugin[SourcebookConfig]):  # type: ignore[no-untyped-call]
    def on_startup(self, *, dirty: bool, **_: Any) -> None:
        """With ``--dirty``, pages that are as they were are not written again."""
        self._dirty = dirty

    def on_serve(self, server: LiveReloadServer, **_: Any) -> LiveReloadServer:
        """Build again when a package or what is declared of its pages changes."""
        for one in self.published:
            server.watch(str(one.contents.folder))
            server.watch(str(one.contribute.descriptor.parent))
            if one.site.file:
                server.watch(one.site.file)
        return server

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Open the packages, and give their pages a place in the navigation."""
        root = Path(config.config_file_path).parent if config.config_file_path else Path()
        where = Whereabouts(config.site_url or None, config.repo_url or None)
        try:
            self.published = [
                Published(
                    root / str(folder), root / self.config.dist, root / self.config.catalog, where
                )
                for folder in self.config.datasets
            ]
        except SourcebookError as error:
            raise PluginError(str(error)) from error
        self.pages: dict[str, GeneratedPage] = {}
        self.moved: dict[str, tuple[str, str]] = {}
        self._whole = ""
        if config.nav is not None:
            config.nav = self._nav(config.nav)
        config.extra_css.append(_STYLE)
        config.extra_javascript.append(_SCRIPT)
        return config

    def _nav(self, nav: Any) -> Any:
        """The navigation with ``sourcebook`` replaced by the datasets' pages."""
        if not isinstance(nav, list):
            return nav
        found: list[Any] = []
        for item in nav:
            if item == "sourcebook":
                for one in self.published:
                    entries = _escaped(one.nav())
                    title = str(escape(one.contents.dataset.title or one.name))
                    found += entries if len(self.published) == 1 else [{title: entries}]
            else:
                found.append(item)
        return found

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Add the generated pages, the charts' data, and what pages need to look right."""
        in_nav = set(_paths(config.nav))
        try:
            self.pages = {page.path: page for one in self.published for page in one.pages()}
        except SourcebookError as error:
            raise PluginError(str(error)) from error
        self.moved = {
            old: (new, place) for one in self.published for old, new, place in one.moved()
        }
        for path in self.pages:
            level = InclusionLevel.INCLUDED if path in in_nav else InclusionLevel.NOT_IN_NAV
            files.append(File.generated(config, path, content="", inclusion=level))
        for one in self.published:
            for path, content in one.files().items():
                if files.get_file_from_path(path) is None:
                    files.append(File.generated(config, path, content=content))
            files.append(File.generated(config, one.changelog.feed, content=_feed(one, config)))
        for path in (_STYLE, _SCRIPT, *theme.BEFORE, explorer.STYLE, contribute.STYLE):
            source = str(_ASSETS / Path(path).name)
            files.append(File.generated(config, path, abs_src_path=source))
        self._files = files
        return files

    def on_page_markdown(self, markdown: str, *, page: Page, **_: Any) -> str:
        """Name the generated pages. The theme writes these as they are, so they go in escaped."""
        generated = self.pages.get(page.file.src_uri)
        if generated is not None:
            page.meta["title"] = str(text.plain(generated.title))
            page.meta["hide"] = list(generated.hide)
            if generated.description:
                page.meta["description"] = str(text.plain(_shortened(generated.description)))
        return markdown

    def on_page_content(self, html: str, *, page: Page, files: Files, **_: Any) -> str:
        """Write the generated pages, and the summaries that hand-written ones ask for."""
        link = _link(page, files)
        generated = self.pages.get(page.file.src_uri)
        if generated is None:
            return _PART.sub(lambda found: self._part(found[1], found[2], page, link), html)
        html = generated.render(link)
        page.toc = get_toc(headings(html))  # type: ignore[arg-type]
        return html

    @event_priority(-100)
    def on_post_page(self, output: str, *, page: Page, **_: Any) -> str:
        """The page that is written: last of all plugins, give it its policy."""
        if page.file.src_uri in self.moved:
            target, place = self.moved[page.file.src_uri]
            file = self._files.get_file_from_path(target)
            assert file is not None
            url = get_relative_url(file.url, page.url)
            old, new = (self.pages[path].title for path in (page.file.src_uri, target))
            output = moved.page(f"{url}#{place}", text.visible(old), text.visible(new))
        written = policy.guarded(theme.mended(self._announced(output, page)))
        return "" if self._dirty and _stands(page.file.abs_dest_path, written) else written

    def _announced(self, output: str, page: Page) -> str:
        """The page with the feed of its dataset named in its head."""
        for one in self.published:
            if page.file.src_uri == "index.md" or page.file.src_uri.startswith(f"{one.name}/"):
                address = escape(get_relative_url(one.changelog.feed, page.url))
                title = text.plain(f"Releases of {one.contents.dataset.title or one.name}")
                # The theme asks for the sitemap of what is "alternate" and no more.
                link = '<link rel="feed alternate" type="application/atom+xml" '
                link += f'title="{title}" href="{address}">'
                output = output.replace("</head>", f"  {link}\n  </head>", 1)
        return output

    @event_priority(-100)
    def on_post_template(
        self, output_content: str, *, template_name: str, config: MkDocsConfig
    ) -> str:
        """The same for the pages that stand for none."""
        if template_name == lost.TEMPLATE:
            root = urlsplit(config.site_url).path if config.site_url else None
            output_content = lost.page(output_content, root, config.site_name, self._ways())
        mended = theme.mended(output_content)
        return policy.guarded(mended) if template_name.endswith(".html") else output_content

    def _ways(self) -> Iterator[tuple[str, str]]:
        """The titles and addresses of the datasets' pages that lead on."""
        for one in self.published:
            for title, path in (entry for item in one.nav() for entry in item.items()):
                file = self._files.get_file_from_path(path) if isinstance(path, str) else None
                if file is not None:
                    yield title, file.url

    def _part(self, part: str, name: str, page: Page, link: Link) -> str:
        for one in self.published:
            if one.name == name:
                return one.home.part(part, link)
        raise PluginError(f"{page.file.src_uri}: there is no dataset {name!r} to tell of.")

    @event_priority(100)
    def _lighten(self, context: Any, *, page: Page, **_: Any) -> Any:
        """Before the search plugin reads a generated page, take out what is not worth reading."""
        if page.file.src_uri in self.pages and page.content is not None:
            self._whole = page.content
            page.content = essence(page.content, self.pages[page.file.src_uri].words)
        return context

    @event_priority(-100)
    def _restore(self, context: Any, *, page: Page, **_: Any) -> Any:
        """After it, put the page back."""
        if page.file.src_uri in self.pages:
            page.content = self._whole
        return context

    on_page_context = CombinedEvent(_lighten, _restore)  # type: ignore[arg-type]

    @event_priority(-100)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Lay the packages' files beside the pages, byte for byte, and the index for a disk."""
        theme.search_from_disk(Path(config.site_dir))
        for one in self.published:
            for source, target in one.downloads.folders():
                shutil.copytree(source, Path(config.site_dir) / target, dirs_exist_ok=True)


def _stands(file: str, page: str) -> bool:
    """Whether a file is this page already. An empty page is one that mkdocs does not write."""
    try:
        return Path(file).read_text(encoding="utf-8") == page
    except OSError:
        return False


def _feed(one: Published, config: MkDocsConfig) -> str:
    """The feed of a dataset's releases. Its links are whole addresses where the site has one."""
    place = (
        f"{config.site_url.rstrip('/')}/{one.name}/changelog/" if config.site_url else "changelog/"
    )
    return feed.feed(one.contents, one.downloads.releases, one.past, place)


def _link(page: Page, files: Files) -> Link:
    """Addresses relative to a page, so that the site works below any path."""

    def link(path: str) -> str:
        file = files.get_file_from_path(path)
        if file is None and path.endswith(".md") and "/files/" not in path:
            raise PluginError(f"{page.file.src_uri}: links to {path}, which is no page.")
        return str(get_relative_url(quote(path) if file is None else file.url, page.url))

    return link


def _escaped(nav: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A navigation whose titles may come from data: the theme writes them as they are."""
    return [
        {
            str(text.plain(title)): _escaped(below) if isinstance(below, list) else below
            for title, below in item.items()
        }
        for item in nav
    ]


def _paths(nav: Any) -> list[str]:
    if isinstance(nav, str):
        return [nav]
    if isinstance(nav, dict):
        nav = list(nav.values())
    return [path for item in nav or () for path in _paths(item)]


def _shortened(description: str) -> str:
    words = " ".join(description.split())
    return words if len(words) <= 200 else words[:199].rsplit(" ", 1)[0] + "…"
