"""The pages of single records, each figure with its claims beside it, and the list of them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from sourcebook.site import bars, listed, merging, text
from sourcebook.site.behind import behind, of_all
from sourcebook.site.downloads import folder
from sourcebook.site.figures import Figures
from sourcebook.site.lineage import Lines
from sourcebook.site.maps import Point, gathered, scale
from sourcebook.site.pages import GeneratedPage
from sourcebook.site.related import RelatedRows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markupsafe import Markup

    from sourcebook.site.cells import Cells, Link
    from sourcebook.site.claims import Sayings
    from sourcebook.site.contact import Contact
    from sourcebook.site.contents import Row
    from sourcebook.site.declared import Claims, Lineage, Locator, RecordPage, Timeline
    from sourcebook.site.maps import Atlas
    from sourcebook.site.past import Past


class Records:
    """The pages of one table."""

    def __init__(
        self, cells: Cells, sayings: Sayings | None, declared: RecordPage,
        atlas: Atlas, past: Past, contact: Contact,
    ) -> None:  # fmt: skip
        self.cells = cells
        self.atlas = atlas
        self.past = past
        self.contact = contact
        self.declared = declared
        self.table = cells.table(declared.table)
        self.key = cells.key(declared.table)
        self.heading = text.visible(self.table.title or declared.table)
        self.index = f"{cells.contents.dataset.name}/{declared.table}/index.md"
        self.figures = Figures(cells, sayings, declared)
        self._related = [RelatedRows(cells, one) for one in declared.related]
        self._points = self._asked(declared.map)
        self._years = self._asked(declared.timeline)
        self._words = self._search()
        self._absorbed: dict[Any, list[Row]] = {}
        for row, last in merging.merged(self.table, cells.contents.by_key(declared.table)):
            self._absorbed.setdefault(last[self.key], []).append(row)
        self.lines = Lines(cells, declared.table, declared.lineage) if declared.lineage else None

    def pages(self) -> Iterator[GeneratedPage]:
        yield GeneratedPage(
            path=self.index,
            title=self.heading,
            template="index.html",
            values=self.catalogue,
            description=self.table.description or "",
            hide=("navigation", "toc"),
        )
        for row in self.cells.contents.rows[self.table.name]:
            key = row[self.key]
            yield GeneratedPage(
                path=self.cells.address(self.table.name, key),
                title=self.cells.title(self.table.name, key),
                template="record.html",
                values=partial(self.record, row),
                description=str(row[self.declared.lead] or "") if self.declared.lead else "",
                words=self._words.get(str(key), ""),
            )

    def merged(self) -> Iterator[tuple[str, str, str]]:
        """The source paths of pages whose record stands in another one, of that one, and where."""
        for row, last in merging.merged(self.table, self.cells.contents.by_key(self.table.name)):
            old, new = (self.cells.address(self.table.name, one[self.key]) for one in (row, last))
            yield old, new, merging.anchor(row[self.key])

    def files(self) -> dict[str, str]:
        """The numbers behind the drawings of all records, by the path of their file in the site."""
        drawn = {"map": self._points, "timeline": self._years}
        return {self._file(name): of_all(self.key, found) for name, found in drawn.items() if found}

    def _asked(self, declared: Locator | Timeline | None) -> dict[str, list[Row]]:
        """The rows of a declared query, by the key of their record."""
        if declared is None:
            return {}
        place = f"{declared.path}.query"
        return self.cells.contents.ask_by_key(declared.query, self.cells.site.file, place)

    def _file(self, name: str) -> str:
        stem = text.stem(f"{self.table.name}-{name}")
        return f"{self.cells.contents.dataset.name}/charts/{stem}.csv"

    def _search(self) -> dict[str, str]:
        if self.declared.search is None:
            return {}
        place = f"{self.declared.path}.search"
        rows = self.cells.contents.ask(self.declared.search, self.cells.site.file, place)
        return {
            str(key): " ".join(text.visible(word) for word in words if word is not None)
            for key, *words in (row.values() for row in rows)
        }

    def catalogue(self, link: Link) -> dict[str, Any]:
        """What the list of all records shows."""
        cells, table, columns = self.cells, self.table.name, self.declared.columns
        rows = [
            (
                link(cells.address(table, row[self.key])),
                cells.title(table, row[self.key]),
                [listed.cell(cells, table, name, row, link, missed=True) for name in columns],
            )
            for row in cells.ordered(table, self.declared.order)
        ]
        labels = [(cells.label(table, n), listed.numeric(cells, table, n)) for n in columns]
        return {"records": self, "rows": rows, "labels": labels}

    def record(self, row: Row, link: Link) -> dict[str, Any]:
        """What the page of one record shows."""
        key = row[self.key]
        claimed = self.figures.claimed(row, link)
        estimates = [
            self.figures.estimate(one, row, claimed, link) for one in self.declared.estimates
        ]
        return {
            "records": self,
            "row": row,
            "facts": [
                (name, label, value, len(claimed.get(name, ())))
                for name in self.declared.facts
                if row[name] not in (None, "") or name in claimed
                for label, value in self.figures.labelled((name,), row, link)
            ],
            "estimates": estimates,
            "related": [
                (number, one.declared, one.show(key, link))
                for number, one in enumerate(self._related)
            ],
            "figures": [
                self.figures.figure(name, row, claims, link) for name, claims in claimed.items()
            ],
            "absorbed": [self.absorbed(other, link) for other in self._absorbed.get(key, ())],
            "map": self.map(row),
            "scale": scale(self._where(row)),
            "places": behind(self._points.get(str(key), ()), link(self._file("map"))),
            "timeline": self.timeline(row),
            "years": behind(self._years.get(str(key), ()), link(self._file("timeline"))),
            "statements": self._data(self.declared.lineage, link),
            "sayings": self._data(self.cells.site.claims, link),
            "lineage": self.lines.draw(row[self.key], link) if self.lines else None,
            "history": self.past.of(self.table.name, row[self.key]),
            "report": self.report(row),
            "codebook": link(f"{self.cells.contents.dataset.name}/codebook/{self.table.name}.md"),
            "back": link(self.index),
        }

    def absorbed(self, row: Row, link: Link) -> dict[str, Any]:
        """What was said of a record that was merged into the one of the page."""
        key = row[self.key]
        claimed = self.figures.claimed(row, link)
        told = [self.figures.figure(n, row, claims, link) for n, claims in claimed.items()]
        return {
            "key": key,
            "anchor": merging.anchor(key),
            "title": self.cells.title(self.table.name, key),
            "figures": [replace(f, anchor=text.anchor("claims", key, f.name)) for f in told],
        }

    def _data(self, declared: Lineage | Claims | None, link: Link) -> str | None:
        """The address of the table in which a drawing's numbers stand."""
        if declared is None:
            return None
        contents = self.cells.contents
        return link(f"{folder(contents)}/data/{declared.table}.csv")

    def _where(self, row: Row) -> list[Point]:
        return gathered(self._points.get(str(row[self.key]), ()))

    def map(self, row: Row) -> Markup | None:
        """Where the record is."""
        if self.declared.map is None:
            return None
        points = self._where(row)
        title = self.cells.title(self.table.name, row[self.key])
        return self.atlas.draw(points, f"{self.declared.map.title}: {title}")

    def timeline(self, row: Row) -> Markup | None:
        """A number for each year, from the first that has any to the last."""
        told = {
            int(year): n
            for year, n in (r.values() for r in self._years.get(str(row[self.key]), ()))
        }
        if self.declared.timeline is None or not told:
            return None
        ends = [
            int(year)
            for rows in self._years.values()
            for year in (next(iter(r.values())) for r in rows)
        ]
        shown = [(str(year), told.get(year, 0)) for year in range(min(ends), max(ends) + 1)]
        words = ", ".join(f"{year}: {text.number(count)}" for year, count in shown)
        return bars.draw(shown, f"{self.declared.timeline.title}. {words}")

    def report(self, row: Row) -> str | None:
        """Where a mistake of this record is told, with its id in the text."""
        dataset, key = self.cells.contents.dataset, text.visible(row[self.key])
        title = text.visible(self.cells.title(self.table.name, row[self.key]))
        subject = f"{dataset.name}: {key}, {title}"
        body = (
            f"{self.declared.one} {key} of {dataset.name} {dataset.version or ''}\n\n"
            "What is wrong:\n\nWhat it should be, and the source that says so:\n"
        )
        return self.contact.report(subject, body)
