"""The report as JSON, format 1: its keys, their order, and the same bytes for the same report."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from sourcebook import Agreement, Coverage, Difference, Finding, Report, Severity, Status
from sourcebook.findings import Standing, TableReport, Waiver, WaiverReport, WaiverState
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
    record={"order_id": "ord-013", "low": None},
    standing=Standing.NEW,
)
WAIVER = Waiver(
    "late",
    "orders",
    {"order_id": "ord-014"},
    "Known.",
    "jane",
    date(2027, 3, 31),
    "waivers.yaml",
    3,
)
COVERAGE = (
    Coverage("deaths-ordered", Status.RAN, None, 2, 2, 1, 1),
    Coverage("late", Status.SKIPPED, "the column baked_on is missing"),
)
TABLE = TableReport("orders", "bäckerei/orders.csv", 302, 1, 0, COVERAGE, 1, 1)
DIFFERENCE = Difference("orders", 13, None, "late", ("duckdb",), ("pandera",))
REPORT = Report(
    "0.1.0",
    ("duckdb", "pandera"),
    Agreement(("duckdb", "pandera"), (DIFFERENCE,)),
    (TABLE,),
    (FINDING, replace(FINDING, waiver=WAIVER)),
    (WaiverReport(WAIVER, WaiverState.APPLIED, 1),),
    "main",
)


def test_a_report_is_format_1_key_by_key() -> None:
    one = (
        '{"code": "deaths-ordered", "severity": "error", "table": "orders", '
        '"path": "bäckerei/orders.csv", "line": 14, "row": 13, "column": null, "field": null, '
        '"key": {"order_id": "ord-013", "line": "2"}, "value": null, '
        '"message": "low 3,\\nbest \\"2\\"", "hint": null, '
        '"record": {"order_id": "ord-013", "low": null}, "standing": "new", "waiver": null}'
    )
    waiver = (
        '{"rule": "late", "table": "orders", "key": {"order_id": "ord-014"}, "reason": "Known.", '
        '"who": "jane", "expires": "2027-03-31", "path": "waivers.yaml", "line": 3}'
    )
    waived = one.replace('"waiver": null', f'"waiver": {waiver}')
    assert render(REPORT, "json") == (
        '{"format": 1,\n'
        ' "sourcebook": "0.1.0",\n'
        ' "valid": false,\n'
        ' "engines": ["duckdb", "pandera"],\n'
        ' "against": "main",\n'
        ' "agreement": {"compared": ["duckdb", "pandera"], "differences": [\n'
        '  {"table": "orders", "row": 13, "field": null, "code": "late", '
        '"found_by": ["duckdb"], "missed_by": ["pandera"]}]},\n'
        f' "waivers": [\n  {waiver[:-1]}, "state": "applied", "found": 1}}],\n'
        ' "remarks": [],\n'
        ' "tables": [\n'
        '  {"name": "orders", "path": "bäckerei/orders.csv", "parts": [], "rows": 302, '
        '"valid": false, '
        '"errors": 1, "warnings": 0, "waived": 1, "new_errors": 1, "coverage": ['
        '{"rule": "deaths-ordered", "status": "ran", "reason": null, "found": 2, "listed": 2, '
        '"waived": 1, "new": 1}, '
        '{"rule": "late", "status": "skipped", "reason": "the column baked_on is missing", '
        '"found": 0, "listed": 0, "waived": 0, "new": null}]}],\n'
        f' "findings": [\n  {one},\n  {waived}]}}\n'
    )


def test_an_empty_report_is_json_too() -> None:
    empty = Report("0.1.0", ("duckdb",), Agreement(()), (), ())
    assert json.loads(render(empty, "json")) == {
        "format": 1,
        "sourcebook": "0.1.0",
        "valid": True,
        "engines": ["duckdb"],
        "against": None,
        "agreement": {"compared": [], "differences": []},
        "waivers": [],
        "remarks": [],
        "tables": [],
        "findings": [],
    }
