"""What changed from version to version: the package's log and its table of changes, for reading."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from sourcebook.site import text
from sourcebook.site.pages import GeneratedPage

if TYPE_CHECKING:
    from sourcebook.package.history import Change, Entry
    from sourcebook.site.cells import Cells, Link
    from sourcebook.site.downloads import Downloads
    from sourcebook.site.past import Past
    from sourcebook.site.releases import Release

MOST = 200
"""How many changes of a release are written out; all of them are in the table ``changes``."""


class Changelog:
    def __init__(self, cells: Cells, past: Past, downloads: Downloads) -> None:
        self.cells = cells
        self.past = past
        self.downloads = downloads
        self.title = "Changelog"
        self.path = f"{cells.contents.dataset.name}/changelog.md"

    def page(self) -> GeneratedPage:
        return GeneratedPage(
            path=self.path,
            title=self.title,
            template="changelog.html",
            values=self._values,
            description="What changed from version to version, row by row.",
        )

    def latest(self, link: Link) -> list[dict[str, Any]]:
        """The newest releases in short, for the home page."""
        return [self._version(one, link) for one in self.downloads.releases[:3]]

    def _values(self, link: Link) -> dict[str, Any]:
        versions = [self._version(one, link) for one in self.downloads.releases]
        table = f"{self.cells.contents.dataset.name}/codebook/changes.md"
        known = any(one.name == "changes" for one in self.cells.contents.tables)
        return {
            "versions": versions,
            "most": MOST,
            "feed": link(self.feed),
            "table": link(table) if known else None,
        }

    @property
    def feed(self) -> str:
        return f"{self.cells.contents.dataset.name}/releases.xml"

    def _version(self, release: Release, link: Link) -> dict[str, Any]:
        entry = next((e for e in self.past.entries if e.version == release.version), None)
        changes = self.past.release(release.version)
        return {
            "release": release,
            "entry": entry,
            "summary": summary(entry) if entry else None,
            "counts": Counter(change.kind for change in changes),
            "changes": [(change, self._row(change, link)) for change in changes[:MOST]],
            "total": len(changes),
            "anchor": text.anchor("version", release.version),
            "downloads": link(self.downloads.path) + "#" + text.anchor("version", release.version),
            "here": link(self.path) + "#" + text.anchor("version", release.version),
        }

    def _row(self, change: Change, link: Link) -> Markup:
        """The row that was changed, as a link to its page where it has one."""
        if self.cells.site.page(change.table) is not None:
            for key in self.cells.titles[change.table]:
                if str(key) == change.row:
                    return self.cells.reference(change.table, key, link)
        return text.isolated(change.row)


def summary(entry: Entry) -> Markup:
    """The lines of an entry: those that begin with ``*`` or ``-`` as a list.

    Any other markup stays as it is written, since texts of the data may stand in it.
    """
    parts: list[Markup] = []
    items: list[Markup] = []
    for line in (*entry.summary.splitlines(), ""):
        words = line.strip()
        if words[:2] in ("* ", "- "):
            items.append(Markup("<li>{}</li>").format(_code(words[2:])))
            continue
        if items:
            parts.append(Markup("<ul>{}</ul>").format(Markup("").join(items)))
            items = []
        if words:
            parts.append(Markup("<p>{}</p>").format(_code(words.lstrip("# "))))
    return Markup("").join(parts)


def _code(words: str) -> Markup:
    """Text with what stands between backticks as code."""
    pieces = text.visible(words).replace("\\", "").split("`")
    if len(pieces) % 2 == 0:
        return text.plain(words)
    return Markup("").join(
        Markup("<code>{}</code>").format(piece) if number % 2 else text.plain(piece)
        for number, piece in enumerate(pieces)
    )
