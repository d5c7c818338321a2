"""The default engine against the verdicts of an independent implementation on other people's data.

Every case agrees, or differs in a way that ``docs/conformance.md`` lists with the clause that
decides it. The table of the run ends the report of the tests.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from conformance import page, values
from conformance.corpus import GROUPS, Corpus, place
from conformance.run import Measures, measures, run, shown
from sourcebook.engines.quirks import QUIRKS

if TYPE_CHECKING:
    from collections.abc import Callable

    from conformance.run import Run

CORPUS = Corpus(place())
pytestmark = pytest.mark.skipif(
    not (CORPUS.root / "corpus").is_dir(),
    reason=f"there is no corpus in {CORPUS.root}: name its folder in SOURCEBOOK_CONFORMANCE",
)


@pytest.fixture(scope="module")
def told() -> Run:
    return run(CORPUS, "duckdb")


@pytest.fixture(scope="module")
def measured(told: Run) -> Measures:
    return measures(CORPUS, told, show=20)


@pytest.fixture(scope="module")
def digests() -> tuple[int, list[str]]:
    """How many columns of published tables were compared, and those that are not equal."""
    return values.compared(CORPUS, "real")


@pytest.mark.parametrize("group", GROUPS)
def test_no_difference_from_the_reference_is_open(group: str, told: Run) -> None:
    lines = [
        f"{judged.case}: {difference.resource}: {difference.what}"
        for judged in told.of(group)
        for difference in judged.open
    ]
    assert not lines, "\n".join([f"{len(lines)} open", *lines[:20]])


def test_every_case_of_the_corpus_is_in_the_table(
    told: Run, record_property: Callable[[str, object], None]
) -> None:
    table = told.table()
    record_property("table", f"conformance ({told.engine})\n{shown(table)}")
    assert table[-1][1] == len(CORPUS.cases)
    assert [judged.case for judged in told.judged] == CORPUS.cases


def test_nothing_crashes(told: Run) -> None:
    crashed = [
        (candidate.case, candidate.said)
        for judged in told.judged
        for candidate in judged.candidates
        if candidate.outcome != "ok"
    ]
    assert crashed == []


def test_outside_the_differences_listed_the_verdicts_are_those_of_the_reference(
    measured: Measures,
) -> None:
    assert measured.outside["verdict_agreement"] == 1, measured.outside["told"]


def test_the_faults_that_were_put_in_are_found_and_no_others(measured: Measures) -> None:
    assert measured.truth["recall"] >= 0.99, measured.truth["told"]
    assert measured.precision >= 0.99


def test_every_quirk_that_shows_only_in_recorded_verdicts_is_one_of_the_corpus(told: Run) -> None:
    if "SOURCEBOOK_CONFORMANCE" in os.environ:
        pytest.skip("another corpus may not show them all")
    assert {quirk.id for quirk in QUIRKS if quirk.bare} <= told.quirks().keys()


def test_published_tables_have_the_values_that_the_reference_reads(
    digests: tuple[int, list[str]],
) -> None:
    number, other = digests
    assert number > 0
    assert other == []


def test_the_page_says_what_is_measured(
    told: Run, measured: Measures, digests: tuple[int, list[str]]
) -> None:
    if "SOURCEBOOK_CONFORMANCE" in os.environ:
        pytest.skip("the page is about the corpus that the project shares")
    number, other = digests
    block = page.block(told, measured, number - len(other), number)
    assert page.read() == block, "`make conformance ARGS=--write` renews it"
