"""Objects, arrays, lists, places and values of any type."""

import json
from decimal import Decimal

import pytest

from sourcebook.declare.lexical import INVALID, canonical, native, value, written
from sourcebook.declare.model import Field

OBJECT = Field("v", "object")
ARRAY = Field("v", "array")
ANY = Field("v", "any")
POINT = Field("v", "geopoint")
PAIR = Field("v", "geopoint", "array")
KEYED = Field("v", "geopoint", "object")
GEOJSON = Field("v", "geojson")
TOPOJSON = Field("v", "geojson", "topojson")


def items(kind=None, delimiter=","):
    return Field("v", "list", item_type=kind, delimiter=delimiter)


@pytest.mark.parametrize(
    ("field", "text", "found"),
    [
        (OBJECT, "{}", {}),
        (OBJECT, ' {"a": [1, 2.5, "é", null, true]}\n', {"a": [1, 2.5, "é", None, True]}),
        (OBJECT, '{"a":1,"a":2}', {"a": 2}),
        (OBJECT, '{"a":' + "9" * 5000 + "}", {"a": float("inf")}),
        (ARRAY, "[]", []),
        (ARRAY, "[1e400]", [float("inf")]),
        (ARRAY, "[" * 199 + "]" * 199, json.loads("[" * 199 + "]" * 199)),
        (items(), "a,b c,,", ["a", "b c", "", ""]),
        (items("integer"), "-5,007", [-5, 7]),
        (items("number", ";"), "1.5;NaN", None),
        (items("boolean"), "1,FALSE", [True, False]),
        (items("string", " | "), "a | b", ["a", "b"]),
        (POINT, "90.50, 45.50", (Decimal("90.5"), Decimal("45.5"))),
        (POINT, "-180,+90", (Decimal(-180), Decimal(90))),
        (PAIR, "[180, -90]", (Decimal(180), Decimal(-90))),
        (KEYED, '{"lat": 1.10, "lon": 2}', (Decimal(2), Decimal("1.1"))),
        (ANY, '{"a"', '{"a"'),
    ],
)
def test_a_structure_is_read(field, text, found):
    read = value(field, text)
    assert read is not INVALID
    assert found is None or read == found


@pytest.mark.parametrize(
    ("field", "text"),
    [
        *(
            (OBJECT, text)
            for text in ("", "[]", "1", "x", "null", "{'a':1}", '{"a":NaN}', '{"a":1}x')
        ),
        *(
            (OBJECT, text)
            for text in ('{"a":-Infinity}', "\ufeff{}", '{"a":01}', "{a:1}", '{"a":1,}')
        ),
        *(
            (ARRAY, text)
            for text in ("{}", "[1,]", "[NaN]", "1,2", "[" * 201 + "]" * 201, "[" * 100_000)
        ),
        *((items("integer"), text) for text in ("", ",", "1,", ",1", "1,,2", "1,a", "1.5", "1;2")),
        *((items("date"), text) for text in ("2020-13-01", "01/01/2020", "2020-01-01,")),
        *((items("time"), text) for text in ("10:00", "10:00:00,25:00:00")),
        *(
            (POINT, text)
            for text in ("", "1", "1,", ",1", "1,2,3", "181,0", "0,91", "NaN,1", "INF,0")
        ),
        *((POINT, text) for text in ("[1,2]", "(1,2)", "1;2", "1,  2", " 1,2", "1_0,2", "1e999,2")),
        *(
            (PAIR, text)
            for text in ("[1]", "[1,2,3]", "[true,false]", '["1","2"]', "[null,1]", "[[1,2]]")
        ),
        *(
            (PAIR, text)
            for text in ("[181,0]", "[NaN,1]", "1,2", '{"lon":1,"lat":2}', "x", "[" * 100_000)
        ),
        *(
            (KEYED, text)
            for text in ('{"lon":1}', '{"lon":1,"lat":2,"z":3}', '{"lng":1,"lat":2}', "[1,2]")
        ),
        *(
            (KEYED, text)
            for text in ('{"lon":true,"lat":1}', '{"lon":"1","lat":"2"}', '{"lon":1,"lat":91}')
        ),
    ],
)
def test_what_is_no_such_structure_is_invalid(field, text):
    assert value(field, text) is INVALID


