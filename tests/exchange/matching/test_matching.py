"""Pairs of events: which are found, how they are ranked and why."""

from __future__ import annotations

import csv
import math
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sourcebook
from command import run
from dataset.copies import FOLDER
from dataset.test_views import GED
from exchange.matching.events import fires, matched, read
from sourcebook.exchange.matching import match, matching, pairs

ONE = ("a1", "2024-03-09", None, 34.0, 71.5, "x", 5)


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (("b", "2024-03-09", None, 34.0, 71.5, "x", 5), "same day; same point; same actor; deaths 5 in both"),
        (("b", "2024-03-10", None, 34.1, 71.5, "y", 8), "a day apart; 11.1 km apart; different actors; deaths 5 and 8"),
        (("b", "2024-03-01", "2024-03-31", 34.0, 71.5, "y;x", None),
         "days overlap; same point; same actor; deaths not known of both"),
        (("b", "2024-03-13", None, 34.0, 71.5, "", 5, 2),
         "4 days apart; same point; actors can't be compared; deaths 5 in both; date of b is coarse"),
        (("b", "2024-03-09", None, 34.4, 71.5, "x", 5, 1, 2),
         "same day; 44.5 km apart; same actor; deaths 5 in both; place of b is coarse"),
        (("b", "2024-03-09 23:59:59", None, 34.0, 431.5 - 360, "x", 5),
         "same day; same point; same actor; deaths 5 in both"),
        (("b", "2024-03-11", None, 34.0, 71.5), None),
        (("b", "2024-03-14", None, 34.0, 71.5, "x", 5, 2), None),
        (("b", "2024-03-09", None, 34.3, 71.5), None),
        (("b", None, None, 34.0, 71.5), None),
        (("b", "2024-03-09", None, None, 71.5), None),
        (("b", "2024-03-09", None, "inf", 71.5), None),
    ],
)  # fmt: skip
def test_given_two_events_when_matched_then_the_pair_is_found_with_its_reasons(
    tmp_path: Path, other: tuple[object, ...], words: str | None
) -> None:
    found = matched(tmp_path, [ONE], [other])
    assert [row["reasons"] for row in found] == ([] if words is None else [words])
    assert all(row["decision"] == "" for row in found)


def test_given_rivals_when_matched_then_each_event_has_one_best_and_the_rest_stay(
    tmp_path: Path,
) -> None:
    a = [("a1", "2024-03-09", None, 34, 71.5, "x", 5), ("a2", "2024-03-09", None, 34, 71.5, "x", 9)]
    b = [("b1", "2024-03-09", None, 34, 71.5, "x", 5), ("b2", "2024-03-10", None, 34, 71.6, "x", 5)]
    found = matched(tmp_path, a, b)
    told = [(row["id_a"], row["id_b"], row["best"]) for row in found]
    assert told == [
        ("a1", "b1", "true"), ("a2", "b1", "false"), ("a1", "b2", "false"), ("a2", "b2", "true"),
    ]  # fmt: skip
    assert [float(row["score"]) for row in found] == sorted(
        (float(row["score"]) for row in found), reverse=True
    )
    assert {row["candidates_a"] for row in found} == {"2"}


def test_given_more_pairs_than_asked_for_when_matched_then_the_best_are_listed_and_all_counted(
    tmp_path: Path,
) -> None:
    others = [(f"b{at}", "2024-03-09", None, 34, 71.5, "x", at) for at in range(1, 10)]
    assert [row["id_b"] for row in matched(tmp_path, [ONE], others, each=2)] == ["b5", "b6"]
    declared = tmp_path / "events.yaml"
    told = match(
        tmp_path / "a.csv", tmp_path / "b.csv", tmp_path / "p.csv", events=(declared,) * 2, each=2
    )
    assert (told.found, told.listed, told.best) == (9, 2, 1)


def _day(number: int) -> str:
    return str(date(2024, 1, 1) + timedelta(number))


_EVENT = st.tuples(
    st.integers(0, 40),
    st.integers(0, 3),
    st.one_of(st.sampled_from([90.0, -90.0, 89.9, 0.0, 60.0]), st.floats(-90, 90), st.floats(33, 34)),
    st.one_of(st.sampled_from([180.0, -180.0, 179.9, 0.0]), st.floats(-180, 180), st.floats(70, 71)),
    st.sampled_from([1, 2]),
    st.sampled_from([1, 2]),
)  # fmt: skip


