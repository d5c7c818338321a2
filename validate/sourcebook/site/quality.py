"""The quality page: what was checked, by which engines, and what was found."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from sourcebook.site import codebook, measures, text
from sourcebook.site.measures import Share
from sourcebook.site.pages import GeneratedPage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sourcebook.site.cells import Cells, Link
    from sourcebook.site.claims import Sayings

STANDARD = {
    "byte-count": "The file has the size that is declared.",
    "byte-order-mark": "The file does not begin with a byte order mark.",
    "formula-cell": "No cell is one that a spreadsheet would run as a formula.",
    "hash-count": "The file has the hash that is declared.",
    "line-ending": "Every line ends as the canonical form has it.",
    "nul-byte": "No cell holds a NUL byte.",
    "blank-header": "Every column has a name.",
    "blank-label": "Every column has a name.",
    "blank-row": "No row is blank.",
    "constraint-error": "Every cell keeps the constraints of its field.",
    "duplicate-label": "No column name stands twice.",
    "encoding-error": "The file is UTF-8.",
    "extra-cell": "No row has more cells than the header.",
    "extra-label": "There is no column that the schema does not declare.",
    "foreign-key": "Every reference leads to a row.",
    "incorrect-label": "Every column is named as the schema says.",
    "missing-cell": "No row has fewer cells than the header.",
    "missing-label": "Every declared column is there.",
    "primary-key": "Every row has a primary key, and no other has the same.",
    "source-error": "The file can be read as a table.",
    "type-error": "Every cell is of the type of its field.",
    "unique-error": "No value stands twice where it has to be unique.",
}
"""What the Data Package standard demands, by Frictionless's name for its breach."""


def page(cells: Cells, sayings: Sayings | None) -> GeneratedPage:
    return GeneratedPage(
        path=f"{cells.contents.dataset.name}/quality.md",
        title="Data quality",
        template="quality.html",
        values=partial(_values, cells, sayings),
        description="What was checked, by which engines, and what was found.",
    )


def _values(cells: Cells, sayings: Sayings | None, link: Link) -> dict[str, Any]:
    return {"site": cells.site, **_checked(cells, link), **_measured(cells, sayings, link)}


def _measured(cells: Cells, sayings: Sayings | None, link: Link) -> dict[str, Any]:
    """What is counted of the figures and of the declared tables."""
    told = list(measures.figures(cells, sayings)) if sayings else []
    disputed = sum(one.disputed for one in told)
    contents = cells.contents
    return {
        "support": measures.support(told) if told and sayings and sayings.declared.origin else [],
        "disputed": Share("", disputed, len(told)),
        "codes": [
            (
                cells.label(one.table, name),
                f"{link(codebook.address(contents, one.table))}#{text.anchor(name)}",
                measures.codes(cells, one.table, name),
            )
            for one in cells.site.quality
            for name in one.codes
        ],
        "completeness": [
            (cells.table(one.table), link(codebook.address(contents, one.table)), found)
            for one in cells.site.quality
            if one.by_year and (found := measures.completeness(cells, one.table, one.by_year))
        ],
    }


def _checked(cells: Cells, link: Link) -> dict[str, Any]:
    contents, report = cells.contents, cells.contents.report
    if report is None:
        return {"report": None}
    named = {table.name: table for table in contents.tables}
    rules = {rule.id: rule.title for table in contents.tables for rule in table.rules} | STANDARD
    tables, coverage = [], []
    for table in report["tables"]:
        known = named.get(table["name"])
        title = known.title if known and known.title else table["name"]
        address = link(codebook.address(contents, table["name"])) if known else ""
        ran = sum(cover["status"] != "skipped" for cover in table["coverage"])
        tables.append((table, title, address, ran, len(table["coverage"])))
        covers = [(cover, rules.get(cover["rule"], "")) for cover in table["coverage"]]
        coverage.append((table["name"], title, covers))
    return {
        "report": report,
        "tables": tables,
        "coverage": coverage,
        "warnings": _groups(cells, report, rules, link),
        "waivers": report.get("waivers") or [],
    }


def _groups(
    cells: Cells, report: Mapping[str, Any], rules: Mapping[str, str], link: Link
) -> list[dict[str, Any]]:
    """The findings by table and code, each with a link to its record where that has a page."""
    totals = {
        (table["name"], cover["rule"], waived): found
        for table in report["tables"]
        for cover in table["coverage"]
        for waived, found in (
            (False, cover["found"] - cover.get("waived", 0)),
            (True, cover.get("waived", 0)),
        )
    }
    groups: dict[tuple[str, str, bool], dict[str, Any]] = {}
    for finding in report["findings"]:
        # One that is waived stands apart: what somebody lives with is not what is open.
        about = (finding["table"], finding["code"], finding.get("waiver") is not None)
        group = groups.setdefault(
            about,
            {
                "code": finding["code"],
                "title": rules.get(finding["code"]) or finding["code"],
                "severity": finding["severity"],
                "waived": about[2],
                "findings": [],
            },
        )
        group["findings"].append((finding, *_place(cells, finding, link)))
    for about, group in groups.items():
        group["total"] = max(totals.get(about, 0), len(group["findings"]))
    return list(groups.values())


def _place(cells: Cells, finding: Mapping[str, Any], link: Link) -> tuple[str, str | None]:
    """What a finding is about, and the address of its record's page if there is one."""
    key: Mapping[str, Any] = finding["key"] or {}
    name = ", ".join(str(value) for value in key.values()) or f"line {finding['line']}"
    if cells.site.page(finding["table"]) is None or len(key) != 1:
        return text.visible(name), None
    (value,) = key.values()
    for known in cells.titles[finding["table"]]:
        if str(known) == str(value):
            title = f"{value}: {cells.title(finding['table'], known)}"
            return text.visible(title), link(cells.address(finding["table"], known))
    return text.visible(name), None
