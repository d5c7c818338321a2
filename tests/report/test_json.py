"""The report as JSON, format 1: its keys, their order, and the same bytes for the same report."""

from __future__ import annotations

import json

from sourcebook import Agreement, Coverage, Difference, Finding, Report, Severity, Status
from sourcebook.findings import TableReport
from sourcebook.report import render

FINDING = Finding(
    code="deaths-ordered",
    severity=Severity.ERROR,
    table="orders",
    path="bäckerei/orders.csv",
    line=14,
    row=13,
    column=None,
    field=None,
    key={"order_id": "ord-013", "line": "2"},
    value=None,
    message='low 3,\nbest "2"',
    hint=None,
)
COVERAGE = (
    Coverage("deaths-ordered", Status.RAN, None, 1, 1),
    Coverage("late", Status.SKIPPED, "the column baked_on is missing"),
)
TABLE = TableReport("orders", "bäckerei/orders.csv", 302, 1, 0, COVERAGE)
DIFFERENCE = Difference("orders", 13, None, "late", ("duckdb",), ("pandera",))
REPORT = Report(
    "0.1.0",
    ("duckdb", "pandera"),
    Agreement(("duckdb", "pandera"), (DIFFERENCE,)),
    (TABLE,),
    (FINDING, FINDING),
)


def test_a_report_is_format_1_key_by_key() -> None:
    one = (
        '{"code": "deaths-ordered", "severity": "error", "table": "orders", '
        '"path": "bäckerei/orders.csv", "line": 14, "row": 13, "column": null, "field": null, '
        '"key": {"order_id": "ord-013", "line": "2"}, "value": null, '
        '"message": "low 3,\\nbest \\"2\\"", "hint": null}'
    )
    assert render(REPORT, "json") == (
        '{"format": 1,\n'
        ' "sourcebook": "0.1.0",\n'
        ' "valid": false,\n'
        ' "engines": ["duckdb", "pandera"],\n'
        ' "agreement": {"compared": ["duckdb", "pandera"], "differences": [\n'
        '  {"table": "orders", "row": 13, "field": null, "code": "late", '
        '"found_by": ["duckdb"], "missed_by": ["pandera"]}]},\n'
        ' "tables": [\n'
        '  {"name": "orders", "path": "bäckerei/orders.csv", "rows": 302, "valid": false, '
        '"errors": 1, "warnings": 0, "coverage": ['
        '{"rule": "deaths-ordered", "status": "ran", "reason": null, "found": 1, "listed": 1}, '
        '{"rule": "late", "status": "skipped", "reason": "the column baked_on is missing", '
        '"found": 0, "listed": 0}]}],\n'
        f' "findings": [\n  {one},\n  {one}]}}\n'
    )


def test_an_empty_report_is_json_too() -> None:
    empty = Report("0.1.0", ("duckdb",), Agreement(()), (), ())
    assert json.loads(render(empty, "json")) == {
        "format": 1,
        "sourcebook": "0.1.0",
        "valid": True,
        "engines": ["duckdb"],
        "agreement": {"compared": [], "differences": []},
        "tables": [],
        "findings": [],
    }
