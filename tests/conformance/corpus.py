"""The corpus as it lies in ``../shared/conformance``: cases, the reference's verdicts, its quirks.

Its own README says what each file holds. ``SOURCEBOOK_CONFORMANCE`` names another corpus of the
same kind.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
GROUPS = ("real", "ref", "parse", "mut", "probe", "desc", "schema", "fuzz")
MODE = "pinned"
"""The specification's defaults, made explicit, rather than what the reference guesses."""

SILENT = frozenset({"Q00", "crash"})
"""What the corpus may excuse by the name of a case: a silent specification, a reference that crashed."""


def place() -> Path:
    """Where the corpus is, or would be."""
    return Path(os.environ.get("SOURCEBOOK_CONFORMANCE", ROOT.parent / "shared" / "conformance"))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the reference said of one resource, or, with ``resource`` ``None``, of a descriptor."""

    case: str
    resource: str | None
    stage: str
    outcome: str
    valid: bool | None
    rows: int | None
    errors: tuple[tuple[str, int | None, int | None, Any, str], ...]
    """Type, row, column, name and note of the first 2,000."""
    aborted: bool = False
    truncated: bool = False


@dataclass(frozen=True)
class Corpus:
    root: Path

    @cached_property
    def cases(self) -> list[str]:
        return sorted(folder.name for folder in (self.root / "corpus").iterdir() if folder.is_dir())

    def folder(self, case: str) -> Path:
        return self.root / "corpus" / case

    def about(self, case: str) -> dict[str, Any]:
        """``case.json``: where it comes from and, for what was damaged, the truth."""
        file = self.folder(case) / "case.json"
        return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}

    @cached_property
    def verdicts(self) -> dict[str, list[Verdict]]:
        """By case."""
        found: dict[str, list[Verdict]] = {}
        with (self.root / "verdicts.jsonl").open(encoding="utf-8") as lines:
            for line in lines:
                given = json.loads(line)
                if given["mode"] == MODE:
                    found.setdefault(given["case"], []).append(_verdict(given))
        return found

    @cached_property
    def _quirks(self) -> dict[str, Any]:
        return json.loads((self.root / "quirks.json").read_text(encoding="utf-8"))

    def excused(self, case: str) -> str | None:
        """Why a whole case says nothing of anybody: the specification is silent, or it crashed."""
        why = self._quirks["exclude_verdict"].get(case)
        return why if why in SILENT else None

    def silent_rows(self, case: str) -> set[int]:
        """The records of a case on which the specification is silent."""
        rows = self._quirks["exclude_rows"].get(case, {})
        return {int(row) for row, why in rows.items() if why in SILENT}

    @cached_property
    def values(self) -> list[dict[str, Any]]:
        """Digests of the reference's typed values, a resource a line."""
        with (self.root / "values.jsonl").open(encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]


def group(case: str) -> str:
    return case.split("__", 1)[0]


def _verdict(given: dict[str, Any]) -> Verdict:
    errors = tuple((*error, *[None] * (5 - len(error))) for error in given["errors"])
    return Verdict(
        given["case"],
        given["resource"],
        given["stage"],
        given["outcome"],
        given["valid"],
        given.get("rows"),
        errors,
        bool(given.get("aborted")),
        bool(given.get("errors_truncated")),
    )
