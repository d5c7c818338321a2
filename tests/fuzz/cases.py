"""A damaged dataset as a case: made from a seed, run in a ward, made smaller, written down."""

from __future__ import annotations

import random
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fuzz.damage import Blow, blows, damaged
from fuzz.ward import faults

if TYPE_CHECKING:
    from pathlib import Path

    from fuzz.seeds import Files
    from fuzz.ward import End, Ward

ENGINES = ("duckdb", "duckdb", "duckdb", "pandera", "frictionless", "all")
"""The default most often: it is the one that strangers' files meet."""


@dataclass(frozen=True)
class Case:
    name: str
    files: Files
    blows: tuple[Blow, ...]
    engine: str

    @property
    def arguments(self) -> list[str]:
        return ["validate", ".", "--format", "json", "--engine", self.engine]


def make(seed: int, datasets: dict[str, Files]) -> Case:
    """The case of a seed: which dataset, what damage, which engine."""
    chance = random.Random(seed)
    name = chance.choice(sorted(datasets))
    engine = chance.choice(ENGINES)
    files = datasets[name]
    done = blows(chance, files, list(datasets.values()))
    return Case(name, files, tuple(done), engine)


def write(case: Case, folder: Path) -> None:
    """Write the damaged files into a folder, which is emptied first."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, data in damaged(case.files, list(case.blows)).items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def run(case: Case, ward: Ward, folder: Path) -> End:
    write(case, folder)
    return ward.run(case.arguments, folder)


def smaller(case: Case, ward: Ward, folder: Path, *, tries: int = 150) -> Case:
    """The same fault with less: fewer pieces of damage, then fewer bytes in each file."""
    wanted = _kind(faults(run(case, ward, folder)))
    best = case
    for blow in case.blows:
        fewer = Case(case.name, case.files, tuple(b for b in best.blows if b != blow), case.engine)
        tries -= 1
        if fewer.blows and _kind(faults(run(fewer, ward, folder))) == wanted:
            best = fewer
    files = damaged(best.files, list(best.blows))
    best = Case(case.name, files, (), case.engine)
    for name in sorted(files):
        piece = len(files[name]) // 2
        while piece and tries > 0:
            at = 0
            while at < len(files[name]) and tries > 0:
                cut = {**files, name: files[name][:at] + files[name][at + piece :]}
                tries -= 1
                shorter = Case(case.name, cut, (), case.engine)
                if _kind(faults(run(shorter, ward, folder))) == wanted:
                    files, best = cut, shorter
                else:
                    at += piece
            piece //= 2
    return best


def _kind(found: list[str]) -> set[str]:
    return {each.partition(":")[0] for each in found}
