"""Waivers applied: which finding each of them covers, and which of them cover nothing any more.

A waiver covers every finding of its rule in its row. After its last day it covers none, and is
*expired*; one whose rule ran and found nothing in its row is *unused*. Both are told, so that the
list stays as short as what it speaks of. Of a table or rule that was not checked, nothing is known.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from sourcebook.errors import DeclarationError, Mistake, UseError
from sourcebook.findings import Status, WaiverReport, WaiverState
from sourcebook.standing import rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sourcebook.declare import Target
    from sourcebook.findings import Finding, Report, TableReport, Waiver
    from sourcebook.standing.rows import Records


def today() -> date:
    """The day on which waivers are judged: SOURCE_DATE_EPOCH's, in UTC, if it is set.

    Source: https://reproducible-builds.org/specs/source-date-epoch/. Raises ``UseError`` where it
    is set to no time.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return datetime.now().astimezone().date()
    try:
        return datetime.fromtimestamp(int(epoch), UTC).date()
    except (ValueError, OverflowError, OSError):
        raise UseError(
            f"SOURCE_DATE_EPOCH is {epoch!r}, not a time in seconds. Set it to one, or unset it."
        ) from None


def apply(
    target: Target, report: Report, waivers: Sequence[Waiver], day: date
) -> tuple[list[Finding], tuple[WaiverReport, ...]]:
    """All findings of a report, those covered with their waiver; and what became of each waiver.

    Raises ``DeclarationError`` where a waiver fits several rows that can be told apart.
    """
    index = _Index(target, waivers)
    records = rows.read(target, (f for f in report.findings if index.needs_cells(f)))
    found: Counter[int] = Counter()
    findings = []
    for finding in report.findings:
        number = index.find(finding, records)
        if number is not None:
            found[number] += 1
            if not _expired(waivers[number], day):
                finding = replace(finding, waiver=waivers[number])  # noqa: PLW2901 - as marked
        findings.append(finding)
    if index.mistakes:
        raise DeclarationError(index.mistakes)
    tables = {table.name: table for table in report.tables}
    return findings, tuple(
        WaiverReport(
            waiver, _state(waiver, found[number], tables[waiver.table], day), found[number]
        )
        for number, waiver in enumerate(waivers)
        if waiver.table in tables
    )


def _expired(waiver: Waiver, day: date) -> bool:
    return waiver.expires is not None and waiver.expires < day


def _state(waiver: Waiver, found: int, table: TableReport, day: date) -> WaiverState:
    if _expired(waiver, day):
        return WaiverState.EXPIRED
    skipped = {cover.rule for cover in table.coverage if cover.status is Status.SKIPPED}
    unknown = table.rows is None or waiver.rule in skipped
    return WaiverState.APPLIED if found or unknown else WaiverState.UNUSED


class _Index:
    """The waivers by what they cover, so that each finding is looked up once."""

    def __init__(self, target: Target, waivers: Sequence[Waiver]) -> None:
        self.waivers = waivers
        self.tables = {table.name: table for table in target.dataset.tables}
        self.rules: dict[tuple[str, str], dict[tuple[str, ...], dict[tuple[str, ...], int]]] = {}
        for number, waiver in enumerate(waivers):
            by_columns = self.rules.setdefault((waiver.table, waiver.rule), {})
            columns = self.tables[waiver.table].primary_key or tuple(sorted(waiver.key))
            texts = tuple(waiver.key[name] for name in columns)
            by_columns.setdefault(columns, {})[texts] = number
        self.covered: dict[int, Mapping[str, str | None]] = {}
        self.mistakes: list[Mistake] = []

    def needs_cells(self, finding: Finding) -> bool:
        """Whether a finding may be covered, and only the cells of its row can tell."""
        told = bool(self.tables[finding.table].primary_key) and rows.is_told(finding)
        return (finding.table, finding.code) in self.rules and not told

    def find(self, finding: Finding, records: Records) -> int | None:
        """The number of the waiver that covers a finding, if there is one."""
        known = self.rules.get((finding.table, finding.code))
        if known is None:
            return None
        table = self.tables[finding.table]
        if table.primary_key:
            key = rows.key(finding, table, records)
            return None if key is None else known[table.primary_key].get(key)
        record = records.get((finding.table, finding.row or 0))
        if record is None:
            return None
        for columns, numbers in known.items():
            number = numbers.get(tuple(record.get(name) or "" for name in columns))
            if number is not None:
                self._check_alone(number, record)
                return number
        return None

    def _check_alone(self, number: int, record: Mapping[str, str | None]) -> None:
        """Note a waiver whose cells stand in rows that differ: it would cover more than meant."""
        if self.covered.setdefault(number, record) != record:
            waiver = self.waivers[number]
            mistake = Mistake(
                waiver.path,
                f"line {waiver.line}",
                f"the key fits several rows that break {waiver.rule!r}.",
                "Name more columns, so that it tells one row.",
            )
            if mistake not in self.mistakes:
                self.mistakes.append(mistake)
