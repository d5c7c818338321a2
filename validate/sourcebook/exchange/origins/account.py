"""The account of an import: what became of every row, column and value of the file."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sourcebook.findings import Finding

VALUES = 1000
"""Different values of a column that an account lists; the totals are exact in any case."""


@dataclass(frozen=True, slots=True)
class Reported:
    """A row of the file that was not imported, and why."""

    row: int
    """Record number, the header being 1."""
    identifier: str | None
    column: str
    value: str
    why: str


@dataclass(slots=True)
class Account:
    """Rows imported, recognised and reported are together the rows of the file."""

    origin: str
    file: str
    dataset: str
    rows: int = 0
    imported: int = 0
    recognised: int = 0
    exported: int = 0
    """Of those recognised, the rows that an export of the dataset has written."""
    reported: list[Reported] = field(default_factory=list)
    added: Counter[str] = field(default_factory=Counter)
    """New rows, by table of the target."""
    left_out: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Columns that are not mapped: how many values, and why."""
    emptied: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """Values of imported rows for which a cell was left empty: column, value, why."""
    adjusted: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """Values of imported rows that were changed: column, value, what it is now."""
    findings: tuple[Finding, ...] = ()
    """Where the file breaks the codebook of its origin."""
    broken: Mapping[str, int] = field(default_factory=dict)
    """How often, by rule of the codebook; exact whatever is listed."""
    errors: int = 0
    """Of these, how many are errors."""
    after: dict[str, int] = field(default_factory=dict)
    """What the target has more of than before, by rule: errors and warnings of its own schemas."""
    unchecked: Mapping[str, int] = field(default_factory=dict)
    """How many more rules can't be checked than before, by the reason."""
    after_errors: int = 0
    """How many more errors that are."""
    remarks: tuple[str, ...] = ()
    """What is to be said of the declaration of the dataset, and of a change before this one."""
    constant: dict[str, str] = field(default_factory=dict)
    """By column of the rows that stand for the origin's, what is the same in each."""
    subject: str = ""
    """The table of these rows."""
    place: str = ""
    """The dataset as the user named it."""
    versioned: bool = False
    """Whether it stands in a repository of git."""
    licence: str = ""
    publishable: bool = True
    because: str = ""
    dry: bool = False

    @property
    def whole(self) -> bool:
        """Whether each row is accounted for once."""
        return self.rows == self.imported + self.recognised + len(self.reported)

    @property
    def failing(self) -> bool:
        """Whether the target has errors that it had not."""
        return bool(self.after_errors)

    @property
    def reasons(self) -> Counter[tuple[str, str, str]]:
        """Reported rows by column, value and reason."""
        return Counter((each.column, each.value, each.why) for each in self.reported)


def as_json(account: Account) -> dict[str, Any]:
    """The account as plain values, in the order in which it is told."""
    return {
        "origin": account.origin,
        "file": account.file,
        "dataset": account.dataset,
        "dryRun": account.dry,
        "licence": account.licence,
        "redistribution": {"allowed": account.publishable, "because": account.because},
        "rows": account.rows,
        "imported": account.imported,
        "recognised": account.recognised,
        "exportedBefore": account.exported,
        "reported": len(account.reported),
        "added": dict(sorted(account.added.items())),
        "reportedRows": [
            {
                "row": each.row,
                "id": each.identifier,
                "column": each.column,
                "value": each.value,
                "why": each.why,
            }
            for each in account.reported
        ],
        "columnsNotMapped": [
            {"column": column, "values": values, "why": why}
            for column, (values, why) in account.left_out.items()
        ],
        "cellsLeftEmpty": _counted(account.emptied, ("column", "value", "why")),
        "valuesChanged": _counted(account.adjusted, ("column", "value", "now")),
        "codebook": {
            "errors": account.errors,
            "rules": account.broken,
            "findings": [_finding(each) for each in account.findings],
        },
        "findingsAfterwards": account.after,
        "uncheckedAfterwards": dict(account.unchecked),
        "sameInEachRow": {"table": account.subject, "columns": account.constant},
    }


def _counted(found: Counter[tuple[str, str, str]], words: tuple[str, str, str]) -> dict[str, Any]:
    listed = sorted(found.items(), key=lambda item: (-item[1], item[0]))[:VALUES]
    return {
        "total": found.total(),
        "listed": [dict(zip(words, key, strict=True)) | {"rows": many} for key, many in listed],
    }


def _finding(finding: Finding) -> Mapping[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "line": finding.line,
        "column": finding.column,
        "field": finding.field,
        "value": finding.value,
        "message": finding.message,
    }
