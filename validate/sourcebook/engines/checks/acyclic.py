"""``acyclic``: following the parent of a row never leads back to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcebook.declare.binding import quote
from sourcebook.engines.sql import names

if TYPE_CHECKING:
    import duckdb

    from sourcebook.declare import Dataset, Rule, Table


def acyclic(
    connection: duckdb.DuckDBPyConnection, dataset: Dataset, table: Table, rule: Rule
) -> str:
    """The rows that are on a cycle, not those which merely lead to one; ``path`` shows the way."""
    assert rule.params is not None
    own, parent = quote(rule.params["id"]), quote(rule.params["parent"])
    key = names(table.primary_key)
    return f"""
        WITH RECURSIVE links AS (
            SELECT {own} AS own, {parent} AS parent FROM {quote(table.name)}
            WHERE {parent} IS NOT NULL
        ),
        walk AS (
            SELECT own AS start, parent AS reached, [own] AS path FROM links
            UNION ALL
            SELECT walk.start, links.parent, list_append(walk.path, links.own)
            FROM walk JOIN links ON links.own = walk.reached
            -- A walk ends when it is back at its start, or enters a cycle that it is not part of.
            WHERE NOT list_contains(walk.path, walk.reached)
        )
        SELECT {key}, any_value(array_to_string(list_append(path, reached), ' > ')) AS path
        FROM {quote(table.name)} AS rows
        JOIN walk ON walk.start = rows.{own} AND walk.reached = walk.start
        GROUP BY ALL
    """
