"""The field types of Table Schema: constraints, formats and properties of each, its type in SQL.

Source: https://datapackage.org/standard/table-schema/#field-types and #field-constraints.
"""

from __future__ import annotations

from dataclasses import dataclass

_BOUNDS = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"})
_LENGTHS = frozenset({"minLength", "maxLength"})
_ALWAYS = frozenset({"required", "unique", "enum"})
_NUMBERS = frozenset({"groupChar", "bareNumber"})


@dataclass(frozen=True, slots=True)
class FieldType:
    sql: str
    """The type of the column that rules read."""
    constraints: frozenset[str] = _ALWAYS
    formats: tuple[str, ...] = ()
    """Beside ``default``; empty where the type has no format options."""
    patterns: bool = False
    """Whether a ``strptime`` pattern may stand as format."""
    properties: frozenset[str] = frozenset()
    """Properties that change how a cell is read."""


TYPES: dict[str, FieldType] = {
    "string": FieldType(
        "VARCHAR", _ALWAYS | _LENGTHS | {"pattern"}, ("email", "uri", "binary", "uuid")
    ),
    "integer": FieldType("BIGINT", _ALWAYS | _BOUNDS, properties=_NUMBERS),
    "number": FieldType("DOUBLE", _ALWAYS | _BOUNDS, properties=_NUMBERS | {"decimalChar"}),
    "boolean": FieldType("BOOLEAN", properties=frozenset({"trueValues", "falseValues"})),
    "object": FieldType("VARCHAR", _ALWAYS | _LENGTHS | {"jsonSchema"}),
    "array": FieldType("VARCHAR", _ALWAYS | _LENGTHS | {"jsonSchema"}),
    # A list is a collection, though the specification's parenthesis doesn't name it.
    "list": FieldType(
        "VARCHAR", _ALWAYS | _LENGTHS, properties=frozenset({"delimiter", "itemType"})
    ),
    "date": FieldType("DATE", _ALWAYS | _BOUNDS, ("any",), patterns=True),
    "datetime": FieldType("TIMESTAMP", _ALWAYS | _BOUNDS, ("any",), patterns=True),
    "time": FieldType("TIME", _ALWAYS | _BOUNDS, ("any",), patterns=True),
    "year": FieldType("INTEGER", _ALWAYS | _BOUNDS),
    "yearmonth": FieldType("DATE", _ALWAYS | _BOUNDS),
    "duration": FieldType("VARCHAR", _ALWAYS | _BOUNDS),
    "geopoint": FieldType("VARCHAR", formats=("array", "object")),
    "geojson": FieldType("VARCHAR", formats=("topojson",)),
    "any": FieldType("VARCHAR"),
}

CONSTRAINTS = frozenset().union(*(kind.constraints for kind in TYPES.values()))
PROPERTIES = frozenset().union(*(kind.properties for kind in TYPES.values()))

CATEGORICAL = frozenset({"string", "integer"})
"""Types that may have ``categories``."""

ITEMS = ("string", "integer", "boolean", "number", "datetime", "date", "time")
"""Types that the items of a list may have."""
