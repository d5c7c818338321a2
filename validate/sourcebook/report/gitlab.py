"""A report as GitLab's code quality JSON, which a merge request shows beside its changes.

GitLab compares two reports by fingerprint and drops an issue whose fingerprint it has seen; a
finding keeps its own when its row moves. The format has issues and nothing else, so what is no
finding (a table's totals and coverage, waivers, disagreements) is an issue too: of severity
``info`` where nothing is wrong, and with a fingerprint that the figures in it don't change.
"""

from __future__ import annotations

import json
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from sourcebook.findings import Severity, Standing, WaiverState
from sourcebook.report import words
from sourcebook.report.fingerprint import digest, fingerprints
from sourcebook.report.groups import sections
from sourcebook.report.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sourcebook.findings import Finding, Report
    from sourcebook.report.groups import Section

Issue = dict[str, Any]

SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor"}


def text(report: Report) -> str:
    """The report as a JSON array, an issue a line."""
    issues = [
        *_findings(report),
        *_waivers(report),
        *_remarks(report),
        *_differences(report),
    ]
    for section in sections(report):
        issues.extend(_table(section))
    path = report.tables[0].path if report.tables else ""
    verdict = words.verdict(report)
    issues.append(_issue("sourcebook", verdict, "info", digest("verdict"), path, None))
    lines = ",\n ".join(json.dumps(issue, ensure_ascii=False, default=str) for issue in issues)
    return f"[\n {lines}\n]\n"


def _issue(check: str, told: str, severity: str, mark: str, path: str, line: int | None) -> Issue:
    """An issue; the format wants a line, so what has none stands on the first."""
    place = PurePath(path).as_posix()
    return {
        "description": told,
        "check_name": visible(check),
        "fingerprint": mark,
        "severity": severity,
        "location": {"path": visible(place), "lines": {"begin": line or 1}},
    }


def _findings(report: Report) -> Iterator[Issue]:
    for finding, mark in zip(report.findings, fingerprints(report.findings), strict=True):
        severity = SEVERITIES[finding.severity] if finding.waiver is None else "info"
        told = _told(finding, report.against)
        yield _issue(finding.code, told, severity, mark, finding.path, finding.line)


def _told(finding: Finding, against: str | None) -> str:
    told = words.sentence(finding)
    if finding.line is None and finding.row is not None:
        told = f"{words.title(words.row(finding))}: {told}"
    if finding.standing is not None:
        old = finding.standing is Standing.OLD
        told += f" In {visible(against or 'the base')} too." if old else " New."
    return told if finding.waiver is None else f"{told} {words.reason(finding.waiver)}"


def _table(section: Section) -> Iterator[Issue]:
    table = section.table
    told = [f"{visible(table.name)}: {words.totals(table)}."]
    if section.passed:
        told.append(f"Nothing found by {visible(', '.join(section.passed))}.")
    told += [f"{visible(group.code)}: {words.found(group)}." for group in section.groups]
    mark = digest("totals", table.path, table.name)
    yield _issue("sourcebook-coverage", " ".join(told), "info", mark, table.path, None)
    for why, rules in section.skipped:
        mark = digest("skipped", table.path, table.name, rules)
        told_ = f"{visible(table.name)}: not checked: {words.skipped(rules, why)}"
        yield _issue("sourcebook-coverage", told_, "minor", mark, table.path, None)


def _waivers(report: Report) -> Iterator[Issue]:
    for each in report.waivers:
        waiver = each.waiver
        severity = "info" if each.state is WaiverState.APPLIED else "minor"
        mark = digest("waiver", waiver.path, waiver.rule, waiver.table, sorted(waiver.key.items()))
        told = f"{words.waiver_state(each)} {words.reason(waiver)}"
        yield _issue("sourcebook-waiver", told, severity, mark, waiver.path, waiver.line)


def _remarks(report: Report) -> Iterator[Issue]:
    for each in report.remarks:
        mark = digest("remark", each.file, each.path, each.message)
        told = words.remark(each)
        yield _issue("sourcebook-declaration", told, "minor", mark, each.file, None)


def _differences(report: Report) -> Iterator[Issue]:
    paths = {table.name: table.path for table in report.tables}
    for each in report.agreement.differences:
        told = "The engines disagree: " + ": ".join(words.difference(each))
        mark = digest("difference", each.table, each.row, each.field, each.code)
        path = paths.get(each.table, "")
        yield _issue("sourcebook-engines", told, "critical", mark, path, None)
