"""``within-polygon``: a point lies inside the polygon of the region that its row names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shapely import from_geojson
from shapely.geometry import Point

from sourcebook.declare.binding import quote
from sourcebook.engines.sql import names_of
from sourcebook.errors import DeclarationError, Mistake

if TYPE_CHECKING:
    import duckdb

    from sourcebook.declare import Dataset, Rule, Table


def _regions(dataset: Dataset, table: Table, rule: Rule) -> dict[str, Any]:
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
            str(feature["properties"][rule.params["property"]]): from_geojson(
                json.dumps(feature["geometry"])
            )
            for feature in found["features"]
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        problem = Mistake(table.schema_file, place, f"can't be used: {error}.", "Mend the file.")
        raise DeclarationError([problem]) from error


def within_polygon(
    connection: duckdb.DuckDBPyConnection, dataset: Dataset, table: Table, rule: Rule
) -> str:
    """The rows whose point is outside its region; ``nearest`` is the region which does hold it.

    A point on the border is inside. A row without a point or a region is unknown.
    """
    assert rule.params is not None
    regions = _regions(dataset, table, rule)
    query = str(rule.params["rows"]).strip().rstrip(";")
    spots = connection.execute(
        f"SELECT DISTINCT region, latitude, longitude FROM ({query}) "
        "WHERE region IS NOT NULL AND latitude IS NOT NULL AND longitude IS NOT NULL"
    ).fetchall()
    outside = []
    for region, latitude, longitude in spots:
        point = Point(longitude, latitude)
        polygon = regions.get(str(region))
        if polygon is None or not polygon.intersects(point):
            holder = next((name for name, shape in regions.items() if shape.covers(point)), None)
            outside.append((region, latitude, longitude, holder))
    name = quote(f"outside {rule.id}")
    connection.execute(
        f"CREATE TEMP TABLE {name} "
        "(region VARCHAR, latitude DOUBLE, longitude DOUBLE, nearest VARCHAR)"
    )
    if outside:
        connection.executemany(f"INSERT INTO {name} VALUES (?, ?, ?, ?)", outside)
    return (
        f"SELECT {names_of('rows', table.primary_key)}, spots.* FROM ({query}) AS rows "
        f"JOIN {name} AS spots ON rows.region = spots.region "
        "AND rows.latitude = spots.latitude AND rows.longitude = spots.longitude"
    )
