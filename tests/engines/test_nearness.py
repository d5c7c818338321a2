"""Cells of days, latitude and longitude: near rows share exactly one, whatever the place."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sourcebook.engines.nearness import EARTH_KM, Grid, great_circle, same_cell

if TYPE_CHECKING:
    from collections.abc import Iterator

Point = tuple[float, float, float]

_POINT = st.tuples(
    st.integers(-60, 60).map(lambda halves: halves / 2),
    st.one_of(
        st.sampled_from([90.0, -90.0, 89.99, 0.0]), st.floats(-90, 90), st.floats(59.9, 60.1)
    ),
    st.one_of(
        st.sampled_from([180.0, -180.0, 179.99, 0.0]), st.floats(-180, 180), st.floats(9.9, 10.1)
    ),
)


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": 1}) as connection:
        yield connection


def _km(one: Point, other: Point) -> float:
    """By vectors, where the SQL has the haversine formula."""
    vectors = []
    for _, north, east in (one, other):
        latitude, longitude = math.radians(north), math.radians(east)
        flat = math.cos(latitude)
        vectors.append((flat * math.cos(longitude), flat * math.sin(longitude), math.sin(latitude)))
    return 2 * EARTH_KM * math.asin(min(1, math.dist(*vectors) / 2))


@settings(max_examples=40)
@given(
    a=st.lists(_POINT, min_size=1, max_size=15),
    b=st.lists(_POINT, min_size=1, max_size=15),
    days=st.sampled_from([0, 1, 2.5, 10]),
    km=st.sampled_from([0.0, 1.0, 25.0, 800.0, 9_000.0, 15_000.0, 30_000.0]),
)
def test_for_all_points_near_ones_share_one_cell_and_their_distance_is_right(
    connection: duckdb.DuckDBPyConnection, a: list[Point], b: list[Point], days: float, km: float
) -> None:
    for name, points in (("a", a), ("b", b)):
        rows = ", ".join(
            f"({at}, {p[0]!r}::DOUBLE, {p[1]!r}::DOUBLE, {p[2]!r}::DOUBLE)"
            for at, p in enumerate(points)
        )
        connection.execute(
            f"CREATE OR REPLACE TABLE {name} AS FROM (VALUES {rows}) AS t(n, day, latitude, longitude)"
        )
    grid = Grid(days, km)
    found = connection.execute(
        f"SELECT a.n, b.n, {great_circle('a', 'b')} FROM ({grid.home('a', 'day')}) AS a "
        f"JOIN ({grid.around('b', 'day')}) AS b ON {same_cell('a', 'b')}"
    ).fetchall()
    told = {(n, m): far for n, m, far in found}
    assert len(told) == len(found), "a pair shares two cells"
    for (n, m), far in told.items():
        assert far == pytest.approx(_km(a[n], b[m]), abs=1e-3)
    near = {
        (n, m)
        for n, one in enumerate(a)
        for m, other in enumerate(b)
        if abs(one[0] - other[0]) <= days and _km(one, other) <= km
    }
    assert near <= told.keys()


@pytest.mark.parametrize("odd", ["'nan'", "'inf'", "NULL"])
def test_given_no_finite_number_when_cells_are_made_then_the_row_is_in_none(
    connection: duckdb.DuckDBPyConnection, odd: str
) -> None:
    grid = Grid(1, 25)
    for latitude, longitude in ((odd, "0"), ("0", odd)):
        row = f"(SELECT 0 AS day, {latitude}::DOUBLE AS latitude, {longitude}::DOUBLE AS longitude)"
        assert connection.execute(grid.home(row, "day")).fetchall() == []
