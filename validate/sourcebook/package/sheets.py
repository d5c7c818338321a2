"""What a cell of a workbook can hold of a value, and what is said where it can't hold it.

Source: Excel's specifications and limits, and ECMA-376, part 1, 18.17.4 (dates as numbers).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROWS = 1_048_576
"""Rows of a sheet, with the header."""
COLUMNS = 16_384
TEXT = 32_767
"""UTF-16 units of a text."""
_NAME = 31
FIRST = date(1900, 3, 1)
"""Before this day spreadsheets count in two ways, as some of them know a 29 February 1900."""
_EXACT = 2**53
"""Whole numbers up to which every one is a double of its own."""

_CUT = "longer than 32,767 characters, cut"
_DAYS = "before 1 March 1900, written as text"
_FRACTIONS = "finer than a millisecond, written as text"
_WHOLE = "beyond 2^53, written as text"
_NUMBERS = "not finite, written as text"
_NO_TEXT = "with U+FFFE or U+FFFF, which no XML holds, written as U+FFFD"
_EMPTY = "an empty text, which looks like no value"

Cell = str | int | float | bool | date | datetime | time | None


class Exact(float):
    """A number that is written with all of its digits; xlsxwriter would write sixteen."""

    __slots__ = ()

    def __format__(self, _: str) -> str:
        return float.__repr__(self)


@dataclass(slots=True)
class Losses:
    """What a sheet could not hold as it is, by field and kind, with how often."""

    found: Counter[tuple[str, str]] = field(default_factory=Counter)

    def sentences(self, table: str) -> Iterator[str]:
        """One for each field and kind, in order."""
        for (name, what), times in sorted(self.found.items()):
            values = "1 value is" if times == 1 else f"{times:,} values are"
            yield f"{table}.{name}: {values} {what}"


def row(names: Iterable[str], values: Iterable[Any], losses: Losses) -> list[Cell]:
    """A row as cells of a sheet."""
    return [_cell(name, value, losses) for name, value in zip(names, values, strict=True)]


def _cell(name: str, value: Any, losses: Losses) -> Cell:
    held, told = _text(value) if isinstance(value, str) else _other(value)
    if told is not None:
        losses.found[name, told] += 1
    return held


def _other(value: Any) -> tuple[Cell, str | None]:
    """A value that is no text, and why it is written as one."""
    told = None
    if isinstance(value, bool) or value is None:
        pass
    elif isinstance(value, int):
        told = _WHOLE if abs(value) > _EXACT else None
    elif isinstance(value, float):
        told = None if math.isfinite(value) else _NUMBERS
    elif isinstance(value, (datetime, time)) and value.microsecond % 1000:
        told = _FRACTIONS
    elif isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        told = _DAYS if day < FIRST else None
    if told is None:
        return value, None
    return value.isoformat() if isinstance(value, (date, time)) else str(value), told


def _text(value: str) -> tuple[Cell, str | None]:
    if not value:
        return None, _EMPTY
    if "\ufffe" in value or "\uffff" in value:
        return _text(value.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd"))[0], _NO_TEXT
    if len(value) * 2 <= TEXT or len(value.encode("utf-16-le")) <= TEXT * 2:
        return value, None
    return value.encode("utf-16-le")[: TEXT * 2].decode("utf-16-le", "ignore"), _CUT


def same(written: Cell, read: Any) -> bool:
    """Whether a cell that was read again is the one that was written."""
    if written is None:
        return read is None or read == ""
    if isinstance(written, bool) or isinstance(read, bool):
        return written is read
    if isinstance(written, (int, float)):
        return isinstance(read, (int, float)) and float(written) == float(read)
    if isinstance(written, time):
        # Midnight is the number zero, which may be read as a day.
        return bool(_clock(read) == written)
    if isinstance(written, date):
        return bool(_moment(read) == _moment(written))
    return bool(written == read)


def _clock(read: Any) -> Any:
    return read.time() if isinstance(read, datetime) else read


def _moment(value: Any) -> Any:
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time())
    return value


def names(wanted: Iterable[str]) -> list[str]:
    """Names for sheets: at most 31 characters, none twice whatever the case, none reserved.

    Signs that no name of a sheet may have become ``_``.
    """
    taken = {"history"}
    found = []
    for name in wanted:
        safe = re.sub(r"[\[\]:*?/\\]|^'|'$", "_", name)
        short, number = safe[:_NAME], 1
        while short.lower() in taken:
            number += 1
            ending = f"~{number}"
            short = safe[: _NAME - len(ending)] + ending
        taken.add(short.lower())
        found.append(short)
    return found
