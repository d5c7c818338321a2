"""What an engine gives, and what it is asked: the contract that the three engines share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from sourcebook.declare import Target
    from sourcebook.findings import Finding, Progress, TableReport


@dataclass(frozen=True, slots=True)
class Outcome:
    """The tables asked for, in the order of the dataset, and the findings listed."""

    tables: tuple[TableReport, ...]
    findings: tuple[Finding, ...]
    """Sorted by table, then row, column and code; at most ``limit`` a table and code."""


class Engine(Protocol):
    def __call__(self, target: Target, limit: int | None, progress: Progress) -> Outcome:
        """Check a dataset. ``limit`` bounds how many findings are listed (``None``: all)."""
        ...
