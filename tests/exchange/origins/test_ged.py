"""UCDP GED: the sample beside the repository, and made-up files in each of its layouts."""

from __future__ import annotations

import csv
from collections import Counter
from typing import TYPE_CHECKING

import pytest

import sourcebook
from originfiles import GED, NAME, OPTIONAL, ROOT, columns, dataset, records, sample, world, written
from sourcebook.exchange.origins.bringing import import_from
from sourcebook.exchange.origins.exporting import export
from sourcebook.findings import Severity

if TYPE_CHECKING:
    from pathlib import Path

FILE = "ucdp_ged231_sample1000.csv"
TYPES = {"1": "state_based", "2": "non_state", "3": "one_sided"}


def ged(**cells: str) -> dict[str, str]:
    return GED | cells


def test_given_the_sample_when_imported_into_the_shipped_schemas_then_each_row_is_accounted_for(
    tmp_path: Path,
) -> None:
    file, place = sample(FILE), dataset(tmp_path)
    account = import_from("ucdp-ged", file, place)
    assert account.rows == 1000
    assert account.imported + account.recognised + len(account.reported) == 1000
    wanted = [
        row for row in rows_of(file)
        if row["country_id"] in ("700", "770") and "2014" <= row["date_start"][:4] <= "2023"
    ]  # fmt: skip
    assert account.imported == len(wanted) == len(records(place, "incidents"))
    reasons = Counter(each.column for each in account.reported)
    assert set(reasons) == {"country_id", "date_start"}
    # What is wrong in the dataset now is what is wrong in the file.
    assert account.broken == {"ged-estimates-ordered": 13}
    report = sourcebook.validate(place)
    errors = Counter(f.code for f in report.findings if f.severity is Severity.ERROR)
    faulty = sum(not int(r["low"]) <= int(r["best"]) <= int(r["high"]) for r in wanted)
    assert errors == {"deaths-ordered": faulty} == dict(account.after)


def test_given_the_sample_without_its_faulty_rows_when_imported_then_three_engines_find_nothing(
    tmp_path: Path,
) -> None:
    sound = [
        row for row in rows_of(sample(FILE)) if int(row["low"]) <= int(row["best"]) <= int(row["high"])
    ]  # fmt: skip
    place = dataset(tmp_path)
    account = import_from("ucdp-ged", written(tmp_path / "sound.csv", sound), place)
    assert account.imported > 70
    report = sourcebook.validate(place, engine="all")
    assert report.valid
    assert not report.agreement.differences


def test_given_the_sample_when_imported_for_the_world_then_tolls_by_year_and_type_are_the_origins(
    tmp_path: Path,
) -> None:
    file = sample(FILE)
    place, mapping = world(tmp_path)
    account = import_from(str(mapping), file, place)
    assert (account.rows, account.imported, account.reported) == (1000, 1000, [])
    for column, ours in (("best", "deaths_best"), ("low", "deaths_low"), ("high", "deaths_high")):
        wanted: Counter[tuple[str, str]] = Counter()
        found: Counter[tuple[str, str]] = Counter()
        for row in rows_of(file):
            wanted[row["date_start"][:4], TYPES[row["type_of_violence"]]] += int(row[column])
        for row in records(place, "incidents"):
            found[row["date_start"][:4], row["violence_type"]] += int(row[ours])
        assert found == wanted


def test_given_the_sample_when_imported_and_exported_then_the_mapped_columns_are_equal(
    tmp_path: Path,
) -> None:
    file = sample(FILE)
    place, mapping = world(tmp_path)
    import_from(str(mapping), file, place)
    (tmp_path / "back.csv").write_bytes(export(place, str(mapping)).content)
    back = {row["id"]: row for row in rows_of(tmp_path / "back.csv")}
    there = {row["id"]: row for row in rows_of(file)}
    assert back.keys() == there.keys()
    same = [
        "type_of_violence",
        "side_a_new_id",
        "side_a",
        "side_b_new_id",
        "side_b",
        "source_office",
        "where_prec",
        "where_coordinates",
        "country",
        "country_id",
        "date_prec",
        "deaths_a",
        "deaths_b",
        "deaths_civilians",
        "deaths_unknown",
        "best",
        "high",
        "low",
    ]
    for number, row in there.items():
        made = back[number]
        assert {name: made[name] for name in same} == {name: row[name].strip() for name in same}
        assert (made["date_start"], made["date_end"]) == (
            row["date_start"][:10],
            row["date_end"][:10],
        )
        # Told as adjusted: points are coarse, and an event without a day is less clear.
        for name in ("latitude", "longitude"):
            assert float(made[name]) == pytest.approx(float(row[name]), abs=0.0051)
        clarity = "2" if int(row["date_prec"]) >= 4 else row["event_clarity"]
        assert made["event_clarity"] == clarity


def test_given_an_import_when_repeated_then_all_is_recognised_and_nothing_changes(
    tmp_path: Path,
) -> None:
    file = written(tmp_path / "ged.csv", [ged(), ged(id="700002")])
    place = dataset(tmp_path)
    first = import_from("ucdp-ged", file, place)
    assert (first.imported, first.recognised) == (2, 0)
    before = {each: each.read_bytes() for each in place.rglob("*") if each.is_file()}
    again = import_from("ucdp-ged", file, place)
    assert (again.imported, again.recognised, again.added) == (0, 2, Counter())
    assert {each: each.read_bytes() for each in place.rglob("*") if each.is_file()} == before


def test_given_rows_in_another_order_when_imported_then_the_keys_are_the_same(
    tmp_path: Path,
) -> None:
    rows = [ged(id=str(700000 + n), best=str(n), low=str(n), high=str(n)) for n in (3, 1, 2)]
    found = []
    for number, order in enumerate((rows, rows[::-1])):
        place = dataset(tmp_path / str(number))
        import_from("ucdp-ged", written(tmp_path / "ged.csv", order), place)
        found.append((place / "incidents.csv").read_bytes())
    assert found[0] == found[1]


