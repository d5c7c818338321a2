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
) -> str | None:
    """The rows that are on a cycle, not those which merely lead to one; ``path`` shows the way."""
    assert rule.params is not None
    own, parent = quote(rule.params["id"]), quote(rule.params["parent"])
    # Who is nobody's parent is on no cycle: most rows never come here.
    parents = dict(
        connection.execute(
            f"WITH steps AS (SELECT CAST({own} AS VARCHAR) AS member, "
            f"CAST({parent} AS VARCHAR) AS parent FROM {quote(table.name)}) "
            "SELECT member, parent FROM steps "
            "WHERE parent IS NOT NULL AND member IN (SELECT parent FROM steps)"
        ).fetchall()
    )
    found = cycles(parents)
    if not found:
        return None
    helper = quote(f"cycles of {rule.id}")
    connection.execute(
        f"CREATE TEMP TABLE {helper} AS SELECT unnest(?::VARCHAR[]) AS member, "
        "unnest(?::VARCHAR[]) AS path",
        [list(found), list(found.values())],
    )
    return (
        f"SELECT {names(table.primary_key)}, path FROM {quote(table.name)} "
        f"JOIN {helper} ON CAST({own} AS VARCHAR) = member"
    )


def cycles(parents: dict[str, str]) -> dict[str, str]:
    """The members of every cycle, each with the way from it back to itself, in linear time."""
    found: dict[str, str] = {}
    done: set[str] = set()
    for start in parents:
        walk: dict[str, int] = {}
        at = start
        while at in parents and at not in done and at not in walk:
            walk[at] = len(walk)
            at = parents[at]
        if at in walk:
            ring = list(walk)[walk[at] :]
            for number, member in enumerate(ring):
                found[member] = " > ".join([*ring[number:], *ring[:number], member])
        done.update(walk)
    return found
