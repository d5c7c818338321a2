"""A fault of a file or of its structure, before it is worded, and how many there are of each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from sourcebook.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

LISTED = 100_000
"""Faults of one code that are kept, lest a file that is broken throughout fills the memory."""


@dataclass(frozen=True, slots=True)
class Fault:
    """``row`` counts records with the header as 1, ``column`` and ``line`` from 1."""

    code: str
    row: int | None = None
    column: int | None = None
    line: int | None = None
    value: str | None = None
    detail: str | None = None
    severity: Severity = Severity.ERROR
    hint: str | None = None
    """What to do, where the reading can tell better than the code alone."""
    part: int | None = None
    """Of a fault that is found before the files are one text: in which of them it is, from 0.
    ``line`` is then counted in that file."""


def unclosed(row: int, line: int) -> Fault:
    """A quote that is opened and never closed."""
    detail = f"the quote opened in line {line} is never closed"
    hint = "Close it; where it belongs to the text, quote the cell and write it twice."
    return Fault("source-error", row, line=line, detail=detail, hint=hint)


@dataclass(slots=True)
class Faults:
    """Faults as they are found: the first of each code, and the exact number of all."""

    listed: list[Fault] = field(default_factory=list)
    found: Counter[str] = field(default_factory=Counter)
    limits: dict[str, int] = field(default_factory=dict)

    def add(self, fault: Fault) -> None:
        self.found[fault.code] += 1
        if self.found[fault.code] <= self.limits.get(fault.code, LISTED):
            self.listed.append(fault)

    def many(self, code: str, number: int, faults: Iterator[Fault]) -> None:
        """Add so many faults of one code."""
        room = self.limits.get(code, LISTED) - self.found[code]
        self.listed += islice(faults, max(0, room))
        self.found[code] += number

    def __bool__(self) -> bool:
        return bool(self.listed)


class UnreadableError(Exception):
    """Nothing of the source can be read, or nothing more; ``fault`` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.detail)
        self.fault = fault
