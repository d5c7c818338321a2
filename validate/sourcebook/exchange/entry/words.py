"""What a field asks, and what is wrong with a value of it, in sentences for who fills in a form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sourcebook.declare import Field, Rule

_KINDS = {
    "integer": "a whole number, in digits only",
    "year": "a year of four digits",
    "number": "a number, with a point before its decimals",
    "date": "a day that there is, written as 2024-02-29",
    "time": "a time of day, written as 06:30:00",
    "datetime": "a day and a time, written as 2024-02-29T06:30:00",
    "yearmonth": "a month, written as 2024-02",
}
_FORMATS = {"uuid": "a UUID", "binary": "Base64", "email": "an email address", "uri": "an address"}
_NAME = re.compile(r"\{\{|\}\}|\{([^{}:!]+)[^{}]*\}")
LATER = "is checked when the row is submitted"


def asked(field: Field, *, needed: bool, untold: tuple[str, ...]) -> Iterator[str]:
    """What is asked of a value, the most needed first."""
    limits = field.constraints
    yield "Required." if needed else "May stay empty."
    if field.type in _KINDS:
        yield f"It is {_KINDS[field.type]}."
    elif field.format in _FORMATS:
        yield f"It is {_FORMATS[field.format]}."
    if field.unit:
        yield f"Unit: {field.unit}."
    yield from (words for name, words in _bounds(field).items() if name not in ("enum", "type"))
    if limits.pattern is not None and field.example is None:
        yield f"Its form: {limits.pattern}"
    if field.example is not None:
        yield f"Example: {field.example}"
    if "type" in untold or "format" in untold:
        yield f"How it is written {LATER}."
    elif untold:
        yield f"A part of this {LATER}."


def wrong(field: Field) -> Mapping[str, str]:
    """What is said of a value that breaks a keyword of its JSON Schema, by keyword."""
    name = field.title or field.name
    kind = _KINDS.get(field.type) or _FORMATS.get(field.format)
    example = "" if field.example is None else f", such as {field.example}"
    found = {
        "required": f"{name} has to be filled in.",
        "type": f"{name} must be {kind or 'one of the choices'}.",
        "pattern": f"{name} must be {kind}.",
        "enum": f"{name} must be one of the choices.",
        **_bounds(field),
    }
    if field.constraints.pattern is not None:
        found["pattern"] = f"{name} must have the form {field.constraints.pattern}{example}."
    return found


def _bounds(field: Field) -> dict[str, str]:
    limits = field.constraints
    date = field.type in ("date", "time", "datetime", "yearmonth")
    unit = f" {field.unit}" if field.unit and not date and field.type != "year" else ""
    words = {
        "minimum": ("At least {}.", limits.minimum),
        "maximum": ("At most {}.", limits.maximum),
        "exclusiveMinimum": ("More than {}.", limits.exclusive_minimum),
        "exclusiveMaximum": ("Less than {}.", limits.exclusive_maximum),
    }
    if date:
        words = {
            "formatMinimum": ("Not before {}.", limits.minimum),
            "formatMaximum": ("Not after {}.", limits.maximum),
            "formatExclusiveMinimum": ("After {}.", limits.exclusive_minimum),
            "formatExclusiveMaximum": ("Before {}.", limits.exclusive_maximum),
        }
    found = {
        name: text.format(f"{bound}{unit}")
        for name, (text, bound) in words.items()
        if bound is not None
    }
    if limits.min_length is not None:
        found["minLength"] = f"At least {limits.min_length} characters."
    if limits.max_length is not None:
        found["maxLength"] = f"At most {limits.max_length} characters."
    return found


def parts(rule: Rule, fields: Mapping[str, Field]) -> list[list[str]]:
    """The message of a rule as texts and names of fields, in order; ``fields`` by lower name."""
    found: list[list[str]] = []
    end = 0
    for match in _NAME.finditer(rule.message):
        found.append(["text", rule.message[end : match.start()]])
        field = fields.get((match[1] or "").lower())
        found.append(["text", match[0][0]] if field is None else ["field", field.name])
        end = match.end()
    return [*found, ["text", rule.message[end:]]]
