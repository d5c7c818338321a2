"""The type of a column: the narrowest of Table Schema's that reads every cell of it.

Each type is tried with the reading that the checks use (``declare.lexical``). Where a few cells
alone stand against one, the column is text and they are told: to call them missing would lose them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sourcebook.declare import Field, lexical
from sourcebook.engines.messages.words import counted, shown
from sourcebook.starting import moments, numerals
from sourcebook.starting.proposal import Kind, Said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sourcebook.starting.column import Column
    from sourcebook.starting.proposal import Doubt

MARKS = frozenset({
    "NA", "N/A", "n/a", "na", "n.a.", "N.A.", "#N/A", "NULL", "Null", "null", "None", "none",
    "nan", "NaN", "NAN", "-", "--", "?", ".", "..", "…",
})  # fmt: skip
"""What statistics programs, databases and people write for no value."""
_BOOLEANS = (
    ("true", "false"), ("True", "False"), ("TRUE", "FALSE"), ("yes", "no"), ("Yes", "No"),
    ("YES", "NO"), ("Y", "N"), ("y", "n"), ("T", "F"), ("t", "f"),
)  # fmt: skip
_USUAL = _BOOLEANS[:3]
_LEADING_ZERO = re.compile(r"[+-]?0[0-9]+(?:[.,][0-9]*)?")
_YEAR = re.compile(r"[12][0-9]{3}")
_YEARLY = re.compile(r"(?:^|[^a-z])(?:year|jahr|an|año)(?:$|[^a-z])", re.IGNORECASE)
_MOST = 0.8
"""The share of cells from which on a type that the others don't have is told as a doubt."""
_FORMATS = ("uuid", "email", "uri")


def kind(column: Column) -> Kind:
    """The type that is proposed for a column."""
    words = [text for text in column.texts if text not in MARKS]
    found = _typed(column, words) if words else None
    marks = [text for text in column.texts if text in MARKS]
    if found is None:
        return _with_marks(column, _text(column, marks), [])
    return _with_marks(column, found, marks)


def _with_marks(column: Column, found: Kind, marks: Sequence[str]) -> Kind:
    """The kind with all texts that stand for no value, where there are other than the empty one."""
    blanks = [text for text in column.blanks if text]
    if not blanks and not marks:
        return found
    missing = ("", *blanks, *marks)
    told = [f"{shown(text)} in {counted(column.counts[text], 'cell')}" for text in missing[1:]]
    said = Said("missingValues", missing, f"no value: {', '.join(told)}")
    field = replace(found.field, missing_values=missing)
    return replace(found, field=field, said=(*found.said, said))


def _typed(column: Column, texts: Sequence[str]) -> Kind | None:
    """A type other than text that reads all of the texts."""
    tried: tuple[Callable[[Column, Sequence[str]], Kind | None], ...] = (
        _boolean, moments.compact, _year, numerals.integer, numerals.number, numerals.spelled,
        moments.usual, moments.spelled,
    )  # fmt: skip
    zeros = any(_LEADING_ZERO.fullmatch(text) for text in texts)
    for each in tried:
        # A number has no leading zeros; a code, an area code or an id may have.
        if zeros and each in (_year, numerals.integer, numerals.number, numerals.spelled):
            continue
        found = each(column, texts)
        if found is not None:
            return found
    return None


def _boolean(column: Column, texts: Sequence[str]) -> Kind | None:
    known = set(texts)
    usual = {word for pair in _USUAL for word in pair}
    pair = next((pair for pair in _BOOLEANS if known == set(pair)), None)
    if pair is None and not (known and known <= usual):
        return None
    told = column.all_cells(texts, lambda many: "are" if many else "is")
    evidence = f"{told} {' or '.join(shown(text) for text in texts)}"
    field = Field(column.name, type="boolean")
    said = [Said("type", "boolean", evidence)]
    if pair is not None and pair not in _USUAL:
        true, false = pair
        field = replace(field, true_values=(true,), false_values=(false,))
        said += [Said("trueValues", (true,)), Said("falseValues", (false,))]
    return Kind(field, tuple(said))


def _year(column: Column, texts: Sequence[str]) -> Kind | None:
    if not _YEARLY.search(column.name) or not all(map(_YEAR.fullmatch, texts)):
        return None
    told = column.all_cells(texts, lambda many: "are years" if many else "is a year")
    evidence = f"{told}, from {min(texts)} to {max(texts)}"
    return Kind(Field(column.name, type="year"), (Said("type", "year", evidence),))


def _text(column: Column, marks: Sequence[str]) -> Kind:
    field = Field(column.name, type="string")
    if not column.texts:
        evidence = "there is no row" if not column.total else "no cell has a value"
        return Kind(field, (Said("type", "string", evidence),))
    for form in _FORMATS:
        formed = replace(field, format=form)
        read = lexical.reader(formed)
        if all(read(text) is not lexical.INVALID for text in column.texts):
            told = column.all_cells(column.texts, lambda many: "are" if many else "is")
            words = (Said("type", "string"), Said("format", form, f"{told} of the form {form}"))
            return Kind(formed, words)
    said = (Said("type", "string", _why_text(column)),)
    return Kind(field, said, (*_doubts(column), *_unread(column, marks)))


def _why_text(column: Column) -> str:
    zeros = [text for text in column.texts if _LEADING_ZERO.fullmatch(text)]
    if zeros and all(_is_number(text) for text in column.texts):
        return f"digits with leading zeros are a code, no number: {column.places(zeros)}"
    long = max(map(len, column.texts))
    return f"{counted(len(column.texts), 'distinct text')}, up to {counted(long, 'character')}"


def _is_number(text: str) -> bool:
    return lexical.value(_NUMBER, text) is not lexical.INVALID


_NUMBER = Field("", type="number")
_NEAR: tuple[tuple[Field, str], ...] = (
    (Field("", type="integer"), "integers"),
    (_NUMBER, "numbers"),
    (Field("", type="date"), "dates as in 2024-01-31"),
)


def _doubts(column: Column) -> Iterator[Doubt]:
    """What most of the cells are and a few are not."""
    total = column.cells(column.texts)
    for field, what in _NEAR:
        read = lexical.reader(field)
        odd = [text for text in column.texts if read(text) is lexical.INVALID]
        others = column.cells(odd)
        if 0 < others <= total * (1 - _MOST):
            yield f"{others:,} of {counted(total, 'cell')} are not {what}: {column.places(odd)}"
            return
    yield from moments.doubts(column, column.texts)
    yield from numerals.doubts(column.texts)


def _unread(column: Column, marks: Sequence[Any]) -> Iterator[Doubt]:
    for mark in marks:
        many = counted(column.counts[mark], "cell")
        yield f"{shown(mark)} stands in {many}: if it means no value, add it to missingValues"
