"""The report as text. What a person reads is proof-read in ``golden/``.

Renew it with ``RENEW_GOLDEN=1 python -m pytest tests/report/test_terminal.py`` and read the diff.
"""

from __future__ import annotations

import io
import os
from dataclasses import replace
from pathlib import Path

import pytest

import sourcebook
from richreport import RICH
from small import bakery, break_everything
from sourcebook import Agreement, Coverage, Difference, Finding, Report, Severity, Status
from sourcebook.findings import TableReport
from sourcebook.report import Format, render, terminal
from sourcebook.report.visible import visible

GOLDEN = Path(__file__).parent / "golden"


def finding(**changes: object) -> Finding:
    plain = Finding(
        "type-error",
        Severity.ERROR,
        "orders",
        "bakery/orders.csv",
        line=4,
        row=3,
        column=5,
        field="quantity",
        key={"order_id": "ord-002"},
        value="two",
        message="'two' is not a whole number.",
    )
    return replace(plain, **changes)


def report(
    *findings: Finding,
    coverage: tuple[Coverage, ...] = (),
    warnings: int = 0,
    differences: tuple[Difference, ...] = (),
    compared: tuple[str, ...] = (),
) -> Report:
    errors = sum(each.severity is Severity.ERROR for each in findings)
    table = TableReport("orders", "bakery/orders.csv", 1200, errors, warnings, coverage)
    breads = TableReport("breads", "bakery/breads.csv", 34, 0, 0, ())
    return Report("0.1.0", ("duckdb",), Agreement(compared, differences), (table, breads), findings)


def lines(*arguments: Finding, **options: object) -> list[str]:
    text = render(report(*arguments, **options), "text")
    assert text.endswith("\n")
    return text.splitlines()


def test_a_broken_dataset_reads_as_proof_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_everything(bakery(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert_golden("broken.txt", render(sourcebook.validate(limit=2), "text"))


@pytest.mark.parametrize(("name", "format"), [("rich.txt", "text"), ("rich.md", "markdown")])
def test_all_that_a_report_can_hold_reads_as_proof_read(name: str, format: Format) -> None:
    assert_golden(name, render(RICH, format))


def assert_golden(name: str, text: str) -> None:
    golden = GOLDEN / name
    if os.environ.get("RENEW_GOLDEN"):
        golden.write_text(text, encoding="utf-8", newline="\n")
    assert text == golden.read_text(encoding="utf-8")


def test_a_valid_report_is_one_line() -> None:
    assert lines() == ["Valid: 2 tables, no warnings. 1,234 rows, checked by duckdb."]


def test_a_cell_has_a_place_to_click_on_its_field_and_its_key() -> None:
    assert lines(finding())[:4] == [
        "orders  bakery/orders.csv  1,200 rows: 1 error, no warnings",
        "",
        "  error  type-error  1 found",
        "    bakery/orders.csv:4:5: quantity: 'two' is not a whole number. (order_id: ord-002)",
    ]


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({}, "bakery/orders.csv:4:5: "),
        ({"column": None}, "bakery/orders.csv:4: "),
        ({"line": None, "column": None, "row": None}, "bakery/orders.csv: "),
        ({"line": None, "column": None}, "bakery/orders.csv: row 3: "),
    ],
)
def test_a_place_says_what_is_known_of_it(changes: dict[str, object], place: str) -> None:
    assert lines(finding(**changes))[3].startswith(f"    {place}quantity: 'two'")


def test_a_message_that_names_its_field_is_not_made_to_stutter() -> None:
    shown = lines(finding(message="'two' is no quantity."))[3]
    assert shown == "    bakery/orders.csv:4:5: 'two' is no quantity. (order_id: ord-002)"


def test_totals_are_exact_however_few_are_listed() -> None:
    coverage = (Coverage("type-error", Status.LISTED, None, 1560, 1),)
    assert "  error  type-error  1,560 found, 1 listed" in lines(finding(), coverage=coverage)


def test_what_is_found_is_told_even_if_none_is_listed() -> None:
    coverage = (Coverage("type-error", Status.LISTED, None, 3, 0),)
    assert "  finding  type-error  3 found, 0 listed" in lines(coverage=coverage)


