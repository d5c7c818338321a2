"""A table of pairs as a reviewer has filled it in: its decisions, each with its line."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sourcebook.declare.spelling import did_you_mean
from sourcebook.editing import Refusal, RefusedError, text
from sourcebook.engines.messages.words import shown
from sourcebook.errors import UseError
from sourcebook.exchange.matching.declared import DECISIONS

if TYPE_CHECKING:
    from pathlib import Path

    from sourcebook.exchange.matching.declared import Crosswalk

COLUMNS = ("decision", "dataset_a", "id_a", "dataset_b", "id_b")
"""The columns of a table of pairs that are read; a reviewer may sort, add and drop others."""


@dataclass(frozen=True, slots=True)
class Pair:
    line: int
    decision: str
    own: str
    scheme: str
    external: str

    @property
    def key(self) -> tuple[str, str, str]:
        return self.own, self.scheme, self.external

    def __str__(self) -> str:
        return f"{self.own} and {self.scheme} {self.external}"


def read_pairs(file: Path, own: str, walk: Crosswalk) -> list[Pair]:
    """The pairs of a file; ``own`` is what it calls the dataset whose crosswalk gets them.

    Raises ``RefusedError`` with all that is wrong in it, ``UseError`` where it is no such table.
    """
    hint = "Take the table as `sourcebook match` wrote it, separated by commas."
    if not file.stat().st_size:
        raise UseError(f"{file}: is empty. {hint}")
    read = text.read(file)
    missing = [name for name in COLUMNS if name not in read.labels]
    if missing:
        raise UseError(f"{file}: there is no column {missing[0]!r}. {hint}")
    at = {name: read.labels.index(name) for name in COLUMNS}
    words = (*walk.decisions, DECISIONS[-1])
    found: list[Pair] = []
    known: dict[tuple[str, str, str], Pair] = {}
    refusals: list[Refusal] = []
    for line, cells in zip(read.lines, read.records, strict=True):
        decision = cells[at["decision"]].strip()
        if decision not in (*words, ""):
            hint = did_you_mean(decision, words) or ""
            listed = ", ".join(words[:-1]) + f" or {words[-1]}"
            message = f"decision: {shown(decision)} is none: write {listed}, or leave it empty."
            refusals.append(Refusal(line, at["decision"] + 1, message, hint))
            continue
        sides = [(cells[at[f"dataset_{x}"]], cells[at[f"id_{x}"]]) for x in "ab"]
        names = [name for name, _ in sides]
        if names.count(own) != 1:
            refusals.append(_foreign(line, at, names, own))
            continue
        mine = names.index(own)
        pair = Pair(line, decision, sides[mine][1], *sides[1 - mine])
        earlier = known.setdefault(pair.key, pair) if decision else pair
        if earlier.decision != decision:
            message = f"The pair is {shown(earlier.decision)} in line {earlier.line} already."
            refusals.append(Refusal(line, at["decision"] + 1, message, "Keep one decision."))
        found.append(pair)
    if refusals:
        raise RefusedError(refusals)
    return found


def _foreign(line: int, at: dict[str, int], names: list[str], own: str) -> Refusal:
    column = at["dataset_a"] + 1
    if names == [own, own]:
        message = f"Both events are of {own!r}: that is no matter of a crosswalk."
        return Refusal(line, column, message, "Merge the two rows in the dataset.")
    message = f"The pair is of {names[0]!r} and {names[1]!r}, and none of them is {own!r}."
    return Refusal(line, column, message, "Name the dataset with --into that was matched.")


def decided(file: Path) -> bool:
    """Whether a file holds a decision, or is no table of pairs: work that is not to be lost.

    It is read record by record, as a table may have a million of them.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.reader(lines, strict=True)
            labels = next(reader, [])
            if any(name not in labels for name in COLUMNS):
                return True
            at = labels.index(COLUMNS[0])
            return any(len(cells) <= at or cells[at].strip() for cells in reader if cells)
    except (csv.Error, UnicodeDecodeError):
        return True
