"""JUnit XML as a reader of it in wide use reads it: what fails, what is skipped, what passes."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from junitparser import Failure, JUnitXml, Skipped

from richreport import HOSTILE, RICH, SOLD, TEN, hostile
from sourcebook import Agreement, Coverage, Report, Severity, Status
from sourcebook.findings import TableReport
from sourcebook.report import render
from sourcebook.report.visible import visible


def read(report: Report = RICH) -> JUnitXml:
    return JUnitXml.fromstring(render(report, "junit").encode())


def outcomes(report: Report = RICH) -> dict[tuple[str, str], str]:
    read_ = {}
    for suite in read(report):
        for case in suite:
            (result,) = case.result or [None]
            kind = "failed" if isinstance(result, Failure) else "skipped" if result else "passed"
            assert isinstance(result, Failure | Skipped | None)
            read_[suite.name, case.name] = kind
    return read_


def test_a_rule_fails_is_skipped_or_passes() -> None:
    assert outcomes() == {
        ("breads", "missing-label"): "failed",
        ("breads", "unique-error"): "passed",  # main has it too
        ("breads", "known-flour"): "skipped",
        ("orders", "type-error"): "failed",
        ("orders", "baked-after-order"): "failed",
        ("orders", "still-sold"): "passed",  # a warning
        ("orders", "foreign-key"): "passed",
        ("engines", "duckdb and pandera agree"): "failed",
        ("declaration", "datasets/bakery/datapackage.json"): "passed",  # a remark
        ("waivers", "still-sold in orders (order_id: ord-005)"): "passed",
        ("waivers", "type-error in orders (order_id: ord-900)"): "passed",
        ("waivers", "unique-error in breads (bread_id: brd-03)"): "passed",
        ("sourcebook", "verdict"): "passed",
    }


def test_without_a_base_every_error_fails() -> None:
    table = replace(
        RICH.tables[0],
        new_errors=None,
        coverage=tuple(replace(cover, new=None) for cover in RICH.tables[0].coverage),
    )
    alone = replace(RICH, tables=(table,), against=None)
    assert outcomes(alone)["breads", "unique-error"] == "failed"


@pytest.mark.parametrize(
    ("waived", "severity", "kind"),
    [(0, Severity.ERROR, "failed"), (0, Severity.WARNING, "passed"), (1, Severity.ERROR, "passed")],
)
def test_a_rule_of_which_none_is_listed_fails_if_it_has_errors(
    waived: int, severity: Severity, kind: str
) -> None:
    open_ = 1 - waived
    errors, warnings = (open_, 0) if severity is Severity.ERROR else (0, open_)
    cover = Coverage("late", Status.LISTED, None, 1, 0, waived)
    table = TableReport("orders", "orders.csv", 3, errors, warnings, (cover,), waived)
    report = Report("0.1.0", ("duckdb",), Agreement(()), (table,), ())
    assert outcomes(report)["orders", "late"] == kind


def test_the_counts_are_those_of_the_cases() -> None:
    whole = read()
    assert (whole.tests, whole.failures, whole.skipped, whole.errors) == (13, 4, 1, 0)
    kept = [(suite.tests, suite.failures, suite.skipped) for suite in whole]
    whole.update_statistics()
    assert [(suite.tests, suite.failures, suite.skipped) for suite in whole] == kept


def test_a_failure_says_how_many_and_lists_places() -> None:
    case = next(case for suite in read() for case in suite if case.name == "type-error")
    (failure,) = case.result
    assert failure.message == "type-error: 1,560 found (7 new), 2 listed"
    assert failure.text == (
        "\ndatasets/bakery/orders.csv:5:3: quantity: 'ten' is not a whole number. "
        "(order_id: ord-003) Write digits only, such as 12.\n"
    )
    assert "In main too:\ndatasets/bakery/orders.csv:3:3: " in case.system_out


def test_the_exact_totals_of_a_table_are_its_properties() -> None:
    orders = next(suite for suite in read() if suite.name == "orders")
    assert {each.name: each.value for each in orders.properties()} == {
        "path": "datasets/bakery/orders.csv",
        "rows": "1234",
        "errors": "1561",
        "new_errors": "8",
        "warnings": "1",
        "waived": "1",
    }


def test_a_rule_that_ran_in_part_is_two_cases() -> None:
    covers = (
        Coverage("late", Status.RAN, None, 1, 0),
        Coverage("late", Status.SKIPPED, "the second file could not be read"),
    )
    table = TableReport("orders", "orders.csv", 3, 1, 0, covers)
    report = Report("0.1.0", ("duckdb",), Agreement(()), (table,), ())
    assert outcomes(report)["orders", "late"] == "failed"
    assert outcomes(report)["orders", "late (in part)"] == "skipped"


def test_a_verdict_is_told_even_of_no_table() -> None:
    empty = Report("0.1.0", ("duckdb",), Agreement(()), (), ())
    assert outcomes(empty) == {("sourcebook", "verdict"): "passed"}


def test_hostile_text_is_text() -> None:
    root = ET.fromstring(render(hostile(), "junit"))
    assert {element.tag for element in root.iter()} <= {
        "testsuites", "testsuite", "properties", "property", "testcase", "failure", "skipped", "system-out",
    }  # fmt: skip
    assert any(case.get("name") == visible(HOSTILE) for case in root.iter("testcase"))


@pytest.mark.parametrize(
    "code", [*range(0x20), 0x7F, 0x85, 0xD800, 0xDFFF, 0xFDD0, 0xFFFE, 0x1FFFF]
)
def test_no_letter_breaks_the_document(code: int) -> None:
    finding = replace(SOLD, message=f"a{chr(code)}b")
    read(replace(RICH, findings=(TEN, finding)))
