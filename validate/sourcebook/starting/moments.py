"""Columns of dates and times, in the standard's formats and in others.

A format is proposed where it is the only one that reads every cell. Where both orders of day and
month do, and say other days, neither is proposed and that is told.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sourcebook.declare import Field, lexical
from sourcebook.engines.messages.words import shown
from sourcebook.starting.proposal import Kind, Said

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sourcebook.starting.column import Column
    from sourcebook.starting.proposal import Doubt

_USUAL = (
    ("date", "dates", "a date"), ("datetime", "dates with times", "a date with a time"),
    ("time", "times", "a time"), ("yearmonth", "months", "a month"),
)  # fmt: skip
_WORDS = {kind: (many, one) for kind, many, one in _USUAL}
_DATES = (
    "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d", "%Y.%m.%d",
    "%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%d-%b-%Y",
)  # fmt: skip
_CLOCKS = ("%H:%M:%S", "%H:%M", "%H:%M:%S.%f")
_FORMATS = (
    *(("date", date) for date in _DATES),
    *(("datetime", f"{date}{gap}{clock}")
      for date in ("%Y-%m-%d", *_DATES) for gap in (" ", "T") for clock in _CLOCKS),
    ("time", "%H:%M"),
)  # fmt: skip
_COMPACT = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
_SHORT = re.compile(r"[0-9]{1,2}([./-])[0-9]{1,2}\1[0-9]{2}")


def usual(column: Column, texts: Sequence[str]) -> Kind | None:
    """Dates, times and months as the standard writes them."""
    for kind, _, _ in _USUAL:
        found = _kind(column, texts, kind)
        if found is not None:
            return found
    return None


def compact(column: Column, texts: Sequence[str]) -> Kind | None:
    """Dates of eight digits, of which there are two at least: 20240131."""
    if len(texts) > 1 and all(map(_COMPACT.fullmatch, texts)):
        return _kind(column, texts, "date", "%Y%m%d")
    return None


def spelled(column: Column, texts: Sequence[str]) -> Kind | None:
    """Dates and times in the one other format that reads them all."""
    found = list(_fitting(column, texts))
    if not found or len({values for _, values in found}) > 1:
        return None
    return found[0][0]


def doubts(column: Column, texts: Sequence[str]) -> Iterator[Doubt]:
    """Why what look like dates are kept as text."""
    formats = [kind.field.format for kind, _ in _fitting(column, texts)]
    if len(formats) > 1:
        read = " or ".join(formats)
        yield f"dates that can be read in two ways ({shown(texts[0])}): set the format, {read}"
    elif texts and all(map(_SHORT.fullmatch, texts)):
        yield f"dates whose year has two digits ({shown(texts[0])}): write all four"


def _fitting(column: Column, texts: Sequence[str]) -> Iterator[tuple[Kind, tuple[object, ...]]]:
    """Each format that reads all texts, with what they are by it."""
    if any(not any(map(str.isdigit, text)) for text in texts):
        return
    for kind, pattern in _FORMATS:
        found = _kind(column, texts, kind, pattern)
        if found is not None:
            read = lexical.reader(found.field)
            yield found, tuple(map(read, texts))


def _kind(column: Column, texts: Sequence[str], kind: str, format: str = "default") -> Kind | None:
    field = Field(column.name, type=kind, format=format)
    read = lexical.reader(field)
    values = []
    for text in texts:
        value = read(text)
        if value is lexical.INVALID:
            return None
        values.append((value, text))
    many, one = _WORDS[kind]
    told = column.all_cells(texts, lambda several: f"are {many}" if several else f"is {one}")
    evidence = f"{told}, from {min(values)[1]} to {max(values)[1]}"
    said = [Said("type", kind, evidence)]
    if format != "default":
        said.append(Said("format", format, f"as in {_telling(values)}"))
    return Kind(field, tuple(said))


def _telling(values: Sequence[tuple[object, str]]) -> str:
    """The text that shows best which part is the day: one of a day above 12."""
    telling = [text for value, text in values if getattr(value, "day", 0) > 12]
    return (telling or [values[0][1]])[0]
