"""Each breakage of a copy of the shipped dataset gives exactly its findings, from every engine."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from dataset.breaks import RULES
from dataset.cases import STANDARD
from dataset.copies import copy, places, shipped
from dataset.faults import FAULTS
from dataset.rounds import CASES, columns_of, rounds, rules
from sourcebook.declare import Target
from sourcebook.findings import Severity, Silent, Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dataset.cases import Case, Find
    from sourcebook.declare import Table
    from sourcebook.engines.outcome import Outcome
    from sourcebook.findings import Finding

ENGINES = STANDARD

Told = tuple[Any, ...]


# What is expected of a copy, and what the engines tell


@dataclass(frozen=True)
class Broken:
    """A copy with the edits of some cases, and what the engines found in it."""

    outcomes: dict[str, Outcome]
    expected: dict[Case, dict[str, set[Told]]]
    """By case and engine."""
    found: dict[str, set[Told]]
    """By engine, without what is found in the shipped dataset too."""
    lost: set[str]
    """Codes of warnings of the shipped dataset which the default engine does not give any more."""


@cache
def _shipped_outcomes() -> dict[str, Outcome]:
    return {name: _check(name, Target(shipped())) for name in ENGINES}


def _check(engine: str, target: Target) -> Outcome:
    outcome: Outcome = import_module(f"sourcebook.engines.{engine}").check(target, None, Silent())
    return outcome


@cache
def _broken(number: int) -> Broken:
    cases = rounds()[number]
    with tempfile.TemporaryDirectory() as folder:
        dataset, changed = copy((edit for case in cases for edit in case.edits), Path(folder))
        outcomes = {}
        for name in ENGINES:
            only = None if name == "duckdb" else _near(name, cases)
            if only is None or only:
                outcomes[name] = _check(name, Target(dataset, only))
    before = {_known(finding) for finding in _shipped_outcomes()["duckdb"].findings}
    found = {
        name: {
            _told(finding, exactly=name == "duckdb")
            for finding in outcome.findings
            if _known(finding) not in before
        }
        for name, outcome in outcomes.items()
    }
    after = {_known(finding) for finding in outcomes["duckdb"].findings}
    expected = {
        case: {name: set(_expected(case, name, changed)) for name in ENGINES} for case in cases
    }
    lost = {code for code, *_ in before - after}
    return Broken(outcomes, expected, found, lost)


def _near(engine: str, cases: list[Case]) -> frozenset[str]:
    """The tables in which an engine that runs no queries could tell these cases."""
    found = set()
    for case in cases:
        if engine in case.by:
            columns = {column for edit in case.edits for column in columns_of(edit)}
            found |= {table for table, _ in columns}
            found |= {
                table.name
                for table in shipped().tables
                for key in table.foreign_keys
                if columns & {(key.resource, name) for name in key.reference_fields}
            }
    return frozenset(found)


def _known(finding: Finding) -> Told:
    """What a finding is, wherever its row has moved to."""
    key = tuple((finding.key or {}).values())
    return finding.code, finding.table, key, finding.field, finding.message


def _told(finding: Finding, *, exactly: bool) -> Told:
    """What a finding says: all of its place, or as much as the engines must agree on."""
    if not exactly:
        at = finding.column if finding.code.endswith("-label") else finding.field
        return finding.code, finding.table, finding.row, at
    key = None if finding.key is None else tuple(part or "" for part in finding.key.values())
    place = (finding.row, finding.line, finding.column)
    return (finding.code, finding.severity, finding.table, *place, finding.field, key)


def _expected(case: Case, engine: str, changed: dict[str, bytes | None]) -> Iterator[Told]:
    for find in case.finds:
        if engine in (find.by or case.by):
            yield _expected_one(find, changed, exactly=engine == "duckdb")


def _expected_one(find: Find, changed: dict[str, bytes | None], *, exactly: bool) -> Told:
    table = shipped().table(find.table)
    row = line = key = None
    if find.key is not None:
        row, line = _place(table, find, changed)
        key = find.key
    elif find.code.endswith("-label"):
        line = 1
    column = find.column
    if column is None and find.field is not None:
        column = table.field(find.field).number
    said = {"row": row, "line": line, "key": key}
    row, line, key = (said[name] if name in find.tells else None for name in ("row", "line", "key"))
    if not exactly:
        at = column if find.code.endswith("-label") else find.field
        return find.code, find.table, row, at
    place = (row, line, column)
    return (find.code, Severity(find.severity), find.table, *place, find.field, key)


def _place(table: Table, find: Find, changed: dict[str, bytes | None]) -> tuple[int, int]:
    """The number of a record and the line on which it starts, counted in the edited text."""
    content = changed.get(table.name, table.source.read_bytes())
    assert content is not None, f"{find} names a row of a file that is not there"
    key = [table.field(name).number - 1 for name in table.primary_key]
    width = len(table.fields)
    there = places(content)
    named = [
        at
        for at, place in enumerate(there)
        if find.key == tuple((*place.cells, *[""] * width)[part] for part in key)
    ]
    found = there[named[-1] + find.below]
    return found.row, found.line


# The tests


def _number(case: Case) -> int:
    return next(number for number, cases in enumerate(rounds()) if case in cases)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_given_a_break_when_checked_then_each_covering_engine_tells_its_place(case: Case) -> None:
    broken = _broken(_number(case))
    for engine in case.by:
        told, expected = broken.found[engine], broken.expected[case][engine]
        assert expected <= told, f"{engine} tells {sorted(map(str, told))}"


@pytest.mark.parametrize("number", range(len(rounds())))
def test_given_broken_copies_when_checked_then_nothing_else_is_found(number: int) -> None:
    broken = _broken(number)
    for engine in broken.outcomes:
        expected = set().union(*(each[engine] for each in broken.expected.values()))
        assert broken.found[engine] - expected == set(), engine


@pytest.mark.parametrize("number", range(len(rounds())))
def test_given_broken_copies_when_a_warning_is_gone_then_its_rule_says_why(number: int) -> None:
    broken = _broken(number)
    skipped = {
        entry.rule
        for table in broken.outcomes["duckdb"].tables
        for entry in table.coverage
        if entry.status is Status.SKIPPED and entry.reason
    }
    assert broken.lost <= skipped


@pytest.mark.parametrize("number", range(len(rounds())))
def test_given_broken_rules_when_told_then_their_messages_are_filled_in(number: int) -> None:
    for finding in _broken(number).outcomes["duckdb"].findings:
        if finding.code in rules():
            assert finding.message
            assert not re.search(r"\{|\bNone\b|\bNULL\b", finding.message), finding


# The table of cases itself


def test_given_a_rule_when_looked_up_then_it_has_a_case() -> None:
    assert set(rules()) - {find.code for case in RULES for find in case.finds} == set()


def test_given_a_type_or_constraint_when_in_use_then_it_has_a_case() -> None:
    words = ("required", "unique", "min_length", "max_length", "minimum", "maximum")
    words += ("exclusive_minimum", "exclusive_maximum", "pattern", "enum")
    used, shown = set(), set()
    broken = {
        (find.code, find.table, find.field) for case in FAULTS for find in case.finds if find.field
    }
    for table in shipped().tables:
        for field in table.fields:
            kinds = {
                word for word in words if getattr(field.constraints, word) not in (None, False)
            }
            kinds |= {f"categories of {field.type}"} if field.categories else set()
            used |= kinds | {field.type}
            if ("type-error", table.name, field.name) in broken:
                shown.add(field.type)
            if ("unique-error", table.name, field.name) in broken:
                shown.add("unique")
            for case in FAULTS:
                if any(
                    (find.code, find.table, find.field)
                    == ("constraint-error", table.name, field.name)
                    for find in case.finds
                ):
                    shown.add(case.constraint)
    assert used - shown == {"string"}  # every text is one


def test_given_a_code_of_the_standard_when_looked_up_then_it_has_a_case() -> None:
    outcome = _shipped_outcomes()["frictionless"]
    codes = {entry.rule for table in outcome.tables for entry in table.coverage} - set(rules())
    assert codes - {find.code for case in FAULTS for find in case.finds} == set()


def test_given_a_case_when_read_then_it_has_a_name_of_its_own_and_expects_something() -> None:
    names = [case.name for case in CASES]
    assert len(set(names)) == len(names)
    assert all(case.finds and case.edits for case in CASES)


@pytest.mark.parametrize("engine", ENGINES)
def test_given_an_engine_when_it_covers_a_case_then_the_case_says_so(engine: str) -> None:
    ran = {
        entry.rule
        for table in _shipped_outcomes()[engine].tables
        for entry in table.coverage
        if entry.status is not Status.SKIPPED
    }
    for case in CASES:
        for find in case.finds:
            if not find.by:
                assert (engine in case.by) == (find.code in ran), (case.name, find.code)
