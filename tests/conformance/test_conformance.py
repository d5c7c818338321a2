"""The default engine against the verdicts of an independent implementation on other people's data.

Every case agrees, or differs in a way that ``docs/conformance.md`` lists with the clause that
decides it. The run prints its table; a row of it is a test.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from conformance.corpus import GROUPS, Corpus, place
from conformance.run import measures, run, shown

if TYPE_CHECKING:
    from conformance.run import Run

CORPUS = Corpus(place())
HERE = (CORPUS.root / "corpus").is_dir()

pytestmark = pytest.mark.skipif(
    not HERE, reason=f"{CORPUS.root} is not there: SOURCEBOOK_CONFORMANCE names the corpus"
)


@pytest.fixture(scope="module")
def told() -> Run:
    return run(CORPUS, "duckdb")


@pytest.mark.parametrize("group", GROUPS)
def test_no_difference_from_the_reference_is_open(group: str, told: Run) -> None:
    lines = [
        f"{judged.case}: {difference.resource}: {difference.what}"
        for judged in told.of(group)
        for difference in judged.open
    ]
    assert not lines, "\n".join([f"{len(lines)} open", *lines[:20]])


def test_every_case_of_the_corpus_is_in_the_table(
    told: Run, record_property: pytest.RecordProperty
) -> None:
    table = told.table()
    record_property("table", f"conformance ({told.engine})\n{shown(table)}")
    assert table[-1][1] == len(CORPUS.cases)
    assert [each.case for each in told.judged] == CORPUS.cases


def test_the_verdict_agrees_with_the_reference_and_the_truth(told: Run) -> None:
    against, truth = measures(CORPUS, told.lines(), show=20)
    assert against["verdict_agreement"] == 1, against["told"]
    assert truth["precision"] >= 0.99, truth["told"]
    assert truth["recall"] >= 0.99, truth["told"]


def test_nothing_crashes(told: Run) -> None:
    crashed = [
        (candidate.case, candidate.said)
        for judged in told.judged
        for candidate in judged.candidates
        if candidate.outcome != "ok"
    ]
    assert crashed == []
