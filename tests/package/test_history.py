"""A package carries what its releases changed: as a table, as text, and to be read again."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest
import yaml

from sourcebook.declare import open_target
from sourcebook.errors import UseError
from sourcebook.package import Change, Entry, History, build, history

if TYPE_CHECKING:
    from pathlib import Path

PAST = History(
    (
        Entry("1.2.0", "2031-05-06", "minor", "* One row added.\n* A toll of `st-1` corrected."),
        Entry("1.1.0", "2030-01-02", "minor", "* The first *release*."),
    ),
    (
        Change("1.2.0", "stations", "st-3", None, None, None, None, "row added"),
        Change("1.2.0", "stations", "st-1", "height", "61", "612", "a typo", "cell changed"),
        Change("1.2.0", "stations", "st-1", "name", 'a "b",\nc', None, None, "cell changed"),
        Change("1.1.0", "readings", "", "rain", None, "integer", None, "schema changed"),
    ),
)


def test_a_package_without_a_past_has_an_empty_table(package: Path) -> None:
    text = (package / "data" / "changes.csv").read_text("utf-8")
    assert text == "release,table,row,field,old,new,reason,kind\n"
    assert "Version 1.2.0 records no release before it." in (package / "CHANGELOG.md").read_text()
    assert history.read(open_target(package).dataset) == History()


def test_a_history_is_written_and_read_again(weather: Path, tmp_path: Path) -> None:
    built = build(weather, tmp_path / "dist", history=PAST)
    with (built / "data" / "changes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[2] == ["1.2.0", "stations", "st-1", "height", "61", "612", "a typo", "cell changed"]
    text = (built / "CHANGELOG.md").read_text("utf-8")
    assert text.index("## 1.2.0 (2031-05-06, minor)\n\n* One row added.") < text.index("## 1.1.0")
    assert history.read(open_target(built).dataset) == PAST


def test_a_package_that_is_packaged_again_keeps_its_past(weather: Path, tmp_path: Path) -> None:
    built = build(weather, tmp_path / "dist", history=PAST)
    again = build(built, tmp_path / "again")
    for name in ("CHANGELOG.md", "data/changes.csv", "data/changes.parquet"):
        assert (again / name).read_bytes() == (built / name).read_bytes()
    names = [
        each["name"] for each in json.loads((again / "datapackage.json").read_text())["resources"]
    ]
    assert names == ["stations", "readings", "changes"]


def test_a_dataset_with_a_table_of_that_name_is_refused(weather: Path, tmp_path: Path) -> None:
    file = weather / "datapackage.yaml"
    declared = yaml.safe_load(file.read_text("utf-8"))
    declared["resources"][1]["name"] = "changes"
    file.write_text(yaml.safe_dump(declared), "utf-8")
    with pytest.raises(UseError, match="every package has a table named 'changes' of its own"):
        build(weather, tmp_path / "dist")
    assert not (tmp_path / "dist").exists()
