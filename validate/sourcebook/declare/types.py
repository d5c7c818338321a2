"""The field types of Table Schema: which constraints each may have, and its type in SQL.

Source: https://datapackage.org/standard/table-schema/#field-types and #field-constraints.
"""

from __future__ import annotations

from dataclasses import dataclass, field

_BOUNDS = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"})
_LENGTHS = frozenset({"minLength", "maxLength"})
_ALWAYS = frozenset({"required", "unique", "enum"})


@dataclass(frozen=True, slots=True)
class FieldType:
    sql: str
    """The type of the column that rules read."""
    constraints: frozenset[str] = _ALWAYS
    formats: frozenset[str] = field(default_factory=lambda: frozenset({"default"}))


TYPES: dict[str, FieldType] = {
    "string": FieldType(
        "VARCHAR",
        _ALWAYS | _LENGTHS | {"pattern"},
        frozenset({"default", "email", "uri", "uuid"}),
    ),
    "integer": FieldType("BIGINT", _ALWAYS | _BOUNDS),
    "number": FieldType("DOUBLE", _ALWAYS | _BOUNDS),
    "boolean": FieldType("BOOLEAN"),
    "date": FieldType("DATE", _ALWAYS | _BOUNDS),
    "datetime": FieldType("TIMESTAMP", _ALWAYS | _BOUNDS),
    "time": FieldType("TIME", _ALWAYS | _BOUNDS),
    "year": FieldType("INTEGER", _ALWAYS | _BOUNDS),
    "yearmonth": FieldType("DATE", _ALWAYS | _BOUNDS),
    "any": FieldType("VARCHAR"),
}
"""The types that every engine checks today."""

LATER = frozenset({"object", "array", "list", "duration", "geopoint", "geojson"})
"""Types of the standard that are not checked yet: refused with a clear word, never passed over."""

CATEGORICAL = frozenset({"string", "integer"})
"""Types that may have ``categories``."""
