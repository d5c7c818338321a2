"""Findings on their way: drafted by row, then cut to the limit and given what is in their rows.

A check says which row is wrong, and with what words. Its cells, the key, the line: all that is
looked up at the end, for the rows that are listed and no others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sourcebook.engines import reading, shifts
from sourcebook.engines.outcome import Outcome
from sourcebook.findings import Coverage, Finding, Severity, Standing, Status, TableReport

if TYPE_CHECKING:
    from sourcebook.engines.messages import Words
    from sourcebook.engines.sheet import Sheet

Cells = Mapping[str, str | None]
"""The cells of a row by field, as they are written; ``None`` where there is no value."""
Fetch = Callable[[Collection[int]], Mapping[int, Sequence[str | None]]]
"""The cells of records, as they are written, by their numbers."""


@dataclass(slots=True)
class Draft:
    """What is known of one table while it is checked."""

    sheet: Sheet
    limit: int | None
    fetch: Fetch | None = None
    findings: list[tuple[Finding, Callable[[Cells], Words] | None]] = field(default_factory=list)
    found: Counter[str] = field(default_factory=Counter)
    """Exact numbers by code, whatever is listed."""
    severities: dict[str, Severity] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)
    rows: int | None = None

    def add(
        self,
        code: str,
        words: Words | Callable[[Cells], Words],
        *,
        row: int | None = None,
        line: int | None = None,
        column: int | None = None,
        name: str | None = None,
        key: Iterable[str | None] | None = None,
        value: str | None = None,
        severity: Severity = Severity.ERROR,
        part: int | None = None,
    ) -> None:
        """List one finding. Its number is counted apart (``count``), once for all of a code.

        ``words`` may be a function of the cells of the row, for which these are then fetched.
        ``line`` counts through all files of the table, or in the one that is its ``part``.
        """
        table = self.sheet.table
        keys: Mapping[str, Any] | None = None
        if key is not None and table.primary_key:
            keys = dict(zip(table.primary_key, key, strict=True))
        if column is None and name is not None:
            column = self.sheet.column(name)
        later = words if callable(words) else None
        message, hint = ("", None) if callable(words) else words
        path = table.path if part is None else table.paths[part]
        if line is not None and part is None:
            path, line = self._placed(line)
        finding = Finding(
            code, severity, table.name, path, line, row, column, name, keys, value,
            message, hint,
        )  # fmt: skip
        self.findings.append((finding, later))

    def count(self, code: str, number: int, severity: Severity = Severity.ERROR) -> None:
        self.found[code] += number
        self.severities[code] = severity

    def skip(self, code: str, reason: str) -> None:
        self.skipped[code] = reason

    def finish(self) -> tuple[TableReport, list[Finding]]:
        """The report of the table and its findings in order, at most ``limit`` of a code."""
        listed: Counter[str] = Counter()
        kept = []
        for drafted in sorted(self.findings, key=_order):
            code = drafted[0].code
            if self.limit is None or listed[code] < self.limit:
                listed[code] += 1
                kept.append(drafted)
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
            parts=self.sheet.table.part_paths,
        )
        return report, self._filled(kept)

    def _filled(self, kept: list[tuple[Finding, Callable[[Cells], Words] | None]]) -> list[Finding]:
        rows = {finding.row for finding, _ in kept if finding.row is not None}
        records = self.fetch(rows) if self.fetch is not None and rows else {}
        lines = self._lines({f.row for f, _ in kept if f.row is not None and f.line is None})
        hints = self._shifts([finding for finding, _ in kept], records)
        filled = []
        for finding, words in kept:
            path, line = finding.path, finding.line
            if line is None and finding.row is not None and finding.row in lines:
                path, line = self._placed(lines[finding.row])
            record = records.get(finding.row) if finding.row is not None else None
            if record is None:
                filled.append(replace(finding, path=path, line=line))
                continue
            cells = self._cells(record)
            message, hint = words(cells) if words else (finding.message, finding.hint)
            if finding.code in shifts.TELLING and finding.row is not None:
                hint = hints.pop(finding.row, hint)
            value = finding.value
            if value is None and finding.field is not None:
                value = cells.get(finding.field)
            filled.append(
                replace(
                    finding,
                    path=path,
                    line=line,
                    key=self._key(finding.code, cells),
                    value=value,
                    message=message,
                    hint=hint,
                    record=self._record(record),
                )
            )
        return filled

    def _key(self, code: str, cells: Cells) -> Mapping[str, str | None] | None:
        """The primary key of a row; a row that is blank has none."""
        key = {name: cells.get(name) for name in self.sheet.table.primary_key}
        return key if key and code != "blank-row" else None

    def _shifts(
        self, findings: list[Finding], records: Mapping[int, Sequence[str | None]]
    ) -> dict[int, str]:
        """For the rows whose cells seem to be shifted: what seems to have happened."""
        telling = [f for f in findings if f.code in shifts.TELLING and f.row in records]
        rows = Counter(finding.row for finding in telling)
        if self.sheet.native or max(rows.values(), default=0) < 2:
            return {}
        beyond: dict[int | None, list[str | None]] = {}
        for finding in telling:
            if finding.code == "extra-cell":
                beyond.setdefault(finding.row, []).append(finding.value)
        known = shifts.Shifts(self.sheet.columns)
        found = {}
        for row, number in rows.items():
            if row is not None and number > 1:
                hint = known.hint([*records[row], *beyond.get(row, ())])
                if hint is not None:
                    found[row] = hint
        return found

    def _lines(self, rows: Collection[int]) -> Mapping[int, int]:
        read = self.sheet.reading
        if read is None or not rows or self.sheet.table.format == "parquet":
            return {}
        if read.lined(self.rows or 0):
            return {row: row for row in rows}
        return reading.lines(read, rows)

    def _placed(self, line: int) -> tuple[str, int]:
        """The file that a line of all files stands in, and the line of that file."""
        read = self.sheet.reading
        part, number = reading.origin(read.parts if read is not None else (0,), line)
        return self.sheet.table.paths[part], number

    def _cells(self, record: Sequence[str | None]) -> dict[str, str | None]:
        return {
            of.name: None if cell is None or cell in of.missing_values else _shown(cell)
            for of, cell in zip(self.sheet.columns, record, strict=False)
            if of is not None
        }

    def _record(self, record: Sequence[str | None]) -> dict[str, str | None]:
        """The row as a reader sees it: under the labels of the header, or the fields' names."""
        labels = self.sheet.labels
        found: dict[str, str | None] = {}
        for number, cell in enumerate(record, start=1):
            label = labels[number - 1] if number <= len(labels) else ""
            unique = label if label and label not in found else f"{label} ({number})".lstrip()
            found[unique] = None if cell is None else _shown(cell)
        return found


def _shown(cell: str) -> str:
    return cell.removeprefix(reading.MISFIT)


def _order(drafted: tuple[Finding, object]) -> tuple[int, int, str]:
    finding = drafted[0]
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