RING = "[[0,0],[1,0],[1,1],[0,0]]"
GEOMETRIES = [
    '{"type":"Point","coordinates":[1,2]}',
    '{"type":"Point","coordinates":[1,2,3],"bbox":[1,2,1,2]}',
    '{"type":"MultiPoint","coordinates":[]}',
    '{"type":"LineString","coordinates":[[0,0],[1,1]]}',
    '{"type":"MultiLineString","coordinates":[[[0,0],[1,1]]]}',
    f'{{"type":"Polygon","coordinates":[{RING}]}}',
    f'{{"type":"MultiPolygon","coordinates":[[{RING}]]}}',
    '{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]}]}',
]
WRONG_GEOMETRIES = [
    '{"type":"Nope"}', '{"type":["Point"]}', "{}", "[]", "null", '"Point"', '{"coordinates":[1,2]}',
    '{"type":"point","coordinates":[1,2]}', '{"type":"Point"}', '{"type":"Point","coordinates":[]}',
    '{"type":"Point","coordinates":[1]}', '{"type":"Point","coordinates":["1","2"]}',
    '{"type":"Point","coordinates":[true,1]}', '{"type":"Point","coordinates":[1,2],"bbox":[1]}',
    '{"type":"LineString","coordinates":[[0,0]]}', '{"type":"Polygon","coordinates":[[[0,0],[1,1]]]}',
    '{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1]]]}', '{"type":"GeometryCollection"}',
]  # fmt: skip


@pytest.mark.parametrize("geometry", GEOMETRIES)
def test_a_geometry_is_geojson_by_itself_in_a_feature_and_in_a_collection(geometry):
    feature = f'{{"type":"Feature","id":7,"geometry":{geometry},"properties":{{"a":1}}}}'
    collection = f'{{"type":"FeatureCollection","features":[{feature}]}}'
    for text in (geometry, feature, collection):
        assert value(GEOJSON, text) == json.loads(text)


@pytest.mark.parametrize("geometry", WRONG_GEOMETRIES)
def test_a_wrong_geometry_is_no_geojson_wherever_it_stands(geometry):
    feature = f'{{"type":"Feature","geometry":{geometry},"properties":{{}}}}'
    assert value(GEOJSON, geometry) is INVALID
    assert value(GEOJSON, f'{{"type":"GeometryCollection","geometries":[{geometry}]}}') is INVALID
    if geometry != "null":
        assert value(GEOJSON, feature) is INVALID


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ('{"type":"Feature","geometry":null,"properties":null}', True),
        ('{"type":"Feature","geometry":null}', False),
        ('{"type":"Feature","properties":null}', False),
        ('{"type":"Feature","id":null,"geometry":null,"properties":null}', False),
        ('{"type":"FeatureCollection","features":[]}', True),
        ('{"type":"FeatureCollection"}', False),
        ('{"type":"FeatureCollection","features":[{"type":"Point","coordinates":[1,2]}]}', False),
        ('{"type":"FeatureCollection","features":{}}', False),
    ],
)
def test_a_feature_has_a_geometry_and_properties_though_they_may_be_null(text, fits):
    assert (value(GEOJSON, text) is not INVALID) is fits


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ('{"type":"Topology","objects":{},"arcs":[]}', True),
        (
            '{"type":"Topology","objects":{"a":{"type":"Polygon","arcs":[[0,-1]]}},"arcs":[[[0,0],[1,1]]]}',
            True,
        ),
        ('{"type":"Topology","objects":{"a":{"type":null}},"arcs":[]}', True),
        ('{"type":"LineString","arcs":[42]}', True),
        ('{"type":"MultiPolygon","arcs":[[[0]]]}', True),
        ('{"type":"Point","coordinates":[1,2]}', True),
        ('{"type":"GeometryCollection","geometries":[{"type":"LineString","arcs":[0]}]}', True),
        ('{"type":"Topology","objects":{}}', False),
        ('{"type":"Topology","arcs":[]}', False),
        ('{"type":"Topology","objects":{"a":{"type":"Nope"}},"arcs":[]}', False),
        ('{"type":"Topology","objects":{},"arcs":[[0,0]]}', False),
        ('{"type":"LineString","arcs":[0.5]}', False),
        ('{"type":"LineString","coordinates":[[0,0],[1,1]]}', False),
        ('{"type":"Nope"}', False),
        ("{}", False),
        ("x", False),
    ],
)
def test_a_topology_has_objects_and_arcs(text, fits):
    assert (value(TOPOJSON, text) is not INVALID) is fits


