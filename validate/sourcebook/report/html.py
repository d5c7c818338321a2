"""A report as one HTML file that works offline (see ``page``).

Totals, coverage, waivers and disagreements are in the page itself. The findings are JSON in it,
which ``assets/page.js`` lists and filters, a hundred at a time.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from sourcebook.findings import Status, WaiverState
from sourcebook.report import words
from sourcebook.report.groups import sections
from sourcebook.report.page import Page, asset, html, link, safe
from sourcebook.report.visible import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sourcebook.findings import Coverage, Finding, Report, TableReport
    from sourcebook.report.groups import Section

_PLACES = {
    "findings": "Findings",
    "tables": "Tables",
    "checked": "What was checked",
    "waivers": "Waivers",
}
OPEN = 10
"""How many lines a notice may have to be shown unfolded."""


def text(report: Report) -> str:
    """The report as an HTML document."""
    tables = sections(report)
    told = Page(
        kind="report",
        title="Valid" if report.valid else "Not valid",
        verdict=words.verdict(report),
        lead=_lead(report),
        state="good" if report.valid else "bad",
        version=report.sourcebook,
        places=_PLACES,
        figures=_figures(report),
        tables=_tables(report),
        parts={
            "notices": _notices(report),
            "coverage": "\n".join(map(_coverage, report.tables)),
            "waivers": _waivers(report),
        },
        data=_data(report, tables),
    )
    return html(told, asset("page.html"), "", asset("page.js"))


def _lead(report: Report) -> str:
    compared = report.agreement.compared
    engines = words.listing(report.engines) if report.engines else "no engine"
    agreed = ", which agree" if len(compared) > 1 and not report.agreement.differences else ""
    against = f" Held against {report.against}." if report.against is not None else ""
    return f"Checked by {engines}{agreed}.{against}"


def _figures(report: Report) -> list[tuple[str, int, str]]:
    covers = [cover for table in report.tables for cover in table.coverage]
    skipped = sum(cover.status is Status.SKIPPED for cover in covers)
    new = None if report.against is None else sum(t.new_errors or 0 for t in report.tables)
    figures = (
        ("Errors", report.errors, "error", "" if new is None else f"{new:,} new"),
        ("Warnings", report.warnings, "warning", ""),
        ("Waived", sum(table.waived for table in report.tables), "", ""),
        ("Rules", len(covers), "", f"{skipped:,} not checked" if skipped else ""),
        ("Tables", len(report.tables), "", ""),
        ("Rows", sum(table.rows or 0 for table in report.tables), "", ""),
    )
    return [
        (f"{name}, {more}" if more else name, number, style)
        for name, number, style, more in figures
    ]


def _notices(report: Report) -> str:
    notices = []
    differences = report.agreement.differences
    if differences:
        compared = words.listing(report.agreement.compared)
        places = words.count(len(differences), "place")
        items = [
            f"<code>{escape(where)}</code> {escape(told)}"
            for where, told in map(words.difference, differences)
        ]
        title = f"The engines {safe(compared)} disagree in {places}"
        notices.append(_notice("error", title, items))
    if report.remarks:
        title = f"{words.title(words.count(len(report.remarks), 'remark'))} on what is declared"
        items = [escape(words.remark(each)) for each in report.remarks]
        notices.append(_notice("warning", title, items))
    idle = [each for each in report.waivers if each.state is not WaiverState.APPLIED]
    if idle:
        items = [
            f"<code>{escape(words.waiver_place(each.waiver))}</code> "
            f"{escape(words.waiver_state(each))}"
            for each in idle
        ]
        title = f"{words.title(words.count(len(idle), 'waiver'))} to look at"
        notices.append(_notice("warning", title, items))
    return "\n".join(notices)


def _notice(style: str, title: str, items: Sequence[str]) -> str:
    shown = " open" if len(items) <= OPEN else ""
    listed = "".join(f"<li>{item}</li>\n" for item in items)
    return (
        f'<details class="notice {style}"{shown}><summary>{title}</summary>\n'
        f"<ul>\n{listed}</ul></details>"
    )


def _tables(report: Report) -> str:
    against = report.against is not None
    heads = ["Errors", *(["New"] if against else []), "Warnings", "Waived"]
    head = "".join(f'<th scope="col" class="number">{name}</th>' for name in heads)
    body = "\n".join(_row(table, against) for table in report.tables)
    return f'<thead><tr><th scope="col">Table</th>{head}</tr></thead>\n<tbody>{body}</tbody>'


def _row(table: TableReport, against: bool) -> str:
    numbers = [
        (table.errors, "error"),
        *([(table.new_errors or 0, "error")] if against else []),
        (table.warnings, "warning"),
        (table.waived, ""),
    ]
    cells = "".join(
        f'<td class="number {style if number else "none"}">{number:,}</td>'
        for number, style in numbers
    )
    rows = "not read to its end" if table.rows is None else words.count(table.rows, "row")
    path = safe(table.path).replace("/", "/<wbr>")
    found = table.errors + table.warnings + table.waived
    name = link(table.name, table=table.name) if found else safe(table.name)
    return f'<tr><th scope="row">{name} <small><code>{path}</code> {rows}</small></th>{cells}</tr>'


def _coverage(table: TableReport) -> str:
    short = [cover for cover in table.coverage if cover.status is not Status.RAN]
    skipped = sum(cover.status is Status.SKIPPED for cover in short)
    told = [f"{words.count(len(table.coverage) - skipped, 'rule')} ran"]
    if skipped:
        told.append(f"{skipped:,} not checked")
    if len(short) > skipped:
        told.append(f"{len(short) - skipped:,} with more found than listed")
    rows = "\n".join(
        f'<tr><th scope="row"><code>{_rule(table, cover)}</code></th>'
        f'<td class="{cover.status}">{safe(_outcome(cover))}</td></tr>'
        for cover in table.coverage
    )
    return (
        f"<details{' open' if skipped else ''}><summary>{safe(table.name)}: {', '.join(told)}"
        f'</summary>\n<table class="rules"><thead><tr><th scope="col">Rule</th>'
        f'<th scope="col">Outcome</th></tr></thead>\n<tbody>{rows}</tbody></table></details>'
    )


def _rule(table: TableReport, cover: Coverage) -> str:
    if not cover.listed:
        return safe(cover.rule)
    return link(cover.rule, table=table.name, code=cover.rule)


def _outcome(cover: Coverage) -> str:
    if cover.status is Status.SKIPPED:
        return f"not checked: {cover.reason or 'no reason is given'}"
    if not cover.found:
        return "nothing found"
    parts = [f"{cover.found:,} found{words.fresh(cover.new)}"]
    if cover.status is Status.LISTED:
        parts.append(f"{cover.listed:,} listed")
    if cover.waived:
        parts.append(f"{cover.waived:,} waived")
    return ", ".join(parts)


def _waivers(report: Report) -> str:
    items = "\n".join(
        f'<li class="{each.state}"><strong>{words.title(each.state)}</strong> '
        f"<code>{escape(words.waiver_place(each.waiver))}</code> "
        f"{escape(words.waiver_state(each))} {escape(words.reason(each.waiver))}</li>"
        for each in report.waivers
    )
    return f'<ul class="waivers">\n{items}\n</ul>' if items else "<p>There are none.</p>"


def _data(report: Report, tables: Sequence[Section]) -> dict[str, Any]:
    labels: dict[tuple[str, ...], int] = {}
    findings = [
        _finding(finding, labels)
        for section in tables
        for group in section.groups
        for finding in (*group.findings, *group.excused)
    ]
    groups = [
        {
            "table": visible(section.table.name),
            "code": visible(group.code),
            "found": words.found(group),
        }
        for section in tables
        for group in section.groups
    ]
    return {
        "against": None if report.against is None else visible(report.against),
        "found": report.errors + report.warnings + sum(t.waived for t in report.tables),
        "labels": [list(map(visible, each)) for each in labels],
        "groups": groups,
        "findings": findings,
    }


def _finding(finding: Finding, labels: dict[tuple[str, ...], int]) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "table": visible(finding.table),
        "code": visible(finding.code),
        "severity": str(finding.severity),
        "place": words.place(finding),
        "row": finding.row,
        "column": finding.column,
        "field": finding.field and visible(finding.field),
        "key": words.key(finding) or None,
        "value": None if finding.value is None else visible(finding.value),
        "message": words.message(finding),
        "hint": finding.hint and visible(finding.hint),
        "standing": finding.standing and str(finding.standing),
        "waived": finding.waiver and words.reason(finding.waiver),
    }
    if finding.record is not None:
        names = tuple(finding.record)
        shown["labels"] = labels.setdefault(names, len(labels))
        shown["cells"] = [
            None if cell is None else visible(cell) for cell in finding.record.values()
        ]
    return {name: value for name, value in shown.items() if value is not None}
