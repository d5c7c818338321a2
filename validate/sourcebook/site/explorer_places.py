"""Where the rows of the explorer are, and the areas below them, as the browser's map reads them."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from sourcebook.declare.binding import quote
from sourcebook.errors import DeclarationError, Mistake
from sourcebook.site import text
from sourcebook.site.explorer_columns import floats

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sourcebook.declare import Table
    from sourcebook.site.contents import Contents
    from sourcebook.site.declared import Map
    from sourcebook.site.explorer_columns import Column

POINT = ("latitude", "longitude")
"""The fields that hold a row's point where nothing is declared."""


def default_query(contents: Contents, table: Table) -> str | None:
    """The points of a table that has them itself, or of the one table with points it refers to."""
    if len(table.primary_key) != 1:
        return None
    (key,) = table.primary_key
    if _has_point(table):
        return f"SELECT {quote(key)}, latitude, longitude FROM {quote(table.name)}"
    found = [
        one
        for one in table.foreign_keys
        if len(one.fields) == 1 and one.resource in {t.name for t in contents.tables}
        if _has_point(contents.dataset.table(one.resource))
    ]
    if len(found) != 1:
        return None
    (one,) = found
    return (
        f"SELECT mine.{quote(key)}, there.latitude, there.longitude "
        f"FROM {quote(table.name)} AS mine JOIN {quote(one.resource)} AS there "
        f"ON mine.{quote(one.fields[0])} = there.{quote(one.reference_fields[0])}"
    )


def _has_point(table: Table) -> bool:
    numbers = {field.name for field in table.fields if field.type in ("integer", "number")}
    return numbers.issuperset(POINT)


def points(contents: Contents, query: str, file: str, path: str, keys: dict[str, int]) -> Any:
    """Latitude and longitude of each row, not a number where it has none."""
    north, east = ([math.nan] * len(keys) for _ in POINT)
    for row in contents.ask(query, file, path):
        key, latitude, longitude = (*row.values(), None, None)[:3]
        place = keys.get(str(key))
        if place is None or latitude is None or longitude is None:
            continue
        north[place], east[place] = float(latitude), float(longitude)
    return {"north": floats(north), "east": floats(east)}


def areas(contents: Contents, declared: Map, columns: Sequence[Column], file: str) -> Any:
    """The polygons of the areas, each with its value and the name it is shown by.

    Raises ``DeclarationError`` where the file is not such a file of the package.
    """
    from shapely.errors import ShapelyError
    from shapely.geometry import mapping, shape

    if declared.areas is None:
        return []
    (column,) = (one for one in columns if one.name == declared.area)
    names = dict(zip(column.values, column.labels or column.values, strict=True))
    try:
        found = []
        for feature in json.loads(_file(contents, declared))["features"]:
            value = str(feature["properties"][declared.property])
            name = names.get(value) or text.visible(feature["properties"].get("name", value))
            drawn = mapping(_clockwise(shape(feature["geometry"])))
            found.append({"value": value, "name": name, "geometry": drawn})
    except OSError:
        problem, hint = "is no file of the package.", "Name a file that a rule reads."
    except (KeyError, TypeError, ValueError, AttributeError, ShapelyError) as error:
        problem = f"can't be drawn: {type(error).__name__} {error}"
        hint = f"Give GeoJSON whose features have the property {declared.property!r}."
    else:
        return found
    raise DeclarationError([Mistake(file, f"{declared.path}.areas", problem, hint)]) from None


def _file(contents: Contents, declared: Map) -> str:
    """The text of a file of the package. Raises ``OSError`` where it is none."""
    source = contents.folder / str(declared.areas)
    if not source.resolve().is_relative_to(contents.folder.resolve()):
        raise FileNotFoundError(source)
    return source.read_text(encoding="utf-8")


def _clockwise(geometry: Any) -> Any:
    """As D3 draws on a globe: a ring the other way round would be the rest of the world."""
    from shapely.geometry import MultiPolygon, Polygon
    from shapely.geometry.polygon import orient

    if isinstance(geometry, Polygon):
        return orient(geometry, sign=-1.0)
    if isinstance(geometry, MultiPolygon):
        return MultiPolygon([orient(part, sign=-1.0) for part in geometry.geoms])
    return geometry
