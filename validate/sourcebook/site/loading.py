"""How a reader loads the data, in each language, and how to cite them: parts of the home page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from sourcebook.package.about import about
from sourcebook.site import text
from sourcebook.site.citation import citation
from sourcebook.site.pages import environment

if TYPE_CHECKING:
    from sourcebook.site.cells import Cells, Link
    from sourcebook.site.changelog import Changelog
    from sourcebook.site.downloads import Downloads

_TABS = 90
"""The number of the tabs among those of a page; Markdown's own count from 1."""


def load(
    cells: Cells, downloads: Downloads, changelog: Changelog, address: str | None, link: Link
) -> Markup:
    """The two parts as HTML. ``address`` is that of the site, where it has one."""
    dataset = cells.contents.dataset
    release = downloads.releases[0]
    values = {
        "ways": _ways(cells, downloads, address, link),
        "number": _TABS,
        "citation": citation(
            about(dataset, changelog.past.told), release.version, release.day, address
        ),
        "licences": [
            text.external(one.get("path") or "", text.plain(one.get("title") or one.get("name")))
            for one in cells.contents.descriptor.get("licenses") or ()
            if isinstance(one, dict)
        ],
        "changelog": link(changelog.path),
    }
    return Markup(environment().get_template("load.html").render(values))  # noqa: S704 - autoescaped


def latest(changelog: Changelog, link: Link) -> Markup:
    """The newest versions in a line each."""
    template = environment().get_template("latest.html")
    return Markup(template.render(versions=changelog.latest(link)))  # noqa: S704 - autoescaped


def _ways(
    cells: Cells, downloads: Downloads, address: str | None, link: Link
) -> list[tuple[str, Markup, str]]:
    release = downloads.releases[0]
    tables = [table.name for table in cells.contents.tables]
    table = (*(page.table for page in cells.site.pages), *tables)[0]
    name = "".join(letter if letter.isalnum() else "_" for letter in table)
    folder = downloads.folder(release)
    base = f"{address.rstrip('/')}/{folder}/" if address else f"{cells.contents.folder.name}/"
    where = Markup('After unpacking <a href="{}">the archive</a>.').format(link(downloads.path))
    if address:
        where = Markup("From this site, without keeping a copy.")
    parquet = f"{base}data/{table}.parquet"
    archive = release.archive
    plain = Markup('<a href="{}">All files of all versions</a>, with checksums.').format(
        link(downloads.path)
    )
    if archive is not None:
        one = Markup('<a href="{}" download>One archive with everything</a> ({}). ')
        plain = one.format(link(f"{folder}/{archive.path}"), text.size(archive.size)) + plain
    quoted = parquet.replace("'", "''")
    return [
        (
            "Python",
            where,
            f'import pandas as pd\n\n{name} = pd.read_parquet("{parquet}")',
        ),
        ("R", where, f'{name} <- arrow::read_parquet("{parquet}")'),
        ("DuckDB", where, f"SELECT * FROM '{quoted}';"),
        ("Download", plain, ""),
    ]
