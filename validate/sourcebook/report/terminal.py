"""A report as text: coloured by rich at a terminal, the same words without colour elsewhere.

    orders  bakery/orders.csv  7 rows: 2 errors, no warnings

      error  type-error  2 found
        bakery/orders.csv:3:4: quantity: 'two' is not an integer. (order_id: o-002)

    Not valid: 2 errors, no warnings in 1 of 2 tables. 11 rows, checked by duckdb.

A place is ``path:line:column``, on which most terminals and editors let one click. Nothing is cut
to the width of the window, and nothing in the data is read as markup.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from sourcebook.report.groups import sections
from sourcebook.report.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

    from sourcebook.findings import Agreement, Difference, Finding, Report, TableReport
    from sourcebook.report.groups import Group, Section

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

Line = tuple[tuple[str, str], ...]
"""Pieces of one line, each with the name of its style (``""`` for none)."""


def text(report: Report) -> str:
    """The report without colour."""
    return "".join("".join(piece for piece, _ in line) + "\n" for line in _lines(report))


def show(report: Report, stream: TextIO) -> None:
    """Write the report, in colour if the stream is a terminal that wants it."""
    if not in_colour(stream):
        stream.write(text(report))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(file=stream, highlight=False, markup=False, emoji=False)
    for line in _lines(report):
        # Text, not str: rich then looks for neither markup nor emoji in it.
        styled = Text.assemble(*((piece, _STYLES.get(style, "")) for piece, style in line))
        console.print(styled, soft_wrap=True)


def in_colour(stream: TextIO) -> bool:
    """Whether to colour: at a terminal, unless it is dumb or NO_COLOR is set (no-color.org)."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") in ("dumb", "unknown")
    return stream.isatty() and not plain


def verdict(report: Report) -> str:
    """The closing line: valid or not, and the totals."""
    rows = sum(table.rows or 0 for table in report.tables)
    reach = f"{count(rows, 'row')}, checked by {_and(report.engines)}."
    found = f"{count(report.errors, 'error')}, {count(report.warnings, 'warning')}"
    tables = count(len(report.tables), "table")
    if report.valid:
        return f"Valid: {tables}, {count(report.warnings, 'warning')}. {reach}"
    if report.errors == 0:
        return f"Not valid: the engines disagree. {tables}, {found}. {reach}"
    bad = sum(not table.valid for table in report.tables)
    return f"Not valid: {found} in {bad} of {tables}. {reach}"


def count(number: int, noun: str) -> str:
    """``no rows``, ``1 row``, ``2,048 rows``."""
    if number == 1:
        return f"1 {noun}"
    return f"{number:,} {noun}s" if number else f"no {noun}s"


def _and(words: tuple[str, ...]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else "no engine"


def _lines(report: Report) -> Iterator[Line]:
    for section in sections(report):
        if section.groups or section.skipped:
            yield from _section(section)
    yield from _agreement(report.agreement)
    yield _line(verdict(report), "good" if report.valid else "error")


def _line(words: str, style: str = "") -> Line:
    return ((words, style),)


def _section(section: Section) -> Iterator[Line]:
    table = section.table
    yield (
        (visible(table.name), "table"),
        (f"  {visible(table.path)}", "place"),
        (f"  {_totals(table)}", ""),
    )
    for group in section.groups:
        yield ()
        yield from _group(group)
    if section.skipped:
        yield ()
    for reason, rules in section.skipped:
        names = visible(", ".join(rules))
        yield ("  not checked", "warning"), (f"  {names}: {visible(reason)}", "")
    yield ()


def _totals(table: TableReport) -> str:
    rows = "not read to its end" if table.rows is None else count(table.rows, "row")
    return f"{rows}: {count(table.errors, 'error')}, {count(table.warnings, 'warning')}"


def _group(group: Group) -> Iterator[Line]:
    severity = "finding" if group.severity is None else str(group.severity)
    style = "warning" if severity == "warning" else "error"
    total = f"{group.found:,} found"
    if len(group.findings) < group.found:
        total += f", {len(group.findings):,} listed"
    yield (f"  {severity}", style), (f"  {visible(group.code)}", "table"), (f"  {total}", "")
    hints = {finding.hint for finding in group.findings}
    for finding in group.findings:
        yield _place(finding)
        if finding.hint and len(hints) > 1:
            yield _line(f"      {visible(finding.hint)}", "aside")
    # One hint for all of them is told once.
    if len(hints) == 1 and (hint := hints.pop()):
        yield _line(f"      {visible(hint)}", "aside")


def _place(finding: Finding) -> Line:
    place = ":".join(str(part) for part in (finding.path, finding.line, finding.column) if part)
    if finding.line is None and finding.row is not None:
        place += f": row {finding.row}"
    # A message that names its field itself is not made to stutter.
    named = finding.field and re.search(rf"\b{re.escape(finding.field)}\b", finding.message)
    field = f"{visible(finding.field)}: " if finding.field and not named else ""
    key = ", ".join(f"{name}: {value}" for name, value in (finding.key or {}).items())
    return (
        (f"    {visible(place)}: ", "place"),
        (f"{field}{visible(finding.message)}", ""),
        (f" ({visible(key)})" if key else "", "aside"),
    )


def _agreement(agreement: Agreement) -> Iterator[Line]:
    if len(agreement.compared) < 2:
        return
    differences = agreement.differences
    if not differences:
        yield _line(f"The engines {_and(agreement.compared)} agree.")
        return
    places = count(len(differences), "place")
    yield _line(f"The engines {_and(agreement.compared)} disagree in {places}:", "error")
    for difference in differences[:DIFFERENCES]:
        yield _difference(difference)
    if len(differences) > DIFFERENCES:
        more = f"{len(differences) - DIFFERENCES:,} more"
        yield _line(f"  and {more}; --format json lists all.", "aside")
    yield ()


def _difference(difference: Difference) -> Line:
    where = [difference.table]
    if difference.row is not None:
        where.append(f"row {difference.row}")
    if difference.field is not None:
        where.append(difference.field)
    return (
        (f"  {visible(', '.join(where))}: ", "place"),
        (f"{visible(difference.code)}: found by {_and(difference.found_by)}, ", ""),
        (f"not by {_and(difference.missed_by)}", ""),
    )
