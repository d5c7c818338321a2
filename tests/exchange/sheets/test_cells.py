"""What a spreadsheet has made of a cell: taken where it can only mean one thing, else in doubt."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from sourcebook.declare import Category, Field
from sourcebook.exchange.sheets import cells
from sourcebook.exchange.sheets.faults import Doubt

if TYPE_CHECKING:
    from collections.abc import Callable

NOON = dt.datetime.fromisoformat("2024-03-05T12:30:15")
MIDNIGHT = dt.datetime.fromisoformat("2024-03-05")
CODES = (Category("a", "Alpha"), Category("b", "Beta"))

TAKEN: dict[str, tuple[Field, Any, str]] = {
    "nothing": (Field("x", missing_values=("NA", "-")), None, "NA"),
    "a mark for nothing": (Field("x", "date", missing_values=("", "-")), "-", "-"),
    "a day": (Field("x", "date"), dt.date(2024, 3, 5), "2024-03-05"),
    "a day that is a midnight": (Field("x", "date"), MIDNIGHT, "2024-03-05"),
    "a day in the field's form": (Field("x", "date", format="%d.%m.%Y"), dt.date(2024, 3, 5), "05.03.2024"),
    "a moment": (Field("x", "datetime"), NOON, "2024-03-05T12:30:15"),
    "a day as a moment": (Field("x", "datetime"), dt.date(2024, 3, 5), "2024-03-05T00:00:00"),
    "a time": (Field("x", "time"), dt.time(12, 30), "12:30:00"),
    "a length of time in a day": (Field("x", "time"), dt.timedelta(hours=6, minutes=30), "06:30:00"),
    "a whole number": (Field("x", "integer"), 3, "3"),
    "a number": (Field("x", "number"), 0.1, "0.1"),
    "a number with the field's comma": (Field("x", "number", decimal_char=","), 1.5, "1,5"),
    "a year": (Field("x", "year"), 2024, "2024"),
    "a truth": (Field("x", "boolean", true_values=("ja",), false_values=("nein",)), True, "ja"),
    "a truth in capitals": (Field("x", "boolean", true_values=("true",), false_values=("false",)), "FALSE", "false"),
    "a truth as a number": (Field("x", "boolean"), 1, "true"),
    "a code": (Field("x", categories=CODES), "b", "b"),
    "a code's label": (Field("x", categories=CODES), "beta", "b"),
    "a code of digits in a text": (Field("x", categories=(Category("7"),)), 7, "7"),
    "an unknown code, which the checks tell": (Field("x", categories=CODES), "c", "c"),
    "a long number as text": (Field("x", "integer"), "12345678901234567890", "12345678901234567890"),
}  # fmt: skip


@pytest.mark.parametrize(("field", "cell", "text"), TAKEN.values(), ids=TAKEN)
def test_what_can_only_mean_one_thing_is_taken(field: Field, cell: Any, text: str) -> None:
    assert cells.text(field, cell) == text


DOUBTED: dict[str, tuple[Field, Any, str]] = {
    "a serial number of a day": (Field("x", "date"), 45356, "45356 looks like the number by which a spreadsheet knows 2024-03-05."),
    "a serial number of a moment": (Field("x", "datetime"), 45356.5, "45356.5 looks like the number by which a spreadsheet knows 2024-03-05 12:00:00."),
    "a part of a day": (Field("x", "time"), 0.5, "0.5 looks like the number by which a spreadsheet knows 12:00:00."),
    "a number in place of a day": (Field("x", "date"), 7, "7 is a number, and the column takes a date."),
    "a number in place of a month": (Field("x", "yearmonth"), 202403, "202403 is a number, and the column takes a month."),
    "a day in place of a month": (Field("x", "yearmonth"), dt.date(2024, 3, 1), "The spreadsheet has made the date 2024-03-01 of what was written."),
    "a day in place of a year": (Field("x", "year"), dt.date(2024, 3, 1), "The spreadsheet has made the date 2024-03-01 of what was written."),
    "a day in place of a number": (Field("x", "number"), dt.date(2024, 1, 2), "The spreadsheet has made the date 2024-01-02 of what was written."),
    "a day that is counted in two ways": (Field("x", "date"), dt.date(1900, 2, 1), "1900-02-01 is a day that spreadsheets count in two ways."),
    "a time in place of a day": (Field("x", "date"), dt.time(1, 2), "The spreadsheet has made the time 01:02:00 of what was written."),
    "a length of more than a day": (Field("x", "time"), dt.timedelta(hours=30), "The spreadsheet has made the length of time 1 day, 6:00:00 of what was written."),
    "a number in place of an id": (Field("x"), 123, "123 is a number here and the column takes text: zeros in front would be lost."),
    "a number in place of a list": (Field("x", "list"), 1.2, "1.2 is a number here and the column takes text: zeros in front would be lost."),
    "a number of no truth": (Field("x", "boolean"), 7, "'7' is not true or false."),
    "more digits than are kept": (Field("x", "integer"), 4.5e15, "4.5e+15 is longer than the fifteen digits that a spreadsheet keeps of a number."),
    "a power of ten in a text": (Field("x"), "1E+05", "'1E+05' looks like a long number that a spreadsheet has cut short."),
    "an error in words": (Field("x"), "#DIV/0!", "The cell holds an error of the spreadsheet: #DIV/0!."),
}  # fmt: skip


@pytest.mark.parametrize(("field", "cell", "told"), DOUBTED.values(), ids=DOUBTED)
def test_what_may_mean_something_else_is_told(field: Field, cell: Any, told: str) -> None:
    found = cells.text(field, cell)
    assert isinstance(found, Doubt)
    assert found.message == told
    assert found.hint


MARKS: dict[str, tuple[Any, str, Callable[[str], bool]]] = {
    "a percentage": (0.125, "percent", lambda told: told.startswith("The cell shows 12.5% and holds 0.125.")),
    "a whole percentage": (1, "percent", lambda told: told.startswith("The cell shows 100% and holds 1.")),
    "a formula": (3, "formula", lambda told: told.startswith("The cell holds a formula, which now gives '3'.")),
}  # fmt: skip


@pytest.mark.parametrize(("cell", "mark", "right"), MARKS.values(), ids=MARKS)
def test_what_a_cell_shows_otherwise_than_it_holds_is_told(
    cell: Any, mark: str, right: Callable[[str], bool]
) -> None:
    found = cells.text(Field("x", "number"), cell, mark)
    assert isinstance(found, Doubt)
    assert right(found.message), found.message
