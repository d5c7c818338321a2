"""Columns of dates and times, in the standard's formats and in others.

A format is proposed where it is the only one that reads every cell. Where both orders of day and
month do, and say other days, neither is proposed and that is told; so are dates in several formats,
and cells that are in none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from sourcebook.declare import Field, lexical
from sourcebook.starting.proposal import Kind, Said

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sourcebook.starting.column import Column

_USUAL = (
    ("date", "dates", "a date"), ("datetime", "dates with times", "a date with a time"),
    ("time", "times", "a time"), ("yearmonth", "months", "a month"),
)  # fmt: skip
WORDS = {kind: (many, one) for kind, many, one in (*_USUAL, ("year", "years", "a year"))}
_DATES = (
    "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d", "%Y.%m.%d",
    "%d. %m. %Y", "%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%d-%b-%Y",
)  # fmt: skip
_CLOCKS = ("%H:%M:%S", "%H:%M", "%H:%M:%S.%f")
_SPELLED = (
    *(("date", date) for date in _DATES),
    *(("datetime", f"{date}{gap}{clock}")
      for date in ("%Y-%m-%d", *_DATES) for gap in (" ", "T") for clock in _CLOCKS),
    ("time", "%H:%M"),
)  # fmt: skip
COMPACT = "%Y%m%d"
FORMATS = (*((kind, "default") for kind in WORDS), *_SPELLED, ("date", COMPACT))
"""All of them, by type; those of the standard first."""
_COMPACT = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
_PARTED = re.compile(r"[0-9]{4}.*[\s./-]|[\s./-].*[0-9]{4}|[0-9]:[0-9]", re.DOTALL)
"""What each of the formats above has: a year beside something else, or a time."""
YEAR = re.compile("[12][0-9]{3}")
_SHORT = re.compile(r"[0-9]{1,2}([./-])[0-9]{1,2}\1[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Reading:
    """A format that reads all texts of a column."""

    kind: Kind
    values: tuple[object, ...]
    """What each of the texts is by it."""
    telling: str
    """The text that shows best which part is the day: one of a day above 12."""

    @property
    def format(self) -> str:
        return self.kind.field.format


def usual(column: Column, texts: Sequence[str]) -> Kind | None:
    """Dates, times and months as the standard writes them."""
    for kind, _, _ in _USUAL:
        found = _reading(column, texts, kind)
        if found is not None:
            return found.kind
    return None


def compact(column: Column, texts: Sequence[str]) -> Kind | None:
    """Dates of eight digits, of which there are two at least: 20240131."""
    if len(texts) > 1 and all(map(_COMPACT.fullmatch, texts)):
        found = _reading(column, texts, "date", COMPACT)
        return None if found is None else found.kind
    return None


def readings(column: Column, texts: Sequence[str]) -> list[Reading]:
    """Each other format that reads all texts, of those that say the same the first."""
    if not texts or _PARTED.search(texts[0]) is None:
        return []
    found: list[Reading] = []
    for kind, pattern in _SPELLED:
        reading = _reading(column, texts, kind, pattern)
        if reading is not None and all(reading.values != other.values for other in found):
            found.append(reading)
    return found


def short(texts: Sequence[str]) -> bool:
    """Whether all of the texts are dates whose year has two digits."""
    return bool(texts) and all(map(_SHORT.fullmatch, texts))


def read(texts: Sequence[str], kind: str, format: str) -> Iterator[bool]:
    """Of each text whether a format reads it."""
    if kind == "year":  # The standard takes any number for one.
        return (YEAR.fullmatch(text) is not None for text in texts)
    reader = lexical.reader(Field("", type=kind, format=format))
    return (reader(text) is not lexical.INVALID for text in texts)


def likely(texts: Sequence[str], sample: int = 40) -> list[tuple[str, str]]:
    """The formats that read any of the first texts: to try them all on each takes long."""
    first = [*islice(texts, sample)]
    return [(kind, form) for kind, form in FORMATS if any(read(first, kind, form))]


def _reading(
    column: Column, texts: Sequence[str], kind: str, format: str = "default"
) -> Reading | None:
    field = Field(column.name, type=kind, format=format)
    reader = lexical.reader(field)
    values = []
    for text in texts:
        value = reader(text)
        if value is lexical.INVALID:
            return None
        values.append(value)
    many, one = WORDS[kind]
    told = column.all_cells(texts, lambda several: f"are {many}" if several else f"is {one}")
    pairs = [*zip(values, texts, strict=True)]
    evidence = f"{told}, from {min(pairs)[1]} to {max(pairs)[1]}"
    said = [Said("type", kind, evidence)]
    telling = next((text for value, text in pairs if getattr(value, "day", 0) > 12), texts[0])
    if format != "default":
        said.append(Said("format", format, f"as in {telling}"))
    return Reading(Kind(field, tuple(said)), tuple(values), telling)
