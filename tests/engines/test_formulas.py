"""Cells that a spreadsheet would run are told of by every engine, and all engines tell the same."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import sourcebook
from small import bakery, change
from sourcebook.engines import parquet, textfile
from sourcebook.engines.formulas import is_formula
from sourcebook.findings import Severity

ENGINES = ("duckdb", "pandera", "frictionless")

# A text, and whether it is told of.
TEXTS = [
    ("=1+1", True), ("=", True), ("@SUM(A1)", True), ("+cmd", True), ("-2+3", True),
    ("\tlate", True), ("\rlate", True), ("+92-300-1234567", True), ("--", True), ("- of rye", True),
    ("+1 2", True), ("-", False), ("+", False), ("-5", False), ("+923001234567", False),
    ("-5.25", False), ("-1,234.5", False), ("-12%", False), ("of = 1", False), (" =1", False),
    ("'=1", False), ("", False), ("5", False), ("\u2212five", False),
]  # fmt: skip


def _orders(dataset: Path, notes: list[str]) -> None:
    with (dataset / "orders.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerow(["order_id", "bread_id", "quantity", "ordered_on", "baked_on", "note"])
        for number, note in enumerate(notes):
            writer.writerow([f"ord-{number:03}", "brd-01", 1, "2024-03-01", "", note])


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("engine", ENGINES)
def test_what_begins_as_a_formula_is_told_and_plain_numbers_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: str, large: bool
) -> None:
    if large:
        monkeypatch.setattr(textfile, "LARGE", 0)
        monkeypatch.setattr(parquet, "LARGE", 0)
    dataset = bakery(tmp_path)
    _orders(dataset, [text for text, _ in TEXTS])
    report = sourcebook.validate(dataset, engine=engine)
    assert report.valid
    found = [f for f in report.findings if f.code == "formula-cell"]
    assert [f.value for f in found] == [text for text, is_told in TEXTS if is_told]
    assert {(f.table, f.field, f.severity) for f in found} == {("orders", "note", Severity.WARNING)}
    rows = [n for n, (_, is_told) in enumerate(TEXTS, start=2) if is_told]
    assert [f.row for f in found] == rows
    assert found[0].key == {"order_id": "ord-000"}
    assert found[0].message.startswith("The text begins with '=', so that a spreadsheet")


def test_it_is_asked_of_curated_datasets_only(tmp_path: Path) -> None:
    dataset = bakery(tmp_path)
    change(dataset / "orders.csv", "for a party", "=for a party")
    report = sourcebook.validate(dataset, engine="all")
    assert [f.code for f in report.findings] == ["formula-cell"]
    package = sourcebook.build(dataset, tmp_path / "dist")
    assert sourcebook.validate(package, engine="all").findings == ()
    assert '"formula-cell"' in (package / "validation.json").read_text(encoding="utf-8")


def test_codes_and_values_that_are_no_texts_are_not_looked_at(tmp_path: Path) -> None:
    dataset = bakery(tmp_path)
    change(tmp_path / "schemas/breads.yaml", "value: wheat,", 'value: "=wheat",')
    breads = (dataset / "breads.csv").read_text(encoding="utf-8").replace(",wheat", ",=wheat")
    (dataset / "breads.csv").write_text(breads, encoding="utf-8")
    change(tmp_path / "schemas/breads.yaml", "minimum: 0", "minimum: -9")
    change(dataset / "breads.csv", ",5,", ",-5,")
    assert sourcebook.validate(dataset, engine="all").findings == ()


def test_it_can_be_waived_and_its_total_is_exact(tmp_path: Path) -> None:
    dataset = bakery(tmp_path)
    _orders(dataset, ["=1"] * 30)
    (dataset / "waivers.yaml").write_text(
        "- {rule: formula-cell, table: orders, key: ord-003, reason: so it reads, who: me}\n",
        encoding="utf-8",
    )
    report = sourcebook.validate(dataset, limit=10)
    (cover,) = [c for c in report.tables[1].coverage if c.rule == "formula-cell"]
    assert (cover.found, cover.waived) == (30, 1)


@settings(max_examples=20)
@example(["=1", "", "-", "=\n2"])
@given(st.lists(st.text(st.sampled_from('=+-@\t\r1.,%a "\n'), max_size=4), max_size=20))
def test_all_engines_tell_of_the_same_cells(notes: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        dataset = bakery(Path(folder))
        _orders(dataset, notes)
        report = sourcebook.validate(dataset, engine="all", limit=None)
        assert report.agreement.differences == ()
        told = [f.row for f in report.findings if f.code == "formula-cell"]
        assert told == [n for n, note in enumerate(notes, start=2) if is_formula(note)]
