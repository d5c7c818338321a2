"""A report's findings as a person reads them: by table, then by rule, with exact totals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sourcebook.findings import Coverage, Finding, Severity, Standing, Status, TableReport

if TYPE_CHECKING:
    from sourcebook.findings import Report


@dataclass(frozen=True, slots=True)
class Group:
    """All findings of one code in one table; those that are waived are kept apart."""

    code: str
    severity: Severity | None
    """``None`` where none is listed and the table has errors and warnings: it can't be told."""
    found: int
    """Exact, however few are listed. Without those that are waived."""
    new: int | None
    """Exact: of those found, how many the base does not have; ``None`` without a base."""
    findings: tuple[Finding, ...]
    """New ones first."""
    waived: int
    """Exact, however few are listed."""
    excused: tuple[Finding, ...]
    """Those listed that a waiver covers."""

    @property
    def listed(self) -> int:
        return len(self.findings)

    @property
    def fails(self) -> bool:
        """Whether it makes its table not valid."""
        failing = self.found if self.new is None else self.new
        return failing > 0 and self.severity is not Severity.WARNING


@dataclass(frozen=True, slots=True)
class Section:
    """One table: what was found in it and what could not be checked."""

    table: TableReport
    groups: tuple[Group, ...]
    """What fails first, then errors, then warnings; each in the order of the coverage."""
    skipped: tuple[tuple[str, tuple[str, ...]], ...]
    """Each reason with the rules it holds for."""
    passed: tuple[str, ...]
    """The rules that ran and found nothing."""

    @property
    def excused(self) -> tuple[Finding, ...]:
        return tuple(finding for group in self.groups for finding in group.excused)


def sections(report: Report) -> tuple[Section, ...]:
    """One section a table, in the order of the report."""
    by_table: dict[tuple[str, str], list[Finding]] = {}
    for finding in report.findings:
        by_table.setdefault((finding.table, finding.path), []).append(finding)
    return tuple(
        Section(
            table,
            _groups(
                table,
                [
                    f
                    for path in table.parts or (table.path,)
                    for f in by_table.get((table.name, path), [])
                ],
            ),
            _skipped(table),
            tuple(c.rule for c in table.coverage if c.status is Status.RAN and not c.found),
        )
        for table in report.tables
    )


def _groups(table: TableReport, findings: list[Finding]) -> tuple[Group, ...]:
    covers = {cover.rule: cover for cover in table.coverage if cover.found}
    by_code: dict[str, list[Finding]] = {code: [] for code in covers}
    for finding in findings:
        by_code.setdefault(finding.code, []).append(finding)
    groups = [_group(table, code, covers.get(code), all_) for code, all_ in by_code.items()]
    return tuple(sorted(groups, key=lambda g: (not g.fails, g.severity is Severity.WARNING)))


def _group(table: TableReport, code: str, cover: Coverage | None, listed: list[Finding]) -> Group:
    open_ = [finding for finding in listed if finding.waiver is None]
    open_.sort(key=lambda finding: finding.standing is Standing.OLD)
    excused = tuple(finding for finding in listed if finding.waiver is not None)
    found = cover.found - cover.waived if cover else 0
    return Group(
        code,
        listed[0].severity if listed else _only_severity(table),
        max(found, len(open_)),
        cover.new if cover else None,
        tuple(open_),
        max(cover.waived if cover else 0, len(excused)),
        excused,
    )


def _only_severity(table: TableReport) -> Severity | None:
    if table.errors and not table.warnings:
        return Severity.ERROR
    if table.warnings and not table.errors:
        return Severity.WARNING
    return None


def _skipped(table: TableReport) -> tuple[tuple[str, tuple[str, ...]], ...]:
    reasons: dict[str, list[str]] = {}
    for cover in table.coverage:
        if cover.status is Status.SKIPPED:
            reasons.setdefault(cover.reason or "no reason is given", []).append(cover.rule)
    return tuple((reason, tuple(rules)) for reason, rules in reasons.items())
