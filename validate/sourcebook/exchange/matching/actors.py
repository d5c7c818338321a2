"""Which actors of two events are the same, by their ids and by the crosswalks of both sides.

Each actor stands for a few ids: its own, in the scheme in which its side writes them, and those
that a crosswalk gives it. Two events agree as far as an id of one is an id of the other: ``same``
where both are exact, else ``close`` or ``broad``. They are ``different`` where the actors of both
sides are all known in one scheme and share none of its ids; anything else is ``unknown``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcebook.engines.sql import literal

if TYPE_CHECKING:
    import duckdb

    from sourcebook.exchange.matching.sides import Side

_SCHEMES = 62
"""Bits of a number; schemes beyond them share one, so that a difference stays unknown sooner."""


def number(connection: duckdb.DuckDBPyConnection, sides: tuple[Side, Side]) -> None:
    """Make the tables ``known_a`` and ``known_b``: of each event ``n`` the numbers of its ids.

    ``same``, ``close`` and ``broad`` are sorted lists, each with the one before it; ``schemes`` has
    a bit for each scheme in which all its actors are known.
    """
    each = []
    for name, side in zip("ab", sides, strict=True):
        actors = side.events.actors
        own = literal(actors.scheme if actors else "")
        table = literal((actors.table if actors else None) or "")
        each.append(f"""
            SELECT '{name}' AS side, n, actor, {own} AS scheme, actor AS id, 0 AS grade
            FROM (SELECT n, unnest(actors) AS actor FROM {name})
            UNION ALL
            SELECT '{name}', e.n, e.actor, w.scheme, w.external, w.grade
            FROM (SELECT n, unnest(actors) AS actor FROM {name}) AS e
            JOIN walk_{name} AS w ON w.subject = {table} AND w.id = e.actor""")
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE tokens AS
        SELECT *,
            dense_rank() OVER (ORDER BY scheme, id) AS token,
            least({_SCHEMES}, dense_rank() OVER (ORDER BY scheme)) AS bit
        FROM ({" UNION ALL ".join(each)})""")
    for name in "ab":
        connection.execute(f"""
            CREATE TABLE known_{name} AS
            SELECT n, same, close, broad, schemes
            FROM (
                SELECT n,
                    list_sort(list(DISTINCT token) FILTER (grade = 0)) AS same,
                    list_sort(list(DISTINCT token) FILTER (grade <= 1)) AS close,
                    list_sort(list(DISTINCT token)) AS broad
                FROM tokens WHERE side = '{name}' GROUP BY n
            ) JOIN (
                SELECT n, bit_and(bits) AS schemes
                FROM (
                    SELECT n, actor, bit_or(1::BIGINT << bit) AS bits
                    FROM tokens WHERE side = '{name}' GROUP BY n, actor
                ) GROUP BY n
            ) USING (n)""")
    connection.execute("DROP TABLE tokens")


AGREEMENT = """
    CASE
        WHEN list_has_any(ka.same, kb.same) THEN 'same'
        WHEN list_has_any(ka.close, kb.close) THEN 'close'
        WHEN list_has_any(ka.broad, kb.broad) THEN 'broad'
        WHEN ka.schemes & kb.schemes <> 0 THEN 'different'
        ELSE 'unknown'
    END"""
"""How far the actors of ``ka``, a row of ``known_a``, are those of ``kb``."""
