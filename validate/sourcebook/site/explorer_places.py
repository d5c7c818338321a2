"""Where the rows of the explorer are, and the areas below them, as the browser's map reads them."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from sourcebook.declare.binding import quote
from sourcebook.errors import DeclarationError, Mistake
from sourcebook.package import points
from sourcebook.site import text
from sourcebook.site.explorer_columns import answer, floats

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sourcebook.declare import Table
    from sourcebook.site.contents import Contents
    from sourcebook.site.declared import Map, Site
    from sourcebook.site.explorer_columns import Column


def default_query(contents: Contents, table: Table) -> str | None:
    """The points of a table that has them itself, or of the one table with points it refers to."""
    if len(table.primary_key) != 1:
        return None
    (key,) = map(quote, table.primary_key)
    own = points.points(table)
    if own is not None:
        return f"SELECT {key}, {own.latitude}, {own.longitude} FROM {quote(table.name)}"
    tables = {each.name: each for each in contents.tables}
    found = [
        (one, there)
        for one in table.foreign_keys
        if len(one.fields) == 1 and one.resource in tables
        if (there := points.points(tables[one.resource])) is not None
    ]
    if len(found) != 1:
        return None
    ((one, there),) = found
    return (
        f"SELECT mine.{key}, there.latitude, there.longitude FROM {quote(table.name)} AS mine "
        f"JOIN (SELECT {quote(one.reference_fields[0])} AS id, {there.latitude} AS latitude, "
        f"{there.longitude} AS longitude FROM {quote(one.resource)}) AS there "
        f"ON there.id = mine.{quote(one.fields[0])}"
    )


def placed(
    contents: Contents, query: str, file: str, path: str, keys: dict[str, int]
) -> dict[str, str]:
    """Latitude and longitude of each row, not a number where it has none.

    Raises ``DeclarationError`` where the query gives something else.
    """
    north, east = ([math.nan] * len(keys) for _ in range(2))
    columns = ("a row's key", "its latitude", "its longitude")
    for key, latitude, longitude, *_ in answer(contents, query, file, path, columns):
        place = keys.get(str(key))
        if place is None or latitude is None or longitude is None:
            continue
        try:
            north[place], east[place] = float(latitude), float(longitude)
        except (TypeError, ValueError):
            problem = f"gives {latitude!r} and {longitude!r}, which are no degrees."
            wrong = Mistake(file, path, problem, f"Select {', '.join(columns)}.")
            raise DeclarationError([wrong]) from None
    return {"north": floats(north), "east": floats(east)}


def areas(
    contents: Contents, site: Site, declared: Map, columns: Sequence[Column]
) -> list[dict[str, Any]]:
    """The outlines below the map; each with its value and name, where rows tell their area.

    Raises ``DeclarationError`` where the site's areas can't be drawn.
    """
    from shapely.errors import ShapelyError
    from shapely.geometry import mapping, shape

    if site.areas is None:
        return []
    names = {
        value: label
        for column in columns
        if column.name and column.name == declared.area
        for value, label in zip(column.values, column.labels or column.values, strict=True)
    }
    try:
        found = []
        for feature in json.loads(_file(contents, site.areas))["features"]:
            drawn = {"geometry": mapping(_clockwise(shape(feature["geometry"])))}
            if declared.property is not None:
                value = str(feature["properties"][declared.property])
                drawn |= {"value": value, "name": names.get(value) or text.visible(value)}
            found.append(drawn)
    except OSError:
        problem, hint = "is no file of the package.", "Name a file that a rule reads."
    except (KeyError, TypeError, ValueError, AttributeError, ShapelyError) as error:
        problem = f"can't be drawn: {type(error).__name__} {error}"
        hint = f"Give GeoJSON whose features have the property {declared.property!r}."
    else:
        return found
    raise DeclarationError([Mistake(site.file, "areas", problem, hint)]) from None


def _file(contents: Contents, path: str) -> str:
    """The text of a file of the package. Raises ``OSError`` where it is none."""
    source = contents.folder / path
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
