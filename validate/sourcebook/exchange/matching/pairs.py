"""The pairs of events within the window, found by blocks, the best of each event kept.

Events are put into classes by how coarse their date and place are, so that a few coarse ones don't
widen the cells of all. Within two classes the cells of ``engines.nearness`` bring near events
together.

A cell may be a crowd: a city in a bad month, where each event has thousands of candidates and a
list of them would help nobody. There the events of both sides are put in one order, by day, first
count and point, and each is compared with the ``MOST`` around its place in it: the sorted
neighbourhood of Hernández and Stolfo (1995), "The Merge/Purge Problem for Large Databases". So the
work is bounded by ``MOST`` comparisons an event, and what was left out is counted.

Where all with all are few comparisons, there are neither classes nor crowds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sourcebook.declare.binding import quote
from sourcebook.engines.nearness import CELL, Grid
from sourcebook.exchange.matching.actors import AGREEMENT
from sourcebook.exchange.matching.model import Crowd
from sourcebook.exchange.matching.scoring import DAYS, KM, score
from sourcebook.exchange.matching.shape import count_column

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

    from sourcebook.exchange.matching.model import Window

MOST = 200
"""Candidates that an event of the first side is compared with in one cell."""

FEW = 5_000_000
"""Comparisons that are made in one go."""

_COARSE_DAYS = (0, 16)
_COARSE_KM = (50,)
"""Upper ends of the classes; a last one has the rest."""

_CELL = ", ".join(CELL)
_KEPT = "n, day, size, first, last, days, latitude, longitude, km"


_Class = tuple[Any, float, float, int]
"""Which, the most by which days and km are coarse in it, how many events."""


@dataclass(frozen=True, slots=True)
class Search:
    """What ``find`` needs to know."""

    window: Window
    counts: tuple[str, ...]
    """The counts that both sides have."""
    actors: bool
    alone: bool
    """Both sides are one: each pair once, and no event with itself."""
    each: int
    """How many pairs of an event of the first side are kept."""
    most: int = MOST
    few: int = FEW


def prepare(connection: duckdb.DuckDBPyConnection, name: str, first: str | None) -> None:
    """Make the table ``a`` or ``b`` of its events: numbered, with what blocks are made of.

    ``first`` is the count by which crowds are ordered.
    """
    size = quote(count_column(first)) if first else "NULL::DOUBLE"
    epoch = "DATE '1970-01-01'"
    connection.execute(f"""
        CREATE TABLE {name} AS
        SELECT *, {_class("half", _COARSE_DAYS)} * 10 + {_class("km", _COARSE_KM)} AS class
        FROM (
            SELECT *, {size} AS size,
                CAST(row_number() OVER (
                    ORDER BY id, first, last, latitude, longitude, days, km, actors, {size}
                ) AS INTEGER) AS n,
                (date_diff('day', {epoch}, first) + date_diff('day', {epoch}, last)) / 2 AS day,
                date_diff('day', first, last) / 2 + days AS half
            FROM events_{name}
            WHERE first IS NOT NULL AND latitude IS NOT NULL AND longitude IS NOT NULL
        )""")


def _class(column: str, ends: Sequence[float]) -> str:
    cases = " ".join(f"WHEN {column} <= {end} THEN {at}" for at, end in enumerate(ends))
    return f"CASE {cases} ELSE {len(ends)} END"


def find(connection: duckdb.DuckDBPyConnection, search: Search) -> tuple[int, Crowd | None]:
    """Fill the table ``pairs`` (``a``, ``b``, ``days``, ``km``, ``agreement``, ``score``).

    Gives how many there are within the window, and what a crowd has cost.
    """
    connection.execute(
        "CREATE TABLE candidates (a INTEGER, b INTEGER, score DOUBLE, days BIGINT, km DOUBLE,"
        " agreement VARCHAR, found BIGINT)"
    )
    connection.execute(
        "CREATE TABLE crowds (n INTEGER, there BIGINT, first DATE, latitude DOUBLE,"
        " longitude DOUBLE)"
    )
    classes = [_classes(connection, name) for name in "ab"]
    sizes = [sum(each[3] for each in found) for found in classes]
    if sizes[0] * sizes[1] <= search.few:
        search = replace(search, most=max(2, *sizes))
        classes = [[_whole(found)] if found else [] for found in classes]
    for one, half, km, _ in classes[0]:
        for other, their_half, their_km, _ in classes[1]:
            window = search.window
            grid = Grid(window.days + half + their_half, window.km + km + their_km)
            _block(connection, search, grid, (one, other))
    found = connection.execute("SELECT coalesce(sum(found), 0) FROM candidates").fetchall()[0][0]
    connection.execute(f"""
        CREATE TABLE pairs AS SELECT * EXCLUDE (found) FROM candidates
        QUALIFY row_number() OVER (PARTITION BY a ORDER BY {ORDER}) <= {search.each}""")
    return int(found), _crowd(connection, search)


def _whole(classes: list[_Class]) -> _Class:
    """All classes of a side as one."""
    half, km = (max(each[at] for each in classes) for at in (1, 2))
    return "class", half, km, 0


def _classes(connection: duckdb.DuckDBPyConnection, name: str) -> list[_Class]:
    """The classes of a side."""
    return connection.execute(
        f"SELECT class, max(half), max(km), count(*) FROM {name} GROUP BY class ORDER BY class"
    ).fetchall()


ORDER = "score DESC, km, days, a, b"
"""The rank of pairs."""


def _block(
    connection: duckdb.DuckDBPyConnection,
    search: Search,
    grid: Grid,
    classes: tuple[int | str, int | str],
) -> None:
    """Add the pairs of two classes; ``class`` stands for all."""
    ours = f"(SELECT {_KEPT} FROM a WHERE class = {classes[0]})"
    theirs = f"(SELECT {_KEPT} FROM b WHERE class = {classes[1]})"
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE home AS {grid.home(ours, "day")};
        CREATE OR REPLACE TEMP TABLE around AS
            SELECT * FROM ({grid.around(theirs, "day")})
            SEMI JOIN home USING ({_CELL});
        CREATE OR REPLACE TEMP TABLE crowded AS
            SELECT {_CELL}, count(*) AS there FROM around GROUP BY {_CELL}
            HAVING count(*) > {search.most};
        INSERT INTO crowds SELECT n, there, first, latitude, longitude
            FROM home JOIN crowded USING ({_CELL});
        {_parts(search.most)};
        INSERT INTO candidates {_best(search)};
    """)


