"""The pandera schemas that users get say of a table in memory what the engines say of its file."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from conformance.corpus import Corpus, group, place
from conformance.frames import BACKENDS, expected, in_memory, keys_told, told
from sourcebook.declare import open_target
from sourcebook.engines import duckdb
from sourcebook.errors import SourcebookError
from sourcebook.findings import Silent

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conformance.frames import Backend, Place

DOUBLES = "a frame has numbers as doubles, in which these two are the same"
LISTED = {
    "probe__con-enum-number": DOUBLES,
    "probe__con-maximum-number": DOUBLES,
    "probe__con-minimum-number-decimal": DOUBLES,
}
"""Cases in which a frame can't show what the file does, and why."""
LARGEST = 12_000
"""Bytes of a case, its files together, that is looked at."""
STEP = 6
"""Of the cases that are damaged tables, one in so many."""


def differences(folder: Path, backend: Backend) -> tuple[int, dict[str, set[Place]]]:
    """How many tables were compared, and by table what one says and the other does not."""
    try:
        target = open_target(folder)
        findings = duckdb.check(target, None, Silent()).findings
    except SourcebookError:
        return 0, {}
    compared, found = 0, {}
    for table in target.dataset.tables:
        own = [each for each in findings if each.table == table.name]
        if not in_memory(table, own):
            continue
        compared += 1
        ours, theirs = told(table, target.dataset, own, backend), expected(table, own)
        if any(each.code.endswith("-label") for each in own):
            # What is missing or too much is told of the header there, and of the frame here.
            ours = {each for each in ours if each[1] is not None or each[0] == "type-error"}
        keys = {"primary-key", "unique-error", "foreign-key"} - keys_told(table, own)
        differ = {each for each in ours ^ theirs if each[0] not in keys}
        if differ:
            found[table.name] = differ
    return compared, found


@pytest.mark.skipif(not place().is_dir(), reason="the corpus is not there")
@pytest.mark.filterwarnings("ignore")  # pandas, of what it makes of foreign columns
@pytest.mark.parametrize("backend", BACKENDS)
def test_schemas_in_memory_agree_with_the_verdict_on_files(
    backend: Backend, record_property: Callable[[str, object], None]
) -> None:
    corpus = Corpus(place())
    tried: Counter[str] = Counter()
    open_cases = {}
    for case in chosen(corpus):
        compared, found = differences(corpus.folder(case), backend)
        tried["tables"] += compared
        tried["agreed"] += compared - len(found)
        if found and case in LISTED:
            tried["listed"] += len(found)
        elif found:
            open_cases[case] = found
    told = ", ".join(f"{number} {word}" for word, number in tried.items())
    record_property("table", f"frames ({backend}): {told}, {len(open_cases)} open")
    assert open_cases == {}
    assert tried["agreed"] > 100


def chosen(corpus: Corpus) -> list[str]:
    """The cases that are small, and of the many damaged ones some."""
    small = [
        case
        for case in corpus.cases
        if sum(each.stat().st_size for each in corpus.folder(case).rglob("*")) < LARGEST
    ]
    damaged = [case for case in small if group(case) in ("mut", "parse", "fuzz")]
    return [case for case in small if case not in set(damaged)] + damaged[::STEP]
