"""A table as a package writes it: ISO dates, decimal points, ``true`` and ``false``.

A curator may keep dates as 24/12/2020 and numbers as 1.234,5. A package holds the same values in
the standard's default formats, and its schema says so: bounds, codes and examples in it are written
anew with them. Text stays as it is.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sourcebook.declare import lexical
from sourcebook.declare.types import TYPES

if TYPE_CHECKING:
    from sourcebook.declare import Field, Table

VALUED = frozenset({"integer", "number", "boolean", "date", "datetime", "time", "year"})
"""Types whose cells have a value apart from their text, which typed formats hold."""

_SPELLING = ("format", "decimalChar", "groupChar", "bareNumber")
_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")


def plain(table: Table) -> Table:
    """The table with the fields and the schema that a package gives it."""
    fields = tuple(plain_field(field) for field in table.fields)
    declared = dict(table.schema or {})
    if "fields" not in declared:
        return replace(table, fields=fields)
    described = [
        _described(dict(each), old, new)
        for each, old, new in zip(declared["fields"], table.fields, fields, strict=True)
    ]
    return replace(table, fields=fields, schema={**declared, "fields": described})


def plain_field(field: Field) -> Field:
    """The field in its default format. Its constraints are those of the old one, as written."""
    if field.type == "boolean":
        return replace(field, true_values=("true",), false_values=("false",))
    if not restated(field):
        return field
    return replace(
        field, format="default", decimal_char=".", group_char=None, bare_number=True, version=2
    )


def restated(field: Field) -> bool:
    """Whether cells of a field are written in another way than they were read."""
    if field.type not in VALUED or field.type == "boolean":
        return False
    special = field.format != "default" or (field.type == "datetime" and field.version == 1)
    if "decimalChar" in TYPES[field.type].properties or field.type == "integer":
        special = special or field.decimal_char != "." or field.group_char is not None
        special = special or not field.bare_number
    return special


def _described(declared: dict[str, Any], old: Field, new: Field) -> dict[str, Any]:
    if old.type != "any":
        # Where none is written, version 1 of the standard means string, and a package is of 2.
        declared.setdefault("type", old.type)
    if old.type == "boolean":
        return {**declared, "trueValues": ["true"], "falseValues": ["false"]}
    if not restated(old):
        return declared
    for name in _SPELLING:
        declared.pop(name, None)
    constraints = declared.get("constraints")
    if isinstance(constraints, dict):
        declared["constraints"] = {
            name: _constraint(name, value, old, new) for name, value in constraints.items()
        }
    if isinstance(declared.get("example"), str):
        declared["example"] = _word(declared["example"], old, new)
    return declared


def _constraint(name: str, value: Any, old: Field, new: Field) -> Any:
    if name in _BOUNDS:
        return _word(value, old, new)
    if name == "enum" and isinstance(value, (list, tuple)):
        return [_word(each, old, new) for each in value]
    return value


def _word(word: Any, old: Field, new: Field) -> Any:
    """A value of the declaration in the new format, if it is a text of the old one."""
    if not isinstance(word, str):
        return word
    return restate(word, old, new)


def restate(text: str, old: Field, new: Field) -> str:
    """A cell's text in the new format; as it is where that has the same value, or there is none."""
    value = lexical.value(old, text)
    if value is lexical.INVALID or lexical.value(new, text) == value:
        return text
    return lexical.written(new, value)
