"""Derived cells, worked out again by the rules that say how: ``check: recompute``.

The rule in the schema is the only place where the derivation is written. The named check compares
its result with what is stored; this gives the result itself, for whoever edits the tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sourcebook.errors import UseError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb

    from sourcebook.declare import Dataset, Rule, Table


@dataclass(frozen=True, slots=True)
class Recomputed:
    """The derived cells of one row, as one rule gives them."""

    rule: str
    key: Mapping[str, Any]
    values: Mapping[str, Any]
    """By field; ``None`` where the rule gives no value."""
    stored: Mapping[str, Any]


def recompute(dataset: Dataset, table: Table) -> list[Recomputed]:
    """Every row of a table with what its ``recompute`` rules give, by rule and key.

    Raises ``UseError`` where the table has no such rule, or where a table that a rule reads can't
    be read or has cells that must be mended first.
    """
    from sourcebook.engines.exposing import exposed

    rules = [rule for rule in table.rules if rule.check == "recompute"]
    if not rules:
        raise UseError(f"{table.name} has no rule with `check: recompute`. Declare one.")
    with exposed(dataset) as (connection, _):
        return [row for rule in rules for row in _rows(connection, table, rule)]


def _rows(connection: duckdb.DuckDBPyConnection, table: Table, rule: Rule) -> list[Recomputed]:
    from sourcebook.declare.binding import quote
    from sourcebook.engines.sql import names_of

    params = rule.params or {}
    fields, key = list(params["fields"]), list(table.primary_key)
    query = str(params["query"]).strip().rstrip(";")
    same = " AND ".join(f"rows.{quote(name)} = again.{quote(name)}" for name in key)
    found = connection.execute(
        f"SELECT {names_of('rows', key)}, {names_of('again', fields)}, {names_of('rows', fields)} "
        f"FROM {quote(table.name)} AS rows LEFT JOIN ({query}) AS again ON {same} ORDER BY ALL"
    ).fetchall()
    end = len(key) + len(fields)
    return [
        Recomputed(
            rule.id,
            dict(zip(key, row[: len(key)], strict=True)),
            dict(zip(fields, row[len(key) : end], strict=True)),
            dict(zip(fields, row[end:], strict=True)),
        )
        for row in found
    ]
