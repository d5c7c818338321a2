"""GitLab's code quality report: its documented keys, and fingerprints that it can compare."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from richreport import ORDERS, RICH, hostile, long
from sourcebook import Agreement, Report
from sourcebook.report import render, words


def issues(report: Report = RICH) -> list[dict[str, Any]]:
    return json.loads(render(report, "gitlab"))


def marks(report: Report) -> list[str]:
    return [issue["fingerprint"] for issue in issues(report)]


@pytest.mark.parametrize(
    "report", [RICH, hostile(), long(50), Report("0.1.0", (), Agreement(()), (), ())]
)
def test_every_issue_has_the_keys_that_gitlab_documents(report: Report) -> None:
    for issue in issues(report):
        assert list(issue) == ["description", "check_name", "fingerprint", "severity", "location"]
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert list(issue["location"]) == ["path", "lines"]
        assert issue["location"]["lines"]["begin"] >= 1
        assert issue["description"]
        assert issue["check_name"]
    assert len(set(marks(report))) == len(issues(report))


def test_a_finding_is_an_issue_at_its_line() -> None:
    assert issues()[3] == {
        "description": "quantity: 'ten' is not a whole number. (order_id: ord-003) "
        "Write digits only, such as 12. New.",
        "check_name": "type-error",
        "fingerprint": marks(RICH)[3],
        "severity": "major",
        "location": {"path": ORDERS, "lines": {"begin": 5}},
    }


def test_an_error_is_major_a_warning_minor_and_what_is_waived_info() -> None:
    severities = [issue["severity"] for issue in issues()[: len(RICH.findings)]]
    assert severities == ["major"] * 5 + ["minor", "info"]


def test_fingerprints_stay_when_rows_move_and_totals_change() -> None:
    moved = replace(
        RICH,
        findings=tuple(
            replace(each, line=each.line and each.line + 1, row=each.row and each.row + 1)
            for each in RICH.findings
        ),
        tables=tuple(replace(table, rows=7000, errors=9) for table in RICH.tables),
    )
    assert marks(moved) == marks(RICH)
    assert issues(moved) != issues(RICH)


def test_what_is_no_finding_is_told_as_an_issue_of_its_own() -> None:
    told = {}
    for issue in issues()[len(RICH.findings) :]:
        told.setdefault(issue["check_name"], []).append((issue["severity"], issue["description"]))
    assert told["sourcebook-coverage"] == [
        (
            "info",
            (
                "breads: not read to its end: 2 errors (1 new), no warnings. "
                "missing-label: 1 found (1 new). unique-error: 1 found (none new)."
            ),
        ),
        ("minor", "breads: not checked: known-flour: the column flour is missing"),
        (
            "info",
            (
                "orders: 1,234 rows: 1,561 errors (8 new), 1 warning, 1 waived. Nothing found by "
                "foreign-key. type-error: 1,560 found (7 new), 2 listed. baked-after-order: 1 found "
                "(1 new). still-sold: 1 found (1 new), 1 waived."
            ),
        ),
    ]
    assert [severity for severity, _ in told["sourcebook-waiver"]] == ["info", "minor", "minor"]
    assert [severity for severity, _ in told["sourcebook-engines"]] == ["critical"]
    assert told["sourcebook"] == [("info", words.verdict(RICH))]
