"""``recompute``: a derived cell holds what its rule gives when it is worked out again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcebook.declare.binding import quote
from sourcebook.engines.sql import literal, names, names_of

if TYPE_CHECKING:
    import duckdb

    from sourcebook.declare import Dataset, Rule, Table


def recompute(
    connection: duckdb.DuckDBPyConnection, dataset: Dataset, table: Table, rule: Rule
) -> str:
    """The cells that differ: ``field``, ``stored`` and ``recomputed``, a row for each.

    A row of the table that the query does not return is recomputed as empty.
    """
    assert rule.params is not None
    same = " AND ".join(f"rows.{quote(name)} = again.{quote(name)}" for name in table.primary_key)
    cells = ", ".join(
        f"{{'field': {literal(name)}, 'stored': CAST(rows.{quote(name)} AS VARCHAR), "
        f"'recomputed': CAST(again.{quote(name)} AS VARCHAR), "
        f"'differs': rows.{quote(name)} IS DISTINCT FROM again.{quote(name)}}}"
        for name in rule.params["fields"]
    )
    query = str(rule.params["query"]).strip().rstrip(";")
    key = names(table.primary_key)
    return (
        f'SELECT {key}, "?cell".field, "?cell".stored, "?cell".recomputed FROM ('
        f'SELECT {names_of("rows", table.primary_key)}, unnest([{cells}]) AS "?cell" '
        f"FROM {quote(table.name)} AS rows LEFT JOIN ({query}\n) AS again ON {same}"
        ') WHERE "?cell".differs'
    )
