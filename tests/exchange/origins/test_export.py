"""An export is held against the codebook of its origin, and comes back as what it is."""

from __future__ import annotations

import csv
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from command import run
from originfiles import ACLED, GED, ROOT, dataset, records, written
from sourcebook.exchange.origins.bringing import import_from
from sourcebook.exchange.origins.exporting import export

if TYPE_CHECKING:
    from pathlib import Path

SHIPPED = str(ROOT / "datasets" / "pakistan-militancy")
REQUIRED = {
    "ucdp-ged": ("type_of_violence", "side_a_new_id", "side_a", "best"),
    "acled-like": ("actor1", "country", "iso"),
}


@pytest.mark.parametrize("origin", REQUIRED)
def test_given_cells_that_the_origin_must_have_when_exported_then_each_that_is_empty_is_told(
    tmp_path: Path, origin: str
) -> None:
    code, out, err = run(tmp_path, "export", SHIPPED, "--as", origin, "-o", "out.csv")
    empty = Counter(
        name for row in rows(tmp_path / "out.csv") for name in REQUIRED[origin] if not row[name]
    )
    assert (code, out) == (1, "")
    for name, many in empty.items():
        assert f"  {many} rows: {name} = '' {many}: The cell is empty, and" in err
    if origin == "ucdp-ged":
        assert len(empty) == 4
        assert f"It breaks the codebook of the origin {empty.total()} times" in err
    else:
        assert "event_id_cnty = 'pakistan-militancy:inc-" in err
        assert "and 299 other values: " in err


def test_given_rows_that_keep_to_the_codebook_when_exported_then_that_is_said(
    tmp_path: Path,
) -> None:
    place = dataset(tmp_path)
    import_from("ucdp-ged", written(tmp_path / "ged.csv", [GED]), place)
    code, _, err = run(tmp_path, "export", str(place), "--as", "ucdp-ged", "-o", "out.csv")
    assert code == 0
    assert err.endswith("It keeps to the codebook of the origin.\n")
    assert "Made up" not in err
    (row,) = rows(tmp_path / "out.csv")
    assert (row["id"], row["relid"]) == ("700001", "")


@pytest.mark.parametrize(
    ("name", "origin", "made"), [("ucdp-ged", "ucdp-ged", GED), ("acled-like", "acled", ACLED)]
)
def test_given_an_export_when_imported_again_then_its_rows_are_known_and_nothing_is_new(
    tmp_path: Path, name: str, origin: str, made: dict[str, str]
) -> None:
    place = dataset(tmp_path, empty=False)
    import_from(origin, written(tmp_path / "one.csv", [made]), place)
    _, _, told = run(tmp_path, "export", str(place), "--as", name, "-o", "out.csv")
    assert "Made up, as the origin must have a value there:\n  ids " in told
    assert ": 302\n" in told
    before = {file: file.read_bytes() for file in place.rglob("*.csv")}
    _, out, _ = run(tmp_path, "import-from", origin, "out.csv", "--into", str(place))
    assert "303 rows" in out
    assert "0 imported, 303 recognised as there already, 0 reported" in out
    assert "302 are known as rows that an export of pakistan-militancy has written" in out
    assert {file: file.read_bytes() for file in place.rglob("*.csv")} == before


def test_given_rows_of_another_dataset_or_that_are_gone_when_imported_then_they_are_reported(
    tmp_path: Path,
) -> None:
    place = dataset(tmp_path)
    made = [
        GED | {"id": "900000001", "relid": "birds:inc-00001"},
        GED | {"id": "900000002", "relid": "pakistan-militancy:inc-00002"},
        GED | {"id": "700002", "relid": "AFG-2019-1-1-1"},
    ]
    account = import_from("ucdp-ged", written(tmp_path / "ged.csv", made), place)
    assert (account.imported, account.exported) == (1, 0)
    assert [(each.column, each.value, each.why) for each in account.reported] == [
        ("relid", "birds:inc-00001", "the row was exported by 'birds', and its id is none of ucdp-ged"),
        ("relid", "pakistan-militancy:inc-00002", "the row was exported, and incidents has no such row any more"),
    ]  # fmt: skip
    assert [row["external_id"] for row in records(place, "external_ids")][-1] == "700002"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("export", SHIPPED, "--as", "acled", "-o", "x.csv"), "Write --as acled-like."),
        (("export", SHIPPED, "--as", "ucdp-ged-like", "-o", "x.csv"), "Write --as ucdp-ged."),
        (("export", SHIPPED, "--as", "gtd", "-o", "x.csv"), "says nothing of `export`"),
        (("import-from", "acled-like", "x", "--into", SHIPPED), "Did you mean 'acled'?"),
        (("import-from", "acled", ".", "--into", SHIPPED), ".: is a folder. Name a CSV file"),
    ],
)
def test_given_another_name_than_that_of_the_way_when_asked_then_one_line_says_which(
    tmp_path: Path, arguments: tuple[str, ...], told: str
) -> None:
    code, out, err = run(tmp_path, *arguments)
    assert (code, out) == (2, "")
    assert told in err
    assert err.count("\n") == 1


def test_given_a_view_of_the_dataset_when_exported_then_rows_and_losses_are_as_before() -> None:
    done = export(SHIPPED, "ucdp-ged")
    assert [each.total for each in done.made_up] == [302]
    assert done.misfits.errors == done.misfits.total


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as text:
        return [*csv.DictReader(text)]