@pytest.mark.parametrize("without", range(len(OPTIONAL) + 1))
def test_given_a_layout_from_41_to_49_columns_when_imported_then_the_row_is_there(
    tmp_path: Path, without: int
) -> None:
    gone = OPTIONAL[:without]
    row = {name: cell for name, cell in GED.items() if name not in gone}
    assert len(row) == 49 - without
    account = import_from(
        "ucdp-ged", written(tmp_path / "g.csv", [row]), place := dataset(tmp_path)
    )
    assert (account.imported, account.errors, account.after) == (1, 0, {})
    (made,) = records(place, "incidents")
    assert (made["deaths_low"], made["deaths_best"], made["deaths_high"]) == ("5", "6", "7")


def test_given_forms_of_dates_when_imported_then_they_are_one_day(tmp_path: Path) -> None:
    forms = ("2019-05-16", "2019-05-16 00:00:00.000", "16 May 2019", "5/16/2019 00:00:00")
    rows = [ged(id=str(n), date_start=day, date_end=day) for n, day in enumerate(forms, start=1)]
    import_from("ucdp-ged", written(tmp_path / "ged.csv", rows), place := dataset(tmp_path))
    assert [row["date_start"] for row in records(place, "incidents")] == ["2019-05-16"] * 4


def test_given_a_day_in_no_known_form_when_imported_then_it_is_found_and_the_row_reported(
    tmp_path: Path,
) -> None:
    file = written(tmp_path / "ged.csv", [ged(), ged(id="700002", date_start="mid-May")])
    account = import_from("ucdp-ged", file, dataset(tmp_path))
    assert account.imported == 1
    (told,) = account.reported
    assert (told.row, told.column, told.why) == (
        3,
        "date_start",
        "incidents.date_start is required",
    )
    (finding,) = [each for each in account.findings if each.code == "type-error"]
    assert (finding.line, finding.field, finding.value) == (3, "date_start", "mid-May")
    assert finding.path == str(file)


def test_given_marks_of_no_value_when_imported_then_the_part_of_the_toll_is_empty(
    tmp_path: Path,
) -> None:
    rows = [
        ged(id=str(n), deaths_unknown=mark) for n, mark in enumerate(("-1", "-99", ""), start=1)
    ]
    account = import_from("ucdp-ged", written(tmp_path / "g.csv", rows), place := dataset(tmp_path))
    assert (account.imported, account.errors, account.after_errors) == (3, 0, 0)
    assert {row["deaths_unknown"] for row in records(place, "incidents")} == {""}
    assert "deaths_unknown" not in {each["field"] for each in records(place, "claims")}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_given_an_encoding_when_imported_then_letters_stay(tmp_path: Path, encoding: str) -> None:
    file = written(tmp_path / "ged.csv", [ged(side_b="Fröhliche Front")], encoding)
    import_from("ucdp-ged", file, place := dataset(tmp_path))
    assert "Fröhliche Front" in {row["name"] for row in records(place, "groups")}


def test_given_a_byte_of_no_encoding_when_imported_then_the_error_has_its_place(
    tmp_path: Path,
) -> None:
    file = written(tmp_path / "ged.csv", [ged()])
    content = file.read_bytes().replace(b"Clash", b"Cl\x81sh")
    file.write_bytes(content)
    at = content.index(b"\x81") + 1
    with pytest.raises(sourcebook.UseError) as caught:
        import_from("ucdp-ged", file, dataset(tmp_path))
    place = f"byte {at:,}, 0x81 on line 2"
    assert str(caught.value) == (
        f"{file}: is neither UTF-8 ({place}) nor Windows-1252 ({place}). Save it as UTF-8."
    )


def test_given_known_groups_when_imported_then_the_crosswalk_tells_them_and_not_the_name(
    tmp_path: Path,
) -> None:
    known = ged(side_b_new_id="356", side_b="Any name at all")
    namesake = ged(id="700002", side_b_new_id="9003", side_b="Tehrik-i-Taliban Pakistan")
    place = dataset(tmp_path, empty=False)
    account = import_from("ucdp-ged", written(tmp_path / "g.csv", [known, namesake]), place)
    assert account.imported == 1
    (told,) = account.reported
    assert told.value == "Tehrik-i-Taliban Pakistan"
    assert told.why == "groups has another row with it, grp-0001"
    made = records(place, "incidents")[-1]["incident_id"]
    actors = {
        (r["group_id"], r["role"])
        for r in records(place, "incident_actors")
        if r["incident_id"] == made
    }
    assert ("grp-0001", "perpetrator") in actors


def test_given_columns_that_nobody_knows_when_imported_then_they_are_told_with_their_values(
    tmp_path: Path,
) -> None:
    file = written(tmp_path / "ged.csv", [ged(weather="rain"), ged(id="700002", weather="")])
    account = import_from("ucdp-ged", file, dataset(tmp_path))
    assert account.left_out["weather"] == (1, "the mapping does not know it")
    unmapped = {name for name, (_, why) in account.left_out.items() if not why}
    assert unmapped == set()


def test_given_the_shipped_dataset_when_exported_then_all_columns_are_there_and_losses_told() -> (
    None
):
    done = export(ROOT / "datasets" / NAME, "ucdp-ged")
    assert list(done.columns) == columns("ucdp-ged") == list(GED)
    assert done.rows == 302
    told = {each.what: each.total for each in done.lost}
    assert told["types of violence that GED does not have"] == 23
    assert told["incidents.device"] == 302


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as text:
        return [*csv.DictReader(text)]
