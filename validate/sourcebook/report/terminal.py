"""A report as text: coloured by rich at a terminal, the same words without colour elsewhere.

    orders  bakery/orders.csv  7 rows: 2 errors, no warnings

      error  type-error  2 found
        bakery/orders.csv:3:4: quantity: 'two' is not an integer. (order_id: o-002)

    Not valid: 2 errors, no warnings in 1 of 2 tables. 11 rows, checked by duckdb.

A place is ``path:line:column``, on which most terminals and editors let one click. Nothing is cut
to the width of the window, and nothing in the data is read as markup. Rules that ran and found
nothing are not named; those that could not run are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcebook.findings import Standing, WaiverState
from sourcebook.report import lines, words
from sourcebook.report.groups import sections
from sourcebook.report.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

    from sourcebook.findings import Agreement, Finding, Report, WaiverReport
    from sourcebook.report.groups import Group, Section
    from sourcebook.report.lines import Line

DIFFERENCES = 20
"""How many disagreements of engines are shown; their total is always told."""

_STYLES = {
    "table": "bold",
    "error": "bold red",
    "warning": "yellow",
    "place": "cyan",
    "aside": "dim",
    "good": "bold green",
}


def text(report: Report) -> str:
    """The report without colour."""
    return lines.plain(_lines(report))


def show(report: Report, stream: TextIO) -> None:
    """Write the report, in colour if the stream is a terminal that wants it."""
    lines.show(_lines(report), _STYLES, stream)


def _lines(report: Report) -> Iterator[Line]:
    for section in sections(report):
        if section.groups or section.skipped:
            yield from _section(section, report.against)
    yield from _waivers(report.waivers)
    yield from _agreement(report.agreement)
    yield _line(words.verdict(report), "good" if report.valid else "error")


def _line(words: str, style: str = "") -> Line:
    return ((words, style),)


def _section(section: Section, against: str | None) -> Iterator[Line]:
    table = section.table
    yield (
        (visible(table.name), "table"),
        (f"  {visible(table.path)}", "place"),
        (f"  {words.totals(table)}", ""),
    )
    for group in section.groups:
        if group.found:
            yield ()
            yield from _group(group, against)
    yield from _excused(section)
    if section.skipped:
        yield ()
    for reason, rules in section.skipped:
        yield ("  not checked", "warning"), (f"  {words.skipped(rules, reason)}", "")
    yield ()


def _group(group: Group, against: str | None) -> Iterator[Line]:
    severity = words.severity(group)
    style = "error" if group.fails else "warning"
    yield (
        (f"  {severity}", style),
        (f"  {visible(group.code)}", "table"),
        (f"  {words.found(group)}", ""),
    )
    hints = {finding.hint for finding in group.findings}
    told = False
    for finding in group.findings:
        if finding.standing is Standing.OLD and not told:
            yield _line(f"    in {visible(against or 'the base')} too:", "aside")
            told = True
        yield _place(finding)
        if finding.hint and len(hints) > 1:
            yield _line(f"      {visible(finding.hint)}", "aside")
    # One hint for all of them is told once.
    if len(hints) == 1 and (hint := hints.pop()):
        yield _line(f"      {visible(hint)}", "aside")


def _place(finding: Finding) -> Line:
    return (
        (f"    {words.place(finding)}: ", "place"),
        (words.message(finding), ""),
        (f" ({words.key(finding)})" if finding.key else "", "aside"),
    )


def _excused(section: Section) -> Iterator[Line]:
    for group in section.groups:
        if not group.waived:
            continue
        listed = len(group.excused)
        more = f", {listed:,} listed" if listed < group.waived else ""
        yield ()
        yield (
            ("  waived", "aside"),
            (f"  {visible(group.code)}", "table"),
            (f"  {words.count(group.waived, 'finding')}{more}", ""),
        )
        for finding in group.excused:
            yield _place(finding)
            if finding.waiver:
                yield _line(f"      {words.reason(finding.waiver)}", "aside")


def _waivers(waivers: tuple[WaiverReport, ...]) -> Iterator[Line]:
    idle = [waiver for waiver in waivers if waiver.state is not WaiverState.APPLIED]
    for one in idle:
        yield (
            (f"{one.state} waiver", "warning"),
            (f"  {words.waiver_place(one.waiver)}: ", "place"),
            (words.waiver_state(one), ""),
        )
        yield _line(f"  {words.reason(one.waiver)}", "aside")
    if idle:
        yield ()


def _agreement(agreement: Agreement) -> Iterator[Line]:
    if len(agreement.compared) < 2:
        return
    differences = agreement.differences
    compared = words.listing(agreement.compared)
    if not differences:
        yield _line(f"The engines {compared} agree.")
        return
    places = words.count(len(differences), "place")
    yield _line(f"The engines {compared} disagree in {places}:", "error")
    for where, told in map(words.difference, differences[:DIFFERENCES]):
        yield (f"  {where}: ", "place"), (told, "")
    if len(differences) > DIFFERENCES:
        more = f"{len(differences) - DIFFERENCES:,} more"
        yield _line(f"  and {more}; --format json lists all.", "aside")
    yield ()
