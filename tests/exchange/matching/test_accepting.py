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
    assert "rows added: 2, changed: 0, removed: 0. Accepted before: 0, different: 1," in out
    assert "without a decision: 1." in out
    header, *rest = CROSSWALK.splitlines()
    new = ["fires,f1,satellite,901,exact", "fires,f2,satellite,902,close"]
    assert crosswalk(place) == "\n".join([header, *rest, *new, ""])
    assert run(place, "format", "--check", "datasets/fires")[0] == 0
    code, out, _ = accept(place, ROWS)
    assert "rows added: 0, changed: 0, removed: 0. Accepted before: 2," in out


def test_given_decisions_when_tried_then_nothing_is_written(place: Path) -> None:
    code, out, _ = accept(place, ROWS, "--dry-run")
    assert (code, crosswalk(place)) == (0, CROSSWALK)
    assert "rows that would be added: 2, changed: 0" in out


def test_given_another_decision_when_accepted_again_then_it_takes_the_place_of_the_old(
    place: Path,
) -> None:
    accept(place, ROWS)
    change(
        place / "datasets/fires/elsewhere.csv", "fires,f1,satellite,901,exact\n",
        "fires,f1,satellite,900,exact\nfires,f1,satellite,901,exact\n",
    )  # fmt: skip
    again = "broad,fires,f1,satellite,901\ndifferent,satellite,902,fires,f2\n"
    told = [
        "rows added: 0, changed: 1, removed: 1. Accepted before: 0, different: 1,",
        "  changed: f1 and satellite 901: exact becomes broad\n",
        "  removed: f2 and satellite 902, which was close\n",
    ]
    before = crosswalk(place)
    code, out, err = accept(place, again)
    assert (code, err) == (0, "")
    assert all(each in out for each in told)
    wanted = before.replace("satellite,901,exact", "satellite,901,broad")
    assert crosswalk(place) == wanted.replace("fires,f2,satellite,902,close\n", "")
    code, out, _ = accept(place, again)
    assert "changed: 0, removed: 0. Accepted before: 1, different: 1," in out


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "pairs.csv: is a folder. Name the table of pairs in it."),
        ("", "pairs.csv: is empty. Take the table as"),
        ("decision,id_a\n", "pairs.csv: there is no column 'dataset_a'. Take the table as"),
    ],
)
def test_given_what_is_no_table_of_pairs_when_accepted_then_it_is_an_error_of_use(
    place: Path, content: str | None, told: str
) -> None:
    file = place / "pairs.csv"
    file.mkdir() if content is None else file.write_text(content)
    code, out, err = run(place, "match", "--accept", "pairs.csv", "--into", "datasets/fires")
    assert (code, out) == (2, "")
    assert told in err
    assert err.count("\n") == 1


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
        ("same,fires,f1,satellite,901\nclose,satellite,901,fires,f1\n",
         "pairs.csv:3:1: The pair is 'same' in line 2 already. Keep one decision."),
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