def _parts(most: int) -> str:
    """Give the rows of a crowd their place in the order, and cut it into parts.

    Elsewhere all is one part. A row of ``around`` is in one part, one of ``home`` in each that has
    rows within half of ``most`` of it.
    """
    half = most // 2
    return f"""
        CREATE OR REPLACE TEMP TABLE placed AS
        SELECT *, count(*) FILTER (NOT ours) OVER (
            PARTITION BY {_CELL} ORDER BY day, size, latitude, longitude, ours, n
            ROWS UNBOUNDED PRECEDING
        ) AS place FROM (
            SELECT *, true AS ours FROM home SEMI JOIN crowded USING ({_CELL})
            UNION ALL BY NAME
            SELECT *, false AS ours FROM around SEMI JOIN crowded USING ({_CELL})
        );
        CREATE OR REPLACE TEMP TABLE home AS
        SELECT *, 0 AS place, 0 AS part FROM home ANTI JOIN crowded USING ({_CELL})
        UNION ALL BY NAME
        SELECT * EXCLUDE (ours), unnest(
            list_distinct([greatest(0, place - {half}) // {half}, (place + {half}) // {half},
                place // {half}])
        ) AS part FROM placed WHERE ours;
        CREATE OR REPLACE TEMP TABLE around AS
        SELECT *, 0 AS place, 0 AS part FROM around ANTI JOIN crowded USING ({_CELL})
        UNION ALL BY NAME
        SELECT * EXCLUDE (ours), place // {half} AS part FROM placed WHERE NOT ours"""


def _best(search: Search) -> str:
    """The SELECT of the best pairs of each event, and (in the first) how many it has."""
    same = " AND ".join(f"a.{name} = b.{name}" for name in (*CELL, "part"))
    once = " AND a.n < b.n" if search.alone else ""
    window = search.window
    value = score(window, search.counts, actors=search.actors)
    chosen = "max(row(score, -km, -days, -b, agreement), " + f"{search.each})"
    return f"""
        WITH near AS (
            SELECT a.n AS a, b.n AS b, {DAYS} AS days, {KM} AS km,
                {window.km!r} + a.km + b.km AS reach
            FROM home AS a JOIN around AS b ON {same}
            WHERE abs(a.place - b.place) <= {search.most // 2}{once}
                AND {DAYS} <= {window.days} + a.days + b.days
        ),
        graded AS (
            SELECT pair.*, {AGREEMENT} AS agreement
            FROM near AS pair
            LEFT JOIN known_a AS ka ON ka.n = pair.a LEFT JOIN known_b AS kb ON kb.n = pair.b
            WHERE pair.km <= pair.reach
        ),
        scored AS (
            SELECT pair.a, pair.b, pair.days, pair.km, agreement, {value} AS score
            FROM graded AS pair JOIN a ON a.n = pair.a JOIN b ON b.n = pair.b
        ),
        kept AS (SELECT a, count(*) AS found, {chosen} AS chosen FROM scored GROUP BY a)
        SELECT a, -c[4], c[1], -c[3], abs(c[2]), c[5], CASE WHEN nth = 1 THEN found ELSE 0 END
        FROM (SELECT a, found, unnest(chosen) AS c, generate_subscripts(chosen, 1) AS nth FROM kept)
    """


def _crowd(connection: duckdb.DuckDBPyConnection, search: Search) -> Crowd | None:
    rows: list[tuple[Any, ...]] = connection.execute(
        f"SELECT count(DISTINCT n), sum(there - {search.most}), max(there) FROM crowds"
    ).fetchall()
    events, left, most = rows[0]
    if not events:
        return None
    spot = connection.execute(
        "SELECT first, latitude, longitude FROM crowds WHERE there = ? ORDER BY ALL LIMIT 1", [most]
    ).fetchall()[0]
    day, latitude, longitude = spot
    return Crowd(events, int(left), day, latitude, longitude, int(most))
