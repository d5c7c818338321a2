"""What the SQL of views reads, and that it gives the columns which their schemas declare.

A view is part of a package, so it has to be the same whenever it is computed: what depends on the
moment, on chance or on the order in which rows happen to come is a mistake.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sourcebook.declare.binding import describe, mentioned, quote
from sourcebook.declare.types import TYPES
from sourcebook.errors import DeclarationError, Mistake

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import duckdb

    from sourcebook.declare.model import Dataset, Field, Table

CHANGING = frozenset(
    (
        "current_connection_id", "current_database", "current_date", "current_query",
        "current_query_id", "current_schema", "current_schemas", "current_setting",
        "current_transaction_id", "currval", "gen_random_uuid", "get_current_time",
        "get_current_timestamp", "getvariable", "in_search_path", "nextval", "now", "random",
        "setseed", "setval", "sleep_ms", "stats", "today", "transaction_timestamp",
        "txid_current", "uuid", "uuidv4", "uuidv7", "vector_type", "write_log",
        "current_timestamp", "current_time", "localtime", "localtimestamp", "current_localtime",
        "current_localtimestamp",
    )
)  # fmt: skip
"""Functions whose result is not that of their arguments alone.

Source: the column ``stability`` of duckdb_functions(), and SQL's words for the moment. What hangs
on the time zone is not among them: the engines set it.
"""
ORDERED = frozenset(
    (
        "list", "array_agg", "string_agg", "group_concat", "listagg", "first", "last",
        "any_value", "arbitrary", "row_number", "first_value", "last_value", "nth_value", "lag",
        "lead", "ntile",
    )
)  # fmt: skip
"""Aggregates and window functions whose result hangs on the order of their rows."""

_INTEGERS = r"U?(TINY|SMALL|HUGE|BIG)?INT|U?INTEGER|DECIMAL\(\d+,0\)"
_NUMBERS = rf"{_INTEGERS}|DECIMAL\(\d+,\d+\)|DOUBLE|FLOAT"
_TEXTS = r"VARCHAR|UUID|JSON|ENUM\(.*\)"
_NESTED = r".*\[\d*\]|STRUCT\(.*\)|MAP\(.*\)"
_GIVEN = {
    "string": _TEXTS,
    "integer": _INTEGERS,
    "number": _NUMBERS,
    "year": _INTEGERS,
    "boolean": "BOOLEAN",
    "date": "DATE",
    "datetime": r"TIMESTAMP(_S|_MS|_NS)?",
    "time": "TIME",
    "yearmonth": rf"DATE|{_TEXTS}",
    "list": rf".*\[\d*\]|{_TEXTS}",
    "array": rf"{_NESTED}|{_TEXTS}",
    "object": rf"{_NESTED}|{_TEXTS}",
    "any": ".*",
}
"""For each type of field, the SQL types whose values it can hold; for the others, texts."""


@dataclass(frozen=True, slots=True)
class Derivation:
    """A view, and the columns that it may read of each table."""

    table: Table
    reads: Mapping[str, frozenset[str]]


def derivations(connection: duckdb.DuckDBPyConnection, dataset: Dataset) -> list[Derivation]:
    """The views that are to be computed, each after those that it reads.

    Raises ``DeclarationError`` where their SQL is no SELECT, where it would not give the same rows
    each time, or where a view reads itself.
    """
    views = [table for table in dataset.tables if table.format == "view"]
    if not views:
        return []
    trees = connection.execute(
        "SELECT json_serialize_sql(unnest(?::VARCHAR[]))", [[view.view for view in views]]
    ).fetchall()
    waiting: dict[str, Derivation] = {}
    mistakes: list[Mistake] = []
    for view, (text,) in zip(views, trees, strict=True):
        tree = json.loads(text)
        if tree.get("error"):
            # Of the parser's own words, only DESCRIBE has the place.
            mistakes += _unbound(connection, view) or [_no_select(view)]
            continue
        mistakes += _unsteady(view, tree, dataset)
        columns, tables = mentioned(tree)
        # A view that reads no column of a table may count its rows.
        reads = {
            table.name: frozenset(
                field.name
                for field in table.fields
                if "*" in columns or field.name.lower() in columns
            )
            for table in dataset.tables
            if table.name.lower() in tables
        }
        waiting[view.name] = Derivation(view, reads)
    if mistakes:
        raise DeclarationError(mistakes)
    return _sorted(waiting)


def _sorted(waiting: dict[str, Derivation]) -> list[Derivation]:
    found: list[Derivation] = []
    while waiting:
        ready = [each for each in waiting.values() if not waiting.keys() & each.reads.keys()]
        if not ready:
            names = ", ".join(waiting)
            message = f"reads itself, at least by way of others ({names})."
            hint = "Let views read tables, or views that do not read them in turn."
            raise DeclarationError(
                [Mistake(each.table.path, "", message, hint) for each in waiting.values()]
            )
        for each in ready:
            del waiting[each.table.name]
        found += ready
    return found


def _no_select(view: Table) -> Mistake:
    return Mistake(view.path, "", "is not one SELECT.", "Write a single one.")


def _unbound(connection: duckdb.DuckDBPyConnection, view: Table) -> list[Mistake]:
    try:
        describe(connection, view.view or "")
    except ValueError as error:
        return [Mistake(view.path, _line(error), _said(error), "Mend it.")]
    return []


def _said(error: ValueError) -> str:
    return f"{str(error).rstrip('.')}."


def _line(error: ValueError) -> str:
    """The line that DuckDB blames, where it blames one."""
    found = re.search(r"^LINE (\d+):", str(error.__cause__ or ""), re.MULTILINE)
    return f"line {found[1]}" if found else ""


def _unsteady(view: Table, tree: Any, dataset: Dataset) -> Iterator[Mistake]:
    """What in a syntax tree would not give the same rows each time."""
    fields = {field.name.lower() for table in dataset.tables for field in table.fields}
    told: set[str] = set()
    nodes = [tree]
    while nodes:
        node = nodes.pop()
        if isinstance(node, list):
            nodes += node
            continue
        if not isinstance(node, dict):
            continue
        nodes += node.values()
        name = str(node.get("function_name", "")).lower()
        if node.get("class") == "COLUMN_REF" and len(node["column_names"]) == 1:
            word = node["column_names"][0].lower()
            name = "" if word in fields else word
        ordered = (node.get("order_bys") or {}).get("orders") or node.get("orders")
        if name in CHANGING or (name == "age" and len(node["arguments"]) == 1):
            message, hint = f"{name} gives something else each time.", "Write the value."
        elif name in ORDERED and not ordered:
            message = f"{name} takes rows in an order that nothing settles."
            hint = "Say it: ORDER BY in the brackets, or in OVER (...)."
        elif node.get("sample"):
            message, hint = "takes a sample, another each time.", "Take all rows."
        elif _is_limited(node.get("modifiers")):
            message = "LIMIT takes rows in an order that nothing settles."
            hint = "Write ORDER BY before it."
        else:
            continue
        if message not in told:
            told.add(message)
            yield Mistake(view.path, "", message, hint)


def _is_limited(modifiers: Any) -> bool:
    kinds = [each.get("type", "") for each in modifiers or () if isinstance(each, dict)]
    return any("LIMIT" in kind for kind in kinds) and "ORDER_MODIFIER" not in kinds


def columns(
    connection: duckdb.DuckDBPyConnection, view: Table, dataset: Dataset
) -> tuple[dict[str, str], list[Mistake]]:
    """The SQL type of each column of a view, and how they differ from its schema."""
    try:
        given = describe(connection, view.view or "")
    except ValueError as error:
        hint = f"Views read: {', '.join(t.name for t in dataset.tables if t is not view)}."
        return {}, [Mistake(view.path, _line(error), _said(error), hint)]
    return dict(given), [Mistake(view.path, "", *each) for each in _misfits(view, given)]


def _misfits(view: Table, given: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    names = [name for name, _ in given]
    wanted = [field.name for field in view.fields]
    for name in wanted:
        if name not in names:
            yield f"does not give {name!r}, a field of its schema.", f"Select it AS {quote(name)}."
    for name in names:
        if name not in wanted:
            hint = f"Declare it in {view.schema_file}, or leave it out."
            yield f"gives {name!r}, which is no field of its schema.", hint
    if sorted(names) == sorted(wanted) and names != wanted:
        at = next(n for n, name in enumerate(names) if name != wanted[n])
        message = f"gives {names[at]!r} where its schema has {wanted[at]!r}."
        yield message, "Select the columns in the order of the schema."
    kinds = dict(given)
    for field in view.fields:
        kind = kinds.get(field.name)
        if kind is not None and not fits(field, kind):
            message = f"gives {kind} for {field.name!r}, which is of type {field.type}."
            yield message, f"Cast it: CAST(… AS {TYPES[field.type].sql})."


def fits(field: Field, kind: str) -> bool:
    """Whether values of an SQL type are values of a field's type."""
    return kind in ('"NULL"', "NULL") or bool(re.fullmatch(_GIVEN.get(field.type, _TEXTS), kind))


def value(field: Field, kind: str) -> str:
    """A column of a view as a value of its field, in the type that a column of a table has."""
    column = quote(field.name)
    if field.type == "yearmonth" and kind == "DATE":
        return f"strftime({column}, '%Y-%m')"
    if re.fullmatch(_NESTED, kind):
        if field.type == "list":
            delimiter = field.delimiter.replace("'", "''")
            return f"array_to_string({column}, '{delimiter}')"
        return f"CAST(to_json({column}) AS VARCHAR)"
    sql = "VARCHAR" if field.type == "yearmonth" else TYPES[field.type].sql
    return f"CAST({column} AS {sql})"
