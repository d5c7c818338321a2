"""Findings on their way: drafted by row, then cut to the limit and given their lines at once.

Lines cost a reading of the file where it has quoted line breaks, so they are looked up only for
the rows that are listed.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sourcebook.engines import records
from sourcebook.engines.outcome import Outcome
from sourcebook.findings import Coverage, Finding, Severity, Standing, Status, TableReport

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sourcebook.engines.messages import Words
    from sourcebook.engines.sheet import Sheet


@dataclass(slots=True)
class Draft:
    """What is known of one table while it is checked."""

    sheet: Sheet
    limit: int | None
    findings: list[Finding] = field(default_factory=list)
    found: Counter[str] = field(default_factory=Counter)
    """Exact numbers by code, whatever is listed."""
    severities: dict[str, Severity] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)
    rows: int | None = None

    def add(
        self,
        code: str,
        words: Words,
        *,
        row: int | None = None,
        line: int | None = None,
        column: int | None = None,
        name: str | None = None,
        key: Iterable[str | None] | None = None,
        value: str | None = None,
        severity: Severity = Severity.ERROR,
    ) -> None:
        """List one finding. Its number is counted apart (``count``), once for all of a code."""
        table = self.sheet.table
        keys: Mapping[str, Any] | None = None
        if key is not None and table.primary_key:
            keys = dict(zip(table.primary_key, key, strict=True))
        if column is None and name is not None:
            column = self.sheet.column(name)
        message, hint = words
        self.findings.append(
            Finding(
                code, severity, table.name, table.path, line, row, column, name, keys, value,
                message, hint,
            )
        )  # fmt: skip

    def count(self, code: str, number: int, severity: Severity = Severity.ERROR) -> None:
        self.found[code] += number
        self.severities[code] = severity

    def skip(self, code: str, reason: str) -> None:
        self.skipped[code] = reason

    def finish(self) -> tuple[TableReport, list[Finding]]:
        """The report of the table and its findings in order, at most ``limit`` of a code."""
        listed: Counter[str] = Counter()
        kept = []
        for finding in sorted(self.findings, key=_order):
            if self.limit is None or listed[finding.code] < self.limit:
                listed[finding.code] += 1
                kept.append(finding)
        coverage = [Coverage(code, Status.SKIPPED, why) for code, why in self.skipped.items()]
        for code, found in self.found.items():
            status = Status.RAN if listed[code] >= found else Status.LISTED
            coverage.append(Coverage(code, status, None, found, listed[code]))
        totals: Counter[Severity] = Counter()
        for code, found in self.found.items():
            totals[self.severities[code]] += found
        report = TableReport(
            self.sheet.table.name,
            self.sheet.table.path,
            self.rows,
            totals[Severity.ERROR],
            totals[Severity.WARNING],
            tuple(coverage),
        )
        return report, self._with_lines(kept)

    def _with_lines(self, kept: list[Finding]) -> list[Finding]:
        table = self.sheet.table
        rows = {f.row for f in kept if f.row is not None and f.line is None}
        if table.format != "csv" or not rows:
            return kept
        if self.rows is not None and self.sheet.line_ends == self.rows + 1:
            lines = {row: row for row in rows}
        else:
            lines = records.lines(table.source, rows)
        return [
            replace(f, line=lines.get(f.row)) if f.row is not None and f.line is None else f
            for f in kept
        ]


def _order(finding: Finding) -> tuple[int, int, str]:
    return (finding.row or 0, finding.column or 0, finding.code)


def shorten(outcome: Outcome, limit: int) -> Outcome:
    """The same outcome with at most ``limit`` findings of one code and table listed.

    Those that can fail come before those that the base has too, and these before waived ones.
    """
    listed: Counter[tuple[str, str]] = Counter()
    kept = set()
    for number in sorted(range(len(outcome.findings)), key=lambda n: _rank(outcome.findings[n])):
        finding = outcome.findings[number]
        listed[finding.table, finding.code] += 1
        if listed[finding.table, finding.code] <= limit:
            kept.add(number)
    tables = tuple(
        replace(
            table,
            coverage=tuple(
                replace(c, status=Status.LISTED, listed=limit) if c.listed > limit else c
                for c in table.coverage
            ),
        )
        for table in outcome.tables
    )
    return Outcome(tables, tuple(f for n, f in enumerate(outcome.findings) if n in kept))


def _rank(finding: Finding) -> int:
    return 2 if finding.waiver is not None else int(finding.standing is Standing.OLD)
