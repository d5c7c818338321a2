"""A report's findings as a person reads them: by table, then by rule, with exact totals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sourcebook.findings import Finding, Severity, Status, TableReport

if TYPE_CHECKING:
    from sourcebook.findings import Report


@dataclass(frozen=True, slots=True)
class Group:
    """All findings of one code in one table."""

    code: str
    severity: Severity | None
    """``None`` where none is listed, so that it can't be told."""
    found: int
    """Exact, however few are listed."""
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One table: what was found in it and what could not be checked."""

    table: TableReport
    groups: tuple[Group, ...]
    """Errors first, then in the order of the coverage."""
    skipped: tuple[tuple[str, tuple[str, ...]], ...]
    """Each reason with the rules it holds for."""


def sections(report: Report) -> tuple[Section, ...]:
    """One section a table, in the order of the report."""
    by_table: dict[tuple[str, str], list[Finding]] = {}
    for finding in report.findings:
        by_table.setdefault((finding.table, finding.path), []).append(finding)
    return tuple(
        Section(table, _groups(table, by_table.get((table.name, table.path), [])), _skipped(table))
        for table in report.tables
    )


def _groups(table: TableReport, findings: list[Finding]) -> tuple[Group, ...]:
    found = {cover.rule: cover.found for cover in table.coverage if cover.found}
    by_code: dict[str, list[Finding]] = {code: [] for code in found}
    for finding in findings:
        by_code.setdefault(finding.code, []).append(finding)
    groups = [
        Group(
            code,
            listed[0].severity if listed else None,
            max(found.get(code, 0), len(listed)),
            tuple(listed),
        )
        for code, listed in by_code.items()
    ]
    return tuple(sorted(groups, key=lambda group: group.severity is Severity.WARNING))


def _skipped(table: TableReport) -> tuple[tuple[str, tuple[str, ...]], ...]:
    reasons: dict[str, list[str]] = {}
    for cover in table.coverage:
        if cover.status is Status.SKIPPED:
            reasons.setdefault(cover.reason or "no reason is given", []).append(cover.rule)
    return tuple((reason, tuple(rules)) for reason, rules in reasons.items())