def _apart(one: tuple[float, ...], other: tuple[float, ...]) -> tuple[int, float]:
    """Days and km, without any SQL: by vectors instead of the haversine formula."""
    starts, ends = (one[0], other[0]), (one[0] + one[1], other[0] + other[1])
    days = max(0, starts[1] - ends[0], starts[0] - ends[1])
    vectors = []
    for event in (one, other):
        latitude, longitude = math.radians(event[2]), math.radians(event[3])
        vectors.append(
            (
                math.cos(latitude) * math.cos(longitude),
                math.cos(latitude) * math.sin(longitude),
                math.sin(latitude),
            )
        )
    chord = math.dist(*vectors)
    return int(days), 2 * 6371.0088 * math.asin(min(1, chord / 2))


@settings(max_examples=15)
@given(
    st.lists(_EVENT, min_size=1, max_size=12),
    st.lists(_EVENT, min_size=1, max_size=12),
    st.sampled_from([(0, 0.0), (1, 25.0), (3, 500.0), (2, 12000.0)]),
    st.booleans(),
)
def test_for_all_events_blocks_find_what_comparing_all_with_all_finds(
    a: list[tuple[float, ...]],
    b: list[tuple[float, ...]],
    window: tuple[int, float],
    classed: bool,
) -> None:
    wanted, border = set(), set()
    for at, one in enumerate(a):
        for to, other in enumerate(b):
            days, km = _apart(one, other)
            reach = window[1] + 25 * ((one[5] == 2) + (other[5] == 2))
            if days <= window[0] + 3 * ((one[4] == 2) + (other[4] == 2)) and km <= reach + 1e-6:
                wanted.add((f"a{at}", f"b{to}"))
                if km > reach - 1e-6:  # the last digits decide
                    border.add((f"a{at}", f"b{to}"))
    sides = [
        [
            (f"{name}{at}", _day(e[0]), _day(int(e[0] + e[1])), e[2], e[3], "x", 1, e[4], e[5])
            for at, e in enumerate(events)
        ]
        for name, events in (("a", a), ("b", b))
    ]
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as folder:
        if classed:
            patch.setattr(matching.pairs, "Search", _classed)
        found = matched(Path(folder), *sides, days=window[0], km=window[1], each=100, most=1000)
    got = {(row["id_a"], row["id_b"]) for row in found}
    assert len(got) == len(found)
    assert got - border == wanted - border


def _classed(*arguments: object, **words: object) -> pairs.Search:
    """A search that makes classes however few the events are."""
    return replace(_SEARCH(*arguments, **words), few=0)


_SEARCH = pairs.Search


def test_given_a_crowd_when_matched_then_it_is_cut_and_what_was_left_out_is_told(
    tmp_path: Path,
) -> None:
    counts = [at * 7919 % 10_007 for at in range(300)]  # all different, in no order
    a = [(f"a{at}", "2024-03-09", None, 34, 71.5, "x", counts[at]) for at in range(300)]
    b = [(f"b{row[0][1:]}", *row[1:]) for row in a]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matching.pairs, "Search", _classed)
        found = matched(tmp_path, a, b, most=20, each=1)
        told = match(
            tmp_path / "a.csv", tmp_path / "b.csv", tmp_path / "p.csv",
            events=(tmp_path / "events.yaml",) * 2, most=20,
        )  # fmt: skip
    # The order is by day and count: the same event of the other side is next to each.
    assert {(row["id_a"], row["id_b"]) for row in found} == {
        (f"a{at}", f"b{at}") for at in range(300)
    }
    assert told.crowd is not None
    assert (told.crowd.events, told.crowd.left) == (300, 300 * 280)
    assert (told.crowd.latitude, str(told.crowd.day)) == (34, "2024-03-09")
    assert told.found <= 300 * 21


def test_given_ged_and_itself_displaced_when_matched_then_every_event_finds_itself(
    tmp_path: Path,
) -> None:
    file = GED / "ucdp_ged231_sample1000.csv"
    if not file.is_file():
        pytest.skip("no sample of UCDP GED here")
    rows = read(file)
    moved = tmp_path / "moved.csv"
    with moved.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, list(rows[0]))
        writer.writeheader()
        for row in rows:
            days = {
                n: date.fromisoformat(row[n][:10]) + timedelta(1)
                for n in ("date_start", "date_end")
            }
            writer.writerow({**row, **days, "latitude": float(row["latitude"]) + 0.05})
    told = match(file, moved, tmp_path / "p.csv", events=("ucdp-ged",) * 2, each=1000)
    found = {(row["id_a"], row["id_b"]) for row in read(tmp_path / "p.csv")}
    assert {(row["id"], row["id"]) for row in rows} <= found
    best = [row for row in read(tmp_path / "p.csv") if row["best"] == "true"]
    assert sum(row["id_a"] == row["id_b"] for row in best) > 950
    assert [side.unplaced for side in told.sides] == [0, 0]


