"""A schema as frictionless-py is told of it: only what the standard says, and all that it can bear.

Where frictionless-py reads the standard otherwise it is told what the standard means (see
``docs/conformance.md``): categories become an enum (Q09), a pattern is grouped, closed and freed of
XML Schema's own escapes (Q13), a null sequence stands among the missing values (Q12). A constraint
that it refuses for a type is left out (Q10), and so is a key on values that it can't look up (Q27).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sourcebook.declare.lexical import patterns

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sourcebook.declare import Field, Table

_BOUNDS = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"})
_ORDERED = ("integer", "number", "date", "time", "datetime", "year", "yearmonth")
_LENGTHS = frozenset({"minLength", "maxLength"})
_SIZED = ("string", "array", "object", "list")
UNHASHABLE = frozenset({"object", "array", "list", "geojson", "duration"})
"""Types whose values frictionless-py can't look up (a year and twelve months are equal to it, and
have two hashes): it is told of no uniqueness and no key of theirs."""


def schema(table: Table) -> dict[str, Any]:
    """The Table Schema of a table, without its foreign keys."""
    found: dict[str, Any] = {
        "fields": [_field(field, table.dialect.null_sequence) for field in table.fields],
        "fieldsMatch": table.fields_match,
    }
    if table.primary_key and hashable(table, table.primary_key):
        found["primaryKey"] = list(table.primary_key)
    return found


def hashable(table: Table, names: Iterable[str]) -> bool:
    """Whether frictionless-py can look up values of all these fields."""
    native = table.format != "csv" and not isinstance(table.data, str)
    lost = UNHASHABLE | ({"any"} if native else set())
    return all(table.field(name).type not in lost for name in names)


def unspeakable(field: Field) -> frozenset[str]:
    """The constraints of a field that frictionless-py refuses to be told for its type."""
    return frozenset(name for name in _limits(field) if not _speakable(field, name))


def _speakable(field: Field, name: str) -> bool:
    if name in _BOUNDS:
        return field.type in _ORDERED
    if name in _LENGTHS:
        return field.type in _SIZED
    if name == "pattern":
        return field.type == "string"
    if name == "enum":
        return field.type != "list"
    if name == "unique":
        return field.type not in UNHASHABLE
    return name == "required"


def _field(field: Field, null_sequence: str | None) -> dict[str, Any]:
    missing = list(field.missing_values)
    if null_sequence is not None and null_sequence not in missing:
        missing.append(null_sequence)
    limits = {name: limit for name, limit in _limits(field).items() if _speakable(field, name)}
    found: dict[str, Any] = {
        "name": field.name,
        "type": field.type,
        "format": field.format,
        "missingValues": missing,
        "constraints": limits,
    }
    if field.type == "boolean":
        found["trueValues"] = list(field.true_values)
        found["falseValues"] = list(field.false_values)
    elif field.type == "list":
        found["delimiter"] = field.delimiter
        found["itemType"] = field.item_type or "string"
    elif field.type in ("number", "integer"):
        found |= {} if field.bare_number else {"bareNumber": False}
    if field.type == "number":
        found |= {"decimalChar": field.decimal_char} if field.decimal_char != "." else {}
        found |= {"groupChar": field.group_char} if field.group_char is not None else {}
    return found


def _limits(field: Field) -> dict[str, Any]:
    limits = field.constraints
    allowed: list[Any] | None = None if limits.enum is None else list(limits.enum)
    if field.categories:
        codes = [category.value for category in field.categories]
        allowed = codes if allowed is None else [code for code in codes if code in allowed]
    found = {
        "required": limits.required or None,
        "unique": limits.unique or None,
        "minLength": limits.min_length,
        "maxLength": limits.max_length,
        "minimum": limits.minimum,
        "maximum": limits.maximum,
        "exclusiveMinimum": limits.exclusive_minimum,
        "exclusiveMaximum": limits.exclusive_maximum,
        "pattern": None if limits.pattern is None else _pattern(limits.pattern),
        "enum": allowed,
        "jsonSchema": limits.json_schema,
    }
    return {name: value for name, value in found.items() if value is not None}


def _pattern(pattern: str) -> str:
    """The pattern as Python has it, for a whole value."""
    return rf"(?:{patterns.compiled(pattern).pattern})\Z"
