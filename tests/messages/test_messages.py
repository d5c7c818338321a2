"""Every message and hint, as a newcomer reads them, in one golden file; and that none is missing.

Renew it with ``RENEW_GOLDEN=1 python -m pytest tests/messages`` and read the diff.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

import sourcebook
from messages.cases import CELLS, TABLES, TableCase, findings_of_cells, findings_of_table
from messages.page import page
from sourcebook.codes import CHECKS, CODES, CONSTRAINTS
from sourcebook.declare import checks, types
from sourcebook.report.visible import visible

if TYPE_CHECKING:
    from sourcebook import Finding

GOLDEN = Path(__file__).parent / "golden.txt"
PAGE = Path(__file__).parents[2] / "docs" / "checks.md"
CASES = {case.of for case in (*CELLS, *TABLES)}
PACKAGE = Path(sourcebook.__file__).parent


def test_all_messages_read_as_proof_read(tmp_path_factory: pytest.TempPathFactory) -> None:
    lines: list[str] = []
    told = findings_of_cells(tmp_path_factory.mktemp("cells"), CELLS)
    for case, findings in zip(CELLS, told, strict=True):
        field = yaml.safe_dump(case.field, default_flow_style=True, sort_keys=False, width=9999)
        lines += ["", f"{case.of}: {field.strip()}"]
        for finding in findings:
            lines += [f"  {finding.message}", f"      {finding.hint}"]
    for table in TABLES:
        lines += ["", table.of]
        for finding in findings_of_table(tmp_path_factory.mktemp("table"), table):
            lines += [f"  {place(finding)}: {finding.message}"]
            lines += [f"      {finding.hint}"] if finding.hint else []
    text = "\n".join(map(visible, lines[1:])) + "\n"
    if os.environ.get("RENEW_GOLDEN"):
        GOLDEN.write_text(text, encoding="utf-8", newline="\n")
    assert text == GOLDEN.read_text(encoding="utf-8")


def place(finding: Finding) -> str:
    line = f"line {finding.line}" if finding.line else None
    return ", ".join(filter(None, (finding.code, line, finding.field)))


def test_each_message_says_what_and_each_hint_what_to_do(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    told = findings_of_cells(tmp_path_factory.mktemp("cells"), CELLS)
    tables = [findings_of_table(tmp_path_factory.mktemp("table"), each) for each in TABLES]
    for finding in (each for findings in (*told, *tables) for each in findings):
        if finding.code in CODES:
            assert finding.message.endswith("."), finding.message
            assert re.fullmatch(r"[A-Z].*[.?]", finding.hint or "", re.DOTALL), finding.message


def test_each_cell_fails_as_its_case_says(tmp_path: Path) -> None:
    for case, findings in zip(CELLS, findings_of_cells(tmp_path, CELLS), strict=True):
        assert {finding.code for finding in findings} == {case.of.split()[0]}, case
        assert [finding.row for finding in findings] == [*range(2, len(case.cells) + 2)], case


def test_a_cell_that_is_mended_has_no_finding(tmp_path: Path) -> None:
    mended = [replace(case, cells=[case.mended]) for case in CELLS if case.mended is not None]
    assert not any(findings_of_cells(tmp_path, mended))


@pytest.mark.parametrize("case", TABLES, ids=lambda case: case.of)
def test_a_table_fails_as_its_case_says(case: TableCase, tmp_path: Path) -> None:
    code = case.of.split()[0]
    if code in CHECKS:
        (rule,) = yaml.safe_load(case.schema)["rules"]
        assert rule["check"] == code
        code = rule["id"]
    assert code in {finding.code for finding in findings_of_table(tmp_path, case)}


@pytest.mark.parametrize(
    "case", [case for case in TABLES if case.mended is not None], ids=lambda case: case.of
)
def test_a_table_that_is_mended_has_no_finding(case: TableCase, tmp_path: Path) -> None:
    assert findings_of_table(tmp_path, case, mended=True) == []


def test_every_code_has_a_case() -> None:
    assert {case.split()[0] for case in CASES} == set(CODES) | set(CHECKS)


def test_every_type_and_format_has_a_case() -> None:
    wanted = set()
    for name, kind in types.TYPES.items():
        if name != "any":  # of which nothing is wrong
            patterned = ["pattern"] if kind.patterns else []
            wanted |= {f"type-error {name}", *(f"type-error {name} {f}" for f in kind.formats)}
            wanted |= {f"type-error {name} {f}" for f in patterned}
    assert {
        case for case in CASES if case.startswith("type-error ") and " of " not in case
    } == wanted


def test_every_constraint_has_a_case() -> None:
    assert set(CONSTRAINTS) == types.CONSTRAINTS - {"unique"} | {"categories"}
    assert {f"constraint-error {each}" for each in CONSTRAINTS} <= CASES


def test_every_code_that_the_package_speaks_is_told_of() -> None:
    spoken = set()
    for file in PACKAGE.rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        spoken |= set(
            re.findall(r"""(?:\bFault|draft\.(?:add|count|skip))\(\s*"([a-z-]+)\"""", text)
        )
    assert spoken <= set(CODES)
    assert len(spoken) > 10


def test_what_is_told_of_a_named_check_is_what_can_be_declared() -> None:
    assert set(CHECKS) == set(checks.CHECKS)
    for name, check in checks.CHECKS.items():
        assert set(CHECKS[name].params) == set(check.params), name
        assert set(CHECKS[name].quotes) == check.columns, name


def test_the_page_of_checks_is_what_the_checks_say() -> None:
    if os.environ.get("RENEW_GOLDEN"):
        PAGE.write_text(page(), encoding="utf-8", newline="\n")
    assert page() == PAGE.read_text(encoding="utf-8")


def test_the_page_has_an_entry_for_every_code_type_constraint_and_check() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for name in (*CODES, *CHECKS):
        assert f"\n### {name}\n" in text, name
    for name in CONSTRAINTS:
        assert f"\n| `{name}`: " in text, name
    for name in types.TYPES:
        assert name == "any" or f"\n| `type: {name}" in text, name
