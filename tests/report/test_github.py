"""Workflow commands as GitHub's runner reads them, and what of them GitHub shows."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportreaders import commands
from richreport import HOSTILE, RICH, TEN, hostile, long
from sourcebook import Agreement, Coverage, Report, Status
from sourcebook.report import render, words
from sourcebook.report.visible import visible

SHOWN = 10
"""Annotations of a kind that GitHub shows of a step."""


def shown(report: Report, kind: str) -> list[tuple[dict[str, str], str]]:
    lines = commands(render(report, "github"))
    return [(properties, message) for name, properties, message in lines if name == kind][:SHOWN]


def test_a_finding_has_its_place_its_rule_with_its_total_and_its_hint() -> None:
    properties, message = shown(RICH, "error")[2]
    assert properties == {
        "file": "datasets/bakery/orders.csv",
        "line": "5",
        "col": "3",
        "title": "type-error in orders: 1,560 found (7 new), 2 listed",
    }
    assert message == (
        "datasets/bakery/orders.csv:5:3: quantity: 'ten' is not a whole number. (order_id: ord-003)\n"
        "Write digits only, such as 12."
    )


def test_what_is_not_known_of_a_place_is_left_out() -> None:
    properties, _ = shown(RICH, "error")[1]
    assert list(properties) == ["file", "title"]


def test_the_ten_that_are_shown_are_of_as_many_kinds_as_there_are() -> None:
    errors = [properties["title"] for properties, _ in shown(long(400), "error")]
    assert len(set(errors)) == SHOWN


def test_only_what_fails_is_an_error() -> None:
    errors = [properties["title"].partition(" in ")[0] for properties, _ in shown(RICH, "error")]
    assert errors == ["The engines disagree", "missing-label", "type-error", "baked-after-order"]
    warnings = [properties["title"] for properties, _ in shown(RICH, "warning")]
    assert warnings == [
        "Declaration",
        "Unused waiver",
        "still-sold in orders: 1 found (1 new), 1 waived",
        "Expired waiver",
    ]


def test_old_and_waived_findings_are_folded() -> None:
    folded = {properties["title"]: message for properties, message in shown(RICH, "notice")}
    assert [line.split(":")[0] for line in folded["In main too"].splitlines()] == [
        "error unique-error",
        "error type-error",
    ]
    assert folded["1 waived"].endswith(
        "Waived by jane until 2027-03-31: The baker made an exception."
    )
    old = tuple(replace(RICH.findings[0], line=line) for line in range(2, 302))
    many = dict_of_notices(replace(RICH, findings=old))["In main too"].splitlines()
    assert (len(many), many[-1]) == (101, "and 200 more")


def dict_of_notices(report: Report) -> dict[str, str]:
    return {properties["title"]: message for properties, message in shown(report, "notice")}


def test_what_was_checked_is_told() -> None:
    assert dict_of_notices(RICH)["What was checked"].splitlines() == [
        "breads: not read to its end: 2 errors (1 new), no warnings",
        "  missing-label: 1 found (1 new)",
        "  unique-error: 1 found (none new)",
        "  not checked: known-flour: the column flour is missing",
        "orders: 1,234 rows: 1,561 errors (8 new), 1 warning, 1 waived",
        "  nothing found by foreign-key",
        "  type-error: 1,560 found (7 new), 2 listed",
        "  baked-after-order: 1 found (1 new)",
        "  still-sold: 1 found (1 new), 1 waived",
    ]


@pytest.mark.parametrize(
    "report", [RICH, hostile(), long(400), Report("0.1.0", (), Agreement(()), (), ())]
)
def test_the_last_line_is_a_notice_of_the_exact_totals_that_is_shown(report: Report) -> None:
    last = commands(render(report, "github"))[-1]
    assert last == ("notice", {"title": "Sourcebook"}, words.verdict(report))
    assert (last[1], last[2]) in shown(report, "notice")


def test_a_total_of_which_none_is_listed_is_an_annotation_too() -> None:
    table = replace(
        RICH.tables[1], coverage=(Coverage("late", Status.LISTED, None, 3, 0),), warnings=0
    )
    report = Report("0.1.0", ("duckdb",), Agreement(()), (table,), ())
    assert shown(report, "error") == [
        ({"file": "datasets/bakery/orders.csv"}, "late in orders: 3 found, 0 listed")
    ]


def test_hostile_text_begins_no_command_and_no_property() -> None:
    for name, properties, message in commands(render(hostile(), "github")):
        assert name in ("error", "warning", "notice")
        assert set(properties) <= {"file", "line", "col", "title"}
        assert properties.get("file", HOSTILE) == HOSTILE
        assert message


@given(st.text())
def test_any_text_is_read_back_as_it_was_shown(text: str) -> None:
    finding = replace(TEN, message=text, path=text, field=None, key=None, hint=None, record=None)
    report = replace(RICH, findings=(finding,), agreement=Agreement(()), waivers=())
    table = replace(report.tables[1], path=text)
    lines = commands(render(replace(report, tables=(table,)), "github"))
    properties, message = next((p, m) for n, p, m in lines if n == "error" and "line" in p)
    assert properties["file"] == text
    assert message.endswith(f": {visible(text)}")
