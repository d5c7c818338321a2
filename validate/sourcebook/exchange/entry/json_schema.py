"""A field as JSON Schema: what its value has to be, as far as JSON Schema can say it.

A value is what JSON has for it: a text for dates and times, a number for numbers, years and
integers, true or false. Bounds of dates stand in ``formatMinimum`` and its kin, as ajv-formats has
them (JSON Schema has none); a validator that does not know these passes them over.

Source: https://json-schema.org/draft/2020-12/json-schema-validation.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sourcebook.declare import lexical
from sourcebook.exchange.entry.patterns import ecmascript
from sourcebook.exchange.sheets.asking import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sourcebook.declare import Category, Field

DRAFT = "https://json-schema.org/draft/2020-12/schema"
_DAY = (
    r"(?:(?!0000)[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))"
    r"|(?!0000)(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)"
)
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
_FORMS = {
    "date": _DAY,
    "time": _CLOCK,
    "datetime": f"{_DAY}T{_CLOCK}",
    "yearmonth": r"(?!0000)[0-9]{4}-(?:0[1-9]|1[0-2])",
}
"""Of the days that there are: ``format`` is an annotation, which a validator need not check."""
_TEXTS = {
    "uuid": r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}",
    "binary": r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?",
}
_TYPES = {"integer": "integer", "year": "integer", "number": "number", "boolean": "boolean"}
_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
_EXACT = 15
"""Digits of a number that every reader of JSON keeps."""


@dataclass(frozen=True, slots=True)
class Told:
    """The JSON Schema of a field."""

    schema: Mapping[str, Any]
    untold: tuple[str, ...] = ()
    """What the declaration asks and the schema does not: ``type``, or constraints by name."""

    @property
    def whole(self) -> bool:
        """Whether it takes exactly what the engines take."""
        return not self.untold


def told(field: Field) -> Told:
    """The JSON Schema of a field's value; it is never stricter than the declaration."""
    if not _readable(field):
        return Told({"type": "string"}, ("type",))
    schema: dict[str, Any] = {"type": _TYPES.get(field.type, "string")}
    untold: list[str] = []
    patterns = _patterns(field, untold)
    if len(patterns) == 1:
        schema["pattern"] = patterns[0]
    elif patterns:
        schema["allOf"] = [{"pattern": each} for each in patterns]
    if field.type == "string":
        lengths = {
            "minLength": field.constraints.min_length,
            "maxLength": field.constraints.max_length,
        }
        schema |= {name: value for name, value in lengths.items() if value is not None}
    for name, bound in _bounds(field):
        if bound is None:
            untold.append(name)
        else:
            schema[name] = bound
    if field.categories or field.constraints.enum is not None:
        listed = _listed(field)
        if listed is None:
            untold.append("enum")
        else:
            schema["enum"] = listed
    return Told(schema, tuple(untold))


def allowed(field: Field) -> list[Category]:
    """The codes or values that a cell may have, each with its label, where they can be listed."""
    return [
        each
        for each in vocabulary(field)
        if not lexical.broken(field, lexical.constant(field, each.value))
    ]


def row(fields: Sequence[tuple[Field, Told]], title: str, needed: Sequence[str]) -> dict[str, Any]:
    """The JSON Schema of a row: an object, without the properties that have no value."""
    return {
        "$schema": DRAFT,
        "title": title,
        "type": "object",
        "properties": {field.name: _described(field, each) for field, each in fields},
        "required": [*needed],
        "additionalProperties": False,
    }


def _described(field: Field, each: Told) -> dict[str, Any]:
    words = {"title": field.title, "description": field.description}
    found = {name: value for name, value in words.items() if value}
    if each.untold:
        found["$comment"] = f"Not said here: {', '.join(each.untold)}."
    return {**found, **each.schema}


def _readable(field: Field) -> bool:
    """Whether a browser can read a cell of the field as JSON has it."""
    if field.type == "string":
        return True
    usual = field.format == "default" and field.bare_number
    usual = usual and field.decimal_char == "." and not field.group_char
    return usual and field.type in {**_FORMS, **_TYPES}


def _patterns(field: Field, untold: list[str]) -> list[str]:
    found = []
    form = _FORMS.get(field.type) or (_TEXTS.get(field.format) if field.type == "string" else None)
    if form is not None:
        found.append(rf"^(?:{form})(?![\s\S])")
    elif field.type == "string" and field.format != "default":
        untold.append("format")
    if field.constraints.pattern is not None:
        pattern = ecmascript(field.constraints.pattern)
        if pattern is None:
            untold.append("pattern")
        else:
            found.append(pattern)
    return found


def _bounds(field: Field) -> Iterator[tuple[str, Any]]:
    """The bounds that are declared, each in the word for its type; ``None`` where none is exact."""
    limits = field.constraints
    given = (
        limits.minimum,
        limits.maximum,
        limits.exclusive_minimum,
        limits.exclusive_maximum,
    )
    for name, word in zip(_BOUNDS, given, strict=True):
        if word is None:
            continue
        value = lexical.constant(field, word)
        if field.type in _TYPES:
            yield name, _number(value)
        else:
            text = lexical.written(field, value)
            plain = field.type != "datetime" or len(text) == len("2020-01-01T00:00:00")
            yield f"format{name[0].upper()}{name[1:]}", text if plain else None


def _number(value: Any) -> int | float | None:
    """A number as JSON has it; ``None`` where a reader may round it, or it is none of JSON's."""
    number = Decimal(value)
    if not number.is_finite() or len(number.normalize().as_tuple().digits) > _EXACT:
        return None
    if abs(number.adjusted()) > _EXACT:
        return None
    return int(number) if number == number.to_integral_value() else float(number)


def _listed(field: Field) -> list[Any] | None:
    """The allowed values, of codes those that ``enum`` leaves; ``None`` if not exact."""
    words = field.constraints.enum or ()
    if field.categories:
        words = tuple(each.value for each in field.categories)
    values = [lexical.constant(field, word) for word in words]
    if field.categories and field.constraints.enum is not None:
        limits = [lexical.constant(field, word) for word in field.constraints.enum]
        values = [value for value in values if value in limits]
    if field.type in ("integer", "year", "number"):
        values = [_number(value) for value in values]
    elif field.type not in ("boolean", "string"):
        values = [lexical.written(field, value) for value in values]
        if any("." in value for value in values):
            return None
    return None if None in values else values
