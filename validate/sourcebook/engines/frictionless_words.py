"""What frictionless-py found, in the words that our own engines have for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sourcebook.engines import formulas, messages
from sourcebook.engines.reading import Fault

if TYPE_CHECKING:
    from sourcebook.declare import Field, Table
    from sourcebook.engines.draft import Cells
    from sourcebook.engines.messages import Words

_CONSTRAINT = re.compile(r'constraint "(\w+)"')
_POSITION = re.compile(r"at position (\d+)")


def told(table: Table, code: str, error: Any, name: str | None, cells: Cells) -> Words:
    """The words for an error of frictionless-py. ``name`` is the field, ``cells`` are the row's."""
    value = cells.get(name) if name is not None else None
    position = _POSITION.search(error.note)
    if code == "type-error" and name is not None:
        return messages.type_error(table.field(name), value)
    if code == "constraint-error" and name is not None:
        return _constraint(table.field(name), error.note, value)
    if code == "unique-error" and name is not None and position:
        return messages.unique_error(table.field(name), value, int(position[1]))
    if code == "primary-key":
        if position:
            return messages.primary_key_duplicate(table.primary_key, int(position[1]))
        return messages.primary_key_empty(table.primary_key)
    if code == "foreign-key":
        values = [cells.get(each) for each in error.field_names]
        key = next(k for k in table.foreign_keys if list(k.fields) == error.field_names)
        return messages.foreign_key(key.fields, values, key.resource, ())
    if code == formulas.CODE:
        return messages.formula(error.cell)
    written = getattr(error, "cell", None) or getattr(error, "label", None)
    column = getattr(error, "field_number", None)
    try:
        return messages.structure(
            Fault(code, column=column, value=written, detail=error.note), name
        )
    except KeyError:
        return error.message, None


def _constraint(field: Field, note: str, value: str | None) -> Words:
    found = _CONSTRAINT.search(note)
    constraint = found[1] if found else "required"
    limits = field.constraints
    allowed = limits.enum or tuple(category.value for category in field.categories)
    bounds = {
        "minLength": limits.min_length,
        "maxLength": limits.max_length,
        "minimum": limits.minimum,
        "maximum": limits.maximum,
        "exclusiveMinimum": limits.exclusive_minimum,
        "exclusiveMaximum": limits.exclusive_maximum,
        "pattern": limits.pattern,
        "enum": allowed,
    }
    return messages.constraint_error(field, constraint, bounds.get(constraint), value)