@pytest.mark.parametrize(
    ("field", "one", "other", "same"),
    [
        (OBJECT, '{"a":1,"b":2}', '{"b":2.0, "a":1e0}', True),
        (OBJECT, '{"a":1}', '{"a":true}', False),
        (OBJECT, '{"a":1}', '{"a":"1"}', False),
        (OBJECT, '{"a":null}', "{}", False),
        (ARRAY, "[1,2]", "[2,1]", False),
        (ARRAY, '["\\u00e9"]', '["é"]', True),
        (ARRAY, "[9007199254740993]", "[9007199254740993.0]", False),
        (ARRAY, "[0]", "[-0.0]", True),
        (items(), "a,b", "b,a", False),
        (items("number"), "1.0,2", "1,2.00", True),
        (items("integer"), "1,2", "12", False),
        (POINT, "1.0, 2", "1,2.00", True),
        (KEYED, '{"lon":1,"lat":2}', '{"lat":2.0,"lon":1.0}', True),
        (POINT, "1,2", "2,1", False),
        (ANY, "1", "1.0", False),
    ],
)
def test_structures_are_told_apart_by_what_they_hold(field, one, other, same):
    names = [canonical(field, value(field, text)) for text in (one, other)]
    assert (names[0] == names[1]) is same


def test_a_value_of_any_type_is_as_it_is_in_its_source():
    assert native(ANY, 1) == 1
    assert canonical(ANY, native(ANY, 1)) != canonical(ANY, value(ANY, "1"))
    assert canonical(ANY, native(ANY, [1])) != canonical(ANY, value(ANY, "[1]"))
    assert canonical(ANY, "\x01[1]") != canonical(ANY, [1])


@pytest.mark.parametrize(
    ("field", "found", "expected"),
    [
        (OBJECT, {"a": 1.0}, {"a": 1}),
        (OBJECT, {1: 2}, INVALID),
        (OBJECT, {"a": float("nan")}, INVALID),
        (OBJECT, {"a": {1, 2}}, INVALID),
        (OBJECT, [1], INVALID),
        (OBJECT, '{"a":1}', {"a": 1}),
        (ARRAY, (1, 2), [1, 2]),
        (ARRAY, {"a": 1}, INVALID),
        (items("integer"), [1, "2", 3.0], [1, 2, 3]),
        (items("integer"), [1, "x"], INVALID),
        (items(), ["a", 1], INVALID),
        (items(), "a,b", ["a", "b"]),
        (POINT, [1, 2], INVALID),
        (PAIR, [1.5, 2], (Decimal("1.5"), Decimal(2))),
        (PAIR, [True, 2], INVALID),
        (PAIR, {"lon": 1, "lat": 2}, INVALID),
        (KEYED, {"lon": 1, "lat": 2}, (Decimal(1), Decimal(2))),
        (
            GEOJSON,
            {"type": "Point", "coordinates": [1, 2]},
            {"type": "Point", "coordinates": [1, 2]},
        ),
        (GEOJSON, {"type": "Nope"}, INVALID),
    ],
)
def test_a_structure_of_its_source_is_taken(field, found, expected):
    assert native(field, found) == expected


def test_a_structure_too_deep_is_taken_no_more_than_read():
    deep: list = []
    for _ in range(100_000):
        deep = [deep]
    assert native(ARRAY, deep) is INVALID


@pytest.mark.parametrize("found", [["a,b", "c"], []])
def test_a_list_that_no_text_stands_for_is_not_written(found):
    with pytest.raises(ValueError, match="can't be written with ','"):
        written(items(), found)


def test_half_of_a_surrogate_pair_is_written_as_an_escape():
    text = written(ARRAY, value(ARRAY, '["\\ud800", "é"]'))
    assert text.encode("utf-8") == b'["\\ud800","\\u00e9"]'
