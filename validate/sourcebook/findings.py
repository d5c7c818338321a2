"""The one vocabulary of results: every engine speaks it and every renderer reads it.

A fault of the data is a ``Finding``; what was looked at, and how completely, is ``Coverage``.
``row`` counts records with the header as 1, as Frictionless does; ``line`` is the physical line
that an editor shows, so the two differ after a quoted line break; ``column`` counts from 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sourcebook.errors import Mistake

FORMAT = 1
"""Version of the JSON report. It changes when a key is renamed or removed."""


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


class Status(StrEnum):
    RAN = "ran"
    SKIPPED = "skipped"
    LISTED = "listed"


class Standing(StrEnum):
    NEW = "new"
    OLD = "old"


@dataclass(frozen=True, slots=True)
class Waiver:
    """A finding that somebody has decided to live with, as ``waivers.yaml`` says."""

    rule: str
    """The code or rule id."""
    table: str
    key: Mapping[str, Any]
    """Primary key of the row, as text; where there is none, the cells that tell the row."""
    reason: str
    who: str
    expires: date | None = None
    """The last day on which it holds."""
    path: str = ""
    """Where it stands: the file as the user would open it."""
    line: int | None = None


class WaiverState(StrEnum):
    APPLIED = "applied"
    """It holds; it may cover nothing where its rule could not be checked."""
    UNUSED = "unused"
    """Its rule was checked and finds nothing in its row. To be warned of."""
    EXPIRED = "expired"
    """Its last day is over. To be warned of; what it covered counts again."""


@dataclass(frozen=True, slots=True)
class WaiverReport:
    waiver: Waiver
    state: WaiverState
    found: int
    """Findings that it covers, or would cover had it not expired."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of the data, with its place."""

    code: str
    """Frictionless's error type (``type-error``, ``foreign-key`` ...) or the id of a rule."""
    severity: Severity
    table: str
    path: str
    """The file, as the user would open it."""
    line: int | None
    row: int | None
    column: int | None
    field: str | None
    key: Mapping[str, Any] | None
    """Values of the primary key of the row, as text; ``None`` where there is no row or no key."""
    value: str | None
    """The cell as it is written in the file."""
    message: str
    """One sentence: what is wrong, and where if the place is not a cell."""
    hint: str | None = None
    """What to do next, where that can be told."""
    record: Mapping[str, str | None] | None = None
    """The cells of the row by label, as they are written; ``None`` where there is no row."""
    standing: Standing | None = None
    """With ``--against``: whether the base has the same finding (same key, code and value)."""
    waiver: Waiver | None = None
    """Set where a waiver covers it. It is then listed and counted apart, and fails nothing."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What became of one rule, or of one kind of check of the standard, on one table.

    ``found`` is exact whatever is listed. ``status`` is ``skipped`` (see ``reason``), ``listed``
    (fewer listed than found) or ``ran``.
    """

    rule: str
    status: Status
    reason: str | None = None
    found: int = 0
    listed: int = 0
    waived: int = 0
    """Of those found, how many a waiver covers. ``found`` counts them too."""
    new: int | None = None
    """With ``--against``: of those found and not waived, how many the base does not have."""


@dataclass(frozen=True, slots=True)
class TableReport:
    name: str
    path: str
    rows: int | None
    """Records below the header; ``None`` where the file could not be read to its end."""
    errors: int
    """Not waived."""
    warnings: int
    coverage: tuple[Coverage, ...]
    waived: int = 0
    new_errors: int | None = None
    """With ``--against``: the errors that the base does not have; only these fail."""
    parts: tuple[str, ...] = ()
    """All files of a table that stands in several, of which ``path`` is the first."""

    @property
    def valid(self) -> bool:
        return not (self.errors if self.new_errors is None else self.new_errors)


@dataclass(frozen=True, slots=True)
class Difference:
    """One (table, row, field, code) that some engines find and others, which could, do not."""

    table: str
    row: int | None
    field: str | None
    code: str
    found_by: tuple[str, ...]
    missed_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    compared: tuple[str, ...]
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The result of a validation: of one or more datasets, by one or more engines."""

    sourcebook: str
    engines: tuple[str, ...]
    agreement: Agreement
    tables: tuple[TableReport, ...]
    findings: tuple[Finding, ...]
    waivers: tuple[WaiverReport, ...] = ()
    against: str | None = None
    """What the findings were held against: a git ref, a folder or a package, as it was named."""
    remarks: tuple[Mistake, ...] = ()
    """What the declarations say and hardly mean. To be warned of; they fail nothing."""

    @property
    def errors(self) -> int:
        return sum(table.errors for table in self.tables)

    @property
    def warnings(self) -> int:
        return sum(table.warnings for table in self.tables)

    @property
    def valid(self) -> bool:
        """No finding that fails (see ``TableReport.valid``), and engines that agree."""
        return all(table.valid for table in self.tables) and not self.agreement.differences


class Progress(Protocol):
    """Told of long work: ``start`` adds a number of steps, ``step`` is said before each of them."""

    def start(self, steps: int) -> None: ...

    def step(self, what: str) -> None: ...


class Silent:
    """A ``Progress`` that says nothing."""

    def start(self, steps: int) -> None: ...

    def step(self, what: str) -> None: ...
