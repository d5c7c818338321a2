"""The table of pairs for a reviewer: CSV, ranked, with an empty column ``decision``.

``best`` marks the pairs of a one-to-one match: taken in their rank, each whose two events no pair
above has taken. So an event that has many candidates is disambiguated as MELTT does it, and the
others stay in the table for the reviewer to see.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcebook.declare.binding import quote
from sourcebook.engines.sql import literal
from sourcebook.exchange.matching.pairs import ORDER
from sourcebook.exchange.matching.scoring import reasons
from sourcebook.exchange.matching.shape import count_column

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from sourcebook.exchange.matching.pairs import Search
    from sourcebook.exchange.matching.sides import Side

_BATCH = 100_000


def choose(connection: duckdb.DuckDBPyConnection, *, alone: bool) -> int:
    """Make the table ``chosen`` of the pairs (``a``, ``b``) that are best, and count them."""
    connection.execute("CREATE TABLE chosen (a INTEGER, b INTEGER)")
    taken_a: set[int] = set()
    taken_b = taken_a if alone else set[int]()
    cursor = connection.cursor()
    cursor.execute(f"SELECT a, b FROM pairs ORDER BY {ORDER}")
    found = 0
    while rows := cursor.fetchmany(_BATCH):
        best = []
        for a, b in rows:
            if a not in taken_a and b not in taken_b:
                taken_a.add(a)
                taken_b.add(b)
                best.append((a, b))
        found += len(best)
        connection.execute(
            "INSERT INTO chosen SELECT unnest(?::INTEGER[]), unnest(?::INTEGER[])",
            [[a for a, _ in best], [b for _, b in best]],
        )
    return found


def write(
    connection: duckdb.DuckDBPyConnection, sides: tuple[Side, Side], search: Search, file: Path
) -> None:
    """Write the table to a file that the connection may write to."""
    one, other = (literal(side.name) for side in sides)
    counts = "".join(_count(name) for name in search.counts)
    agreement = "agreement AS actors," if search.actors else ""
    named = "".join(f"array_to_string({side}.actors, '; ') AS actors_{side}," for side in "ab")
    connection.execute(f"""
        COPY (
            SELECT NULL AS decision,
                chosen.a IS NOT NULL AS best,
                rank,
                round(pair.score, 3) AS score,
                {one} AS dataset_a, a.id AS id_a, {other} AS dataset_b, b.id AS id_b,
                {reasons(search.counts, actors=search.actors)} AS reasons,
                pair.days AS days, round(pair.km, 1) AS km,
                {agreement}
                {counts}
                {_dates()}
                {named if search.actors else ""}
                count(*) OVER (PARTITION BY pair.a) AS candidates_a,
                count(*) OVER (PARTITION BY pair.b) AS candidates_b,
                links.word AS known
            FROM (SELECT *, row_number() OVER (ORDER BY {ORDER}) AS rank FROM pairs) AS pair
            JOIN a ON a.n = pair.a
            JOIN b ON b.n = pair.b
            LEFT JOIN chosen ON chosen.a = pair.a AND chosen.b = pair.b
            LEFT JOIN links ON links.id_a = a.id AND links.id_b = b.id
            ORDER BY rank
        ) TO {literal(str(file))} (FORMAT csv, HEADER true)""")


def _count(name: str) -> str:
    one, other = (f"{side}.{quote(count_column(name))}" for side in "ab")
    texts = (f"printf('%g', {each})" for each in (one, other, f"abs({one} - {other})"))
    labels = (f"{name}_a", f"{name}_b", f"{name}_apart")
    return "".join(f"{text} AS {quote(label)}," for text, label in zip(texts, labels, strict=True))


def _dates() -> str:
    return "".join(
        f"{side}.first AS date_{side}, {side}.last AS date_end_{side}, " for side in "ab"
    ) + "".join(
        f"{side}.days AS days_coarse_{side}, {side}.km AS km_coarse_{side}," for side in "ab"
    )


def link(connection: duckdb.DuckDBPyConnection, sides: tuple[Side, Side]) -> None:
    """Make the table ``links`` of what the crosswalks of both sides say of pairs already."""
    words = "['same', 'close', 'broad'][grade + 1]"
    each = []
    for name, side, other in zip("ab", sides, sides[::-1], strict=True):
        ids = "id AS id_a, external AS id_b" if name == "a" else "external AS id_a, id AS id_b"
        each.append(
            f"SELECT {ids}, grade FROM walk_{name} WHERE subject = "
            f"{literal(side.events.subject or '')} AND scheme = {literal(other.name)}"
        )
    connection.execute(
        f"CREATE TABLE links AS SELECT id_a, id_b, {words.replace('grade', 'min(grade)')} AS word "
        f"FROM ({' UNION ALL '.join(each)}) GROUP BY id_a, id_b"
    )
