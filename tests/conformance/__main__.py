"""``make conformance``: the table, and with ``--show`` or ``--case`` the differences in detail."""

from __future__ import annotations

import argparse
import fnmatch
import json
import sys
from collections import Counter
from pathlib import Path

from conformance.corpus import Corpus, place
from conformance.run import measures, run, shown


def main() -> int:
    parser = argparse.ArgumentParser(prog="conformance", description=__doc__)
    parser.add_argument("--engine", default="duckdb", choices=("duckdb", "pandera", "frictionless"))
    parser.add_argument("--show", type=int, default=0, help="how many open cases to tell of")
    parser.add_argument("--case", default="*", help="only these cases; * and ? as in a shell")
    parser.add_argument("--quirk", help="tell of the cases that this quirk excuses instead")
    parser.add_argument("--candidate", type=Path, help="write the candidate's lines to this file")
    parser.add_argument("--truth", action="store_true", help="tell what differs from the truth")
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
        print(f"\n{judged.case}")
        for difference in judged.differences[:20]:
            print(f"  {difference.quirk or 'OPEN':5} {difference.resource}: {difference.what}")
        if len(cases) < 4:
            for candidate in judged.candidates:
                print("  said:", candidate.resource, candidate.valid, candidate.said[:4])
    quirks = Counter(
        quirk
        for judged in told.judged
        for quirk in {each.quirk for each in judged.differences if each.quirk is not None}
    )
    print("\ncases by quirk:", ", ".join(f"{name} {n}" for name, n in sorted(quirks.items())))
    if len(cases) == len(corpus.cases):
        names = ("against the reference", "against the truth")
        for name, figures in zip(names, measures(corpus, told.lines(), 1000), strict=True):
            told_more = figures.pop("told")
            print(f"{name}: {json.dumps(figures)}")
            if options.truth:
                print(told_more)
    return 0


def _chosen(judged, options):
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
