"""Columns of numbers: plain ones, and those with other marks for decimals and thousands.

Where a mark may be either (``1.234``), the standard's own reading is proposed and the other told.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sourcebook.declare import Field, lexical
from sourcebook.engines.messages.words import shown
from sourcebook.starting.proposal import Kind, Said

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sourcebook.starting.column import Column
    from sourcebook.starting.proposal import Doubt

_WORDS: dict[str, str] = {"decimalChar": "decimal_char", "groupChar": "group_char"}
_GROUPS = (",", ".", " ", "'", "’", "\u00a0", "\u202f")  # noqa: RUF001
_EITHER = re.compile(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}")
_INTEGER = 2**63
"""From here on no column of integers in a Parquet file or a database holds a number."""
_SMALLEST, _LARGEST = Decimal("1e-300"), Decimal("1e300")
"""Between these a double holds a number, whatever its sign."""
_DIGITS = 17
"""Significant digits of a double as programs write it."""


def integer(column: Column, texts: Sequence[str]) -> Kind | None:
    """Whole numbers in plain digits that every format of a package holds."""
    return _kind(column, texts, Field(column.name, type="integer"))


def number(column: Column, texts: Sequence[str]) -> Kind | None:
    """Numbers with a decimal point that every format of a package holds."""
    found = _kind(column, texts, Field(column.name, type="number"))
    if found is None:
        return None
    pointed = [text for text in texts if "." in text]
    if pointed and all(map(_EITHER.fullmatch, pointed)):
        doubt = f"points may be marks of thousands: each has three digits after it ({pointed[0]})"
        return Kind(found.field, found.said, (doubt,))
    return found


def spelled(column: Column, texts: Sequence[str]) -> Kind | None:
    """Numbers with a decimal comma, or with marks between thousands."""
    for kind, words in _spellings():
        decimal, group = words.get("decimalChar", "."), words.get("groupChar")
        if not column.letters.issuperset(words.values()):
            continue
        if not _fits(texts, words.get("decimalChar"), group):
            continue
        field = Field(column.name, type=kind, decimal_char=decimal, group_char=group)
        found = _kind(column, texts, field, words)
        if found is None:
            continue
        marked = [text for text in texts if "," in text]
        if words == {"groupChar": ","} and all(map(_EITHER.fullmatch, marked)):
            doubt = f"the comma may be a decimal one: three digits stand after each ({marked[0]})"
            return Kind(found.field, found.said, (doubt,))
        return found
    return None


def doubts(texts: Sequence[str]) -> Iterator[Doubt]:
    """Why what look like integers are kept as text."""
    if not all(re.fullmatch(r"[+-]?[0-9]+", text) for text in texts):
        return
    long = [text for text in texts if len(text.lstrip("+-0")) > 18]
    if long:
        yield f"integers that no column of integers holds: {shown(long[0])}"


def _spellings() -> Iterator[tuple[str, dict[str, str]]]:
    for group in _GROUPS:
        yield "integer", {"groupChar": group}
    yield "number", {"decimalChar": ","}
    for group in _GROUPS[1:]:
        yield "number", {"decimalChar": ",", "groupChar": group}
    for group in _GROUPS:
        if group != ".":
            yield "number", {"groupChar": group}


def _fits(texts: Sequence[str], point: str | None, group: str | None) -> bool:
    """Whether the marks stand where they should: thousands have three digits each."""
    whole = r"[0-9]+"
    if group is not None:
        if not any(group in text for text in texts):
            return False
        whole = rf"(?:[1-9][0-9]{{0,2}}(?:{re.escape(group)}[0-9]{{3}})+|[0-9]+)"
    if point is not None and not any(point in text for text in texts):
        return False
    pattern = re.compile(rf"[+-]?{whole}(?:{re.escape(point or '.')}[0-9]+)?")
    return all(map(pattern.fullmatch, texts))


def _kind(
    column: Column, texts: Sequence[str], field: Field, words: dict[str, str] | None = None
) -> Kind | None:
    read = lexical.reader(field)
    values = []
    for text in texts:
        value = read(text)
        if value is lexical.INVALID or not _held(field, value):
            return None
        values.append((value, text))
    whole = field.type == "integer"
    what = ("are integers", "is an integer") if whole else ("are numbers", "is a number")
    told = column.all_cells(texts, lambda many: what[0] if many else what[1])
    evidence = f"{told}, from {_text(min(values))} to {_text(max(values))}"
    said = [Said("type", field.type, evidence)]
    for word, mark in (words or {}).items():
        said.append(Said(word, mark, f"as in {next(t for t in texts if mark in t)}"))
    return Kind(field, tuple(said))


def _text(pair: tuple[Any, str]) -> str:
    return pair[1].strip()


def _held(field: Field, value: Any) -> bool:
    """Whether Parquet and a database hold the number to its last digit."""
    if field.type == "integer":
        return bool(-_INTEGER < value < _INTEGER)
    if not value:
        return True
    digits = len(value.normalize().as_tuple().digits) if value.is_finite() else _DIGITS + 99
    return bool(digits <= _DIGITS and _SMALLEST < value.copy_abs() < _LARGEST)
