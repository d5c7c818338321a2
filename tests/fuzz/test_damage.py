"""Whatever damage is done to the files of a dataset, the command tells of it and breaks not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance import corpus
from fuzz import cases, seeds
from fuzz.ward import Ward, faults

if TYPE_CHECKING:
    from pathlib import Path

CASES = 120


def test_damaged_files_are_told_of_and_break_nothing(tmp_path: Path) -> None:
    datasets = seeds.seeds() | seeds.corpus(corpus.place() / "corpus")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    broken = []
    with Ward(scratch) as ward:
        for seed in range(CASES):
            case = cases.make(seed, datasets)
            end = cases.run(case, ward, tmp_path / "case")
            if found := faults(end):
                broken.append((seed, case.name, case.engine, case.blows, found, end.err[-2000:]))
    assert broken == []


def test_a_damaged_dataset_is_the_same_each_time() -> None:
    datasets = seeds.seeds()
    assert [cases.make(seed, datasets) for seed in range(50)] == [
        cases.make(seed, seeds.seeds()) for seed in range(50)
    ]
