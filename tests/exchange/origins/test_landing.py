"""What an import leaves: files in canonical form, what is to be done next, and nothing forgotten."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import repository
from command import run
from originfiles import GED, dataset, edit, records, written
from small import change
from sourcebook.declare import open_target
from sourcebook.exchange.origins import columnar, landing
from sourcebook.exchange.origins.bringing import import_from
from sourcebook.exchange.origins.mapping import shipped

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

FAULTY = GED | {"id": "700002", "low": "9"}


def test_given_a_faulty_row_when_imported_then_the_end_says_what_is_left_and_what_comes_next(
    tmp_path: Path,
) -> None:
    place = dataset(tmp_path)
    written(tmp_path / "ged.csv", [GED, FAULTY])
    _, out, _ = run(tmp_path, "import-from", "ucdp-ged", "ged.csv", "--into", str(place))
    *_, same, after, unchecked, coming = out.splitlines()
    assert same.startswith("The same in each new row of incidents, as the mapping says and not")
    assert "attack_type 'not_coded', device 'not_coded'" in same
    assert "more than before: deaths-ordered 1" in after
    assert after.endswith("(1 error in all).")
    assert unchecked.startswith("Rules that can't be checked any more until that is mended: ")
    assert unchecked.endswith(", as incidents, which it reads, has errors.")
    assert coming == f"Next: `sourcebook validate {place}` tells the place of each finding."


def test_given_sound_rows_in_a_repository_when_imported_then_the_diff_is_named_too(
    tmp_path: Path,
) -> None:
    place = dataset(tmp_path)
    repository.begin(tmp_path)
    written(tmp_path / "ged.csv", [GED])
    words = ("import-from", "ucdp-ged", "ged.csv", "--into", "datasets/pakistan-militancy")
    _, out, _ = run(tmp_path, *words, "--dry-run")
    assert out.endswith("Next: run it again without --dry-run.\n")
    _, out, _ = run(tmp_path, *words)
    assert out.endswith(
        "Next: `sourcebook diff HEAD datasets/pakistan-militancy` shows what was added; "
        "`sourcebook validate datasets/pakistan-militancy` finds nothing new.\n"
    )
    assert run(tmp_path, "validate", str(place))[0] == 0
    _, again, _ = run(tmp_path, *words)
    assert "Next:" not in again


def test_given_rows_before_and_behind_those_that_are_there_when_imported_then_the_form_is_canonical(
    tmp_path: Path,
) -> None:
    place = dataset(tmp_path)
    first = [GED | {"id": str(number)} for number in (5, 1)]
    import_from("ucdp-ged", written(tmp_path / "ged.csv", first), place)
    # As somebody may have left it: columns and rows in another order, more quotes than it takes.
    labels, *lines = (place / "external_ids.csv").read_text("utf-8").splitlines()
    turned = [",".join(f'"{cell}"' for cell in line.split(",")[::-1]) for line in lines]
    text = "\n".join([",".join(labels.split(",")[::-1]), *turned[::-1], ""])
    (place / "external_ids.csv").write_text(text, "utf-8")
    more = [
        GED | {"id": str(number), "side_b_new_id": "8999", "side_b": "Other Front"}
        for number in (3, 4)
    ]
    import_from("ucdp-ged", written(tmp_path / "ged.csv", more), place)
    assert run(tmp_path, "format", "--check", str(place))[0] == 0
    assert (place / "external_ids.csv").read_text("utf-8").startswith(labels)
    ids = [row["external_id"] for row in records(place, "external_ids")]
    assert sorted(each for each in ids if len(each) == 1) == ["1", "3", "4", "5"]


def test_given_tables_set_down_for_quick_reading_when_checked_then_the_totals_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = dataset(tmp_path, empty=False)
    import_from("ucdp-ged", written(tmp_path / "ged.csv", [GED, FAULTY]), place)
    change(place / "incidents.csv", "inc-00001,2014-06-08,", "inc-00001,x,")
    change(place / "claims.csv", "clm-000002,incidents,inc-00084,", 'clm-000002,in,"a ""b""\n",')
    declared = open_target(place).dataset
    wanted = landing.totals(declared)
    assert wanted.errors > 3
    monkeypatch.setattr(columnar, "LARGE", 0)
    tables = tuple(
        columnar.quick(each, tmp_path) if each.format == "csv" else each for each in declared.tables
    )
    assert {each.format for each in tables} == {"parquet", "view"}
    assert landing.totals(replace(declared, tables=tables)) == wanted


def test_given_a_comment_at_the_end_of_the_sql_of_an_id_when_imported_then_it_swallows_nothing(
    tmp_path: Path,
) -> None:
    def comment(mapping: dict) -> None:
        rows = next(each for each in mapping["rows"] if each["name"] == mapping["subject"])
        rows["identity"]["sql"] = "id -- as it is"

    mapping = edit(shipped()["ucdp-ged"], comment, tmp_path / "commented.yaml")
    account = import_from(str(mapping), written(tmp_path / "g.csv", [GED]), dataset(tmp_path))
    assert account.imported == 1
