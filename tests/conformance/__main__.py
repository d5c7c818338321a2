"""``make conformance``: the table, and with ``--show`` or ``--case`` the differences in detail."""

from __future__ import annotations

import argparse
import fnmatch
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from conformance import page, values
from conformance.corpus import Corpus, place
from conformance.run import measures, run, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conformance.judge import Judged
    from conformance.run import Measures


def main() -> int:
    parser = argparse.ArgumentParser(prog="conformance", description=__doc__)
    parser.add_argument("--engine", default="duckdb", choices=("duckdb", "pandera", "frictionless"))
    parser.add_argument("--show", type=int, default=0, help="how many open cases to tell of")
    parser.add_argument("--case", default="*", help="only these cases; * and ? as in a shell")
    parser.add_argument("--quirk", help="tell of the cases that this quirk excuses instead")
    parser.add_argument("--candidate", type=Path, help="write the candidate's lines to this file")
    parser.add_argument("--truth", action="store_true", help="tell what differs from the truth")
    parser.add_argument("--write", action="store_true", help="renew the figures in the page")
    options = parser.parse_args()
    corpus = Corpus(place())
    if not (corpus.root / "corpus").is_dir():
        sys.exit(f"{corpus.root}: there is no corpus. Set SOURCEBOOK_CONFORMANCE to its folder.")
    cases = fnmatch.filter(corpus.cases, options.case)
    told = run(corpus, options.engine, cases)
    print(shown(row for row in told.table() if row[1]))
    if options.candidate is not None:
        options.candidate.write_text(told.lines(), encoding="utf-8")
    for judged in _chosen(told.judged, options):
        _tell(judged, in_full=len(cases) < 4)
    count = ", ".join(f"{name} {number}" for name, number in sorted(told.quirks().items()))
    print("\ncases by quirk:", count)
    if len(cases) == len(corpus.cases):
        found = measures(corpus, told, 1000)
        _measure(found, in_full=options.truth)
        if options.write:
            number, other = values.compared(corpus, "real")
            page.write(page.block(told, found, number - len(other), number))
    return 0


def _tell(judged: Judged, *, in_full: bool) -> None:
    print(f"\n{judged.case}")
    for difference in judged.differences[:20]:
        print(f"  {difference.quirk or 'OPEN':5} {difference.resource}: {difference.what}")
    if in_full:
        for candidate in judged.candidates:
            print("  said:", candidate.resource, candidate.valid, candidate.said[:4])


def _measure(found: Measures, *, in_full: bool) -> None:
    for name in ("reference", "truth", "outside"):
        figures = dict(getattr(found, name))
        details = figures.pop("told")
        print(f"\n{name}: {json.dumps(figures)}")
        if in_full:
            print(details)
    print(f"\nprecision on the truth, outside the quirks: {found.precision:.4f}")


def _chosen(judged: Sequence[Judged], options: argparse.Namespace) -> list[Judged]:
    if options.quirk is not None:
        return [
            each
            for each in judged
            if any(difference.quirk == options.quirk for difference in each.differences)
        ]
    if options.case != "*":
        return [each for each in judged if each.differences or len(judged) < 4]
    return [each for each in judged if each.standing == "open"][: options.show]


if __name__ == "__main__":
    sys.exit(main())
