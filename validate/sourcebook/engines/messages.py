"""What is wrong and what to do, for each fault of the standard, as a newcomer understands it.

Each function gives (message, hint).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sourcebook.declare.spelling import nearest
from sourcebook.engines.reading import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sourcebook.declare import Field

Words = tuple[str, str | None]

_KINDS = {
    "integer": ("a whole number", "Write digits only, such as 12."),
    "number": ("a number", "Write it with a point and no blanks, such as 3.5."),
    "date": ("a date", "Write it as YYYY-MM-DD, such as 2024-03-09."),
    "datetime": ("a date and time", "Write it as YYYY-MM-DDThh:mm:ss."),
    "time": ("a time", "Write it as hh:mm:ss."),
    "year": ("a year", "Write it with four digits, such as 2024."),
    "yearmonth": ("a month", "Write it as YYYY-MM, such as 2024-03."),
    "string": ("a text of the right form", None),
}
_SWAPPED = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")


def _shown(value: str | None) -> str:
    text = "" if value is None else value
    return repr(text if len(text) <= 60 else text[:57] + "...")


def type_error(field: Field, value: str | None) -> Words:
    if field.type == "boolean":
        words = [*field.true_values[:1], *field.false_values[:1]]
        return f"{_shown(value)} is not true or false.", f"Write {' or '.join(words)}."
    if field.type == "string" and field.format != "default":
        return f"{_shown(value)} is not of the format {field.format}.", "Check its spelling."
    what, hint = _KINDS.get(field.type, (f"of type {field.type}", None))
    text = value or ""
    swapped = _SWAPPED.fullmatch(text)
    if field.type == "date" and swapped:
        day, month, year = (int(part) for part in swapped.groups())
        if day <= 31 and month <= 12:
            hint = f"Write it as YYYY-MM-DD: did you mean {year:04d}-{month:02d}-{day:02d}?"
    elif field.type == "integer" and re.fullmatch(r"[+-]?[0-9]+", text):
        return f"{_shown(value)} is too large.", "A whole number here has at most 64 bits."
    elif field.type in ("integer", "number") and text.strip() != text:
        hint = "Remove the blanks around it."
    elif field.type == "number" and re.fullmatch(r"[+-]?\d+,\d+", text):
        hint = f"Write the decimal point as a point: {text.replace(',', '.')}."
    elif field.type == "integer" and re.fullmatch(r"\d{1,3}([, ]\d{3})+", text):
        hint = f"Write it without separators: {re.sub('[, ]', '', text)}."
    return f"{_shown(value)} is not {what}.", hint


def constraint_error(field: Field, constraint: str, limit: Any, value: str | None) -> Words:
    unit = f" {field.unit}" if field.unit and field.type in ("integer", "number") else ""
    shown = _shown(value)
    if constraint == "required":
        return f"The cell is empty, and {field.name} must have a value.", "Fill it in."
    if constraint == "minLength":
        return f"{shown} is shorter than {limit} characters.", None
    if constraint == "maxLength":
        return f"{shown} is longer than {limit} characters.", f"Shorten it to {limit}."
    if constraint in ("minimum", "maximum"):
        side = "below the least" if constraint == "minimum" else "above the greatest"
        return f"{shown} is {side} value allowed, {limit}{unit}.", None
    if constraint in ("exclusiveMinimum", "exclusiveMaximum"):
        side = "above" if constraint == "exclusiveMinimum" else "below"
        return f"{shown} must be {side} {limit}{unit}.", None
    if constraint == "pattern":
        example = f" such as {field.example}" if field.example is not None else ""
        return f"{shown} does not have the form {limit}.", f"Write it in that form{example}."
    return f"{shown} is not one of the values of {field.name}.", _guess(value, limit)


def _guess(value: str | None, choices: Iterable[Any]) -> str:
    known = [str(choice) for choice in choices]
    guess = nearest(value or "", known)
    if guess is not None:
        return f"Did you mean {guess!r}?"
    return f"Use one of: {', '.join(known[:12])}{' ...' if len(known) > 12 else ''}."


def unique_error(field: Field, value: str | None, first: int) -> Words:
    return f"{_shown(value)} stands in row {first} already, and {field.name} is unique.", None


def primary_key_empty(names: Iterable[str]) -> Words:
    return (
        f"The primary key ({', '.join(names)}) has an empty cell.",
        "Give the row a key of its own.",
    )


def primary_key_duplicate(names: Iterable[str], first: int) -> Words:
    return (
        f"The primary key ({', '.join(names)}) stands in row {first} already.",
        "Remove one of the rows or give it a new key.",
    )


def unique_key_duplicate(names: Iterable[str], first: int) -> Words:
    return f"The same {', '.join(names)} stand in row {first} already.", "They must be unique."


def foreign_key(
    names: Iterable[str], values: Iterable[str | None], resource: str, choices: Iterable[str]
) -> Words:
    shown = ", ".join(_shown(value) for value in values)
    guess = nearest(shown.strip("'"), choices)
    hint = f"Did you mean {guess!r}?" if guess else f"Add the row to {resource}, or mend the key."
    return f"{', '.join(names)} = {shown} is not in {resource}.", hint


def structure(fault: Fault, label: str | None = None) -> Words:
    """The words for a fault of the structure. ``label`` is the field expected at its place."""
    shown = _shown(fault.value)
    words: dict[str, Words] = {
        "blank-row": ("The row is blank.", "Remove the line."),
        "extra-cell": (
            f"The row has one cell more than the header: {shown}.",
            "Quote a cell that holds a comma, or remove the cell.",
        ),
        "missing-cell": (f"The row ends before {label or 'its last cell'}.", "Add the commas."),
        "blank-label": ("The column has no name in the header.", f"Name it {label!r}."),
        "duplicate-label": (f"The name {shown} stands twice in the header.", "Rename one."),
        "extra-label": (
            f"The schema has no field for the column {shown}.",
            "Remove the column or add a field to the schema.",
        ),
        "missing-label": (f"The column {label!r} is missing.", "Add it to the header."),
        "incorrect-label": (
            f"The column is named {shown} where {label!r} is expected.",
            "Rename it, or put the columns in the order of the schema.",
        ),
        "encoding-error": (f"The file can't be decoded at {fault.detail}.", "Save it as UTF-8."),
        "nul-byte": (f"The cell holds a NUL character: {shown}.", "Remove it."),
        "blank-header": ("The header is blank.", "Write the names of the columns in its place."),
        "byte-order-mark": ("The file begins with a byte order mark.", "Save it without one."),
        "line-ending": ("The line does not end in LF alone.", "Save the file with LF line ends."),
        "byte-count": (f"The file is another: {fault.detail}.", "Renew `bytes`, or the file."),
        "hash-count": (f"The file is another: {fault.detail}.", "Renew `hash`, or the file."),
        "source-error": (f"The file can't be read: {fault.detail}.", "Check the file."),
    }
    message, hint = words[fault.code]
    return message, fault.hint or hint


BLANK = Fault("blank-row")
