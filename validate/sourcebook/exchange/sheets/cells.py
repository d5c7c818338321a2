"""What a filled-in cell says of its field: a text as the table has it, or why it is in doubt.

A spreadsheet makes of what is typed what it thinks was meant: dates of fractions, numbers of ids,
percentages, powers of ten. Where what was typed can't be known any more, nothing is mended; it is
told in words. What is text and only wrong is left to the checks, which tell it as everywhere.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sourcebook.declare import lexical
from sourcebook.editing.cells import canonical
from sourcebook.engines.messages import moments, type_error
from sourcebook.engines.messages.words import shown
from sourcebook.exchange.sheets import asking
from sourcebook.exchange.sheets.faults import Doubt
from sourcebook.exchange.sheets.marks import ERROR, FORMULA, PERCENT
from sourcebook.package.sheets import FIRST
from sourcebook.package.staging import missing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sourcebook.declare import Field

_LONG = 10**15
"""From here on a spreadsheet has lost digits."""
_ERRORS = re.compile(
    r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|ERROR)|Err:[0-9]{3}", re.IGNORECASE
)
_POWER = re.compile(r"[+-]?[0-9](?:[.,][0-9]+)?E\+?[0-9]{1,3}", re.IGNORECASE)
_HASHES = re.compile(r"#{3,}")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4}|[0-9]{2})(?![0-9]).*")
_MOMENTS = ("date", "datetime", "time", "yearmonth")
_AS_TEXT = "Format the cell as text, and write it again as it should be."


def text(field: Field, cell: Any, mark: str | None = None) -> str | Doubt:
    """The text of a cell for its field, or a doubt; ``mark`` is what ``marks`` says of it."""
    if mark is not None and (doubt := _marked(cell, mark)) is not None:
        return doubt
    if cell is None:
        return missing(field)
    if isinstance(cell, str):
        return _written(field, cell)
    for kinds, read in _READ:
        if isinstance(cell, kinds):
            return read(field, cell)
    return Doubt(f"{cell!r} is nothing that can be read.", _AS_TEXT)


def _marked(cell: Any, mark: str) -> Doubt | None:
    if mark.startswith(ERROR):
        told = f"The cell holds an error of the spreadsheet: {mark.removeprefix(ERROR)}."
        return Doubt(told, "Write the value in its place, or empty the cell.")
    if mark == FORMULA:
        told = f"The cell holds a formula, which now gives {_said(cell)}."
        return Doubt(told, "Copy it and paste it as a value (Paste special, values).")
    if mark == PERCENT and isinstance(cell, (int, float)):
        told = f"The cell shows {cell:.10%} and holds {cell:.10g}."
        told = re.sub(r"\.?0+%", "%", told)
        return Doubt(told, "Format it as a number, and write the number in the unit of the column.")
    return None


def _said(cell: Any) -> str:
    return "nothing" if cell is None else shown(str(cell))


def _written(field: Field, cell: str) -> str | Doubt:
    """A cell that holds text."""
    found = canonical(cell)
    if not found or found in field.missing_values:
        return found or missing(field)
    if _ERRORS.fullmatch(found):
        return _marked(None, ERROR + found) or found
    if _HASHES.fullmatch(found):
        hint = "Widen the column, and copy the value again."
        return Doubt(f"{shown(found)} is what a narrow column shows in place of a value.", hint)
    if field.type in ("string", "any") and _POWER.fullmatch(found):
        told = f"{shown(found)} looks like a long number that a spreadsheet has cut short."
        return Doubt(told, "Write all of its digits, in a cell that is formatted as text.")
    codes = asking.vocabulary(field)
    if codes and all(str(code.value) != found for code in codes):
        labelled = [c for c in codes if (c.label or "").casefold() == found.casefold()]
        if len(labelled) == 1:
            return str(labelled[0].value)
    if field.type == "boolean":
        return _truth(field, found)
    return found


def _truth(field: Field, found: str) -> str:
    """True or false as the field writes it first; another word is left as it is."""
    for words in (field.true_values, field.false_values):
        if words and found.casefold() in [word.casefold() for word in words]:
            return words[0]
    return found


def _boolean(field: Field, cell: bool) -> str | Doubt:
    words = (field.true_values if cell else field.false_values)[:1]
    if field.type == "boolean" and words:
        return words[0]
    said = str(cell).upper()
    return Doubt(f"The spreadsheet has made {said} of it, and the column takes no such.", _AS_TEXT)


def _number(field: Field, cell: float) -> str | Doubt:
    said = format(cell, ".15g")
    if abs(cell) >= _LONG:
        told = f"{said} is longer than the fifteen digits that a spreadsheet keeps of a number."
        return Doubt(told, _AS_TEXT)
    if any(str(code.value) == said for code in asking.vocabulary(field)):
        return said
    if field.type == "boolean" and said in (*field.true_values, *field.false_values):
        return _truth(field, said)
    if field.type in _MOMENTS:
        return _serial(field, said)
    if field.type in ("integer", "number", "year", "boolean"):
        value = lexical.native(field, cell)
        if value is not lexical.INVALID:
            return lexical.written(field, value)
        return Doubt(*_words(type_error(field, said)))
    told = f"{said} is a number here and the column takes text: zeros in front would be lost."
    return Doubt(told, _AS_TEXT)


def _serial(field: Field, said: str) -> Doubt:
    """A number where a moment belongs: what a spreadsheet counts days with."""
    instants = [*moments.serial_instant(field, said)]
    told = f"{said} is a number, and the column takes a {_kind(field)}."
    if field.type in ("date", "datetime") and instants:
        meant = instants[0].date() if field.type == "date" else instants[0]
        told = f"{said} looks like the number by which a spreadsheet knows {meant}."
    elif field.type == "time" and 0 <= float(said) < 1:
        at = (datetime.combine(FIRST, time()) + timedelta(days=float(said))).time()
        told = f"{said} looks like the number by which a spreadsheet knows {at:%H:%M:%S}."
    return Doubt(told, f"Check it, and write the {_kind(field)} itself.")


def _kind(field: Field) -> str:
    return {"datetime": "date and time", "yearmonth": "month", "time": "time of day"}.get(
        field.type, field.type
    )


def _day(field: Field, cell: date) -> str | Doubt:
    """A cell that a spreadsheet holds as a day, or as a day and a time."""
    moment = cell if isinstance(cell, datetime) else datetime.combine(cell, time())
    if field.type == "datetime":
        return lexical.written(field, moment)
    whole = moment.time() == time()
    if field.type == "date" and whole:
        if moment.date() < FIRST:
            told = f"{moment.date()} is a day that spreadsheets count in two ways."
            return Doubt(told, _AS_TEXT)
        return lexical.written(field, moment.date())
    said = str(moment.date() if whole else moment)
    if field.type == "date":
        return Doubt(f"{said} has a time of day, and the column takes a date.", "Remove the time.")
    if field.type == "time" and moment.date() < FIRST:
        return lexical.written(field, moment.time())
    told = f"The spreadsheet has made the date {said} of what was written."
    return Doubt(told, _AS_TEXT)


def _clock(field: Field, cell: time) -> str | Doubt:
    if field.type == "time":
        return lexical.written(field, cell)
    return Doubt(f"The spreadsheet has made the time {cell} of what was written.", _AS_TEXT)


def _span(field: Field, cell: timedelta) -> str | Doubt:
    if field.type == "time" and timedelta() <= cell < timedelta(days=1):
        return lexical.written(field, (datetime.combine(FIRST, time()) + cell).time())
    told = f"The spreadsheet has made the length of time {cell} of what was written."
    return Doubt(told, _AS_TEXT)


def _words(words: tuple[str, str | None]) -> tuple[str, str]:
    return words[0], words[1] or ""


_READ: tuple[tuple[type | tuple[type, ...], Callable[[Field, Any], str | Doubt]], ...] = (
    (bool, _boolean),
    ((int, float), _number),
    (date, _day),
    (time, _clock),
    (timedelta, _span),
)


def stray_order(cells: Iterable[Any]) -> str | None:
    """A date that stayed text in a column, such as 13/03/2022, if there is one.

    A spreadsheet that puts the month first takes 04/03/2022 for a day in April and leaves this one
    as it is; where both stand in a column, the dates that it took are in doubt.
    """
    return next((c for c in cells if isinstance(c, str) and _DAY_FIRST.fullmatch(c.strip())), None)


def swapped(cell: Any, stray: str) -> Doubt | None:
    """The doubt about a day of such a column, if day and month could stand for each other."""
    if not isinstance(cell, date) or cell.day > 12 or cell.day == cell.month:
        return None
    day = cell.date() if isinstance(cell, datetime) else cell
    other = day.replace(day=day.month, month=day.day)
    told = (
        f"Day and month may be swapped: {day} or {other}. In this column {shown(stray)} was not "
        "taken for a date, so that others may have been taken for wrong ones."
    )
    return Doubt(told, "Check it against the source, and write all dates as 2024-03-31.")
