"""Columns of numbers: plain ones, and those with other marks for decimals and thousands.

A mark may be either (``1.234``). Then what the other columns of the file show decides, else the
standard's own reading; the other one is told as a doubt.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sourcebook.declare import Field, lexical
from sourcebook.engines.messages.words import counted, shown
from sourcebook.starting.proposal import Kind, Said

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sourcebook.starting.column import Column
    from sourcebook.starting.habits import Habits
    from sourcebook.starting.proposal import Doubt

_GROUPS = (",", ".", " ", "'", "\u2019", "\u00a0", "\u202f")
MARKS = frozenset(_GROUPS)
NAMES = {
    ",": "comma", ".": "point", " ": "blank", "'": "apostrophe", "\u2019": "apostrophe",
    "\u00a0": "no-break space", "\u202f": "no-break space",
}  # fmt: skip
_LEADING_ZERO = re.compile(r"[+-]?0[0-9]+(?:[.,][0-9]*)?")
_INTEGER = 2**63
"""From here on no column of integers in a Parquet file or a database holds a number."""
_SMALLEST, _LARGEST = Decimal("1e-300"), Decimal("1e300")
"""Between these a double holds a number, whatever its sign."""
_DIGITS = 17
"""Significant digits of a double as programs write it."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """A type of numbers and its marks; ``None`` where it has none."""

    type: str
    decimal: str | None = None
    group: str | None = None

    @property
    def marks(self) -> dict[str, str]:
        """The words of a schema that say so."""
        words = {"decimalChar": self.decimal, "groupChar": self.group}
        return {word: mark for word, mark in words.items() if mark is not None}


_PLAIN = Spelling("integer"), Spelling("number")
_SPELLINGS = (
    *(Spelling("integer", None, group) for group in _GROUPS),
    Spelling("number", ","),
    *(Spelling("number", ",", group) for group in _GROUPS[1:]),
    *(Spelling("number", None, group) for group in _GROUPS if group != "."),
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A spelling in which all texts of a column are numbers."""

    kind: Kind
    decimal: str | None
    """The mark before decimals, where there is one."""
    group: str | None
    """The mark between thousands."""
    values: tuple[Any, ...]
    """What each of the texts is by it."""


def readings(column: Column, texts: Sequence[str]) -> list[Reading]:
    """Each way to read all texts as numbers, of those that say the same the first."""
    found: list[Reading] = []
    if not texts:
        return found
    for spelling in (*_PLAIN, *_SPELLINGS):
        if not column.letters.issuperset(spelling.marks.values()):
            continue
        if spelling.marks and not _fits(texts, spelling):
            continue
        reading = _reading(column, texts, spelling)
        if reading is not None and all(reading.values != other.values for other in found):
            found.append(reading)
        if found and not column.letters & MARKS:
            break  # Digits alone are read in one way.
    return found


def kind(
    column: Column, texts: Sequence[str], found: Sequence[Reading], habits: Habits
) -> Kind | None:
    """The type of numbers that is proposed of their readings, with what is left open."""
    if not found:
        return None
    # Of those that the file speaks for as much, the first.
    best = max(found, key=lambda each: habits.speaks_for(each.decimal, each.group))
    doubts = [*best.kind.doubts]
    if len(found) > 1:
        doubts.append(_either(texts, found, best, habits))
    elif best.group is not None:
        doubts += _ungrouped(column, texts, best.group, best.decimal or ".")
    return replace(best.kind, doubts=tuple(doubts))


def coded(texts: Sequence[str]) -> list[str]:
    """The texts with zeros in front: a number has none; a code, an area code or an id may have."""
    return [text for text in texts if _LEADING_ZERO.fullmatch(text)]


def doubts(texts: Sequence[str]) -> Iterator[Doubt]:
    """Why what look like integers are kept as text."""
    if not all(re.fullmatch(r"[+-]?[0-9]+", text) for text in texts):
        return
    long = [text for text in texts if len(text.lstrip("+-0")) > 18]
    if long:
        yield f"integers that no column of integers holds: {shown(long[0])}"


def _either(texts: Sequence[str], found: Sequence[Reading], best: Reading, habits: Habits) -> Doubt:
    """That a mark may be one of decimals or of thousands."""
    other = next(each for each in found if each is not best)
    at = next(at for at, value in enumerate(best.values) if value != other.values[at])
    told = f"{shown(texts[at])} is {best.values[at]} or {other.values[at]}"
    if habits.decides(best, other):
        return f"{told}. It is read as {best.values[at]}, since {habits.why}"
    if len(habits.decimals) > 1:
        return f"{told}, and the file has both: {habits.why}. It is read as {best.values[at]}"
    return f"{told}, and nothing in the file tells which. It is read as {best.values[at]}"


def _ungrouped(column: Column, texts: Sequence[str], group: str, decimal: str) -> Iterator[Doubt]:
    """That some numbers have marks between thousands, and others as long have none."""
    grouped = [text for text in texts if group in text]
    long = [t for t in texts if group not in t and len(t.split(decimal)[0].lstrip("+-")) > 3]
    if long:
        many, others = column.cells(grouped), column.cells(long)
        yield (
            f"{counted(many, 'cell')} with a {NAMES[group]} between thousands "
            f"({column.places(grouped[:1])}), and {others:,} as long without "
            f"({column.places(long[:1])}): is it one of decimals?"
        )


def _fits(texts: Sequence[str], spelling: Spelling) -> bool:
    """Whether the marks stand where they should: thousands have three digits each."""
    whole, group = r"[0-9]+", spelling.group
    if group is not None:
        if not any(group in text for text in texts):
            return False
        whole = rf"(?:[1-9][0-9]{{0,2}}(?:{re.escape(group)}[0-9]{{3}})+|[0-9]+)"
    if spelling.decimal is not None and not any(spelling.decimal in text for text in texts):
        return False
    decimals = ""
    if spelling.type == "number":
        decimals = rf"(?:{re.escape(spelling.decimal or '.')}[0-9]+)?"
    pattern = re.compile(rf"[+-]?{whole}{decimals}")
    return all(map(pattern.fullmatch, texts))


def _reading(column: Column, texts: Sequence[str], spelling: Spelling) -> Reading | None:
    decimal = spelling.decimal or "."
    field = Field(column.name, type=spelling.type, decimal_char=decimal, group_char=spelling.group)
    read = lexical.reader(field)
    values = []
    for text in texts:
        value = read(text)
        if value is lexical.INVALID or not _held(field, value):
            return None
        values.append(value)
    whole = field.type == "integer"
    what = ("are integers", "is an integer") if whole else ("are numbers", "is a number")
    told = column.all_cells(texts, lambda many: what[0] if many else what[1])
    pairs = [*zip(values, texts, strict=True)]
    evidence = f"{told}, from {min(pairs)[1].strip()} to {max(pairs)[1].strip()}"
    said = [Said("type", field.type, evidence)]
    for word, mark in spelling.marks.items():
        said.append(Said(word, mark, f"as in {next(t for t in texts if mark in t)}"))
    used = decimal if not whole and any(decimal in text for text in texts) else None
    return Reading(Kind(field, tuple(said)), used, spelling.group, tuple(values))


def _held(field: Field, value: Any) -> bool:
    """Whether Parquet and a database hold the number to its last digit."""
    if field.type == "integer":
        return bool(-_INTEGER < value < _INTEGER)
    if not value:
        return True
    digits = len(value.normalize().as_tuple().digits) if value.is_finite() else _DIGITS + 99
    return bool(digits <= _DIGITS and _SMALLEST < value.copy_abs() < _LARGEST)
