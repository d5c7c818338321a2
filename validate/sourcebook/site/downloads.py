"""The download page: every version, every file, with its size and checksum."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sourcebook.site import codebook, text
from sourcebook.site.citation import citation
from sourcebook.site.pages import GeneratedPage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from markupsafe import Markup

    from sourcebook.site.cells import Link
    from sourcebook.site.contents import Contents, PackageFile
    from sourcebook.site.releases import Release, ReleasedTable

WHOLE = {
    "zip": "Everything in one archive",
    "xlsx": "All tables in one Excel workbook",
    "sqlite": "All tables in one SQLite database",
    "geojson": "Points as GeoJSON: {}",
}
"""What a file at the top of a package is, by its ending."""


class Downloads:
    def __init__(
        self, contents: Contents, releases: tuple[Release, ...], address: str | None = None
    ) -> None:
        self.contents = contents
        self.address = address
        """Of the whole site, where mkdocs is told one."""
        self.releases = releases
        self.title = "Downloads"
        self.path = f"{contents.dataset.name}/downloads.md"

    def page(self) -> GeneratedPage:
        return GeneratedPage(
            path=self.path,
            title=self.title,
            template="downloads.html",
            values=self._values,
            description="Every version and every file, with its size and checksum.",
        )

    def folders(self) -> Iterator[tuple[Path, str]]:
        """Where the files of each version are, and where they are to stand in the site."""
        for release in self.releases:
            yield release.folder, self.folder(release)

    def folder(self, release: Release) -> str:
        if release.folder == self.contents.folder:
            return folder(self.contents)
        return f"{self.contents.dataset.name}/files/{self.contents.dataset.name}-{release.version}"

    def _values(self, link: Link) -> dict[str, Any]:
        return {
            "dataset": self.contents.dataset,
            "views": [table.name for table in self.contents.tables if table.view is not None],
            "releases": [self._release(release, link) for release in self.releases],
        }

    def _release(self, release: Release, link: Link) -> dict[str, Any]:
        def at(file: PackageFile) -> str:
            return link(f"{self.folder(release)}/{file.path}")

        top = [file for file in release.files if "/" not in file.path]
        return {
            "it": release,
            "doi": self._doi(release),
            "citation": citation(release.about, release.version, release.day, self.address),
            "licences": [
                text.external(one.address or "", text.plain(one.title or one.name or ""))
                for one in release.about.licences
            ],
            "anchor": text.anchor("version", release.version),
            "whole": [
                (WHOLE[ending].format(self._named(file)), file, at(file))
                for ending in WHOLE
                for file in top
                if file.path.rpartition(".")[2] == ending
            ],
            "tables": [
                (
                    self._title(table),
                    table,
                    self._codebook(table, link),
                    [(f, at(f)) for f in table.files],
                )
                for table in release.tables
            ],
            "files": [(file, at(file)) for file in release.files],
        }

    def _doi(self, release: Release) -> Markup | None:
        doi = release.about.doi
        return text.external(f"https://doi.org/{doi}", text.plain(doi)) if doi else None

    def _named(self, file: PackageFile) -> str:
        """The table that a file is named for; the file where it is none."""
        name = file.path.rpartition(".")[0]
        known = next((one for one in self.contents.tables if one.name == name), None)
        return (known.title if known else None) or name

    def _title(self, table: ReleasedTable) -> str:
        known = next((one for one in self.contents.tables if one.name == table.name), None)
        return (known.title if known else None) or table.name

    def _codebook(self, table: ReleasedTable, link: Link) -> str | None:
        if all(one.name != table.name for one in self.contents.tables):
            return None
        return link(codebook.address(self.contents, table.name))


def folder(contents: Contents) -> str:
    """Where the package's files stand in the site: one folder a version, for good."""
    return f"{contents.dataset.name}/files/{contents.folder.name}"
