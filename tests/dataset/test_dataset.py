"""The shipped dataset itself: valid in every engine, documented to the last code, in one form."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

import sourcebook
from dataset.copies import FOLDER, ROOT, column, key_of, records, shipped, views
from sourcebook.declare import Target
from sourcebook.engines.duckdb import check
from sourcebook.findings import Severity, Silent

if TYPE_CHECKING:
    from pathlib import Path

    from sourcebook.declare import Field, Table
    from sourcebook.findings import Report

TABLES = [table.name for table in shipped().tables]
FIELDS = [(table.name, field.name) for table in shipped().tables for field in table.fields]
DOCUMENTED = [(table, field) for table in (*shipped().tables, *views()) for field in table.fields]


@cache
def verdict() -> Report:
    """What the three engines say of the shipped dataset, together."""
    return sourcebook.validate(FOLDER, engine="all", limit=None)


# Valid, and what warns is explained


def test_given_the_dataset_when_three_engines_check_it_then_no_error_is_found() -> None:
    report = verdict()
    assert report.engines == ("duckdb", "pandera", "frictionless")
    assert [f for f in report.findings if f.severity is Severity.ERROR] == []
    assert {table.name: table.rows for table in report.tables if table.name in TABLES} == {
        name: len(records(name)) for name in TABLES
    }


def test_given_the_dataset_when_three_engines_check_it_then_they_agree() -> None:
    agreement = verdict().agreement
    assert agreement.compared == ("duckdb", "pandera", "frictionless")
    assert agreement.differences == ()


def test_given_the_dataset_when_checked_then_no_rule_is_skipped() -> None:
    skipped = [c for table in verdict().tables for c in table.coverage if c.status == "skipped"]
    assert skipped == []


def explained() -> list[tuple[set[str], set[str]]]:
    """Rules and ids of each row of the tables of ``docs/curation.md`` on warnings."""
    found = []
    inside = False
    for line in (ROOT / "docs" / "curation.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            inside = line.lstrip("# ").startswith("Warnings")
        elif inside and re.match(r"\| [a-z]+-", line):
            rules, rows, *_ = line.strip("| ").split("|")
            ids = re.findall(r"[a-z]{3}-\d{4,6}", rows)
            found.append((set(re.findall(r"[\w-]+", rules)), set(ids)))
    return found


def test_given_its_warnings_when_compared_with_the_curation_page_then_each_is_explained() -> None:
    warned = {
        (finding.code, frozenset((finding.key or {}).values())) for finding in verdict().findings
    }
    unexplained = {
        (code, key)
        for code, key in warned
        if not any(code in rules and ids & key for rules, ids in explained())
    }
    assert unexplained == set()


def test_given_the_curation_page_when_it_explains_a_warning_then_there_is_one() -> None:
    warned = [(finding.code, {*(finding.key or {}).values()}) for finding in verdict().findings]
    rows = explained()
    assert rows
    for rules, ids in rows:
        assert rules <= {code for code, _ in warned}
        assert ids <= {part for code, key in warned if code in rules for part in key}


# Declared and documented


def test_given_ten_tables_when_their_rules_are_counted_then_they_are_at_least_45() -> None:
    assert len(TABLES) == 10
    assert all(table.rules for table in shipped().tables)
    assert sum(len(table.rules) for table in shipped().tables) >= 45


def test_given_a_rule_when_read_then_it_has_id_title_severity_and_message() -> None:
    ids = [rule.id for table in shipped().tables for rule in table.rules]
    assert len(set(ids)) == len(ids)
    for table in shipped().tables:
        for rule in table.rules:
            assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)+", rule.id)
            assert rule.title[0].isupper(), rule.id
            assert len(rule.title.split()) >= 4, rule.id
            assert rule.severity in (Severity.ERROR, Severity.WARNING)
            assert rule.message.strip(), rule.id


@pytest.mark.parametrize(
    ("table", "field"),
    DOCUMENTED,
    ids=[f"{table.name}.{field.name}" for table, field in DOCUMENTED],
)
def test_given_a_field_when_read_then_it_is_documented(table: Table, field: Field) -> None:
    assert field.title, table.name
    assert field.description
    assert field.description.endswith("."), field.description
    assert field.example not in (None, "")
    if field.type in ("integer", "number", "date", "year"):
        assert field.unit


@pytest.mark.parametrize(
    ("table", "name"), [(t, f) for t, f in FIELDS if shipped().table(t).field(f).categories]
)
def test_given_a_coded_field_when_read_then_each_code_is_defined(table: str, name: str) -> None:
    codes = shipped().table(table).field(name).categories
    assert len({code.value for code in codes}) == len(codes)
    for code in codes:
        assert code.label, code.value
        assert code.description, code.value
        assert code.description.endswith("."), code.description


def test_given_an_example_when_checked_as_a_cell_then_it_is_valid(tmp_path: Path) -> None:
    tables = []
    for table in (*shipped().tables, *views()):
        file = tmp_path / f"{table.name}.csv"
        with file.open("w", encoding="utf-8", newline="") as text:
            csv.writer(text).writerows(
                [[f.name for f in table.fields], [str(f.example) for f in table.fields]]
            )
        tables.append(replace(table, source=file, format="csv"))
    outcome = check(Target(replace(shipped(), tables=tuple(tables))), None, Silent())
    assert [table.rows for table in outcome.tables] == [1] * 12
    of_cells = ("type-error", "constraint-error")
    assert [(f.table, f.field, f.value) for f in outcome.findings if f.code in of_cells] == []


# In one form


@pytest.mark.parametrize("name", TABLES)
def test_given_a_table_when_written_again_then_not_a_byte_changes(name: str) -> None:
    """UTF-8, LF, minimal quoting, the columns of the schema in their order."""
    table = shipped().table(name)
    text = io.StringIO()
    write = csv.DictWriter(text, [field.name for field in table.fields], lineterminator="\n")
    write.writeheader()
    write.writerows(records(name))
    assert table.source.read_bytes() == text.getvalue().encode()


@pytest.mark.parametrize("name", TABLES)
def test_given_a_table_when_its_keys_are_read_then_they_are_in_order(name: str) -> None:
    keys = [key_of(name, record) for record in records(name)]
    assert keys
    assert [(first, then) for first, then in pairwise(keys) if first >= then] == []


@pytest.mark.parametrize("name", TABLES)
def test_given_a_cell_when_read_then_it_is_clean(name: str) -> None:
    """NFC, no blanks around, no control character, nothing that a spreadsheet would run."""
    numeric = {f.name for f in shipped().table(name).fields if f.type in ("integer", "number")}
    for record in records(name):
        for field, cell in record.items():
            place = (key_of(name, record), field, cell)
            assert cell == unicodedata.normalize("NFC", cell).strip(), place
            assert not any(unicodedata.category(letter) == "Cc" for letter in cell), place
            assert field in numeric or not cell.startswith(("=", "+", "-", "@")), place


# Harmless


FINE = re.compile(
    r"\d{2}\.\d{3,}\s*°?\s*[NSEW]\b"
    r"|\d{2}\.\d{3,}\D{1,6}\d{2}\.\d{3,}"
    r"|\d{1,2}\s*[\u2032']\s*\d{1,2}\s*[\u2033\"]"
)
"""A coordinate in a text, to three decimals or to the second."""


@pytest.mark.parametrize("name", [name for name in TABLES if name != "places"])
def test_given_a_text_when_searched_then_it_has_no_coordinate_finer_than_a_town(name: str) -> None:
    fine = [
        (key_of(name, record), cell)
        for record in records(name)
        for field, cell in record.items()
        if field != "url" and FINE.search(cell)
    ]
    assert fine == []


def test_given_places_when_finer_than_a_settlement_then_they_have_the_point_of_one() -> None:
    places = {record["place_id"]: record for record in records("places")}
    fine = [place for place in places.values() if place["type"] in ("neighbourhood", "site")]
    assert fine
    for place in fine:
        above = place
        while above["type"] in ("neighbourhood", "site"):
            above = places[above["parent_id"]]
        assert place["point_basis"] == "parent", place
        here, there = ((at["latitude"], at["longitude"]) for at in (place, above))
        assert here == there, place


def test_given_incidents_when_read_then_they_have_no_point_but_that_of_their_place() -> None:
    named = {field.name for table in shipped().tables for field in table.fields}
    points = {(t, f) for t, f in FIELDS if f in ("latitude", "longitude")}
    assert points == {("places", "latitude"), ("places", "longitude")}
    assert "coordinates" not in named
    assert {*column("incidents", "place_id")} <= {*column("places", "place_id")}
