"""What could be lost without a word on the way in or out is told, and nothing is written over."""

from __future__ import annotations

import csv
import shutil
from collections import defaultdict
from pathlib import Path

import pytest

from command import run
from originfiles import ACLED, NAME, dataset, records, written
from sourcebook.exchange.origins.exporting import export

TOP = Path(__file__).parents[3]
SHIPPED = TOP / "datasets" / NAME


def shipped(folder: Path) -> Path:
    shutil.copytree(TOP / "schemas", folder / "schemas")
    return Path(shutil.copytree(SHIPPED, folder / "datasets" / NAME))


def test_given_a_quote_that_is_never_closed_when_imported_then_no_row_is_lost_silently(
    tmp_path: Path,
) -> None:
    place = dataset(tmp_path)
    key = next(iter(ACLED))
    rows = [ACLED | {key: f"NUL{number}"} for number in range(1, 9)]
    file = written(tmp_path / "acled.csv", rows)
    lines = file.read_text("utf-8").splitlines(keepends=True)
    head, _, tail = lines[3].rstrip("\n").rpartition(",")
    lines[3] = f'{head},"{tail}\n'
    file.write_text("".join(lines), "utf-8")
    code, out, err = run(tmp_path, "import-from", "acled", str(file), "--into", str(place))
    assert (code, out) == (2, "")
    assert "acled.csv:4: the record that begins here can't be read" in err
    assert "its quote is not closed by line 9" in err
    assert records(place, "incidents") == []


@pytest.mark.parametrize(
    ("origin", "scheme"), [("ucdp-ged", "ucdp_actor"), ("acled-like", "acled_actor")]
)
def test_given_several_groups_when_exported_then_name_and_number_are_of_one(
    origin: str, scheme: str
) -> None:
    with (SHIPPED / "groups.csv").open(encoding="utf-8") as text:
        names = {row["group_id"]: row["name"] for row in csv.DictReader(text)}
    known: dict[str, set[str]] = defaultdict(set)
    with (SHIPPED / "external_ids.csv").open(encoding="utf-8") as text:
        for row in csv.DictReader(text):
            if row["scheme"] == scheme and row["match"] == "exact":
                known[names[row["subject_id"]]].add(row["external_id"])
    rows = [*csv.DictReader(export(SHIPPED, origin).content.decode().splitlines())]
    assert rows
    if origin == "acled-like":
        everything = {*names.values(), *(each for ids in known.values() for each in ids)}
        assert {row["actor1"] for row in rows} - {""} <= everything
        return
    sides = [
        (row[f"side_{side}"], row[f"side_{side}_new_id"])
        for row in rows
        for side in "ab"
        if row[f"side_{side}"] in names.values() and row[f"side_{side}_new_id"]
    ]
    assert len(sides) > 100
    assert [pair for pair in sides if pair[1] not in known[pair[0]]] == []


BROKEN = {
    "a table of other columns": ("incidents.csv", None, "is expected"),
    "a number that is none": ("incidents.csv", ",13,13,13,", "whole number"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_given_cells_that_are_wrong_when_exported_then_it_is_refused(
    case: str, tmp_path: Path
) -> None:
    name, cells, words = BROKEN[case]
    place = shipped(tmp_path)
    text = (place / name).read_text("utf-8")
    changed = "x,y\n" if cells is None else text.replace(cells, ",abc,13,13,", 1)
    assert changed != text
    (place / name).write_text(changed, "utf-8")
    code, _, err = run(tmp_path, "export", str(place), "--as", "ucdp-ged", "-o", "out.csv")
    assert code == 2
    assert words in err
    assert "sourcebook validate" in err
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize("file", ["incidents.csv", "datapackage.yaml", "../../schemas/groups.yaml"])
def test_given_a_file_of_the_dataset_to_write_to_when_asked_then_it_is_refused(
    file: str, tmp_path: Path
) -> None:
    place = shipped(tmp_path)
    source = written(tmp_path / "acled.csv", [ACLED])
    before = (place / file).read_bytes()
    target = str(place / file)
    asked = [
        ("export", str(place), "--as", "ucdp-ged", "-o", target),
        ("import-from", "acled", str(source), "--into", str(place), "--report", target, "--dry-run"),
        ("import-from", "acled", str(source), "--into", str(place), "--report", str(source)),
    ]  # fmt: skip
    for arguments in asked:
        code, _, err = run(tmp_path, *arguments)
        assert code == 2
        assert "is read by this command" in err
    assert (place / file).read_bytes() == before
