"""What is counted of a dataset's quality: voices behind its figures, precision, completeness."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sourcebook.site.cells import field_title
from sourcebook.site.claims import typed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sourcebook.site.cells import Cells
    from sourcebook.site.claims import Sayings, Voices
    from sourcebook.site.contents import Row


@dataclass(frozen=True, slots=True)
class Told:
    """A published figure of a record with the voices that it rests on."""

    table: str
    key: Any
    title: str
    """What the figure is called."""
    voices: Voices
    disputed: bool
    """Whether claims that are still upheld give different numbers."""


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, for a table with bars."""

    label: str
    count: int
    total: int
    meaning: str = ""

    @property
    def percent(self) -> int:
        """Rounded, but never to nothing or to all of it where it is not so."""
        if not self.total:
            return 0
        exact = 100 * self.count / self.total
        return 1 if 0 < exact < 1 else 99 if 99 < exact < 100 else round(exact)


def figures(cells: Cells, sayings: Sayings) -> Iterator[Told]:
    """The best value of each declared estimate of each record that publishes it."""
    for page in cells.site.pages:
        key = cells.key(page.table)
        for row in cells.contents.rows[page.table]:
            claimed = sayings.about(page.table, row[key])
            for estimate in page.estimates:
                if row[estimate.best] is None:
                    continue
                rows = claimed.get(estimate.best, [])
                yield Told(
                    page.table,
                    row[key],
                    estimate.title,
                    sayings.voices(rows),
                    _differ(sayings, rows),
                )


def _differ(sayings: Sayings, rows: list[Row]) -> bool:
    values = {typed("number", r[sayings.declared.value] or "") for r in rows if sayings.upheld(r)}
    return len({value for value in values if isinstance(value, float)}) > 1


def support(told: Sequence[Told]) -> list[Share]:
    """How many figures have no, one, two, or three and more independent sources."""
    counts = Counter(min(len(one.voices.origins), 3) for one in told)
    labels = ("none that is known", "1", "2", "3 or more")
    return [Share(label, counts[number], len(told)) for number, label in enumerate(labels)]


def codes(cells: Cells, table: str, name: str) -> list[Share]:
    """How often each code of a field stands in its table, in the order of the vocabulary."""
    field, rows = cells.table(table).field(name), cells.contents.rows[table]
    counts = Counter(str(row[name]) for row in rows if row[name] is not None)
    found = [
        Share(
            code.label or str(code.value),
            counts.pop(str(code.value), 0),
            len(rows),
            code.description or "",
        )
        for code in field.categories
    ]
    return found + [Share(value, count, len(rows)) for value, count in counts.most_common()]


@dataclass(frozen=True, slots=True)
class Completeness:
    """For each field of a table, how many of a hundred rows of each year have a value."""

    years: tuple[str, ...]
    rows: tuple[int, ...]
    """How many each year has."""
    fields: tuple[tuple[str, str, tuple[int, ...]], ...]


def completeness(cells: Cells, table: str, dated: str) -> Completeness | None:
    """By the year in a field; ``None`` where no row has one."""
    by_year: dict[str, list[Row]] = {}
    for row in cells.contents.rows[table]:
        found = year(row[dated])
        if found is not None:
            by_year.setdefault(found, []).append(row)
    if not by_year:
        return None
    years = tuple(sorted(by_year))
    return Completeness(
        years,
        tuple(len(by_year[one]) for one in years),
        tuple(
            (
                field.name,
                field_title(field),
                tuple(
                    Share("", filled(by_year[one], field.name), len(by_year[one])).percent
                    for one in years
                ),
            )
            for field in cells.table(table).fields
        ),
    )


def filled(rows: Sequence[Row], name: str) -> int:
    return sum(row[name] not in (None, "") for row in rows)


def year(value: Any) -> str | None:
    """The year of a date, typed or as text."""
    if isinstance(value, date):
        return f"{value.year:04d}"
    found = re.match(r"\d{4}(?=-|$)", str(value)) if value is not None else None
    return found.group() if found else None
