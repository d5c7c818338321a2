"""A report as Markdown, for the comment on a pull request or the summary of a step.

At most ``ROOM`` characters, since GitHub refuses a comment of more than 65,536. Where all that is
listed does not fit, each rule shows fewer; the totals are exact in any case. What fails comes
first, then warnings; what the base has too, what is waived and what was checked is folded.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from sourcebook.findings import Standing, WaiverState
from sourcebook.report import words
from sourcebook.report.groups import sections
from sourcebook.report.prose import code, prose
from sourcebook.report.visible import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sourcebook.findings import Finding, Report, TableReport
    from sourcebook.report.groups import Group, Section

ROOM = 60_000
"""The most characters of a report."""

MOST = (1000, 300, 100, 50, 30, 20, 10, 5, 3, 2, 1, 0)
"""How many findings of a rule and table are shown: the first number with which all fits."""

LONGEST = 400
"""Characters of one finding's sentence."""


def text(report: Report) -> str:
    """The report as Markdown, in as much detail as there is room for."""
    tables = sections(report)
    for most in MOST:
        if whole := _fitting(_lines(report, tables, most)):
            return whole
    return _cut(report, tables)


def _fitting(lines: Iterable[str]) -> str:
    """The lines as a text, or nothing as soon as there is no room for them."""
    whole, room = [], ROOM
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            return ""
        whole.append(f"{line}\n")
    return "".join(whole)


def _lines(report: Report, tables: Sequence[Section], most: int) -> Iterator[str]:
    yield from _head(report)
    yield from _remarks(report, most)
    yield from _waivers(report, most)
    yield from _agreement(report, most)
    for section in tables:
        yield from _table(section, most)
    old = [(s, g, [f for f in g.findings if not _is_new(f)]) for s in tables for g in s.groups]
    yield from _folded(
        f"In <code>{escape(visible(report.against or 'the base'))}</code> too",
        [each for each in old if each[2]],
        most,
        _item,
    )
    excused = [(s, g, list(g.excused)) for s in tables for g in s.groups if g.waived]
    waived = sum(group.waived for _, group, _ in excused)
    yield from _folded(f"{waived:,} waived", excused, most, _excused)
    yield from _details("What was checked", _coverage(tables))


def _head(report: Report) -> Iterator[str]:
    yield f"## Sourcebook: {'valid' if report.valid else 'not valid'}"
    yield ""
    yield prose(words.verdict(report))
    yield ""


def _table(section: Section, most: int) -> Iterator[str]:
    open_ = [(group, [f for f in group.findings if _is_new(f)]) for group in section.groups]
    told = [(group, new) for group, new in open_ if new or (group.found and not group.findings)]
    if not told:
        return
    table = section.table
    yield f"### {prose(table.name)}"
    yield ""
    yield f"{code(table.path)} {prose(words.totals(table))}"
    yield ""
    for group, new in told:
        yield f"**{words.title(words.severity(group))}** {code(group.code)}: {words.found(group)}"
        yield ""
        yield from _items(table, new, most, _item)


def _is_new(finding: Finding) -> bool:
    return finding.standing is not Standing.OLD


def _items(
    table: TableReport,
    findings: Sequence[Finding],
    most: int,
    item: Callable[[TableReport, Finding], str],
) -> Iterator[str]:
    for finding in findings[:most]:
        yield item(table, finding)
    if len(findings) > most:
        yield f"- {len(findings) - most:,} more, for which there is no room here"
    if findings:
        yield ""


def _item(table: TableReport, finding: Finding) -> str:
    hint = f" {prose(_short(finding.hint))}" if finding.hint else ""
    keyed = f" ({prose(_short(words.key(finding)))})" if finding.key else ""
    return f"- {_place(table, finding)}: {prose(_short(words.message(finding)))}{keyed}{hint}"


def _excused(table: TableReport, finding: Finding) -> str:
    waiver = finding.waiver
    return _item(table, finding) + (f" {prose(_short(words.reason(waiver)))}" if waiver else "")


