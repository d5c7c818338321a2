"""The derived views of the shipped dataset: each figure worked out again in plain Python."""

from __future__ import annotations

import csv
import math
import os
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

import pytest

import sourcebook
from dataset.copies import FOLDER, ROOT, records, shipped, views
from sourcebook.declare import open_target
from sourcebook.engines.duckdb import computed

GED = Path(os.environ.get("SOURCEBOOK_SHARED", ROOT.parent / "shared")) / "data" / "ucdp"
"""Where there is a sample of UCDP GED to hold the columns against."""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of the shipped dataset, which tests only read."""
    return sourcebook.build(FOLDER, tmp_path_factory.mktemp("views"))


@pytest.fixture(scope="module")
def flat(package: Path) -> dict[str, dict[str, str]]:
    return {row["incident_id"]: row for row in _read(package / "data" / "incidents_flat.csv")}


@pytest.fixture(scope="module")
def ged(package: Path) -> dict[str, dict[str, str]]:
    return {row["relid"]: row for row in _read(package / "data" / "incidents_ged.csv")}


def _read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


INCIDENTS = {row["incident_id"]: row for row in records("incidents")}
PLACES = {row["place_id"]: row for row in records("places")}
GROUPS = {row["group_id"]: row for row in records("groups")}
SOURCES = {row["source_id"]: row for row in records("sources")}


def _claims() -> dict[str, list[dict[str, str]]]:
    found = defaultdict(list)
    for claim in records("claims"):
        if claim["subject_table"] == "incidents":
            found[claim["subject_id"]].append(dict(claim))
    return found


def _actors() -> dict[str, list[dict[str, str]]]:
    found = defaultdict(list)
    for actor in sorted(records("incident_actors"), key=lambda row: row["group_id"]):
        found[actor["incident_id"]].append(dict(actor))
    return found


def _holders(place: str) -> list[dict[str, str]]:
    found = []
    while place:
        found.append(PLACES[place])
        place = PLACES[place]["parent_id"]
    return found


def test_there_is_one_row_an_incident(flat: dict[str, dict[str, str]]) -> None:
    assert list(flat) == list(INCIDENTS)


def test_what_is_taken_from_the_incident_is_what_stands_there(
    flat: dict[str, dict[str, str]],
) -> None:
    (declared,) = (view for view in views() if view.name == "incidents_flat")
    own = {field.name for field in declared.fields} & {*next(iter(INCIDENTS.values()))}
    assert len(own) > 25
    for key, row in flat.items():
        assert {name: row[name] for name in own} == {name: INCIDENTS[key][name] for name in own}


def test_places_are_those_that_hold_the_place_of_the_incident(
    flat: dict[str, dict[str, str]],
) -> None:
    for key, row in flat.items():
        holders = _holders(INCIDENTS[key]["place_id"])
        by_type = {holder["type"]: holder["name"] for holder in holders}
        assert row["year"] == INCIDENTS[key]["date_start"][:4]
        assert row["country"] == by_type["country"]
        assert row["admin1"] == by_type.get("admin1", "")
        assert row["admin2"] == by_type.get("admin2", "")
        assert row["place"] == holders[0]["name"]
        assert row["country_code"] == holders[0]["country_code"]
        assert row["admin1_code"] == holders[0]["admin1_code"]
        point = next(h for h in holders if h["point_basis"] != "parent")
        assert row["point_place"] == (point["name"] if holders[0]["latitude"] else "")
        for axis in ("latitude", "longitude"):
            assert row[axis] == "" or float(row[axis]) == float(holders[0][axis])
            assert (row[axis] == "") == (holders[0][axis] == "")


def test_groups_are_those_that_are_named_in_the_order_of_their_keys(
    flat: dict[str, dict[str, str]],
) -> None:
    actors = _actors()
    for key, row in flat.items():
        named = [a for a in actors[key] if a["role"] == "perpetrator"]
        held = [a for a in named if a["attribution"] != "denied"]
        assert row["perpetrators"] == "; ".join(GROUPS[a["group_id"]]["name"] for a in held)
        assert row["perpetrator_ids"] == "; ".join(a["group_id"] for a in held)
        assert row["attributions"] == "; ".join(a["attribution"] for a in held)
        assert row["alternatives"] == str(any(a["alternative_set"] for a in held)).lower()
        denied = [GROUPS[a["group_id"]]["name"] for a in named if a["attribution"] == "denied"]
        assert row["perpetrators_denied"] == "; ".join(denied)
        targets = [GROUPS[a["group_id"]]["name"] for a in actors[key] if a["role"] == "target"]
        assert row["targets"] == "; ".join(targets)


def test_claims_sources_and_voices_are_counted(flat: dict[str, dict[str, str]]) -> None:
    claims = _claims()
    for key, row in flat.items():
        cited = {claim["source_id"] for claim in claims[key]}
        voices = {SOURCES[source]["independence_group"] for source in cited} - {""}
        counted = (row["claims"], row["sources"], row["independent_sources"])
        assert counted == (str(len(claims[key])), str(len(cited)), str(len(voices)))
        if row["status"] == "reviewed":
            assert len(voices) >= 2


def test_the_columns_are_those_of_ged_in_its_order(package: Path) -> None:
    sample = GED / "ucdp_ged231_sample1000.csv"
    if not sample.is_file():
        pytest.skip("there is no sample of UCDP GED here")
    header = sample.read_text(encoding="utf-8").partition("\n")[0].strip()
    own = (package / "data" / "incidents_ged.csv").read_text(encoding="utf-8")
    assert own.partition("\n")[0] == header


def test_what_ged_would_say_is_what_the_incidents_say(
    flat: dict[str, dict[str, str]], ged: dict[str, dict[str, str]]
) -> None:
    claims, actors = _claims(), _actors()
    numbers = {
        row["subject_id"]: row["external_id"]
        for row in records("external_ids")
        if (row["subject_table"], row["scheme"], row["match"]) == ("groups", "ucdp_actor", "exact")
    }
    kinds = {"state_based": "1", "non_state": "2", "one_sided": "3", "unclear": ""}
    assert [*ged] == [key for key, row in INCIDENTS.items() if row["status"] != "withdrawn"]
    for key, row in ged.items():
        own = INCIDENTS[key]
        kind = own["violence_type"]
        assert row["id"] == str(int(key.removeprefix("inc-")))
        assert row["type_of_violence"] == kinds[kind]
        tolls = (own["deaths_low"], own["deaths_best"], own["deaths_high"])
        assert (row["low"], row["best"], row["high"]) == tolls
        assert (row["date_start"], row["date_end"]) == (own["date_start"], own["date_end"])
        assert row["date_prec"] == own["date_precision"]
        assert row["number_of_sources"] == str(len({c["source_id"] for c in claims[key]}))
        said = {c["originator"] for c in claims[key]} - {""}
        assert row["source_original"] == ";".join(sorted(said))
        groups = [
            a["group_id"]
            for a in actors[key]
            if a["role"] == "perpetrator" and a["attribution"] != "denied"
        ]
        number = numbers.get(groups[0], "") if len(groups) == 1 else ""
        names = flat[key]["perpetrators"]
        sides = (row["side_a"], row["side_a_new_id"], row["side_b"], row["side_b_new_id"])
        parts = (row["deaths_a"], row["deaths_b"])
        if kind == "state_based":
            assert sides == ("", "", names, number)
            assert parts == (own["deaths_security"], own["deaths_attacker"])
        elif kind == "one_sided":
            assert sides == (names, number, "Civilians", "1")
            assert parts == (own["deaths_attacker"], "0")
        else:
            assert sides == (names, number, flat[key]["targets"], "")
            assert parts == (own["deaths_attacker"], "")
        if row["latitude"]:
            north, east = float(row["latitude"]), float(row["longitude"])
            cell = math.floor((north + 90) * 2) * 720 + math.floor((east + 180) * 2) + 1
            assert row["priogrid_gid"] == str(cell)
            assert row["geom_wkt"] == f"POINT ({row['longitude']} {row['latitude']})"
        assert row["country_id"] == {"Pakistan": "770", "Afghanistan": "700"}[row["country"]]


def test_cells_of_the_grid_are_worked_out_as_in_ged() -> None:
    sample = GED / "ucdp_ged231_sample1000.csv"
    if not sample.is_file():
        pytest.skip("there is no sample of UCDP GED here")
    events = _read(sample)
    asian = {row["country"]: (row["country_id"], row["region"]) for row in events}
    assert asian["Pakistan"] == ("770", "Asia")
    assert asian["Afghanistan"] == ("700", "Asia")
    civilians = {
        (row["side_b"], row["side_b_new_id"], row["side_b_dset_id"], row["deaths_b"])
        for row in events
        if row["type_of_violence"] == "3"
    }
    assert civilians == {("Civilians", "1", "9999", "0")}
    for row in events:
        north, east = float(row["latitude"]), float(row["longitude"])
        cell = math.floor((north + 90) * 2) * 720 + math.floor((east + 180) * 2) + 1
        assert row["priogrid_gid"] == str(cell)


ANALYSIS = """
import sys
import pandas as pd

