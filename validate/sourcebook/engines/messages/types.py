"""A cell that is not of its field's type: what is due there, and how it is written."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sourcebook.declare import lexical
from sourcebook.declare.model import Field
from sourcebook.engines.messages.guesses import meant, nothing
from sourcebook.engines.messages.words import either, shown

if TYPE_CHECKING:
    from sourcebook.engines.messages.words import Words

_DUE: dict[tuple[str, str], tuple[str, str]] = {
    ("string", "default"): ("a text", "Write it as a text."),
    ("string", "email"): ("an email address", "Write it as name@example.org."),
    ("string", "uri"): ("a web address (URI)", "Write all of it: https://example.org/page."),
    ("string", "uuid"): (
        "a UUID",
        "Write hexadecimal digits as in 123e4567-e89b-12d3-a456-426614174000.",
    ),
    ("string", "binary"): (
        "binary data in base64",
        "Encode the bytes in base64, filled up with = to a multiple of four characters.",
    ),
    ("date", "default"): ("a date", "Write it as YYYY-MM-DD, such as 2024-03-09."),
    ("date", "any"): ("a date", "Write it as YYYY-MM-DD, such as 2024-03-09."),
    ("datetime", "default"): (
        "a date and time",
        "Write it as YYYY-MM-DDThh:mm:ss, such as 2024-03-09T14:30:00.",
    ),
    ("datetime", "any"): (
        "a date and time",
        "Write it as YYYY-MM-DDThh:mm:ss, such as 2024-03-09T14:30:00.",
    ),
    ("time", "default"): ("a time of day", "Write it as hh:mm:ss, such as 14:30:00."),
    ("time", "any"): ("a time of day", "Write it as hh:mm:ss, such as 14:30:00."),
    ("year", "default"): ("a year", "Write it with four digits, such as 2024."),
    ("yearmonth", "default"): ("a month of a year", "Write it as YYYY-MM, such as 2024-03."),
    ("duration", "default"): (
        "a duration",
        "Write it as ISO 8601 does: P1Y2M3D for years, months and days, PT1H30M for hours.",
    ),
    ("geopoint", "default"): (
        "a point on Earth",
        "Write longitude and latitude in degrees, with a comma between: 71.52,34.01.",
    ),
    ("geopoint", "array"): (
        "a point on Earth as a JSON array",
        "Write longitude and latitude in degrees: [71.52, 34.01].",
    ),
    ("geopoint", "object"): (
        "a point on Earth as a JSON object",
        'Write longitude and latitude in degrees: {"lon": 71.52, "lat": 34.01}.',
    ),
    ("geojson", "default"): (
        "a GeoJSON object",
        'Write it as in RFC 7946, such as {"type": "Point", "coordinates": [71.52, 34.01]}.',
    ),
    ("geojson", "topojson"): (
        "a TopoJSON object",
        'Write it as in TopoJSON, such as {"type": "Topology", "objects": {}, "arcs": []}.',
    ),
    ("object", "default"): ("a JSON object", 'Write it as {"name": "value"}.'),
    ("array", "default"): ("a JSON array", 'Write it as ["one", "two"].'),
}
_AS_TEXT = "Store it as a text: between quotes in JSON, in a cell of the format Text in a sheet."
_PATTERNED = {"date": "a date", "datetime": "a date and time", "time": "a time of day"}
_IN_JSON = {"object", "array", "geojson"}
_KINDS = {
    dict: "an object",
    list: "an array",
    str: "a text",
    bool: "true or false",
    type(None): "null",
}


def type_error(field: Field, value: str | None) -> Words:
    """The words for a cell that is not of the type and format of its field."""
    text = value or ""
    if field.type == "list":
        return _listed(field, text)
    what, how = due(field)
    if lexical.value(field, text) is not lexical.INVALID:
        # As a text it would do: its source has types of its own, and there it is another.
        kind = "text" if field.type == "string" else field.type
        hint = f"Store it as {what}." if field.type != "string" else _AS_TEXT
        return f"{shown(value)} is stored as a value of another type than {kind}.", hint
    return f"{shown(value)} is not {what}.", nothing(field, text) or meant(field, text, how) or (
        _in_json(field, text) or how
    )


def due(field: Field) -> tuple[str, str]:
    """What a cell of a field is, and how it is written, as the rest of a sentence and as one."""
    if field.type == "boolean":
        words = [*field.true_values[:2], *field.false_values[:2]]
        if "true" in words and "false" in words:
            words = ["true", "false"]
        return "true or false", f"Write {either(words)}." if words else "It has no words for them."
    if field.type in ("integer", "number"):
        return _numeric(field)
    if field.type in _PATTERNED and field.format not in ("default", "any"):
        what = f"{_PATTERNED[field.type]} of the form {field.format}"
        example = datetime(2024, 12, 31, 14, 30).strftime(field.format)  # noqa: DTZ001
        return what, f"Write it as {field.format}, such as {example}."
    return _DUE.get((field.type, field.format), (f"of type {field.type}", "Check its spelling."))


def _numeric(field: Field) -> tuple[str, str]:
    group, point = field.group_char or "", field.decimal_char
    if field.type == "integer":
        if not group:
            return "a whole number", "Write digits only, such as 12."
        return "a whole number", f"Write digits, with {group!r} between thousands: 1{group}234."
    if not group and point == ".":
        return "a number", "Write it with a point and no blanks, such as 3.5."
    between = f" and {group!r} between thousands" if group else ""
    example = f"1{group}234{point}5" if group else f"3{point}5"
    return "a number", f"Write it with {point!r} before the decimals{between}, such as {example}."


def _listed(field: Field, text: str) -> Words:
    """Which item of a list is wrong, in the words for that item."""
    item = Field(field.name, type=field.item_type or "string")
    parts = text.split(field.delimiter) if field.delimiter else [text]
    for number, part in enumerate(parts, start=1):
        if lexical.value(item, part) is lexical.INVALID:
            what, how = due(item)
            hint = meant(field, text, f"Write {field.delimiter!r} between the items")
            return (
                f"Item {number} of the list, {shown(part)}, is not {what}.",
                hint or meant(item, part, how) or how,
            )
    return (
        f"{shown(text)} is stored as a value of another type than list.",
        f"Store it as a text with {field.delimiter!r} between the items.",
    )


def _in_json(field: Field, text: str) -> str | None:
    """Where a text stops being JSON, or what it is instead."""
    if field.type not in _IN_JSON and not (field.type == "geopoint" and field.format != "default"):
        return None
    try:
        found: Any = json.loads(text)
    except json.JSONDecodeError as error:
        return f"It stops being JSON at character {error.pos + 1}: {error.msg}."
    except (ValueError, RecursionError):
        return None
    due_kind: type = list if "array" in (field.type, field.format) else dict
    if isinstance(found, due_kind):
        return None
    is_now = _KINDS.get(type(found), "a number")
    return f"It is {is_now} in JSON: {due(field)[1][0].lower()}{due(field)[1][1:]}"
