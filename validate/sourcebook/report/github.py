"""A report as workflow commands, which GitHub Actions shows as annotations of a pull request.

GitHub shows ten errors, ten warnings and ten notices a step and drops the rest. So the first of
each kind of finding come before the second of any, those that fail before those that don't; what
fails nothing (old, waived, not checked) is folded into one notice each; and the totals, which are
exact, are the last of at most four notices. Each message begins with its place, for those who read
the log.
"""

from __future__ import annotations

from itertools import chain, zip_longest
from typing import TYPE_CHECKING

from sourcebook.findings import Severity, Standing, WaiverState
from sourcebook.report import words
from sourcebook.report.groups import sections
from sourcebook.report.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sourcebook.findings import Finding, Report
    from sourcebook.report.groups import Group, Section

FOLDED = 100
"""How many lines a notice folds; it tells how many more there are."""

Property = str | int | None


def text(report: Report) -> str:
    """The report as lines of workflow commands."""
    lines = chain(
        _differences(report),
        _findings(report),
        _folded(report),
        [command("notice", words.verdict(report), title="Sourcebook")],
    )
    return "".join(f"{line}\n" for line in lines)


def command(name: str, message: str, **properties: Property) -> str:
    """A workflow command; its message may have several lines."""
    given = [
        f"{key}={_property(str(value))}" for key, value in properties.items() if value is not None
    ]
    return f"::{' '.join(filter(None, [name, ','.join(given)]))}::{_data(message)}"


def _data(told: str) -> str:
    return told.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(told: str) -> str:
    return _data(told).replace(":", "%3A").replace(",", "%2C")


def _findings(report: Report) -> Iterator[str]:
    groups = [(section, group) for section in sections(report) for group in section.groups]
    for severity in (Severity.ERROR, Severity.WARNING):
        columns = [
            [_annotation(section, group, finding) for finding in group.findings if _is_new(finding)]
            for section, group in groups
            if (group.severity or Severity.ERROR) is severity
        ]
        if severity is Severity.WARNING:
            columns[:0] = [list(_remarks(report)), list(_waivers(report))]
        for row in zip_longest(*columns):
            yield from filter(None, row)
    for section, group in groups:
        # So that a total is never silent, with a limit of 0 too.
        if group.found and not group.findings:
            name = "warning" if group.severity is Severity.WARNING else "error"
            yield command(name, _title(section, group), file=section.table.path)


def _is_new(finding: Finding) -> bool:
    return finding.standing is not Standing.OLD


def _annotation(section: Section, group: Group, finding: Finding) -> str:
    return command(
        str(finding.severity),
        f"{words.place(finding)}: {_told(finding)}",
        file=finding.path,
        line=finding.line,
        col=finding.column if finding.line else None,
        title=_title(section, group),
    )


def _title(section: Section, group: Group) -> str:
    return visible(f"{group.code} in {section.table.name}: {words.found(group)}")


def _told(finding: Finding) -> str:
    keyed = f" ({words.key(finding)})" if finding.key else ""
    hint = f"\n{visible(finding.hint)}" if finding.hint else ""
    return f"{words.message(finding)}{keyed}{hint}"


def _differences(report: Report) -> Iterator[str]:
    differences = report.agreement.differences
    if differences:
        title = f"The engines disagree in {words.count(len(differences), 'place')}"
        lines = [": ".join(words.difference(each)) for each in differences]
        yield command("error", _fold(lines), title=title)


def _remarks(report: Report) -> Iterator[str]:
    for each in report.remarks:
        yield command("warning", words.remark(each), file=each.file or None, title="Declaration")


def _waivers(report: Report) -> Iterator[str]:
    for each in report.waivers:
        if each.state is not WaiverState.APPLIED:
            place = each.waiver
            told = f"{words.waiver_place(place)}: {words.waiver_state(each)}\n{words.reason(place)}"
            title = f"{words.title(each.state)} waiver"
            yield command("warning", told, file=place.path or None, line=place.line, title=title)


def _folded(report: Report) -> Iterator[str]:
    tables = sections(report)
    old = [
        f"{finding.severity} {finding.code}: {words.place(finding)}: {words.sentence(finding)}"
        for section in tables
        for group in section.groups
        for finding in group.findings
        if not _is_new(finding)
    ]
    if old:
        yield command("notice", _fold(old), title=f"In {visible(report.against or 'the base')} too")
    excused = [
        f"{finding.code}: {words.place(finding)}: {words.sentence(finding)}"
        + (f" {words.reason(finding.waiver)}" if finding.waiver else "")
        for section in tables
        for finding in section.excused
    ]
    waived = sum(table.waived for table in report.tables)
    if waived:
        yield command("notice", _fold(excused), title=f"{waived:,} waived")
    yield command("notice", "\n".join(_coverage(tables)), title="What was checked")


def _coverage(tables: Sequence[Section]) -> Iterator[str]:
    for section in tables:
        table = section.table
        yield f"{visible(table.name)}: {words.totals(table)}"
        if section.passed:
            yield f"  nothing found by {visible(', '.join(section.passed))}"
        for group in section.groups:
            yield f"  {visible(group.code)}: {words.found(group)}"
        for why, rules in section.skipped:
            yield f"  not checked: {words.skipped(rules, why)}"


def _fold(lines: Iterable[str]) -> str:
    every = list(lines)
    more = len(every) - FOLDED
    return "\n".join([*every[:FOLDED], *([f"and {more:,} more"] if more > 0 else [])])
