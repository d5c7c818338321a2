"""``within-polygon``: a point lies inside the polygon of the region that its row names.

A point that is plainly inside, as nearly all are, is told here; all others are Shapely's, which is
loaded (with NumPy, as long as checking a small dataset takes) only where there are any.
"""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sourcebook.declare.binding import quote
from sourcebook.engines.sql import names, names_of
from sourcebook.errors import DeclarationError, Mistake

if TYPE_CHECKING:
    import duckdb

    from sourcebook.declare import Dataset, Rule, Table

Ring = list[tuple[float, float]]
"""Longitude and latitude of its corners, the first one again at the end."""
Region = list[list[Ring]]
"""Polygons, each with its outline first and then its holes."""


Spot = tuple[Any, float, float]
"""The name of a region, a latitude and a longitude."""


def _region(geometry: Any) -> Region:
    """A GeoJSON geometry (RFC 7946, 3.1.6). Raises where it is not of polygons."""
    kind, coordinates = geometry["type"], geometry["coordinates"]
    polygons = {"Polygon": [coordinates], "MultiPolygon": coordinates}[kind]
    region = [[[(x + 0.0, y + 0.0) for x, y, *_ in ring] for ring in rings] for rings in polygons]
    if any(len(ring) < 4 or ring[0] != ring[-1] for rings in region for ring in rings):
        raise ValueError("a ring is not closed")
    return region


def _regions(dataset: Dataset, table: Table, rule: Rule) -> dict[str, Region]:
    """The polygons of a GeoJSON file by the value of the property that names them."""
    assert rule.params is not None
    name = str(rule.params["polygons"])
    place = f"{rule.path}.params.polygons"
    if ".." in Path(name).parts or Path(name).is_absolute():
        problem = Mistake(table.schema_file, place, "leads out of the dataset.", "Put it inside.")
        raise DeclarationError([problem])
    try:
        found = json.loads((dataset.root / name).read_text(encoding="utf-8"))
        return {
            str(feature["properties"][rule.params["property"]]): _region(feature["geometry"])
            for feature in found["features"]
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        problem = Mistake(table.schema_file, place, f"can't be used: {error}.", "Mend the file.")
        raise DeclarationError([problem]) from error


def within_polygon(
    connection: duckdb.DuckDBPyConnection, dataset: Dataset, table: Table, rule: Rule
) -> str | None:
    """The rows whose point is outside its region; ``nearest`` is the region which does hold it.

    A point on the border is inside. A row without a point or a region is unknown.
    """
    assert rule.params is not None
    regions = _regions(dataset, table, rule)
    query = str(rule.params["rows"]).strip().rstrip(";")
    connection.execute(
        "SELECT DISTINCT region, CAST(latitude AS DOUBLE), CAST(longitude AS DOUBLE) "
        f"FROM (SELECT {names(table.primary_key)}, region, latitude, longitude FROM ({query}\n)) "
        "WHERE region IS NOT NULL AND latitude IS NOT NULL AND longitude IS NOT NULL"
    )
    doubtful: list[Spot] = []
    while spots := connection.fetchmany(10_000):
        doubtful += [
            (region, latitude, longitude)
            for region, latitude, longitude in spots
            if not plainly_inside(regions.get(str(region), []), longitude, latitude)
        ]
    outside = _outside(doubtful, regions) if doubtful else []
    if not outside:
        return None
    name = quote(f"outside {rule.id}")
    columns = [list(column) for column in zip(*outside, strict=True)]
    connection.execute(
        f"CREATE TEMP TABLE {name} AS SELECT unnest(?::VARCHAR[]) AS region, "
        "unnest(?::DOUBLE[]) AS latitude, unnest(?::DOUBLE[]) AS longitude, "
        "unnest(?::VARCHAR[]) AS nearest",
        columns,
    )
    return (
        f"SELECT {names_of('rows', table.primary_key)}, spots.* FROM ({query}\n) AS rows "
        f"JOIN {name} AS spots ON rows.region = spots.region "
        "AND CAST(rows.latitude AS DOUBLE) = spots.latitude "
        "AND CAST(rows.longitude AS DOUBLE) = spots.longitude"
    )


def plainly_inside(region: Region, x: float, y: float) -> bool:
    """Whether a point is inside one of the polygons, with no edge so near that rounding counts."""
    for outline, *holes in filter(None, region):
        if _crossings(outline, x, y) == 1 and all(_crossings(hole, x, y) == 0 for hole in holes):
            return True
    return False


def _crossings(ring: Ring, x: float, y: float) -> int | None:
    """1 if a ray from the point to the east leaves the ring, 0 if not, ``None`` if it is close."""
    odd = 0
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > y) != (y2 > y):
            # Which side of the edge the point is on; the rounding is a few parts in 10^16.
            one, other = (x2 - x1) * (y - y1), (x - x1) * (y2 - y1)
            if abs(one - other) <= 1e-12 * (abs(one) + abs(other)):
                return None
            odd ^= (one > other) == (y2 > y1)
    return odd


def _outside(spots: list[Spot], regions: dict[str, Region]) -> list[tuple[Any, ...]]:
    """Those of the spots that are outside their region, each with the region that holds it."""
    from shapely import MultiPolygon, Point

    shapes = {
        name: MultiPolygon([(rings[0], rings[1:]) for rings in filter(None, region)])
        for name, region in regions.items()
    }
    found = []
    for region, latitude, longitude in spots:
        point = Point(longitude, latitude)
        own = shapes.get(str(region))
        if own is None or not own.intersects(point):
            holder = next((name for name, shape in shapes.items() if shape.covers(point)), None)
            found.append((region, latitude, longitude, holder))
    return found
