"""The dataset's own page, and the summary of it that a hand-written page may hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from sourcebook.errors import DeclarationError, Mistake
from sourcebook.site import charts, codebook, loading, structured, text
from sourcebook.site.pages import GeneratedPage, environment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sourcebook.site.cells import Cells, Link
    from sourcebook.site.changelog import Changelog
    from sourcebook.site.declared import Figure
    from sourcebook.site.downloads import Downloads
    from sourcebook.site.maps import Atlas


PARTS = ("summary", "latest", "load")


class Home:
    """Figures and charts of one dataset, drawn once a build."""

    def __init__(
        self, cells: Cells, atlas: Atlas, downloads: Downloads, changelog: Changelog,
        address: str | None = None,
    ) -> None:  # fmt: skip
        self.cells = cells
        self.contents = cells.contents
        self.site = cells.site
        self.downloads = downloads
        self.changelog = changelog
        self.address = address
        """Of the whole site, where mkdocs is told one."""
        self.figures = [(figure, self._figure(figure)) for figure in self.site.figures]
        self.drawings = [
            charts.draw(chart, self.contents, self.site.file, atlas) for chart in self.site.charts
        ]

    def page(self) -> GeneratedPage:
        dataset = self.contents.dataset
        return GeneratedPage(
            path=f"{dataset.name}/index.md",
            title=text.visible(dataset.title or dataset.name),
            template="dataset.html",
            values=self._values,
            description=dataset.description or "",
        )

    def chart_file(self, name: str) -> str:
        return f"{self.contents.dataset.name}/charts/{text.stem(name)}.csv"

    def files(self) -> dict[str, str]:
        """The data of each chart, by the path of its file in the site."""
        return {self.chart_file(drawing.chart.id): drawing.csv for drawing in self.drawings}

    def summary(self, link: Link) -> Markup:
        """Key figures and charts, as HTML for a page at ``link``'s place."""
        template = environment().get_template("summary.html")
        html = template.render(
            site=self.site,
            figures=[
                (figure, value, link(self._list(figure)) if figure.link else None)
                for figure, value in self.figures
            ],
            drawings=[(d, link(self.chart_file(d.chart.id))) for d in self.drawings],
        )
        return Markup(html)  # noqa: S704 - an autoescaping template wrote it

    def part(self, name: str, link: Link) -> Markup:
        """A part that a hand-written page asks for by its name, one of ``PARTS``."""
        if name == "load":
            return loading.load(self.cells, self.downloads, self.changelog, self.address, link)
        if name == "latest":
            return loading.latest(self.changelog, link)
        return self.summary(link)

    def _structured(self, link: Link) -> Markup:
        name = self.contents.dataset.name
        folder = self.downloads.folder(self.downloads.releases[0]) + "/"
        whole = f"{self.address.rstrip('/')}/" if self.address else None
        base = whole + folder if whole else link(folder)
        return structured.script(self.contents, base, f"{whole}{name}/" if whole else None)

    def _list(self, figure: Figure) -> str:
        name = self.contents.dataset.name
        if figure.link and self.site.page(figure.link):
            return f"{name}/{figure.link}/index.md"
        return codebook.address(self.contents, figure.link or "")

    def _figure(self, figure: Figure) -> Markup:
        place = f"{figure.path}.query"
        rows = self.contents.ask(figure.query, self.site.file, place)
        if len(rows) != 1 or len(rows[0]) != 1:
            hint = "Select one value."
            wrong = Mistake(self.site.file, place, f"gives {len(rows)} rows.", hint)
            raise DeclarationError([wrong])
        (value,) = rows[0].values()
        shown = text.number(value) if isinstance(value, int | float) else value
        return text.plain(self.site.missing if value is None else shown)

    def _values(self, link: Link) -> dict[str, Any]:
        contents, descriptor = self.contents, self.contents.descriptor
        return {
            "dataset": contents.dataset,
            "summary": self.summary(link),
            "latest": self.part("latest", link),
            "load": self.part("load", link),
            "structured": self._structured(link),
            "tables": [
                (table, len(rows), link(codebook.address(contents, table.name)))
                for table, rows in ((t, contents.rows[t.name]) for t in contents.tables)
            ],
            **{
                name: [_described(item) for item in descriptor.get(key) or ()]
                for name, key in (
                    ("licences", "licenses"),
                    ("contributors", "contributors"),
                    ("sources", "sources"),
                )
            },
        }


def _described(item: Mapping[str, Any] | Any) -> Markup:
    """A licence, contributor or source of a descriptor, with its address."""
    if not isinstance(item, dict):
        return text.plain(item)
    label = text.isolated(item.get("title") or item.get("name") or item.get("path") or "")
    return text.external(item.get("path") or "", label)
