"""Pieces of fuzzing, each a minute or less: so many examples tried, and what was found and kept."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, seed, settings

from conformance import corpus
from fuzz import bombs, cases, seeds
from fuzz.agree import differences
from fuzz.made import Made, datasets
from fuzz.ward import Ward, faults

if TYPE_CHECKING:
    from fuzz.seeds import Files
    from fuzz.ward import End

EXAMPLES = {"table": 100, "pair": 60, "form": 100, "damage": 120, "bombs": 40}
"""What a job tries, by its kind."""
KINDS = tuple(EXAMPLES)


@dataclass
class Found:
    """``examples`` were tried; each fault has its words and the folder that shows it."""

    examples: int = 0
    faults: list[tuple[str, str]] = field(default_factory=list)


def job(kind: str, number: int, keep: str) -> Found:
    """One piece of work of a kind; the same number does the same again."""
    if kind in ("table", "pair", "form"):
        return _agree(kind, number, Path(keep))
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        scratch = Path(folder, "scratch")
        scratch.mkdir()
        with Ward(scratch) as ward:
            tried = _damage if kind == "damage" else _bombs
            return tried(number, ward, Path(folder, "case"), Path(keep))


def _agree(kind: str, number: int, keep: Path) -> Found:
    found = Found()
    last: list[tuple[Made, str]] = []

    @seed(number)
    @settings(
        max_examples=EXAMPLES[kind],
        deadline=None,  # no conftest is read here
        database=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    @given(datasets(pair=kind == "pair", wide=kind == "form"))
    def agree(made: Made) -> None:
        found.examples += 1
        try:
            differ = "; ".join(map(str, differences(made)))
        except Exception as error:
            last.append((made, f"{type(error).__name__}: {error}"))
            raise
        if differ:
            last.append((made, differ))
        assert not differ

    try:
        agree()
    except Exception as error:  # noqa: BLE001 - whatever it is, the last example shows it
        made, words = last[-1] if last else (None, repr(error))
        folder = keep / f"{kind}-{number}"
        if made is not None:
            made.write(folder)
        found.faults.append((words, f"sourcebook validate {folder} --engine all"))
    return found


def _damage(number: int, ward: Ward, folder: Path, keep: Path) -> Found:
    found = Found()
    sources = seeds.seeds() | seeds.corpus(corpus.place() / "corpus")
    for each in range(number * 1000, number * 1000 + EXAMPLES["damage"]):
        case = cases.make(each, sources)
        end = cases.run(case, ward, folder)
        found.examples += 1
        if told := faults(end):
            _keep(found, cases.smaller(case, ward, folder), told, end, keep / f"damage-{each}")
    return found


def _bombs(number: int, ward: Ward, folder: Path, keep: Path) -> Found:
    found = Found()
    every = list(bombs.bombs())
    for at in range(EXAMPLES["bombs"]):
        where = (number * EXAMPLES["bombs"] + at) % len(every)
        name, build = every[where]
        files: Files = build()
        for engine in ("duckdb",):
            case = cases.Case(name, files, (), engine)
            end = cases.run(case, ward, folder)
            found.examples += 1
            if told := faults(end):
                _keep(found, case, [name, *told], end, keep / f"bomb-{where}")
    return found


def _keep(found: Found, case: cases.Case, told: list[str], end: End, folder: Path) -> None:
    cases.write(case, folder)
    (folder / "stderr.txt").write_text(end.err, encoding="utf-8", errors="backslashreplace")
    found.faults.append(("; ".join(told), f"cd {folder} && sourcebook {' '.join(case.arguments)}"))
