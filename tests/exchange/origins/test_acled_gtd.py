"""ACLED and GTD, from made-up files: what is mapped, what is reported, and the marked licence."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import sourcebook
from command import run
from originfiles import ACLED, GTD, NAME, columns, dataset, records, written
from sourcebook.exchange.origins.bringing import import_from
from sourcebook.exchange.origins.exporting import export

if TYPE_CHECKING:
    from pathlib import Path

ROWS = {"acled": ACLED, "gtd": GTD}


def brought(tmp_path: Path, origin: str, *changes: dict[str, str]) -> Path:
    """A dataset with rows of an origin, which are all imported and bring no errors."""
    place = dataset(tmp_path)
    key = next(iter(ROWS[origin]))
    number = (f"{ROWS[origin][key][:-1]}{at}" for at in range(1, 10))
    rows = [ROWS[origin] | {key: next(number)} | change for change in changes or ({},)]
    account = import_from(origin, written(tmp_path / f"{origin}.csv", rows), place)
    assert account.reported == []
    assert (account.errors, account.after_errors) == (0, 0)
    return place


def test_given_the_31_columns_of_acled_when_read_then_the_codebook_has_these() -> None:
    assert columns("acled") == list(ACLED)


def test_given_rows_of_both_when_imported_then_three_engines_find_nothing(tmp_path: Path) -> None:
    place = brought(tmp_path, "acled")
    import_from("gtd", written(tmp_path / "gtd.csv", [GTD | {"gname": "Another"}]), place)
    assert len(records(place, "incidents")) == 2
    report = sourcebook.validate(place, engine="all")
    assert report.valid
    assert not report.agreement.differences


EVENTS = [
    ({}, ("armed_clash", "security_forces", "state_based")),
    ({"inter1": "1", "inter2": "2"}, ("armed_clash", "security_forces", "state_based")),
    ({"inter1": "Rebel group"}, ("armed_clash", "militants", "non_state")),
    (
        {
            "event_type": "Violence against civilians", "sub_event_type": "Attack",
            "inter1": "Rebel group", "actor1": "Made-up Front", "inter2": "Civilians",
            "actor2": "Civilians (Nowhere)",
        },
        ("armed_assault", "civilians", "one_sided"),
    ),
    (
        {
            "event_type": "Explosions/Remote violence", "sub_event_type": "Suicide bomb",
            "inter1": "Rebel group", "actor1": "Made-up Front", "inter2": "State forces",
            "actor2": "Police Forces of Nowhere",
        },
        ("suicide_bombing", "security_forces", "state_based"),
    ),
    (
        {
            "event_type": "Explosions/Remote violence", "sub_event_type": "Air/drone strike",
            "inter2": "Rebel group",
        },
        ("air_or_drone", "militants", "unclear"),
    ),
    (
        {
            "event_type": "Explosions/Remote violence",
            "sub_event_type": "Remote explosive/landmine/IED", "inter2": "", "actor2": "",
            "inter1": "Rebel group", "actor1": "Unidentified Armed Group (Nowhere)",
        },
        ("explosive_device", "mixed", "unclear"),
    ),
]  # fmt: skip


def test_given_events_of_acled_when_imported_then_they_have_these_codes(tmp_path: Path) -> None:
    place = brought(tmp_path, "acled", *(cells for cells, _ in EVENTS))
    names = ("attack_type", "target_class", "violence_type")
    found = [tuple(row[name] for name in names) for row in records(place, "incidents")]
    assert found == [wanted for _, wanted in EVENTS]


SPANS = [
    ("1", ("2019-05-16", "2019-05-16", "1")),
    ("2", ("2019-05-13", "2019-05-19", "3")),
    ("3", ("2019-05-01", "2019-05-31", "4")),
]


def test_given_precisions_of_acled_when_imported_then_the_days_span_them(tmp_path: Path) -> None:
    place = brought(tmp_path, "acled", *({"time_precision": each} for each, _ in SPANS))
    assert days(place) == [wanted for _, wanted in SPANS]


def days(place: Path) -> list[tuple[str, ...]]:
    names = ("date_start", "date_end", "date_precision")
    return [tuple(row[name] for name in names) for row in records(place, "incidents")]


def test_given_a_protest_when_imported_then_its_row_is_reported_by_column_and_value(
    tmp_path: Path,
) -> None:
    protest = ACLED | {
        "event_id_cnty": "AFG90002", "event_type": "Protests", "sub_event_type": "Peaceful protest",
    }  # fmt: skip
    account = import_from("acled", written(tmp_path / "a.csv", [ACLED, protest]), dataset(tmp_path))
    assert (account.rows, account.imported) == (2, 1)
    (reason,) = account.reasons
    assert reason == (
        "sub_event_type", "Peaceful protest", "the vocabulary attack has no code for it",
    )  # fmt: skip


ATTACKS = [
    ({}, ("suicide_bombing", "vest", "religious_site", "one_sided")),
    (
        {"suicide": "0", "weapsubtype1": "11", "targtype1": "4"},
        ("shelling_or_rocket", "rocket", "security_forces", "state_based"),
    ),
    (
        {"attacktype1": "2", "weaptype1": "5", "weapsubtype1": "", "targtype1": "17"},
        ("armed_assault", "firearm", "militants", "non_state"),
    ),
    (
        {"attacktype1": "9", "weaptype1": "13", "weapsubtype1": "", "targtype1": "14"},
        ("unknown", "unknown", "civilians", "unclear"),
    ),
]


def test_given_attacks_of_the_gtd_when_imported_then_they_have_these_codes(tmp_path: Path) -> None:
    place = brought(tmp_path, "gtd", *(cells for cells, _ in ATTACKS))
    rows = records(place, "incidents")
    names = ("attack_type", "device", "target_class", "violence_type")
    assert [tuple(row[name] for name in names) for row in rows] == [each for _, each in ATTACKS]
    tolls = {(row["deaths_best"], row["deaths_attacker"], row["injured_best"]) for row in rows}
    assert tolls == {("9", "1", "20")}


ZEROS = [
    ({"iday": "0"}, ("2019-05-01", "2019-05-31", "4")),
    ({"imonth": "0", "iday": "0"}, ("2019-01-01", "2019-12-31", "5")),
]


def test_given_dates_of_the_gtd_with_zeros_when_imported_then_the_month_or_year_is_meant(
    tmp_path: Path,
) -> None:
    place = brought(tmp_path, "gtd", *(cells for cells, _ in ZEROS))
    assert days(place) == [wanted for _, wanted in ZEROS]


NAMED = [
    ({}, "claimed"),
    ({"claimed": "0"}, "attributed_by_media"),
    ({"guncertain1": "1"}, "suspected"),
    ({"gname": "Unknown", "claimed": ""}, "unattributed"),
]


def test_given_groups_of_the_gtd_when_imported_then_they_are_named_in_that_way(
    tmp_path: Path,
) -> None:
    place = brought(tmp_path, "gtd", *(cells for cells, _ in NAMED))
    assert [row["attribution"] for row in records(place, "incident_actors")] == [
        attribution for _, attribution in NAMED
    ]


def test_given_minus_99_when_imported_then_there_is_no_number_of_attackers(tmp_path: Path) -> None:
    place = brought(tmp_path, "gtd")
    assert "attacker_count" not in {row["field"] for row in records(place, "claims")}
    account = import_from("gtd", tmp_path / "gtd.csv", place, dry_run=True)
    assert "INT_LOG" in account.left_out


def test_given_an_origin_that_may_not_be_shared_when_imported_then_no_way_out_is_open(
    tmp_path: Path,
) -> None:
    origin = "acled"
    place = brought(tmp_path, origin)
    code, out, _ = run(
        tmp_path, "import-from", origin, f"{origin}.csv", "--into", str(place), "--dry-run"
    )
    assert code == 0
    assert "as not to be published" in out
    package = sourcebook.build(place, tmp_path / "dist")
    described = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
    assert described["redistribution"]["allowed"] is False
    assert "attribution" in str(described["sources"]) or "cite" in str(described["sources"])
    catalogue = tmp_path / "catalogue"
    for arguments in (
        ("publish", str(package), "--to", str(catalogue)),
        ("release", str(place), "--catalog", str(catalogue)),
        ("zenodo", str(package), "--dry-run"),
    ):
        code, out, err = run(tmp_path, *arguments)
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert "is not to be published: The terms of use of" in err
    assert not catalogue.exists() or not any(catalogue.rglob("*.csv"))


def test_given_two_such_origins_when_imported_then_both_reasons_stand_there(
    tmp_path: Path,
) -> None:
    place = brought(tmp_path, "acled")
    for _ in range(2):
        import_from("gtd", written(tmp_path / "gtd.csv", [GTD | {"gname": "Another"}]), place)
    text = (place / "datapackage.yaml").read_text(encoding="utf-8")
    assert text.count("The terms of use of ACLED") == text.count("The terms of use of the GTD") == 1
    assert text.startswith("name: pakistan-militancy\n")
    assert sourcebook.validate(place).valid


def test_given_rows_of_acled_when_exported_like_it_then_the_mapped_columns_are_equal(
    tmp_path: Path,
) -> None:
    place = brought(tmp_path, "acled")
    code, _, err = run(tmp_path, "export", str(place), "--as", "acled-like", "-o", "back.csv")
    assert code == 0
    assert "Lost on the way:" in err
    done = export(place, "acled-like")
    assert (tmp_path / "back.csv").read_bytes() == done.content
    assert list(done.columns) == list(ACLED)
    again = dataset(tmp_path / "again")
    account = import_from("acled", tmp_path / "back.csv", again)
    assert (account.imported, account.errors, account.after) == (1, 0, {})
    same = [*records(again, "incidents")[0]]
    same.remove("summary")
    for table, names in (
        ("incidents", same),
        ("places", ["name", "type", "latitude", "parent_id"]),
    ):
        found, wanted = (
            [{n: row[n] for n in names} for row in records(each, table)] for each in (again, place)
        )
        assert found == wanted
    assert NAME in str(place)
    shutil.rmtree(again)
