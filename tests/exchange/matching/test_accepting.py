"""Decisions of a reviewer that become rows of a crosswalk, or are told where they can't."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from command import run
from exchange.matching.events import DATASET, fires
from small import change

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "decision,dataset_a,id_a,dataset_b,id_b\n"
CROSSWALK = DATASET["datasets/fires/elsewhere.csv"]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    fires(tmp_path)
    return tmp_path


def accept(place: Path, rows: str, *more: str) -> tuple[int, str, str]:
    (place / "pairs.csv").write_text(HEADER + rows, encoding="utf-8")
    return run(place, "match", "--accept", "pairs.csv", "--into", "datasets/fires", *more)


def crosswalk(place: Path) -> str:
    return (place / "datasets/fires/elsewhere.csv").read_text(encoding="utf-8")


ROWS = """\
same,fires,f1,satellite,901
,fires,f1,satellite,903
different,fires,f2,satellite,903
close,satellite,902,fires,f2
"""


def test_given_decisions_when_accepted_then_the_crosswalk_has_them_in_canonical_form(
    place: Path,
) -> None:
    code, out, err = accept(place, ROWS)
    assert (code, err) == (0, "")
    assert "rows added: 2. Accepted before: 0, different: 1, without a decision: 1." in out
    header, *rest = CROSSWALK.splitlines()
    new = ["fires,f1,satellite,901,exact", "fires,f2,satellite,902,close"]
    assert crosswalk(place) == "\n".join([header, *rest, *new, ""])
    assert run(place, "format", "--check", "datasets/fires")[0] == 0
    code, out, _ = accept(place, ROWS)
    assert "rows added: 0. Accepted before: 2," in out


def test_given_decisions_when_tried_then_nothing_is_written(place: Path) -> None:
    code, out, _ = accept(place, ROWS, "--dry-run")
    assert (code, crosswalk(place)) == (0, CROSSWALK)
    assert "rows that would be added: 2." in out


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("same,fires,f1,satellite,901\nsane,fires,f2,satellite,902\n",
         "pairs.csv:3:1: decision: 'sane' is none: write same, close, broad or different, or leave it empty. Did you mean 'same'?"),
        ("same,smoke,f1,satellite,901\n",
         "pairs.csv:2:2: The pair is of 'smoke' and 'satellite', and none of them is 'fires'."),
        ("same,fires,f1,fires,f2\n", "pairs.csv:2:2: Both events are of 'fires'"),
        ("same,fires,f1,plane,901\n", "constraint-error"),
        ("same,fires,f1,satellite\n", "pairs.csv:2:5:"),
    ],
)  # fmt: skip
def test_given_a_wrong_decision_when_accepted_then_its_line_is_told_and_nothing_changed(
    place: Path, rows: str, told: str
) -> None:
    code, out, err = accept(place, rows)
    assert (code, crosswalk(place)) == (1, CROSSWALK)
    assert told in out
    assert "nothing was changed" in err


def test_given_no_crosswalk_when_accepted_then_one_line_says_what_is_missing(place: Path) -> None:
    change(place / "datasets/fires/match.yaml", "subject: fires\n", "")
    code, _, err = accept(place, ROWS)
    assert code == 2
    assert "match.yaml: needs `subject` and `crosswalk`" in err


def test_given_a_table_with_decisions_when_matched_again_then_it_is_not_overwritten(
    place: Path,
) -> None:
    (place / "pairs.csv").write_text(HEADER + ROWS)
    words = ("match", "datasets/fires", "satellite.csv", "--events-b", "satellite.yaml")
    code, _, err = run(place, *words)
    assert code == 2
    assert "has decisions" in err
    assert (place / "pairs.csv").read_text() == HEADER + ROWS
    assert run(place, *words, "-o", "again.csv")[0] == 0


def test_given_an_accepted_pair_when_matched_again_then_the_table_says_it_is_known(
    place: Path,
) -> None:
    accept(place, ROWS)
    run(
        place, "match", "datasets/fires", "satellite.csv", "--events-b", "satellite.yaml",
        "-o", "again.csv",
    )  # fmt: skip
    lines = (place / "again.csv").read_text(encoding="utf-8").splitlines()
    assert [line.rpartition(",")[2] for line in lines] == ["known", "same", "close"]
