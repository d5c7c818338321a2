"""GeoJSON and TopoJSON objects.

Sources: RFC 7946 (positions may have an altitude; a ring is closed and has four positions or more);
https://github.com/topojson/topojson-specification (a bare geometry, whose arcs stand elsewhere, is
taken too).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sourcebook.declare.lexical.jsontext import json_form

if TYPE_CHECKING:
    from collections.abc import Callable

    from sourcebook.declare.lexical.form import Form
    from sourcebook.declare.model import Field

    Test = Callable[[Any], bool]


def geojson(field: Field) -> Form:
    """The form of a ``geojson``: a dict."""
    return json_form(_is_topojson if field.format == "topojson" else _is_geojson)


def _is_geojson(value: Any) -> bool:
    return _is_geometry(value) or _is_feature(value) or _is_collection(value)


def _is_collection(value: Any) -> bool:
    return _is_of(value, "FeatureCollection") and _list_of(_is_feature)(value.get("features"))


def _is_feature(value: Any) -> bool:
    return (
        _is_of(value, "Feature")
        and _or_null(value, "geometry", _is_geometry)
        and _or_null(value, "properties", lambda found: isinstance(found, dict))
        and (_is_number(value.get("id", 0)) or isinstance(value["id"], str))
    )


def _is_geometry(value: Any) -> bool:
    if _is_of(value, "GeometryCollection"):
        return _list_of(_is_geometry)(value.get("geometries"))
    test = _COORDINATES.get(_type_of(value))
    return test is not None and _has_box(value) and test(value.get("coordinates"))


def _is_topojson(value: Any) -> bool:
    if not _is_of(value, "Topology"):
        return _is_topology_geometry(value)
    objects = value.get("objects")
    return (
        isinstance(objects, dict)
        and all(_is_topology_geometry(part) for part in objects.values())
        and _list_of(_list_of(_is_position))(value.get("arcs"))
    )


def _is_topology_geometry(value: Any) -> bool:
    if _is_of(value, "GeometryCollection"):
        return _list_of(_is_topology_geometry)(value.get("geometries"))
    if isinstance(value, dict) and "type" in value and value["type"] is None:
        return True
    kind = _type_of(value)
    if kind in ("Point", "MultiPoint"):
        return _COORDINATES[kind](value.get("coordinates"))
    test = _ARCS.get(kind)
    return test is not None and test(value.get("arcs"))


def _type_of(value: Any) -> str:
    kind = value.get("type") if isinstance(value, dict) else None
    return kind if isinstance(kind, str) else ""


def _is_of(value: Any, kind: str) -> bool:
    return _type_of(value) == kind and _has_box(value)


def _has_box(value: dict[str, Any]) -> bool:
    """A bounding box, where there is one, has a lowest and a highest value for each axis."""
    box = value.get("bbox", (0, 0, 0, 0))
    return (
        isinstance(box, list | tuple)
        and len(box) >= 4
        and len(box) % 2 == 0
        and all(map(_is_number, box))
    )


def _or_null(value: dict[str, Any], key: str, test: Test) -> bool:
    return key in value and (value[key] is None or test(value[key]))


def _list_of(test: Test, least: int = 0) -> Test:
    return lambda value: isinstance(value, list) and len(value) >= least and all(map(test, value))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_index(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_ring(value: Any) -> bool:
    return _ring_positions(value) and value[0] == value[-1]


_is_position = _list_of(_is_number, least=2)
_is_line = _list_of(_is_position, least=2)
_ring_positions = _list_of(_is_position, least=4)
_is_polygon = _list_of(_is_ring)
_COORDINATES: dict[str, Test] = {
    "Point": _is_position,
    "MultiPoint": _list_of(_is_position),
    "LineString": _is_line,
    "MultiLineString": _list_of(_is_line),
    "Polygon": _is_polygon,
    "MultiPolygon": _list_of(_is_polygon),
}
_is_arc = _list_of(_is_index)
_ARCS: dict[str, Test] = {
    "LineString": _is_arc,
    "MultiLineString": _list_of(_is_arc),
    "Polygon": _list_of(_is_arc),
    "MultiPolygon": _list_of(_list_of(_is_arc)),
}
