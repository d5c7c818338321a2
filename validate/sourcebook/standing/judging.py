"""The report of a validation with each finding marked, and the totals that follow from that."""

from __future__ import annotations

from collections import Counter, defaultdict
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sourcebook import engines
from sourcebook.engines.draft import shorten
from sourcebook.engines.outcome import Outcome
from sourcebook.findings import Agreement, Report, Severity, Standing
from sourcebook.standing import bases, comparing, waiving
from sourcebook.standing.comparing import Side

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from contextlib import AbstractContextManager
    from datetime import date
    from pathlib import Path

    from sourcebook.declare import Target
    from sourcebook.findings import Finding, Progress, TableReport, Waiver
    from sourcebook.standing.bases import Base


def judge(
    targets: Sequence[Target],
    waivers: Sequence[Sequence[Waiver]],
    engine: str,
    limit: int | None,
    progress: Progress,
    version: str,
    *,
    against: str | Path | None,
    today: date | None,
) -> Report:
    """See ``verdict.validate``; ``waivers`` are those of each target."""
    run = _Run(engine, limit, progress, version, today or waiving.today(), against is not None)
    with _bases(targets, against) as found:
        each = zip(targets, waivers, found, strict=True)
        reports = [run.judge(target, waived, base) for target, waived, base in each]
    return Report(
        version,
        reports[0].engines,
        Agreement(
            reports[0].agreement.compared,
            tuple(difference for report in reports for difference in report.agreement.differences),
        ),
        tuple(table for report in reports for table in report.tables),
        tuple(finding for report in reports for finding in report.findings),
        tuple(waiver for report in reports for waiver in report.waivers),
        None if against is None else str(against),
    )


def _bases(
    targets: Sequence[Target], against: str | Path | None
) -> AbstractContextManager[Sequence[Base | None]]:
    return nullcontext([None] * len(targets)) if against is None else bases.opened(targets, against)


@dataclass(frozen=True, slots=True)
class _Run:
    """What is the same for all targets of a run."""

    engine: str
    limit: int | None
    progress: Progress
    version: str
    day: date
    compares: bool

    def judge(self, target: Target, waivers: Sequence[Waiver], base: Base | None) -> Report:
        if not self.compares and not waivers:
            return engines.validate([target], self.engine, self.limit, self.progress, self.version)
        before = self._before(base) if base is not None else None
        report = engines.validate([target], self.engine, None, self.progress, self.version)
        findings, told = waiving.apply(target, report, waivers, self.day)
        if self.compares:
            findings = comparing.mark(Side(target, findings), before)
        tables = _counted(report.tables, findings, compares=self.compares)
        outcome = Outcome(tables, tuple(findings))
        if self.limit is not None:
            outcome = shorten(outcome, self.limit)
        return replace(report, tables=outcome.tables, findings=outcome.findings, waivers=told)

    def _before(self, base: Base) -> Side:
        """The findings of the base, as its own rules and waivers have it; one engine is enough."""
        engine = engines.ENGINES[0] if self.engine == "all" else self.engine
        with bases.told(base.name, base.folder):
            report = engines.validate([base.target], engine, None, self.progress, self.version)
            findings, _ = waiving.apply(base.target, report, base.waivers, self.day)
        return Side(base.target, findings)


@dataclass(slots=True)
class _Counts:
    """How the findings of one table divide."""

    waived: Counter[str] = field(default_factory=Counter)
    """By code, and so are the new ones."""
    new: Counter[str] = field(default_factory=Counter)
    waived_of: Counter[Severity] = field(default_factory=Counter)
    new_errors: int = 0


def _counted(
    tables: Iterable[TableReport], findings: Iterable[Finding], *, compares: bool
) -> tuple[TableReport, ...]:
    """The totals of tables, of which an engine gave the whole, as the marks divide them."""
    by_table: dict[str, _Counts] = defaultdict(_Counts)
    for finding in findings:
        counts = by_table[finding.table]
        if finding.waiver is not None:
            counts.waived[finding.code] += 1
            counts.waived_of[finding.severity] += 1
        elif finding.standing is Standing.NEW:
            counts.new[finding.code] += 1
            counts.new_errors += finding.severity is Severity.ERROR
    return tuple(_told(table, by_table[table.name], compares=compares) for table in tables)


def _told(table: TableReport, counts: _Counts, *, compares: bool) -> TableReport:
    coverage = (
        # A rule may be skipped in part: what it found belongs to the part that ran.
        replace(
            cover,
            waived=counts.waived[cover.rule] if cover.found else 0,
            new=None if not compares else counts.new[cover.rule] if cover.found else 0,
        )
        for cover in table.coverage
    )
    return replace(
        table,
        errors=table.errors - counts.waived_of[Severity.ERROR],
        warnings=table.warnings - counts.waived_of[Severity.WARNING],
        coverage=tuple(coverage),
        waived=counts.waived.total(),
        new_errors=counts.new_errors if compares else None,
    )
