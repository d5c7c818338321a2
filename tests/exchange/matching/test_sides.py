"""What can be named as a side, and that one dataset is one however it is named."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

import repository
import sourcebook
from command import run
from exchange.matching.events import fires, read, side
from small import change
from sourcebook import catalogue
from sourcebook.exchange import matching

if TYPE_CHECKING:
    from pathlib import Path

CLOSE = "f3,2024-03-01,50,8,north,4\n"
"""A fire so near to the first that the two are a pair."""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a dataset, its package and archive, a catalogue with it, and a commit."""
    folder = fires(tmp_path)
    with (folder / "fires.csv").open("a", encoding="utf-8") as text:
        text.write(CLOSE)
    change(folder / "datapackage.yaml", "name: fires\n", "name: fires\nversion: 1.0.0\n")
    package = sourcebook.build(folder, tmp_path / "dist")
    catalogue.publish(package, tmp_path / "catalog")
    repository.begin(tmp_path)
    return tmp_path


DATASET = "datasets/fires"
PACKAGE = "dist/fires-1.0.0"
DECLARED = ("--events-a", f"{DATASET}/match.yaml", "--events-b", f"{DATASET}/match.yaml")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (DATASET, f"{DATASET}/fires.csv"),
        (f"{DATASET}/fires.csv", f"./{DATASET}/../fires/datapackage.yaml"),
        (PACKAGE, f"{PACKAGE}/fires-1.0.0.zip"),
        ("fires@1", PACKAGE),
        (f"{PACKAGE}/fires-1.0.0.zip", "fires@1.0.0"),
    ],
)
def test_given_one_dataset_by_two_names_when_matched_then_no_event_is_a_pair_with_itself(
    place: Path, one: str, other: str
) -> None:
    words = ("match", one, other, *DECLARED, "--catalog", "catalog")
    code, _, err = run(place, *words)
    assert (code, err) == (0, "")
    assert [(row["id_a"], row["id_b"]) for row in read(place / "pairs.csv")] == [("f1", "f3")]


@pytest.mark.parametrize(
    "name", [f"HEAD:{DATASET}", "fires@1", f"{PACKAGE}/fires-1.0.0.zip", PACKAGE]
)
def test_given_a_name_that_diff_takes_when_matched_with_a_file_then_its_events_are_found(
    place: Path, name: str
) -> None:
    words = ("--events-a", f"{DATASET}/match.yaml", "--events-b", "satellite.yaml")
    code, out, err = run(place, "match", name, "satellite.csv", *words, "--catalog", "catalog")
    assert (code, err) == (0, "")
    assert out.startswith("fires: 3 events.\n")


def test_given_a_copy_that_has_changed_when_matched_then_it_is_another_dataset(place: Path) -> None:
    shutil.copytree(place / DATASET, place / "datasets/more")
    change(place / "datasets/more/fires.csv", CLOSE, "f4,2024-03-01,50,8,north,4\n")
    run(place, "match", DATASET, "datasets/more")
    pairs = {(row["id_a"], row["id_b"]) for row in read(place / "pairs.csv")}
    assert ("f1", "f1") in pairs


def test_given_a_version_and_no_catalogue_when_matched_then_one_line_asks_for_it(
    place: Path,
) -> None:
    code, _, err = run(place, "match", "fires@1", DATASET)
    assert code == 2
    assert "catalog" in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("memory", "told"),
    [
        ("plenty", "plenty: is no amount of memory. Write it as 1600MiB or 4GiB."),
        ("1MiB", "The match takes more memory than 1MiB. Use a smaller window (--days, --km), or"),
    ],
)
def test_given_too_little_memory_when_matched_then_the_next_step_fits(
    tmp_path: Path, memory: str, told: str
) -> None:
    (tmp_path / "events.yaml").write_text("id: id\ndate: day\nlatitude: lat\nlongitude: lon\n")
    events = [(f"e{number}", "2024-01-01", "", 1, 1) for number in range(3000)]
    file = str(side(tmp_path, "a", events))
    words = ("--events-a", "events.yaml", "--events-b", "events.yaml", "--memory", memory)
    code, _, err = run(tmp_path, "match", file, file, *words)
    assert code == 2
    assert told in err
    assert not (tmp_path / "pairs.csv").exists()
    assert matching.MEMORY == "1600MiB"
