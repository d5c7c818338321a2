"""A value as the text of a cell, and what the schema of the target has against it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sourcebook.declare import lexical
from sourcebook.editing.cells import canonical

if TYPE_CHECKING:
    from collections.abc import Callable

    from sourcebook.declare import Field

_MANY = 20_000
"""Different values of one column that are remembered: keys come again soon, or never."""


def writer(table: str, field: Field) -> Callable[[Any], tuple[str, str | None]]:
    """What gives the text of a value and, where a cell can't hold it, the reason."""
    read, check = lexical.reader(field), lexical.checker(field)
    name = f"{table}.{field.name}"
    known: dict[Any, tuple[str, str | None]] = {}

    def write(value: Any) -> tuple[str, str | None]:
        found = known.get(value)
        if found is None:
            if len(known) == _MANY:
                known.clear()
            found = known[value] = _written(value)
        return found

    def _written(value: Any) -> tuple[str, str | None]:
        text = "" if value is None else canonical(plain(field, value))
        if text in field.missing_values or not text:
            return "", f"{name} is required" if field.constraints.required else None
        logical = read(text)
        if logical is lexical.INVALID:
            return text, f"{name} takes no value of that form ({field.type})"
        broken = check(logical)
        return text, _why(name, field, broken[0]) if broken else None

    return write


def plain(field: Field, value: Any) -> str:
    """A value of DuckDB's as text, in the form that the field reads."""
    if isinstance(value, bool):
        texts = field.true_values if value else field.false_values
        return texts[0] if field.type == "boolean" else str(value).lower()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")
    if isinstance(value, (dt.date, dt.datetime, dt.time)):
        return value.isoformat()
    return str(value)


def _why(name: str, field: Field, constraint: str) -> str:
    limits = field.constraints
    words = {
        "minimum": f"takes nothing below {limits.minimum}",
        "maximum": f"takes nothing above {limits.maximum}",
        "pattern": f"takes only what fits {limits.pattern}",
        "minLength": f"takes at least {limits.min_length} characters",
        "maxLength": f"takes at most {limits.max_length} characters",
        "categories": "has no such code",
        "enum": "has no such code",
    }
    return f"{name} {words.get(constraint, f'does not take it ({constraint})')}"
