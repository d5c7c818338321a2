"""The pages of single records, each figure with its claims beside it, and the list of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from sourcebook.site import bars, course, merging, text
from sourcebook.site.behind import behind, of_all
from sourcebook.site.cells import field_title
from sourcebook.site.course import Published
from sourcebook.site.downloads import folder
from sourcebook.site.lineage import Lines
from sourcebook.site.maps import gathered
from sourcebook.site.pages import GeneratedPage
from sourcebook.site.reading import placeholders

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sourcebook.site.cells import Cells, Link
    from sourcebook.site.claims import Claim, Sayings, Voices
    from sourcebook.site.contact import Contact
    from sourcebook.site.contents import Row
    from sourcebook.site.declared import (
        Beside,
        Claims,
        Estimate,
        Lineage,
        Locator,
        RecordPage,
        Related,
        Timeline,
    )
    from sourcebook.site.maps import Atlas
    from sourcebook.site.past import Past

LONG = 40
"""From how many characters on a text needs room in a table."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One field of a record with what it publishes and every claim on it."""

    name: str
    anchor: str
    label: Markup
    published: Markup | None
    """``None`` where the field is no column of the table, so that only claims tell of it."""
    claims: tuple[Claim, ...]
    voices: Voices | None = None
    course: Markup | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    html: Markup
    sort: str
    """What a browser sorts the row by."""
    kind: str
    """The class of its box: for a number, or for a long text."""


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
        self.sayings = sayings
        self.declared = declared
        self.table = cells.table(declared.table)
        self.key = cells.key(declared.table)
        self.heading = text.visible(self.table.title or declared.table)
        self.index = f"{cells.contents.dataset.name}/{declared.table}/index.md"
        self._related = [self._by_subject(related) for related in declared.related]
        self._beside = [self._asked(one.beside) for one in declared.related]
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

    def _file(self, name: str) -> str:
        stem = text.stem(f"{self.table.name}-{name}")
        return f"{self.cells.contents.dataset.name}/charts/{stem}.csv"

    def _asked(self, declared: Locator | Timeline | Beside | None) -> dict[str, list[Row]]:
        """The rows of a declared query, by the key in their first column, which is taken out."""
        found: dict[str, list[Row]] = {}
        if declared is None:
            return found
        place = f"{declared.path}.query"
        for row in self.cells.contents.ask(declared.query, self.cells.site.file, place):
            key, *rest = row.items()
            found.setdefault(str(key[1]), []).append(dict(rest))
        return found

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
        columns = self.declared.columns
        rows = [
            (
                link(self.cells.address(self.table.name, row[self.key])),
                self.cells.title(self.table.name, row[self.key]),
                [self.cell(self.table.name, name, row, link) for name in columns],
            )
            for row in self.cells.ordered(self.table.name, self.declared.order)
        ]
        labels = [
            (self.cells.label(self.table.name, name), self.numeric(self.table.name, name))
            for name in columns
        ]
        return {"records": self, "rows": rows, "labels": labels}

    def numeric(self, table: str, name: str) -> bool:
        field = self.cells.table(table).field(name)
        return field.type in ("integer", "number") and not field.categories

    def cell(self, table: str, name: str, row: Row, link: Link) -> Cell:
        value = row[name]
        sort = text.visible(self.cells.sort_key(table, name, value))
        number = self.numeric(table, name)
        size = len(text.visible(value))
        # An empty cell of a table speaks for itself; that a record has no number is news.
        if sort == "" and not (number and table == self.table.name):
            return Cell(Markup(""), sort, "")
        kind = "sb-number" if number else "sb-long" if size > LONG else ""
        return Cell(self.cells.show(table, name, value, link), sort, kind)

    def record(self, row: Row, link: Link) -> dict[str, Any]:
        """What the page of one record shows."""
        key = row[self.key]
        claimed = self.claimed(row, link)
        estimates = [self.estimate(one, row, claimed, link) for one in self.declared.estimates]
        return {
            "records": self,
            "row": row,
            "facts": [
                (name, label, value, len(claimed.get(name, ())))
                for name in self.declared.facts
                if row[name] not in (None, "") or name in claimed
                for label, value in self.labelled((name,), row, link)
            ],
            "estimates": estimates,
            "related": [
                (number, related, self.related(number, related, row, link))
                for number, related in enumerate(self.declared.related)
            ],
            "figures": [self.figure(name, row, claims, link) for name, claims in claimed.items()],
            "absorbed": [self.absorbed(other, link) for other in self._absorbed.get(key, ())],
            "map": self.map(row),
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
        told = [self.figure(n, row, claims, link) for n, claims in self.claimed(row, link).items()]
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

    def map(self, row: Row) -> Markup | None:
        """Where the record is."""
        if self.declared.map is None:
            return None
        points = gathered(self._points.get(str(row[self.key]), ()))
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

    def labelled(self, names: Iterable[str], row: Row, link: Link) -> list[tuple[Markup, Markup]]:
        """The titles and values of some fields."""
        return [(self.cells.label(self.table.name, n), self.show(n, row, link)) for n in names]

    def estimate(
        self, estimate: Estimate, row: Row, claimed: dict[str, tuple[Claim, ...]], link: Link
    ) -> dict[str, Any]:
        """What the section of an estimate shows. It takes its fields' claims out of ``claimed``."""
        own = (estimate.best, estimate.low, estimate.high)
        told = [
            name
            for name in estimate.fields
            if name in claimed or (row[name] is not None and name not in own)
        ]
        return {
            "declared": estimate,
            "range": self.range(estimate, row, link),
            "figures": [self.figure(name, row, claimed.pop(name, ()), link) for name in told],
            "notes": self.labelled([n for n in estimate.notes if row[n] is not None], row, link),
        }

    def claimed(self, row: Row, link: Link) -> dict[str, tuple[Claim, ...]]:
        """The claims on a record by field: its columns in their order, then the other codes."""
        if self.sayings is None:
            return {}
        found = self.sayings.about(self.table.name, row[self.key])
        columns = [field.name for field in self.table.fields]
        names = [n for n in columns if n in found] + sorted(n for n in found if n not in columns)
        return {name: tuple(self.sayings.show(r, link) for r in found[name]) for name in names}

    def range(self, estimate: Estimate, row: Row, link: Link) -> Markup:
        """An estimate in words: its best value, and its span where low and high differ."""
        shown = Markup('<strong class="sb-figure">{}</strong>').format(
            self.show(estimate.best, row, link)
        )
        low, high = (row[name] if name else None for name in (estimate.low, estimate.high))
        given = [n for n in (estimate.low, estimate.high) if n and row[n] is not None]
        ends = [self.show(name, row, link) for name in given]
        if not ends or low == high == row[estimate.best]:
            return shown
        words = "{} to {}" if len(ends) == 2 else "at most {}" if low is None else "at least {}"
        return shown + Markup(' <span class="sb-span">({})</span>').format(
            Markup(words).format(*ends)  # noqa: S704 - one of three texts of ours
        )

    def figure(self, name: str, row: Row, claims: tuple[Claim, ...], link: Link) -> Figure:
        own = any(field.name == name for field in self.table.fields)
        rows = (
            self.sayings.about(self.table.name, row[self.key]).get(name) if self.sayings else None
        )
        label = self.sayings.label(self.table.name, name) if self.sayings else text.plain(name)
        return Figure(
            name=name,
            anchor=text.anchor("claims", name),
            label=label,
            published=self.show(name, row, link) if own else None,
            claims=claims,
            voices=self.sayings.voices(rows) if self.sayings and rows else None,
            course=self.course(name, row, rows, label) if own and rows else None,
        )

    def course(self, name: str, row: Row, rows: list[Row], label: Markup) -> Markup | None:
        """How the claims on the best value of an estimate moved over time."""
        estimate = next((one for one in self.declared.estimates if one.best == name), None)
        if estimate is None or self.sayings is None:
            return None
        ends = (row[n] if n else None for n in (estimate.best, estimate.low, estimate.high))
        sayings = self.sayings.course(rows)
        words = "; ".join(f"{text.in_words(one.day)}: {one.value:g}" for one in sayings)
        title = f"{label.striptags()} as claimed over time. {words}"
        return course.draw(sayings, Published(*ends), title)

    def show(self, name: str, row: Row, link: Link) -> Markup:
        return self.cells.show(self.table.name, name, row[name], link)

    def _by_subject(self, related: Related) -> dict[str, list[Row]]:
        """The related rows by the record they belong to, in their order."""
        order = related.order or self.cells.table(related.table).primary_key
        found: dict[str, list[Row]] = {}
        rows = self.cells.contents.rows[related.table]
        for row in sorted(
            rows, key=lambda r: [self.cells.sorting(related.table, n, r[n]) for n in order]
        ):
            if all(row.get(name) == value for name, value in related.where.items()):
                found.setdefault(str(row[related.by]), []).append(row)
        return found

    def related(self, number: int, related: Related, row: Row, link: Link) -> dict[str, Any] | None:
        """The related rows, as sentences and as a table; ``None`` where there are none."""
        rows = self._related[number].get(str(row[self.key]), [])
        if not rows:
            return None
        table = self.cells.table(related.table)
        filled = [name for name in related.show if any(r[name] is not None for r in rows)]
        labels = [
            (text.plain(field_title(table.field(name))), self.numeric(table.name, name))
            for name in filled
        ]
        cells = [[self._related_cell(related, n, r, link) for n in filled] for r in rows]
        if related.beside is not None and any(map(self._own(number, related), rows)):
            labels.append((text.plain(related.beside.title), True))
            for shown, each in zip(cells, rows, strict=True):
                shown.append(self._beside_cell(self._own(number, related)(each)))
        return {
            "labels": labels,
            "rows": cells,
            "sentences": [s for r in rows if (s := self.sentence(related, r, link)) is not None],
        }

    def _own(self, number: int, related: Related) -> Callable[[Row], Any]:
        """What the query beside a related row gives for it."""
        (key,) = self.cells.table(related.table).primary_key

        def value(row: Row) -> Any:
            found = self._beside[number].get(str(row[key]))
            return next(iter(found[0].values()), None) if found else None

        return value

    def _beside_cell(self, value: Any) -> Cell:
        if value is None:
            return Cell(Markup(""), "", "sb-number")
        shown = text.number(value) if isinstance(value, int | float) else value
        return Cell(text.plain(shown), text.visible(value), "sb-number")

    def _related_cell(self, related: Related, name: str, row: Row, link: Link) -> Cell:
        cell = self.cell(related.table, name, row, link)
        if name in related.languages and row[name] is not None:
            script = row[related.scripts[name]] if name in related.scripts else None
            html = text.isolated(row[name], row[related.languages[name]], script)
            return Cell(html, cell.sort, cell.kind)
        return cell

    def sentence(self, related: Related, row: Row, link: Link) -> Markup | None:
        """A row in plain words, if its code has any."""
        if related.sentence is None:
            return None
        code = row[related.sentence.field]
        template = related.sentence.words.get(str(code))
        if template is None:
            return None
        parts: dict[str, Markup] = {
            name: self.cells.show(related.table, name, row[name], link)
            for name in placeholders(template)
        }
        return text.plain(template).format(**parts)
