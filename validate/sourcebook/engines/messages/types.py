"""A cell that is not of its field's type: what is due there, and how it is written."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sourcebook.declare import lexical
from sourcebook.declare.model import Field
from sourcebook.engines.messages.guesses import meant, nothing
from sourcebook.engines.messages.words import either, shown

if TYPE_CHECKING:
    from sourcebook.engines.messages.words import Words


@dataclass(frozen=True, slots=True)
class Due:
    """What a cell should be."""

    what: str
    """After "is not"."""
    how: str
    """What to do, as a sentence that goes on."""
    example: str | None = None

    @property
    def hint(self) -> str:
        return f"{self.how}." if self.example is None else f"{self.how}, such as {self.example}."


_DATE = Due("a date", "Write it as YYYY-MM-DD", "2024-03-09")
_DATETIME = Due("a date and time", "Write it as YYYY-MM-DDThh:mm:ss", "2024-03-09T14:30:00")
_TIME = Due("a time of day", "Write it as hh:mm:ss", "14:30:00")
_POINT = "Write longitude and then latitude in degrees"
_DUE: dict[tuple[str, str], Due] = {
    ("string", "default"): Due("a text", "Write it as a text"),
    ("string", "email"): Due("an email address", "Write the address alone", "name@example.org"),
    ("string", "uri"): Due(
        "a web address (URI)", "Write it from its https:// on", "https://example.org/page"
    ),
    ("string", "uuid"): Due(
        "a UUID", "Write it in five groups of digits", "123e4567-e89b-12d3-a456-426614174000"
    ),
    ("string", "binary"): Due(
        "binary data in base64", "Encode the bytes in base64 of RFC 4648, with = at the end"
    ),
    ("date", "default"): _DATE,
    ("date", "any"): _DATE,
    ("datetime", "default"): _DATETIME,
    ("datetime", "any"): _DATETIME,
    ("time", "default"): _TIME,
    ("time", "any"): _TIME,
    ("year", "default"): Due("a year", "Write it with four digits", "2024"),
    ("yearmonth", "default"): Due("a month of a year", "Write it as YYYY-MM", "2024-03"),
    ("duration", "default"): Due(
        "a duration", "Write it as in ISO 8601", "P1Y2M3D (years, months, days) or PT1H30M (hours)"
    ),
    ("geopoint", "default"): Due("a point on Earth", _POINT, "71.52,34.01"),
    ("geopoint", "array"): Due("a point on Earth as a JSON array", _POINT, "[71.52, 34.01]"),
    ("geopoint", "object"): Due(
        "a point on Earth as a JSON object", _POINT, '{"lon": 71.52, "lat": 34.01}'
    ),
    ("geojson", "default"): Due(
        "a GeoJSON object",
        "Write it as in RFC 7946",
        '{"type": "Point", "coordinates": [71.52, 34.01]}',
    ),
    ("geojson", "topojson"): Due(
        "a TopoJSON object",
        "Write it as in TopoJSON",
        '{"type": "Topology", "objects": {}, "arcs": []}',
    ),
    ("object", "default"): Due("a JSON object", "Write it as JSON", '{"name": "value"}'),
    ("array", "default"): Due("a JSON array", "Write it as JSON", '["one", "two"]'),
}
_PATTERNED = {"date": "a date", "datetime": "a date and time", "time": "a time of day"}
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
    wanted = due(field)
    if lexical.value(field, text) is not lexical.INVALID:
        # As a text it would do: its source has types of its own, and there it is another.
        return (
            f"{shown(value)} is stored as another type, not as {wanted.what}.",
            "Store it as a text: in JSON between quotes, in a sheet as a cell of the format Text."
            if field.type == "string"
            else f"Store it as {wanted.what}, in the type that the file has for that.",
        )
    if field.type == "list":
        return _listed(field, text)
    hint = nothing(field, text) or meant(field, text, wanted.how) or _in_json(field, text)
    return f"{shown(value)} is not {wanted.what}.", hint or wanted.hint


def due(field: Field) -> Due:
    """What a cell of a field should be."""
    if field.type == "boolean":
        words = [*field.true_values[:1], *field.false_values[:1]]
        return Due("true or false", f"Write {either(words)}" if words else "Give the field words")
    if field.type in ("integer", "number"):
        return _numeric(field)
    if field.type == "list":
        item = due(_item(field))
        return Due("a list", f"Write {shown(field.delimiter)} between its items", item.example)
    if field.type in _PATTERNED and field.format not in ("default", "any"):
        example = datetime(2024, 12, 31, 14, 30).strftime(field.format)  # noqa: DTZ001
        what = f"{_PATTERNED[field.type]} of the form {field.format}"
        return Due(what, f"Write it as {field.format}", example)
    return _DUE.get((field.type, field.format), Due(f"of type {field.type}", "Check its spelling"))


def _numeric(field: Field) -> Due:
    group, point = field.group_char or "", field.decimal_char
    thousands = f"{shown(group)} between thousands" if group else ""
    if field.type == "integer":
        how = f"Write digits, with {thousands}" if group else "Write digits only"
        return Due("a whole number", how, f"1{group}234" if group else "12")
    example = f"1{group}234{point}5" if group else f"3{point}5"
    if point == "." and not group:
        return Due("a number", "Write it with a point and no blanks", example)
    decimals = f"{shown(point)} before the decimals"
    how = f"Write it with {' and '.join(filter(None, (decimals, thousands)))}"
    return Due("a number", how, example)


def _item(field: Field) -> Field:
    return Field(field.name, type=field.item_type or "string")


def _listed(field: Field, text: str) -> Words:
    """Which item of a list is wrong, in the words for that item."""
    item = _item(field)
    wanted = due(item)
    parts = text.split(field.delimiter) if field.delimiter else [text]
    number = next(n for n, part in enumerate(parts) if lexical.value(item, part) is lexical.INVALID)
    part = parts[number]
    hint = meant(field, text, due(field).how) or meant(item, part, wanted.how) or wanted.hint
    return f"Item {number + 1} of the list, {shown(part)}, is not {wanted.what}.", hint


def _in_json(field: Field, text: str) -> str | None:
    """Where a text stops being JSON, or what it is instead."""
    wanted = due(field)
    in_format = field.type == "geopoint" and field.format != "default"
    if field.type not in ("object", "array", "geojson") and not in_format:
        return None
    try:
        found: Any = json.loads(text)
    except json.JSONDecodeError as error:
        if not error.pos:
            return None
        return f"It is JSON up to character {error.pos} only; then: {error.msg}."
    except (ValueError, RecursionError):
        return None
    if isinstance(found, list if "array" in (field.type, field.format) else dict):
        return None
    return f"In JSON this is {_KINDS.get(type(found), 'a number')}. {wanted.hint}"