def test_what_was_not_checked_is_told_once_a_reason() -> None:
    coverage = tuple(
        Coverage(rule, Status.SKIPPED, reason)
        for rule, reason in [("a", "no file"), ("b", "no column x"), ("c", "no file")]
    )
    assert lines(coverage=coverage) == [
        "orders  bakery/orders.csv  1,200 rows: no errors, no warnings",
        "",
        "  not checked  a, c: no file",
        "  not checked  b: no column x",
        "",
        "Valid: 2 tables, no warnings. 1,234 rows, checked by duckdb; 3 of 3 rules not checked.",
    ]


def test_a_hint_of_all_findings_is_told_once() -> None:
    alike = [finding(line=number, hint="Write digits.") for number in (2, 3)]
    assert lines(*alike).count("      Write digits.") == 1
    other = finding(line=4, hint="Write more digits.")
    assert lines(*alike, other).count("      Write digits.") == 2


def test_errors_come_before_warnings() -> None:
    warning = finding(code="late", severity=Severity.WARNING)
    shown = lines(warning, finding(), warnings=1)
    assert shown.index("  error  type-error  1 found") < shown.index("  warning  late  1 found")
    assert shown[-1].startswith("Not valid: 1 error, 1 warning in 1 of 2 tables. 1,234 rows")


def test_warnings_alone_leave_it_valid() -> None:
    shown = lines(finding(severity=Severity.WARNING), warnings=1)
    assert shown[-1] == "Valid: 2 tables, 1 warning. 1,234 rows, checked by duckdb."


def test_engines_that_agree_say_so() -> None:
    assert lines(compared=("duckdb", "pandera"))[0] == "The engines duckdb and pandera agree."


def test_engines_that_disagree_are_told_and_make_it_invalid() -> None:
    difference = Difference("orders", 3, "quantity", "type-error", ("duckdb",), ("pandera",))
    many = (difference,) * 21
    shown = lines(compared=("duckdb", "pandera"), differences=many)
    assert shown[0] == "The engines duckdb and pandera disagree in 21 places:"
    assert shown[1] == "  orders, row 3, quantity: type-error: found by duckdb, not by pandera"
    assert shown[21] == "  and 1 more; --format json lists all."
    assert shown[-1].startswith("Not valid: the engines disagree. 2 tables, no errors")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown_at_a_terminal(findings: Finding, monkeypatch: pytest.MonkeyPatch, **env: str) -> str:
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"TERM": "xterm", **env}.items():
        monkeypatch.setenv(name, value)
    stream = Terminal()
    terminal.show(report(findings), stream)
    return stream.getvalue()


def test_colour_changes_no_word_and_cuts_no_line(monkeypatch: pytest.MonkeyPatch) -> None:
    import re

    strange = finding(message="[bold]see[/] :bread: \x1b[31m" + "long " * 60)
    coloured = shown_at_a_terminal(strange, monkeypatch, COLUMNS="40")
    assert "\x1b[1;31m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == render(report(strange), "text")


@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_control_codes_where_none_are_wanted(
    env: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = shown_at_a_terminal(finding(), monkeypatch, **env)
    assert "\x1b" not in shown
    assert shown == render(report(finding()), "text")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain [red]text[/red] :smile:", "plain [red]text[/red] :smile:"),
        ("\x1b[31mred\x07", "\\x1b[31mred\\x07"),
        ("two\r\nlines\tand a tab", "two\\r\\nlines\\tand a tab"),
        ("abc\u202edef\u2066", "abc\\u202edef\\u2066"),
        ("Sindh\u00a0\u200b\ufeff", "Sindh\\xa0\\u200b\\ufeff"),
        ("tag \U000e0041", "tag \\U000e0041"),
        ("lone \udc80", "lone \\udc80"),
        ("Größe, دری, 東京", "Größe, دری, 東京"),
        ("می\u200cخواهم", "می\u200cخواهم"),  # noqa: RUF001 - a joiner at home
        ("abc\u200cdef", "abc\\u200cdef"),
    ],
)
def test_what_is_invisible_is_written_out(text: str, shown: str) -> None:
    assert visible(text) == shown
