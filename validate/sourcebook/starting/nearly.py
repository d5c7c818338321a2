"""What most cells of a column of text are and a few are not, and what all are in several ways."""

from __future__ import annotations

import re
from itertools import compress
from typing import TYPE_CHECKING

from sourcebook.declare import Field, lexical
from sourcebook.engines.messages.words import counted, either, shown
from sourcebook.starting import moments, numerals, units

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sourcebook.starting.column import Column
    from sourcebook.starting.habits import Habits
    from sourcebook.starting.proposal import Doubt
    from sourcebook.starting.readable import Readable

_HALF = 0.5
"""The share of cells that have to be dates where all look like some."""
_LISTED = 10
_NUMBERS: tuple[tuple[Field, str], ...] = (
    (Field("", type="integer"), "integers"),
    (Field("", type="number"), "numbers"),
)
_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,'\u2019 \u00a0\u202f][0-9]+)*")
_DATE = re.compile(
    r"(?:[0-9]{1,4}([./-] ?)[0-9]{1,2}\1[0-9]{1,4}|[0-9]{1,2}[ -][A-Za-z]{3,9}[ -][0-9]{4}"
    r"|[A-Za-z]{3,9} [0-9]{1,2}, [0-9]{4}|[0-9]{4}-[0-9]{2}|[0-9]{8})(?:[ T][0-9].{0,20})?"
    r"|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?"
)
_ROUNDS = 3
"""So many formats of one column are told."""
_TWINS = {"%d": "%m", "%m": "%d"}


def dates(each: Readable, habits: Habits) -> Doubt | None:
    """Why what looks like dates or times is kept as text."""
    column, texts = each.column, each.words
    formats = [reading.format for reading in each.dates]
    if len(formats) > 1:
        return _open(column, texts, formats, habits)
    if moments.short(texts):
        return f"dates whose year has two digits ({shown(texts[0])}): write all four"
    odd = [text for text in texts if not (_DATE.fullmatch(text) or moments.YEAR.fullmatch(text))]
    if not column.few(odd, texts) or not any(map(_DATE.fullmatch, texts)):
        return None
    return _formats(column, texts, habits)


def others(each: Readable) -> Iterator[Doubt]:
    """What the texts of a column are if they are no dates: numbers, of which a few are none."""
    column, texts = each.column, each.words
    total = column.cells(texts)
    for field, what in _NUMBERS:
        read = lexical.reader(field)
        odd = [text for text in texts if read(text) is lexical.INVALID]
        many = column.cells(odd)
        if odd and column.few(odd, texts):
            yield f"{many:,} of {counted(total, 'cell')} are not {what}: {column.places(odd)}"
            return
    beside = units.doubt(column, texts)
    if beside is not None:
        yield beside
    elif (spelled := _spelled(column, texts)) is not None:
        yield spelled
    yield from numerals.doubts(texts)


def _spelled(column: Column, texts: Sequence[str]) -> Doubt | None:
    """That most texts are numbers with marks, of one kind or of several."""
    alike = [text for text in texts if _NUMBER.fullmatch(text)]
    odd = [text for text in texts if not _NUMBER.fullmatch(text)]
    total, many = column.cells(texts), column.cells(odd)
    if not alike or numerals.coded(alike) or not column.few(odd, texts):
        return None
    found = numerals.readings(column, alike)
    if found and odd:
        marked = next((text for text in alike if not text.isdigit()), alike[0])
        like = f"numbers as in {shown(marked)}"
        return f"{many:,} of {counted(total, 'cell')} are not {like}: {column.places(odd)}"
    pairs = [[text for text in alike if _decimal(text) == mark] for mark in ",."]
    if not found and all(pairs):
        told = " and ".join(column.places(those[:1]) for those in pairs)
        return f"numbers with decimal commas and with decimal points, {told}: write all in one way"
    return None


def _decimal(text: str) -> str | None:
    """The mark of a number that can only be one of decimals."""
    found = re.fullmatch(r"[+-]?[0-9]*([.,])(?:[0-9]{1,2}|[0-9]{4,})", text)
    return found[1] if found else None


def _open(column: Column, texts: Sequence[str], formats: Sequence[str], habits: Habits) -> Doubt:
    """That dates can be read in several ways."""
    total = counted(column.cells(texts), "cell")
    known = [habits.dates[form] for form in formats if form in habits.dates]
    told = f"; {' and '.join(known)}" if known else ", and nothing in the file tells which"
    return (
        f"{total} with dates that can be read in two ways ({column.places(texts[:1])}){told}: "
        f"set the format, {either(formats)}"
    )


def _formats(column: Column, texts: Sequence[str], habits: Habits) -> Doubt | None:
    """In which formats dates are, how many in each, and which cells are in none."""
    rest = list(texts)
    found: list[tuple[str, str, list[str]]] = []
    while rest and len(found) < _ROUNDS:
        best = max(_read(rest), key=lambda each: column.cells(each[2]), default=None)
        if best is None or not best[2]:
            break
        found.append(best)
        taken = {*best[2]}
        rest = [text for text in rest if text not in taken]
    total = column.cells(texts)
    if total - column.cells(rest) < total * _HALF:
        return None
    parts = ", ".join(_part(column, *each, habits) for each in found)
    told = f"{moments.WORDS[found[0][0]][0]} in {counted(total, 'cell')}: {parts}"
    if not rest:
        return f"{told}: several formats in one column"
    return f"{told}, and {column.cells(rest):,} in none: {column.places(rest, _LISTED)}"


def _part(column: Column, kind: str, form: str, texts: Sequence[str], habits: Habits) -> str:
    """How many cells have a format, and the first of them."""
    many, first = column.cells(texts), column.places(texts[:1])
    if form == "default":
        return f"{many:,} as in {first}"
    told = f"{many:,} in the format {form}"
    if twin := _twin(kind, form, texts):
        known = habits.dates.get(form) or habits.dates.get(twin)
        told += f" or {twin}, {known or 'no day above 12 tells which'}"
    return f"{told} ({first})"


def _read(texts: Sequence[str]) -> Iterator[tuple[str, str, list[str]]]:
    """The texts that each format reads."""
    for kind, form in moments.likely(texts):
        yield kind, form, [*compress(texts, moments.read(texts, kind, form))]


def _twin(kind: str, form: str, texts: Sequence[str]) -> str | None:
    """The format with day and month in the other order, if it reads all texts and in other ways."""
    if "%m" not in form or form.startswith("%Y"):
        return None
    twin = re.sub("%[dm]", lambda found: _TWINS[found[0]], form)
    if (kind, twin) not in moments.FORMATS:
        return None
    one, other = (lexical.reader(Field("", type=kind, format=each)) for each in (form, twin))
    pairs = [(one(text), other(text)) for text in texts]
    swapped = all(second is not lexical.INVALID for _, second in pairs)
    return twin if swapped and any(first != second for first, second in pairs) else None