def test_given_the_shipped_dataset_when_matched_with_itself_then_near_duplicates_are_among_it(
    tmp_path: Path,
) -> None:
    declared = tmp_path / "events.yaml"
    declared.write_text(
        "rows: |\n"
        "  SELECT i.incident_id, i.date_start, p.latitude, p.longitude, i.target_class\n"
        "  FROM incidents AS i JOIN places AS p USING (place_id)\n"
        "  WHERE i.date_precision <= 2 AND i.geo_precision <= 3 AND i.status <> 'withdrawn'\n"
        "id: incident_id\ndate: date_start\nlatitude: latitude\nlongitude: longitude\n"
        "actors: {columns: [target_class]}\n",
        encoding="utf-8",
    )
    match(FOLDER, FOLDER, tmp_path / "p.csv", events=(declared, declared), days=1, km=25)
    found = {row["id_b"] for row in read(tmp_path / "p.csv") if row["actors"] == "same"}
    findings = sourcebook.validate(FOLDER).findings
    near = {str(dict(f.key or {})["incident_id"]) for f in findings if f.code.startswith("near-")}
    assert found == near
    assert near


@pytest.mark.parametrize("form", ["file", "package"])
def test_given_parquet_or_a_package_when_matched_then_the_pairs_are_those_of_the_csv(
    tmp_path: Path, form: str
) -> None:
    dataset = fires(tmp_path)
    declared = dataset / "match.yaml", tmp_path / "satellite.yaml"
    match(dataset, tmp_path / "satellite.csv", tmp_path / "csv.csv", events=declared)
    if form == "package":
        about = "version: 1.0.0\nlicenses: [{name: CC0-1.0}]\n"
        descriptor = dataset / "datapackage.yaml"
        descriptor.write_text(descriptor.read_text(encoding="utf-8") + about, encoding="utf-8")
        a, b = sourcebook.build(dataset, tmp_path / "dist"), tmp_path / "satellite.csv"
    else:
        a, b = dataset, tmp_path / "satellite.parquet"
        duckdb.sql(f"FROM '{tmp_path}/satellite.csv'").write_parquet(str(b))
    match(a, b, tmp_path / "other.csv", events=declared)
    assert (tmp_path / "other.csv").read_bytes() == (tmp_path / "csv.csv").read_bytes()


def test_given_a_crosswalk_when_matched_then_actors_agree_by_it(tmp_path: Path) -> None:
    fires(tmp_path)
    code, out, err = run(
        tmp_path, "match", "datasets/fires", "satellite.csv", "--events-b", "satellite.yaml"
    )
    assert (code, err) == (0, "")
    found = read(tmp_path / "pairs.csv")
    assert [(r["id_a"], r["id_b"], r["actors"], r["lost_apart"]) for r in found] == [
        ("f1", "901", "same", "1"), ("f2", "902", "different", ""),
    ]  # fmt: skip
    assert "satellite: 4 events. Without a date or a point, and in no pair: 1." in out
    assert "that can't be read: 1, such as 904 (date, date_end)." in out


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("id: number", "id: nummer", "satellite.yaml: there is no column 'nummer'. Did you mean 'number'?"),
        ("date: seen", "dat: seen", "satellite.yaml: dat: is not a word of match.yaml here. Did you mean 'date'?"),
        ("id: number", "rows: SELECT 1 AS a; SELECT 2\nid: a", "satellite.yaml: rows: is not one SELECT."),
        ("id: number", "rows: FROM read_csv('fires.csv')\nid: number", "satellite.yaml: rows: does not bind"),
        ("counts: {lost: houses}", "window: {days: -1}", "satellite.yaml: window.days: must not be negative."),
    ],
)  # fmt: skip
def test_given_a_wrong_declaration_when_matched_then_one_line_says_where(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    fires(tmp_path)
    file = tmp_path / "satellite.yaml"
    file.write_text(file.read_text().replace(old, new))
    code, _, err = run(
        tmp_path, "match", "datasets/fires", "satellite.csv", "--events-b", "satellite.yaml"
    )
    assert code == 2
    assert told in err
    assert "Traceback" not in err
    assert not (tmp_path / "pairs.csv").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "Name two datasets"),
        (("datasets/fires", "satellite.csv"), "nothing says what its events are"),
        (("datasets/fires", "nowhere"), "there is no such file or folder"),
        (("datasets/fires", "datasets/fires", "-o", "p.xlsx"), "Name a file that ends with .csv"),
        (("datasets/fires", "datasets/fires", "-o", "satellite.csv"), "is no table of pairs"),
        (("--accept", "satellite.csv"), "--accept PAIRS.csv --into DATASET"),
    ],
)
def test_given_a_wrong_call_when_matched_then_one_line_says_what_to_do(
    tmp_path: Path, arguments: tuple[str, ...], told: str
) -> None:
    fires(tmp_path)
    code, _, err = run(tmp_path, "match", *arguments)
    assert code == 2
    assert told in err
    assert err.count("\n") == 1
