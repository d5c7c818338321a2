"""What the writer of a cell most likely meant: only ever a value that its field would take.

A guess gives texts that the cell could have been; those count which ``declare.lexical`` reads as of
the field's type and that break none of its constraints. The first guess with any is the hint; it
tells more than one where a text has several readings, as a date may stand in either order.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

from sourcebook.declare import lexical
from sourcebook.engines.messages import moments, numerals, spellings
from sourcebook.engines.messages.words import either, shown

if TYPE_CHECKING:
    from sourcebook.declare import Field

Guess = tuple[str | None, Callable[["Field", str], Iterable[str]]]
"""What is wrong (``None``: say how a cell is written), and what it could have been."""

_LONGEST = 300
"""Characters of a cell about which guesses are made."""
_TOLD = 3
_AMBIGUOUS = frozenset({"integer", "number", "date", "datetime"})
"""Types of which a text may have several readings; of others the first that fits is told."""
_NOTHING = frozenset(
    [
        "na",
        "n/a",
        "n.a.",
        "#n/a",
        "nan",
        "nil",
        "none",
        "null",
        "<na>",
        "unknown",
        "missing",
        "empty",
    ]
)
_SIGNS = frozenset("-.?_*\u2013\u2014")
"""A text of these alone stands for no value too."""


def nothing(field: Field, text: str) -> str | None:
    """What to do with a text that seems to stand for no value."""
    word = text.strip().lower()
    if word not in _NOTHING and not (0 < len(word) <= _TOLD and _SIGNS.issuperset(word)):
        return None
    empty = field.missing_values[0] if field.missing_values else ""
    instead = "leave the cell empty" if not empty else f"write {shown(empty)}"
    return f"If it stands for no value, {instead}, or add it to `missingValues` of the schema."


def meant(field: Field, text: str, how: str) -> str | None:
    """A hint with what a cell that is not of its type was meant to be; ``how`` begins it."""
    if len(text) > _LONGEST:
        return None
    for why, guess in (*_ALWAYS, *_OF_TYPE.get(field.type, ())):
        found = _fitting(field, text, guess(field, text))
        if found:
            told = found[:_TOLD] if field.type in _AMBIGUOUS else found[:1]
            quoted = [shown(each) if field.type == "string" else each for each in told]
            return f"{why or how}: did you mean {either(quoted)}?"
    return (
        moments.impossible(text)
        if field.type in ("date", "datetime")
        else (numerals.fraction(text) if field.type == "integer" else None)
    )


def meant_by_pattern(field: Field, text: str) -> str | None:
    """What a text without the form of its field was meant to be."""
    if len(text) > _LONGEST:
        return None
    return next(iter(_fitting(field, text, spellings.forms(text))), None)


def _fitting(field: Field, text: str, candidates: Iterable[str]) -> list[str]:
    """The candidates that the field takes; where all break a constraint, those of its type."""
    typed = {
        each: value
        for each in candidates
        if each != text
        and each not in field.missing_values
        and (value := lexical.value(field, each)) is not lexical.INVALID
    }
    sound = [each for each, value in typed.items() if not lexical.broken(field, value)]
    if sound or field.type == "string":
        return sound
    return list(typed)


def _trimmed(_field: Field, text: str) -> Iterable[str]:
    """Blanks of all kinds around it, and what is invisible in it."""
    kept = "".join(char for char in text if unicodedata.category(char) not in ("Cf", "Cc"))
    yield kept.strip()


def _with_digits(_field: Field, text: str) -> Iterable[str]:
    """The digits of other scripts, and the signs that typesetters use."""
    digits = (str(unicodedata.decimal(char, char)) for char in text)
    yield "".join(digits).translate(numerals.SIGNS)


def _written(
    reading: Callable[[Field, str], Iterable[object]], field: Field, text: str
) -> Iterable[str]:
    """Logical values as the field writes them."""
    for value in reading(field, text):
        try:
            yield lexical.written(field, value)
        except (ValueError, TypeError):
            continue


def _of(reading: Callable[[Field, str], Iterable[object]]) -> Callable[[Field, str], Iterable[str]]:
    return partial(_written, reading)


_ALWAYS: tuple[Guess, ...] = (
    ("Remove the blanks and invisible characters", _trimmed),
    ("Write the digits 0 to 9 and plain signs", _with_digits),
)
_SERIAL = "It looks like a serial number of a spreadsheet"
_OF_TYPE: dict[str, tuple[Guess, ...]] = {
    "number": (
        (None, _of(numerals.separated)),
        ("Write the number alone", _of(numerals.alone)),
    ),
    "integer": (
        (None, _of(numerals.whole)),
        ("Write the number alone", _of(numerals.alone)),
    ),
    "boolean": ((None, spellings.truth),),
    "date": ((None, _of(moments.days)), (_SERIAL, _of(moments.serial_day))),
    "datetime": ((None, _of(moments.instants)), (_SERIAL, _of(moments.serial_instant))),
    "time": ((None, _of(moments.clock)),),
    "year": ((None, _of(moments.years)),),
    "yearmonth": ((None, _of(moments.months)),),
    "duration": ((None, spellings.spans),),
    "geopoint": ((None, _of(numerals.points)),),
    "object": ((None, spellings.json_from_python),),
    "array": ((None, spellings.json_from_python),),
    "geojson": ((None, spellings.json_from_python),),
    "list": ((None, spellings.lists),),
    "string": ((None, spellings.texts),),
}
