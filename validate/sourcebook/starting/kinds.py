"""The type of a column: the narrowest of Table Schema's that reads every cell of it.

Each type is tried with the reading that the checks use (``declare.lexical``). Where a few cells
alone stand against one, the column is text and they are told: to call them missing would lose them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from sourcebook.declare import Field, lexical
from sourcebook.engines.messages.words import counted, shown
from sourcebook.starting import moments, nearly, numerals
from sourcebook.starting.proposal import Kind, Said

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sourcebook.starting.column import Column
    from sourcebook.starting.habits import Habits
    from sourcebook.starting.proposal import Doubt
    from sourcebook.starting.readable import Readable

_BOOLEANS = (
    ("true", "false"), ("True", "False"), ("TRUE", "FALSE"), ("yes", "no"), ("Yes", "No"),
    ("YES", "NO"), ("Y", "N"), ("y", "n"), ("T", "F"), ("t", "f"),
)  # fmt: skip
_USUAL = _BOOLEANS[:3]
_YEARLY = re.compile(r"(?:^|[^a-z])(?:year|jahr|an|año)(?:$|[^a-z])", re.IGNORECASE)
_FORMATS = ("uuid", "email", "uri")
_NUMBER = Field("", type="number")
_EIGHT = re.compile("[0-9]{8}").fullmatch


def kind(each: Readable, habits: Habits) -> Kind:
    """The type that is proposed for a column, by how its file writes numbers and dates."""
    found = _typed(each, habits) if each.words else None
    if found is None:
        return _with_marks(each.column, _text(each, habits), [])
    return _with_marks(each.column, found, each.marks)


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


def _typed(each: Readable, habits: Habits) -> Kind | None:
    """A type other than text that reads all of the words."""
    column, texts = each.column, each.words
    first = _boolean(column, texts) or moments.compact(column, texts)
    if first is None and not numerals.coded(texts):
        first = _year(column, texts) or numerals.kind(column, texts, each.numbers, habits)
    found = first or moments.usual(column, texts)
    if found is None and len(each.dates) == 1:
        return each.dates[0].kind
    # Eight digits are integers where one of them is no date.
    if found is not None and found.field.type == "integer" and all(map(_EIGHT, texts)):
        doubt = nearly.dates(each, habits)
        return replace(found, doubts=(*found.doubts, doubt)) if doubt else found
    return found


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
    if not _YEARLY.search(column.name) or not all(map(moments.YEAR.fullmatch, texts)):
        return None
    told = column.all_cells(texts, lambda many: "are years" if many else "is a year")
    evidence = f"{told}, from {min(texts)} to {max(texts)}"
    return Kind(Field(column.name, type="year"), (Said("type", "year", evidence),))


def _text(each: Readable, habits: Habits) -> Kind:
    column = each.column
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
    dates = nearly.dates(each, habits)
    doubts = nearly.others(each) if dates is None else [dates]
    return Kind(field, said, (*doubts, *_unread(each)), dated=dates is not None)


def _why_text(column: Column) -> str:
    zeros = numerals.coded(column.texts)
    if zeros and all(_is_number(text) for text in column.texts):
        return f"digits with leading zeros are a code, no number: {column.places(zeros)}"
    long = max(map(len, column.texts))
    return f"{counted(len(column.texts), 'distinct text')}, up to {counted(long, 'character')}"


def _is_number(text: str) -> bool:
    return lexical.value(_NUMBER, text) is not lexical.INVALID


def _unread(each: Readable) -> Iterator[Doubt]:
    for mark in each.marks:
        many = counted(each.column.counts[mark], "cell")
        yield f"{shown(mark)} stands in {many}: if it means no value, add it to missingValues"
