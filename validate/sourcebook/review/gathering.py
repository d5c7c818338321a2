"""A report and the differences beside it as a ``Comment``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcebook.findings import Standing, WaiverState
from sourcebook.releases import words as differences
from sourcebook.report import words
from sourcebook.report.groups import sections
from sourcebook.review.comment import Change, Changes, Comment, Group

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sourcebook.errors import Mistake
    from sourcebook.findings import Finding, Report
    from sourcebook.releases import Diff, TableDiff

LONGEST = 400
"""Characters of one finding's sentence."""


def comment(about: str, report: Report, diffs: Sequence[Diff], remarks: Iterable[str]) -> Comment:
    """What is to be said of a report that was held against a base, or not."""
    told = [*remarks]
    told += [": ".join(words.difference(each)) for each in report.agreement.differences]
    idle = (each for each in report.waivers if each.state is not WaiverState.APPLIED)
    told += [f"{words.waiver_place(each.waiver)}: {words.waiver_state(each)}" for each in idle]
    return Comment(
        about,
        report.valid,
        words.verdict(report),
        report.against or "",
        tuple(told),
        new=tuple(_groups(report, Standing.NEW)),
        old=tuple(_groups(report, Standing.OLD)),
        waived=tuple(_waived(report)),
        schema=tuple(_schema(diffs)),
        changes=tuple(_changes(table) for diff in diffs for table in diff.tables if not table.same),
    )


def mistaken(about: str, mistakes: Sequence[Mistake], base: str) -> Comment:
    """What is to be said where the declaration is wrong, so that nothing could be checked."""
    many = words.count(len(mistakes), "mistake")
    verdict = f"Not valid: the declaration has {many}, and no data was checked."
    findings = tuple(_short(str(mistake)) for mistake in mistakes)
    group = Group("the declaration", "error", "declaration", f"{len(mistakes):,} found", findings)
    return Comment(about, valid=False, verdict=verdict, base=base, new=(group,))


def untouched(about: str, base: str) -> Comment:
    """What is to be said where no dataset is touched."""
    verdict = f"Nothing of {about} is touched; nothing was checked."
    return Comment(about, valid=True, verdict=verdict, base=base, touched=False)


def _groups(report: Report, standing: Standing) -> Iterator[Group]:
    """Without a base all findings are taken for new."""
    for section in sections(report):
        for group in section.groups:
            listed = [
                finding
                for finding in group.findings
                if (finding.standing is Standing.OLD) == (standing is Standing.OLD)
            ]
            silent = group.found and not group.findings and standing is Standing.NEW
            if listed or silent:
                yield Group(
                    section.table.name,
                    words.severity(group),
                    group.code,
                    words.found(group),
                    tuple(map(_told, listed)),
                )


def _waived(report: Report) -> Iterator[Group]:
    for section in sections(report):
        for group in section.groups:
            if group.waived:
                told = tuple(
                    f"{_told(each)} {words.reason(each.waiver)}" if each.waiver else _told(each)
                    for each in group.excused
                )
                severity = words.severity(group)
                many = f"{group.waived:,} waived"
                yield Group(section.table.name, severity, group.code, many, told)


def _told(finding: Finding) -> str:
    return _short(f"{words.place(finding)}: {words.sentence(finding)}")


def _short(told: str) -> str:
    return told if len(told) <= LONGEST else f"{told[:LONGEST]} …"


def _schema(diffs: Iterable[Diff]) -> Iterator[str]:
    for diff in diffs:
        for change in sorted(diff.schema, key=lambda each: -each.level):
            table = f"{change.table}: " if change.table else ""
            yield _short(f"{change.level}: {table}{differences.schema(change)}. {change.why}")


def _changes(table: TableDiff) -> Changes:
    listed = [
        Change(f"{differences.row(row)} {row.kind}", "", "", "")
        for kind in ("removed", "merged", "withdrawn", "added")
        for row in table.rows
        if row.kind == kind
    ]
    listed += [
        Change(
            differences.short(differences.key(cell.key)),
            cell.field,
            None if cell.old is None else differences.short(cell.old),
            None if cell.new is None else differences.short(cell.new),
        )
        for cell in table.cells
    ]
    rows = table.added + table.removed + table.withdrawn + table.merged
    totals = f"{differences.totals(table)}.{f' {table.note}' if table.note else ''}"
    # Of a table that came or went, rows are counted and not listed.
    total = rows + table.cells_changed if listed else 0
    return Changes(table.name, totals, total, tuple(listed))
