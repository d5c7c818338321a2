"""SQL as text: names and values quoted, and the names under which a field stands in it."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sourcebook.declare import lexical
from sourcebook.declare.binding import quote

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sourcebook.declare import Field


def written(number: int | None, kind: str = "c") -> str:
    """The column of ``raw`` with what is written in the n-th of the file: ``?c1`` …, or ``?x1`` …
    and ``?p1`` … (see ``sheet``). No field has such a name.
    """
    return f'"?{kind}{number}"'


def cell(field: Field) -> str:
    """The column with the field's text."""
    return f'"?t{field.number}"'


def value(field: Field) -> str:
    """The column with the field's value: its name, but where another field has it already."""
    return f'"?v{field.number}"' if field.shadowed else quote(field.name)


def flag(field: Field) -> str:
    """The column that says whether the field's cell is wrong by itself."""
    return f'"?b{field.number}"'


def literal(value: str | float | bool) -> str:
    """A value as an SQL literal, for the definitions of views, which take no bound parameters."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    return "'" + value.replace("'", "''") + "'"


def listed(values: Iterable[Any]) -> str:
    return "(" + ", ".join(literal(value) for value in values) + ")"


def constant(field: Field, word: Any) -> str:
    """A bound or an allowed value of a descriptor as a typed SQL value."""
    logical = lexical.constant(field, word)
    match logical:
        case bool() | int() | str():
            return literal(logical)
        case Decimal():
            return f"CAST({literal(str(logical))} AS DOUBLE)"
        case datetime():
            return f"TIMESTAMP {literal(logical.isoformat(' '))}"
        case date():
            return f"DATE {literal(logical.isoformat())}"
        case time():
            return f"TIME {literal(logical.isoformat())}"
    return literal(lexical.canonical(field, logical))


def text(field: Field, cell: str) -> str:
    """The cell as text, NULL where it stands for no value."""
    if not field.missing_values:
        return cell
    if field.missing_values == ("",):
        return f"NULLIF({cell}, '')"
    return f"CASE WHEN {cell} NOT IN {listed(field.missing_values)} THEN {cell} END"


def names(fields: Iterable[str]) -> str:
    return ", ".join(quote(name) for name in fields)


def names_of(relation: str, fields: Iterable[str]) -> str:
    return ", ".join(f"{relation}.{quote(name)}" for name in fields)


def plain_path(file: Path, scratch: Path) -> Path:
    """A path that DuckDB takes for itself, and not for a pattern of many files."""
    if not re.search(r"[*?\[]", str(file)) or not file.is_file():
        return file
    number = sum(1 for _ in scratch.glob("source-*"))
    plain = scratch / f"source-{number}{file.suffix}"
    plain.symlink_to(file.absolute())
    return plain
