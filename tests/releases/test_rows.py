"""Rows are told by their keys and compared as values, whatever their files look like."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest

import sourcebook
from small import bakery, change
from sourcebook.releases import CellChange, RowChange

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def sides(tmp_path: Path) -> tuple[Path, Path]:
    return bakery(tmp_path / "old"), bakery(tmp_path / "new")


def test_a_changed_cell_is_told_with_both_values(sides: tuple[Path, Path]) -> None:
    change(sides[1] / "breads.csv", "rye,4.2,", "rye,4.50,2025-01-31")
    breads, orders = sourcebook.diff(*sides).tables
    assert breads.cells == (
        CellChange(("brd-01",), "price", "4.2", "4.50"),
        CellChange(("brd-01",), "sold_until", None, "2025-01-31"),
    )
    assert (breads.changed, dict(breads.by_field)) == (1, {"price": 1, "sold_until": 1})
    assert orders.same


def test_another_spelling_order_or_line_end_is_no_change(sides: tuple[Path, Path]) -> None:
    file = sides[1] / "breads.csv"
    head, one, two, three = file.read_text().splitlines()
    text = "\r\n".join([head, three.replace(",5,", ",5.00,"), f'"{two}"'.replace(",", '","'), one])
    file.write_bytes(text.encode() + b"\r\n")
    assert sourcebook.diff(*sides).same


def test_a_number_is_compared_to_its_last_digit(sides: tuple[Path, Path]) -> None:
    change(sides[0] / "breads.csv", "rye,4.2,", "rye,4.20000000000000000000001,")
    change(sides[1] / "breads.csv", "rye,4.2,", "rye,4.20000000000000000000002,")
    assert [cell.field for cell in sourcebook.diff(*sides).tables[0].cells] == ["price"]


def test_a_key_that_stands_twice_makes_the_table_a_bag_of_rows(sides: tuple[Path, Path]) -> None:
    for side in sides:
        change(side / "breads.csv", "brd-02", "brd-01")
    change(sides[1] / "breads.csv", "Zopf,wheat,5", "Zopf,wheat,6")
    table = sourcebook.diff(*sides).tables[0]
    assert (table.added, table.removed, table.changed, table.key) == (1, 1, 0, ())
    assert "stands on several rows" in table.note


def test_a_key_that_stands_twice_in_one_version_loses_no_row(sides: tuple[Path, Path]) -> None:
    file = sides[1] / "breads.csv"
    file.write_text(file.read_text() + "brd-03,Zopf,wheat,5,\n")
    for one, other, added in ((*sides, 1), (*sides[::-1], 0)):
        table = sourcebook.diff(one, other).tables[0]
        assert (table.added, table.removed) == (added, 1 - added)


def test_lists_are_cut_and_totals_are_exact(tmp_path: Path) -> None:
    one, other = bakery(tmp_path / "old"), bakery(tmp_path / "new")
    head = "bread_id,name,flour,price,sold_until\n"
    for side, price in ((one, 1), (other, 2)):
        rows = (f"brd-{n:05},Bread {n},rye,{price},\n" for n in range(500))
        (side / "breads.csv").write_text(head + "".join(rows))
    table = sourcebook.diff(one, other, limit=7).tables[0]
    assert (table.cells_changed, table.changed, len(table.cells)) == (500, 500, 7)
    assert [cell.key for cell in table.cells] == [(f"brd-{n:05}",) for n in range(7)]


def test_a_reading_that_changed_changes_the_values_of_the_same_text(tmp_path: Path) -> None:
    one, other = bakery(tmp_path / "old"), bakery(tmp_path / "new")
    change(
        tmp_path / "new/schemas/breads.yaml", 'missingValues: [""]', 'missingValues: ["", "rye"]'
    )
    cells = sourcebook.diff(one, other).tables[0].cells
    assert cells == (CellChange(("brd-01",), "flour", "rye", None),)


def test_withdrawn_and_merged_rows_are_told_as_declared(tmp_path: Path) -> None:
    one, other = bakery(tmp_path / "old"), bakery(tmp_path / "new")
    cycle = "lifecycle: {status: flour, withdrawn: [rye], merged_into: note}\n"
    for side in ("old", "new"):
        schema = tmp_path / side / "schemas/breads.yaml"
        change(schema, "primaryKey: [bread_id]\n", f"primaryKey: [bread_id]\n{cycle}")
        schema.write_text(schema.read_text() + "  - {name: note, type: string}\n")
        file = tmp_path / side / "datasets/bakery/breads.csv"
        lines = file.read_text().splitlines()
        file.write_text("".join(f"{line},{'' if n else 'note'}\n" for n, line in enumerate(lines)))
    change(other / "breads.csv", "Baguette,wheat,", "Baguette,rye,")
    change(other / "breads.csv", "Zopf,wheat,5,,", "Zopf,rye,5,,brd-01")
    table = sourcebook.diff(one, other).tables[0]
    assert table.rows == (
        RowChange("withdrawn", ("brd-02",), {"flour": "rye", "note": None}),
        RowChange("merged", ("brd-03",), {"flour": "rye", "note": "brd-01"}, "brd-01"),
    )
    assert str(table.level) == "patch"


CLAIMS = """\
name: claims
title: Claims
primaryKey: [claim_id]
claims: {subject_table: about, subject_id: id, field: field, value: value, adopted: yes_, reason: note}
fields:
  - {name: claim_id, type: string}
  - {name: about, type: string}
  - {name: id, type: string}
  - {name: field, type: string}
  - {name: value, type: string}
  - {name: yes_, type: boolean}
  - {name: note, type: string}
