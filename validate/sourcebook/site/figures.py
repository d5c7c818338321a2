"""The figures of a record: each field with what it publishes, and every claim on it beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from sourcebook.site import course, text
from sourcebook.site.course import Published

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sourcebook.site.cells import Cells, Link
    from sourcebook.site.claims import Claim, Sayings, Voices
    from sourcebook.site.contents import Row
    from sourcebook.site.declared import Estimate, RecordPage


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


class Figures:
    """The figures on the pages of one table."""

    def __init__(self, cells: Cells, sayings: Sayings | None, declared: RecordPage) -> None:
        self.cells = cells
        self.sayings = sayings
        self.declared = declared
        self.table = cells.table(declared.table)
        self.key = cells.key(declared.table)

    def claimed(self, row: Row, link: Link) -> dict[str, tuple[Claim, ...]]:
        """The claims on a record by field: its columns in their order, then the other codes."""
        if self.sayings is None:
            return {}
        found = self.sayings.about(self.table.name, row[self.key])
        columns = [field.name for field in self.table.fields]
        names = [n for n in columns if n in found] + sorted(n for n in found if n not in columns)
        return {name: tuple(self.sayings.show(r, link) for r in found[name]) for name in names}

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
        one = "at most " if low is None else "at least "
        said = Markup(" to ").join(ends) if len(ends) == 2 else one + ends[0]
        return shown + Markup(' <span class="sb-span">({})</span>').format(said)

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

    def labelled(self, names: Iterable[str], row: Row, link: Link) -> list[tuple[Markup, Markup]]:
        """The titles and values of some fields."""
        return [(self.cells.label(self.table.name, n), self.show(n, row, link)) for n in names]

    def show(self, name: str, row: Row, link: Link) -> Markup:
        return self.cells.show(self.table.name, name, row[name], link)