ged = pd.read_csv(sys.argv[1], parse_dates=["date_start", "date_end"])
ged = ged[ged["event_clarity"] == 1]
year = ged.groupby(["year", "type_of_violence"])["best"].sum().unstack(fill_value=0)
side = ged.dropna(subset=["side_b"]).groupby("side_b")[["low", "best", "high"]].sum()
month = ged.set_index("date_start").resample("MS")["best"].sum()
cell = ged.groupby("priogrid_gid").agg(events=("id", "count"), deaths=("best", "sum"))
assert ged["id"].is_unique
assert set(year.columns) <= {1, 2, 3}
assert (side["low"] <= side["high"]).all()
assert month.sum() == ged["best"].sum() == cell["deaths"].sum()
print(year.stack().loc[lambda s: s > 0].astype(int).to_csv(header=False), end="")
"""


def test_code_that_was_written_for_ged_runs_on_it(package: Path) -> None:
    """In a process of its own, as an analyst would run it."""
    pytest.importorskip("pandas")
    file = package / "data" / "incidents_ged.csv"
    done = subprocess.run(
        [sys.executable, "-c", ANALYSIS, str(file)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    kinds = {"state_based": 1, "non_state": 2, "one_sided": 3}
    expected: Counter[tuple[str, int]] = Counter()
    for row in INCIDENTS.values():
        if row["event_clarity"] == "1" and row["violence_type"] in kinds and row["deaths_best"]:
            key = (row["date_start"][:4], kinds[row["violence_type"]])
            expected[key] += int(row["deaths_best"])
    told = [line.split(",") for line in done.stdout.splitlines()]
    assert {(year, int(float(kind))): int(n) for year, kind, n in told} == {
        key: number for key, number in expected.items() if number
    }


# What is changed in a copy, and the rule of a view that then finds it.
BROKEN = [
    ("incidents_flat.sql", "i.deaths_low,", "i.deaths_best + 1 AS deaths_low,", "flat-deaths-ordered"),
    ("incidents_flat.sql", "i.injured_low,", "i.injured_best + 1 AS injured_low,", "flat-injured-ordered"),
    ("incidents_flat.sql", "year(i.date_start)", "year(i.date_start) - year(i.date_start) % 2", "flat-dates-ordered"),
    ("incidents_flat.sql", "count(DISTINCT c.source_id) AS", "count(DISTINCT c.claim_id) + 1 AS", "flat-voices-counted"),
    ("incidents_flat.sql", "n.attributions,", "'claimed; claimed' AS attributions,", "flat-lists-match"),
    ("incidents_ged.sql", "t.deaths_high AS high", "t.deaths_best - 1 AS high", "ged-estimates-ordered"),
    ("incidents_ged.sql", "THEN 'Civilians' WHEN", "THEN 'civilians' WHEN", "ged-side-b-of-one-sided"),
    ("incidents_ged.sql", "'POINT ('", "nullif('POINT (', 'POINT (')", "ged-cell-of-point"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "rule"), BROKEN, ids=[b[3] for b in BROKEN])
def test_a_view_that_says_something_else_is_found_by_its_rule(
    tmp_path: Path, file: str, old: str, new: str, rule: str
) -> None:
    shutil.copytree(ROOT / "schemas", tmp_path / "schemas")
    shutil.copytree(FOLDER, tmp_path / "copy")
    sql = tmp_path / "copy" / "views" / file
    text = sql.read_text(encoding="utf-8")
    assert text.count(old) == 1
    sql.write_text(text.replace(old, new), encoding="utf-8")
    report = sourcebook.validate(sql, limit=1)
    found = {c.rule for c in report.tables[0].coverage if c.found}
    assert rule in found


def test_every_rule_of_a_view_has_a_case() -> None:
    assert {rule.id for view in views() for rule in view.rules} == {case[3] for case in BROKEN}


def test_a_package_gives_its_views_again(package: Path) -> None:
    """The SQL that a package carries, run on the tables that it carries, gives the rows it has."""
    import duckdb

    declared = open_target(package).dataset
    with duckdb.connect() as connection:
        for table in declared.tables:
            if table.view is None:
                parquet = table.source.with_suffix(".parquet")
                connection.execute(f"CREATE TABLE {table.name} AS FROM '{parquet}'")
        for table in declared.tables:
            if table.view is not None:
                parquet = table.source.with_suffix(".parquet")
                connection.execute(f"CREATE TABLE {table.name} AS {table.view}")
                # Not the geometry that a Parquet file has beside the fields.
                fields = ", ".join(f'"{field.name}"' for field in table.fields)
                sides = [f"SELECT {fields} FROM {each}" for each in (table.name, f"'{parquet}'")]
                for one, other in (sides, sides[::-1]):
                    rows = connection.execute(f"{one} EXCEPT {other}").fetchall()
                    assert rows == []
    with computed(open_target(FOLDER)) as (target, unable):
        assert not unable
        assert [t.name for t in target.dataset.tables if t.view is not None] == [
            view.name for view in views()
        ]
    assert {table.name for table in shipped().tables} < {table.name for table in declared.tables}