def _place(table: TableReport, finding: Finding) -> str:
    # The file of a table stands above; of several, each finding names its own.
    of = f"{code(finding.path)}, " if table.parts else ""
    return of + _in_file(finding)


def _in_file(finding: Finding) -> str:
    if finding.line is not None:
        column = f", column {finding.column}" if finding.column is not None else ""
        return f"line {finding.line}{column}"
    return "the file" if finding.row is None else words.row(finding)


def _short(told: str) -> str:
    return told if len(told) <= LONGEST else f"{told[:LONGEST]} …"


def _remarks(report: Report, most: int) -> Iterator[str]:
    for each in report.remarks[:most]:
        place = ": ".join(filter(None, [each.file, each.path]))
        told = _short(visible(f"{each.message} {each.hint}".rstrip()))
        yield f"- **Warning** {code(place)}: {prose(told)}"
    if len(report.remarks) > most:
        yield f"- {len(report.remarks) - most:,} more on what is declared"
    if report.remarks:
        yield ""


def _waivers(report: Report, most: int) -> Iterator[str]:
    idle = [each for each in report.waivers if each.state is not WaiverState.APPLIED]
    for each in idle[:most]:
        state = f"**{words.title(each.state)} waiver**"
        place = f" {code(words.waiver_place(each.waiver))}" if each.waiver.path else ""
        told = f"{words.waiver_state(each)} {words.reason(each.waiver)}"
        yield f"- {state}{place}: {prose(_short(told))}"
    if len(idle) > most:
        yield f"- {len(idle) - most:,} more waivers that are unused or expired"
    if idle:
        yield ""


def _agreement(report: Report, most: int) -> Iterator[str]:
    differences = report.agreement.differences
    if not differences:
        return
    places = words.count(len(differences), "place")
    yield f"**The engines {prose(words.listing(report.agreement.compared))} disagree in {places}**"
    yield ""
    for each in differences[:most]:
        yield f"- {prose(': '.join(words.difference(each)))}"
    if len(differences) > most:
        yield f"- {len(differences) - most:,} more, for which there is no room here"
    yield ""


def _folded(
    title: str,
    groups: Iterable[tuple[Section, Group, list[Finding]]],
    most: int,
    item: Callable[[TableReport, Finding], str],
) -> Iterator[str]:
    lines = []
    for section, group, findings in groups:
        name, severity = prose(section.table.name), words.severity(group)
        lines += [f"{name}: {severity} {code(group.code)}", ""]
        lines += _items(section.table, findings, most, item)
    if lines:
        yield from _details(title, lines)


def _details(title: str, lines: Iterable[str]) -> Iterator[str]:
    # The title is HTML; the blank line after it lets Markdown begin (CommonMark, section 4.6).
    yield from (f"<details><summary>{title}</summary>", "", *lines, "", "</details>", "")


def _coverage(tables: Sequence[Section]) -> Iterator[str]:
    for section in tables:
        table = section.table
        yield f"- {prose(table.name)}: {prose(words.totals(table))}"
        if section.passed:
            yield f"  - nothing found by {words.listing([code(rule) for rule in section.passed])}"
        for group in section.groups:
            yield f"  - {code(group.code)}: {words.found(group)}"
        for why, rules in section.skipped:
            names = words.listing([code(rule) for rule in rules])
            yield f"  - not checked {names}: {prose(_short(why))}"


def _cut(report: Report, tables: Sequence[Section]) -> str:
    """The verdict and as many lines of the coverage as there is room for."""
    note = "- and more, for which there is no room here\n"
    whole = [f"{line}\n" for line in _head(report)]
    room = ROOM - sum(map(len, whole)) - len(note)
    for line in _coverage(tables):
        room -= len(line) + 1
        if room < 0:
            return "".join([*whole, note])
        whole.append(f"{line}\n")
    return "".join(whole)
