"""Every case of the corpus, checked in as many processes as there are cores, and the table of it."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import json
import multiprocessing
import os
import tempfile
import warnings
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conformance.candidate import check
from conformance.corpus import GROUPS, Corpus
from conformance.judge import judge

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from conformance.judge import Judged


@dataclass(frozen=True)
class Run:
    engine: str
    judged: tuple[Judged, ...]

    def of(self, group: str) -> list[Judged]:
        return [each for each in self.judged if each.group == group]

    def table(self) -> list[tuple[str, int, int, int, int]]:
        """Group, cases, agreed, listed, open; the sums last."""
        rows = []
        for group in GROUPS:
            count = Counter(each.standing for each in self.of(group))
            rows.append((group, count.total(), count["agreed"], count["listed"], count["open"]))
        sums = [sum(row[column] for row in rows) for column in range(1, 5)]
        return [*rows, ("all", sums[0], sums[1], sums[2], sums[3])]

    def quirks(self) -> Counter[str]:
        """In how many cases each quirk accounts for a difference."""
        return Counter(
            quirk
            for judged in self.judged
            for quirk in {each.quirk for each in judged.differences if each.quirk is not None}
        )

    def lines(self, *, outside: bool = False) -> str:
        """The candidate's lines, as ``compare.py`` reads them.

        ``outside``: without what a quirk of the reference accounts for.
        """
        candidates = [
            each
            for judged in self.judged
            for each in (judged.outside if outside else judged.candidates)
        ]
        return "".join(candidate.line() + "\n" for candidate in candidates)


def _one(root: Path, engine: str, case: str) -> Judged:
    corpus = _corpus(root)
    with tempfile.TemporaryDirectory(prefix="conformance-") as scratch:
        return judge(corpus, case, check(corpus.folder(case), engine, Path(scratch)))


_OPENED: dict[Path, Corpus] = {}


def _corpus(root: Path) -> Corpus:
    """The corpus, read once in each process."""
    if root not in _OPENED:
        _OPENED[root] = Corpus(root)
    return _OPENED[root]


def run(corpus: Corpus, engine: str, cases: Sequence[str] | None = None) -> Run:
    """Check the cases, all of them by default, with one engine."""
    chosen = corpus.cases if cases is None else list(cases)
    work = partial(_one, corpus.root, engine)
    cores = min(len(os.sched_getaffinity(0)), 1 + len(chosen) // 8)
    if cores == 1:
        return Run(engine, tuple(map(work, chosen)))
    context = multiprocessing.get_context("spawn")  # DuckDB and Polars have threads
    with ProcessPoolExecutor(cores, mp_context=context) as pool:
        return Run(engine, tuple(pool.map(work, chosen, chunksize=8)))


def shown(rows: Iterable[tuple[str, int, int, int, int]]) -> str:
    """The table of a run, in Markdown."""
    head = ("group", "cases", "agreed", "listed", "open")
    lines = [f"| {' | '.join(head)} |", "|---|---:|---:|---:|---:|"]
    return "\n".join([*lines, *(f"| {' | '.join(map(str, row))} |" for row in rows)])


@dataclass(frozen=True)
class Measures:
    """What the corpus's own ``compare.py`` says of a run."""

    reference: dict[str, Any]
    truth: dict[str, Any]
    outside: dict[str, Any]
    """Against the reference, without what a quirk accounts for."""
    precision: float
    """Of the findings that no quirk accounts for, the part that the truth knows."""


def measures(corpus: Corpus, run: Run, show: int = 0) -> Measures:
    """The corpus's own two measures, and both again outside the quirks of the reference.

    The published tables in which faults were put have some of their own, by the specification and
    not by the reference, which the truth does not know: the form of their moments.
    """
    reference, truth = _compared(corpus, run.lines(), show)
    outside, pruned = _compared(corpus, run.lines(outside=True), show)
    return Measures(reference, truth, outside, truth["tp"] / (truth["tp"] + pruned["fp"]))


def _compared(corpus: Corpus, lines: str, show: int) -> tuple[dict[str, Any], dict[str, Any]]:
    spec = importlib.util.spec_from_file_location("corpus_compare", corpus.root / "compare.py")
    assert spec is not None
    assert spec.loader is not None
    compare = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(compare)
    quirks = json.loads((corpus.root / "quirks.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder, _files_left_open():
        file = Path(folder) / "candidate.jsonl"
        file.write_text(lines, encoding="utf-8")
        candidate = compare.load(file)
        reference = compare.load(corpus.root / "verdicts.jsonl", "pinned")
    against = _printed(compare.versus_reference, candidate, reference, quirks, show)
    truth = _printed(compare.versus_truth, candidate, str(corpus.root / "corpus"), show)
    return against, truth


@contextlib.contextmanager
def _files_left_open() -> Iterator[None]:
    """``compare.py`` leaves its files to be closed, which is none of our business."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        yield


def _printed(measure: Any, *args: Any) -> dict[str, Any]:
    """The figures that a measure prints first, and under ``told`` what it prints after them."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), _files_left_open():
        measure(*args)
    figures, end = json.JSONDecoder().raw_decode(out.getvalue())
    return {**figures, "told": out.getvalue()[end:].strip()}
