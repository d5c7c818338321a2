"""One dataset of the site: its built package, what it declares of its pages, and all its pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sourcebook.declare.neighbours import descriptor
from sourcebook.declare.package import read_dataset
from sourcebook.errors import UseError
from sourcebook.site import codebook, quality
from sourcebook.site.cells import Cells
from sourcebook.site.changelog import Changelog
from sourcebook.site.claims import Sayings
from sourcebook.site.contact import contact
from sourcebook.site.contents import Contents
from sourcebook.site.contribute import Contribute
from sourcebook.site.downloads import Downloads
from sourcebook.site.explorer import Explorer
from sourcebook.site.home import Home
from sourcebook.site.maps import Atlas
from sourcebook.site.past import Past
from sourcebook.site.reading import read_site
from sourcebook.site.records import Records
from sourcebook.site.releases import releases
from sourcebook.site.voices import SourcesPage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sourcebook.site.pages import GeneratedPage


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What mkdocs is told of the site."""

    address: str | None = None
    """``site_url``."""
    repository: str | None = None
    """``repo_url``."""


class Published:
    """A dataset's folder with its package in ``dist``.

    Raises ``UseError`` where there is none, ``DeclarationError`` where ``site.yaml`` is wrong.
    """

    def __init__(self, folder: Path, dist: Path, catalog: Path, site: Whereabouts) -> None:
        file = descriptor(folder)
        if file is None:
            raise UseError(f"{folder}: there is no datapackage.yaml in it. Name another folder.")
        source = read_dataset(file)
        self.contents = Contents(dist / f"{source.name}-{source.version}")
        self.name = self.contents.dataset.name
        self.site = read_site(folder, self.contents.dataset)
        cells = Cells(self.contents, self.site)
        sayings = Sayings(cells, self.site.claims) if self.site.claims else None
        past = self.past = Past(self.contents)
        atlas = Atlas(self.contents, self.site)
        people = contact(site.repository, self.contents.descriptor)
        about = (atlas, past, people)
        self.records = [Records(cells, sayings, page, *about) for page in self.site.pages]
        self.explorer = Explorer(cells)
        self.quality = quality.page(cells, sayings)
        self.voices = SourcesPage(cells, sayings) if sayings and sayings.sources else None
        versions = releases(self.contents, catalog, past)
        self.downloads = Downloads(self.contents, versions, site.address)
        self.changelog = Changelog(cells, past, self.downloads)
        self.home = Home(cells, atlas, self.downloads, self.changelog, site.address)

        self.contribute = Contribute(file, self.contents, people, cells.titles)

    def pages(self) -> Iterator[GeneratedPage]:
        yield self.home.page()
        yield self.explorer.page()
        for records in self.records:
            yield from records.pages()
        yield from codebook.pages(self.contents, self.site)
        yield self.downloads.page()
        yield self.changelog.page()
        yield self.quality
        yield from self.contribute.pages()
        if self.voices:
            yield self.voices.page()

    def files(self) -> dict[str, str | bytes]:
        """What stands beside the pages: numbers behind drawings, the explorer's and forms' data."""
        found: dict[str, str | bytes] = {}
        found |= self.home.files() | self.explorer.files() | self.contribute.files()
        for records in self.records:
            found |= records.files()
        return found

    def moved(self) -> Iterator[tuple[str, str, str]]:
        """The source paths of pages that lead to another one, of that one, and where on it."""
        for records in self.records:
            yield from records.merged()

    def nav(self) -> list[dict[str, Any]]:
        """The dataset's place in the site's navigation."""
        book = [("Tables", codebook.index(self.contents))] + [
            (table.title or table.name, codebook.address(self.contents, table.name))
            for table in self.contents.tables
        ]
        return [
            {"Data": f"{self.name}/index.md"},
            {"Explorer": self.explorer.path},
            *({records.heading: records.index} for records in self.records),
            *([{self.voices.title: self.voices.path}] if self.voices else []),
            {"Codebook": [{title: path} for title, path in book]},
            {self.downloads.title: self.downloads.path},
            {self.changelog.title: self.changelog.path},
            {self.quality.title: self.quality.path},
            *([{self.contribute.title: self.contribute.index}] if self.contribute.entries else []),
        ]