"""


def test_the_reason_of_a_cell_is_that_of_the_claim_that_says_it(tmp_path: Path) -> None:
    one, other = bakery(tmp_path / "old"), bakery(tmp_path / "new")
    for side, dataset in (("old", one), ("new", other)):
        (tmp_path / side / "schemas/claims.yaml").write_text(CLAIMS)
        descriptor = dataset / "datapackage.yaml"
        descriptor.write_text(
            descriptor.read_text() + "  - {name: claims, path: claims.csv, schema: claims}\n"
        )
        (dataset / "claims.csv").write_text(
            "claim_id,about,id,field,value,yes_,note\n"
            "clm-1,breads,brd-01,price,4.5,true,the bill says so\n"
            "clm-2,breads,brd-01,price,4.50,false,a rumour\n"
            "clm-3,breads,brd-02,price,7,true,\n"
            "clm-4,breads,brd-03,price,9,true,of another value\n"
        )
    change(other / "breads.csv", "rye,4.2,", "rye,4.50,")
    change(other / "breads.csv", "wheat,1.9,", "wheat,7,")
    change(other / "breads.csv", "Zopf,wheat,5", "Zopf,wheat,8")
    cells = sourcebook.diff(one, other).tables[0].cells
    assert [cell.reason for cell in cells] == [
        "claims clm-1: the bill says so", "claims clm-3 was adopted", None,
    ]  # fmt: skip


def test_a_large_file_with_line_breaks_in_cells_is_read_too(tmp_path: Path) -> None:
    one, other = bakery(tmp_path / "old"), bakery(tmp_path / "new")
    for side, price in ((one, 1), (other, 2)):
        duckdb.sql(
            "SELECT 'brd-' || n AS bread_id, 'Bread, \n\"' || n || '\" ' || repeat('x', 600) AS name, "
            f"'rye' AS flour, if(n = 77777, {price}, 0) AS price, NULL AS sold_until "
            "FROM range(110000) AS r(n)"
        ).write_csv(str(side / "breads.csv"))
    assert (one / "breads.csv").stat().st_size > 64 << 20
    table = sourcebook.diff(one, other).tables[0]
    assert table.cells == (CellChange(("brd-77777",), "price", "1", "2"),)
    assert (table.old_rows, table.new_rows) == (110_000, 110_000)


def test_a_file_that_is_not_there_is_told_in_a_line(sides: tuple[Path, Path]) -> None:
    (sides[1] / "breads.csv").unlink()
    with pytest.raises(sourcebook.UseError, match=r"breads\.csv: can't be compared: .* Run"):
        sourcebook.diff(*sides)
