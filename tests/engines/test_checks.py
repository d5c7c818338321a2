"""The named checks, each on a small table: which rows they name, and what their message may say."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sourcebook.declare import open_target
from sourcebook.declare.checks import CHECKS
from sourcebook.engines import duckdb
from sourcebook.engines.broken import worded
from sourcebook.engines.checks import IMPLEMENTED
from sourcebook.engines.checks.within_polygon import plainly_inside
from sourcebook.errors import DeclarationError
from sourcebook.findings import Silent

if TYPE_CHECKING:
    from pathlib import Path

FIELDS = [
    {"name": "id", "type": "string"},
    {"name": "parent", "type": "string"},
    {"name": "day", "type": "date"},
    {"name": "lat", "type": "number"},
    {"name": "lon", "type": "number"},
    {"name": "region", "type": "string"},
    {"name": "text", "type": "string"},
    {"name": "count", "type": "integer"},
    {"name": "note", "type": "string"},
]
SQUARES = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"code": code},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[x, 0], [x + 1, 0], [x + 1, 1], [x, 1], [x, 0]]],
            },
        }
        for code, x in (("west", 0), ("east", 1))
    ],
}


def dataset(folder: Path, rows: list[dict[str, Any]], rule: dict[str, Any]) -> Path:
    names = [field["name"] for field in FIELDS]
    lines = [",".join(names)]
    lines += [",".join(str(row.get(name, "")) for name in names) for row in rows]
    (folder / "spots.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "squares.geojson").write_text(json.dumps(SQUARES), encoding="utf-8")
    rules = [{"id": "r", "title": "t", "severity": "error", **rule}]
    schema = {"fields": FIELDS, "primaryKey": ["id"], "rules": rules}
    resource = {"name": "spots", "path": "spots.csv", "schema": schema}
    descriptor = {"name": "spots", "resources": [resource]}
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    return folder


def check(folder: Path, rows: list[dict[str, Any]], rule: dict[str, Any]) -> list[tuple[str, str]]:
    outcome = duckdb.check(open_target(dataset(folder, rows, rule)), None, Silent())
    assert not any(entry.reason for entry in outcome.tables[0].coverage)
    return [((finding.key or {})["id"], finding.message) for finding in outcome.findings]


def test_every_check_that_can_be_declared_is_there_and_no_other() -> None:
    assert set(IMPLEMENTED) == set(CHECKS)


ACYCLIC = {"check": "acyclic", "params": {"id": "id", "parent": "parent"}, "message": "{path}"}


@pytest.mark.parametrize(
    ("parents", "expected"),
    [
        ({"a": "", "b": "a", "c": "b"}, []),
        ({"a": "a"}, [("a", "a > a")]),
        ({"a": "b", "b": "a", "c": "a"}, [("a", "a > b > a"), ("b", "b > a > b")]),
        ({"a": "x"}, []),
    ],
    ids=["a chain", "itself", "two, and one that leads to them", "a parent that is not there"],
)
def test_acyclic_names_the_rows_on_a_cycle(
    tmp_path: Path, parents: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    rows = [{"id": key, "parent": parent} for key, parent in parents.items()]
    assert check(tmp_path, rows, ACYCLIC) == expected


@settings(max_examples=15)
@given(st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("abcdef"), min_size=1))
def test_acyclic_agrees_with_walking(
    tmp_path_factory: pytest.TempPathFactory, parents: dict[str, str]
) -> None:
    def on_a_cycle(key: str) -> bool:
        at = parents[key]
        for _ in parents:
            if at == key:
                return True
            at = parents.get(at, "")
        return at == key

    rows = [{"id": key, "parent": parent} for key, parent in sorted(parents.items())]
    found = check(tmp_path_factory.mktemp("walk"), rows, ACYCLIC)
    assert [key for key, _ in found] == [key for key in sorted(parents) if on_a_cycle(key)]


def test_near_duplicate_names_the_later_of_two_rows_with_their_distance(tmp_path: Path) -> None:
    rows = [
        {"id": "a", "day": "2024-01-01", "lat": 34.0, "lon": 71.0, "region": "x"},
        {"id": "b", "day": "2024-01-02", "lat": 34.1, "lon": 71.0, "region": "x"},
        {"id": "c", "day": "2024-01-02", "lat": 34.1, "lon": 71.0, "region": "y"},
        {"id": "d", "day": "2024-01-05", "lat": 34.0, "lon": 71.0, "region": "x"},
        {"id": "e", "day": "2024-01-01", "lat": 36.0, "lon": 71.0, "region": "x"},
        {"id": "f", "day": "2024-01-01", "lat": "", "lon": "", "region": "x"},
    ]
    rule = {
        "check": "near-duplicate",
        "params": {
            "rows": "SELECT id, day AS date, lat AS latitude, lon AS longitude, region FROM spots",
            "days": 1, "km": 25, "same": ["region"],
        },
        "message": "{other} {days} {km}",
    }  # fmt: skip
    # A tenth of a degree of latitude on a sphere of the Earth's mean radius.
    expected = round(6371.0088 * math.radians(0.1), 1)
    assert check(tmp_path, rows, rule) == [("b", f"a 1 {expected}")]


WITHIN = {
    "check": "within-polygon",
    "params": {
        "rows": "SELECT id, lat AS latitude, lon AS longitude, region FROM spots",
        "polygons": "squares.geojson", "property": "code",
    },
    "message": "{region} {nearest}",
}  # fmt: skip


def test_within_polygon_names_points_outside_and_the_region_that_holds_them(tmp_path: Path) -> None:
    rows = [
        {"id": "inside", "lat": 0.5, "lon": 0.5, "region": "west"},
        {"id": "border", "lat": 0.5, "lon": 1, "region": "west"},
        {"id": "swapped", "lat": 0.5, "lon": 1.5, "region": "west"},
        {"id": "nowhere", "lat": 5, "lon": 5, "region": "east"},
        {"id": "unknown", "lat": "", "lon": "", "region": "east"},
    ]
    found = check(tmp_path, rows, WITHIN)
    assert found == [("swapped", "west east"), ("nowhere", "east nothing")]


@pytest.mark.parametrize(
    ("polygons", "text"),
    [
        ("../squares.geojson", "leads out of the dataset"),
        ("none.geojson", "can't be used"),
        ("spots.csv", "can't be used"),
    ],
)
def test_a_polygon_file_that_can_not_be_used_is_a_mistake_of_the_declaration(
    tmp_path: Path, polygons: str, text: str
) -> None:
    rule = {**WITHIN, "params": {**WITHIN["params"], "polygons": polygons}}
    with pytest.raises(DeclarationError, match=text):
        check(tmp_path, [{"id": "a", "lat": 0, "lon": 0, "region": "west"}], rule)


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        {"type": "Point", "coordinates": [0, 0]},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1]]]},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 0]]]},
        {"type": "Polygon", "coordinates": [[["0", "0"], ["1", "0"], ["1", "1"], ["0", "0"]]]},
    ],
    ids=["none", "a point", "a ring that is open", "a line", "texts"],
)
def test_a_region_that_is_no_polygon_is_a_mistake_though_no_row_is_in_it(
    tmp_path: Path, geometry: Any
) -> None:
    folder = dataset(tmp_path, [{"id": "a", "lat": 0.5, "lon": 0.5, "region": "west"}], WITHIN)
    feature = {"type": "Feature", "properties": {"code": "north"}, "geometry": geometry}
    squares = {**SQUARES, "features": [*SQUARES["features"], feature]}
    (folder / "squares.geojson").write_text(json.dumps(squares), encoding="utf-8")
    with pytest.raises(DeclarationError, match="can't be used"):
        duckdb.check(open_target(folder), None, Silent())


def test_within_polygon_needs_the_key_of_a_row_though_all_are_inside(tmp_path: Path) -> None:
    rows = "SELECT lat AS latitude, lon AS longitude, region FROM spots"
    rule = {**WITHIN, "params": {**WITHIN["params"], "rows": rows}}
    with pytest.raises(DeclarationError, match="does not return 'id'"):
        check(tmp_path, [{"id": "a", "lat": 0.5, "lon": 0.5, "region": "west"}], rule)


CENTRE = (0.25, 0.125)


def turned(point: tuple[int, int]) -> float:
    return math.atan2(point[1] - CENTRE[1], point[0] - CENTRE[0])


POINTS = st.tuples(st.integers(-4, 4), st.integers(-4, 4))


@settings(max_examples=300)
@given(st.lists(POINTS, min_size=3, max_size=9, unique_by=turned), st.booleans(), POINTS)
def test_a_point_is_plainly_inside_only_if_it_is_inside(
    corners: list[tuple[int, int]], pierced: bool, point: tuple[int, int]
) -> None:
    corners.sort(key=turned)
    hole = [((x + CENTRE[0]) / 2, (y + CENTRE[1]) / 2) for x, y in corners]
    polygon = shapely.Polygon(corners, [hole] if pierced else [])
    assume(polygon.is_valid)
    rings = [corners, hole] if pierced else [corners]
    region = [[[(x + 0.0, y + 0.0) for x, y in (*ring, ring[0])] for ring in rings]]
    told = plainly_inside(region, float(point[0]), float(point[1]))
    assert not told or polygon.covers(shapely.Point(point))
    # What is inside and on no border is told, or nearly all would be left to Shapely.
    assert told or not polygon.contains_properly(shapely.Point(point))


def test_recompute_names_each_cell_that_differs(tmp_path: Path) -> None:
    rows = [
        {"id": "a", "parent": "", "count": 2},
        {"id": "b", "parent": "a", "count": ""},
        {"id": "c", "parent": "a", "count": 3},
    ]
    rule = {
        "check": "recompute",
        "params": {
            "query": "SELECT parent AS id, count(*) AS count FROM spots GROUP BY 1",
            "fields": ["count"],
        },
        "message": "{field} {stored} {recomputed}",
    }
    assert check(tmp_path, rows, rule) == [("c", "count 3 nothing")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Colonel Ahmad said", [("a", "Colonel Ahmad")]),
        ("a colonel said", []),
        ("the Colonel said", []),
        ("Dr. Öztürk", [("a", "Dr. Öztürk")]),
        ("Drab Street", []),
    ],
)
def test_person_name_finds_a_title_before_a_name(
    tmp_path: Path, text: str, found: list[tuple[str, str]]
) -> None:
    rule = {
        "check": "person-name",
        "params": {"fields": ["text"], "titles": ["Dr", "Colonel"]},
        "message": "{found}",
    }
    assert check(tmp_path, [{"id": "a", "text": text}], rule) == found


def test_max_words_counts_words_between_blanks(tmp_path: Path) -> None:
    rows = [{"id": "a", "text": "one two  three"}, {"id": "b", "text": "one two three four"}]
    rule = {"check": "max-words", "params": {"field": "text", "words": 3}, "message": "{count}"}
    assert check(tmp_path, rows, rule) == [("b", "4")]


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        (("spots", "b", "count", "12"), None),
        (("spots", "b", "count", ""), None),
        (("spots", "b", "text", "anything"), None),
        (("spots", "b", "count", "many"), "a value that the field can't hold"),
        (("spots", "b", "day", "2024-02-30"), "a value that the field can't hold"),
        (("spots", "z", "count", "1"), "no such row"),
        (("spots", "b", "counts", "1"), "no such field"),
        (("spotz", "b", "count", "1"), "no such table"),
    ],
)
def test_cell_reference_tells_what_is_not_there(
    tmp_path: Path, cells: tuple[str, str, str, str], problem: str | None
) -> None:
    table, key, field, value = cells
    rows = [{"id": "a", "region": table, "parent": key, "text": field}, {"id": "b"}]
    rule = {
        "check": "cell-reference",
        "params": {"table": "region", "key": "parent", "field": "text", "value": "note"},
        "message": "{problem}",
    }
    rows[0]["note"] = value
    found = check(tmp_path, rows, rule)
    assert found == ([] if problem is None else [("a", problem)])


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("{a} of {a b}", "1 of 2"),
        ("{gone} left", "nothing left"),
        ("{{a}} is a brace", "{a} is a brace"),
        ("{a!r} and {a:>9}", "1 and 1"),
    ],
)
def test_a_message_quotes_the_columns_it_names(message: str, words: str) -> None:
    assert worded(message, {"a": "1", "a b": "2"}) == words
