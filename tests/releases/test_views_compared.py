"""A view whose SQL says otherwise is computed in both versions, and its figures are compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import sourcebook
from small import SALES, bakery, change, derive
from sourcebook.declare import open_target
from sourcebook.package import history

if TYPE_CHECKING:
    from pathlib import Path

TWICE = SALES.replace("sum(o.quantity) AS loaves", "2 * sum(o.quantity) AS loaves")
FEWER = SALES.replace("USING (bread_id)", "USING (bread_id) WHERE o.quantity > 1")
MORE_TEXT = SALES.replace("-- What was ordered", "-- All that was ordered")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    dataset = bakery(tmp_path / "old")
    derive(dataset)
    return dataset


def other(folder: Path, query: str) -> Path:
    dataset = bakery(folder)
    derive(dataset, query=query)
    return dataset


def cells(diff: sourcebook.releases.Diff) -> list[tuple[str, str, str | None, str | None]]:
    return [(cell.key[0], cell.field, cell.old, cell.new) for t in diff.tables for cell in t.cells]


def test_a_figure_that_is_computed_otherwise_is_told_with_both_values(
    old: Path, tmp_path: Path
) -> None:
    diff = sourcebook.diff(old, other(tmp_path / "new", TWICE))
    assert cells(diff) == [
        ("brd-01", "loaves", "5", "10"),
        ("brd-02", "loaves", "11", "22"),
        ("brd-03", "loaves", "1", "2"),
    ]
    assert [(each.what, str(each.level)) for each in diff.schema] == [("view", "minor")]
    assert (diff.tables[-1].name, str(diff.level)) == ("sales", "minor")
    assert diff.tables[-1].note.startswith("It is a view: the SQL of views has changed")


@pytest.mark.parametrize("sides", ["packages", "a package and a dataset"])
def test_packages_hold_the_rows_and_are_compared_alike(
    old: Path, tmp_path: Path, sides: str
) -> None:
    before = sourcebook.build(old, tmp_path / "dist/old")
    after = other(tmp_path / "new", TWICE)
    if sides == "packages":
        after = sourcebook.build(after, tmp_path / "dist/new")
    assert cells(sourcebook.diff(before, after)) == cells(
        sourcebook.diff(old, other(tmp_path / "again", TWICE))
    )


def test_a_view_of_the_same_sql_is_told_by_its_tables_alone(old: Path, tmp_path: Path) -> None:
    new = other(tmp_path / "new", SALES)
    change(new / "orders.csv", "ord-003,brd-03,1,", "ord-003,brd-03,2,")
    diff = sourcebook.diff(old, new)
    assert cells(diff) == [("ord-003", "quantity", "1", "2")]
    assert [table.name for table in diff.tables] == ["breads", "orders"]


def test_a_view_that_reads_a_changed_one_is_compared_too(old: Path, tmp_path: Path) -> None:
    new = other(tmp_path / "new", TWICE)
    schema = (new.parent.parent / "schemas/sales.yaml").read_text()
    schema = schema.replace("name: sales", "name: again").partition("rules:")[0]
    for dataset in (old, new):
        derive(dataset, "again", "FROM sales", schema)
    tables = {table.name: table.changed for table in sourcebook.diff(old, new).tables}
    assert tables == {"breads": 0, "orders": 0, "sales": 3, "again": 3}


def test_words_of_the_sql_change_no_row(old: Path, tmp_path: Path) -> None:
    diff = sourcebook.diff(old, other(tmp_path / "new", MORE_TEXT))
    assert diff.tables[-1].same
    assert str(diff.level) == "minor"


def test_rows_that_a_view_leaves_out_are_major_and_no_lost_ids(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    sourcebook.release(old, "catalog")
    (old / "views/sales.sql").write_text(FEWER)
    change(old / "datapackage.yaml", "version: 1.0.0", "version: 1.1.0")
    with pytest.raises(sourcebook.UseError, match="too small") as caught:
        sourcebook.release(old, "catalog")
    assert str(caught.value).endswith(
        "version 1.1.0 is too small after 1.0.0. The least is 2.0.0, because sales: 1 id gone "
        "(major). Raise it in the descriptor."
    )
    change(old / "datapackage.yaml", "version: 1.1.0", "version: 2.0.0")
    assert sourcebook.release(old, "catalog").version == "2.0.0"
    told = history.read(open_target("catalog/bakery/2.0.0").dataset).changes
    assert {(c.row, c.kind) for c in told if c.table == "sales" and c.row} == {
        ("brd-03", "row removed"),
        ("brd-02", "cell changed"),
    }


def test_a_view_that_cannot_be_computed_says_so(old: Path, tmp_path: Path) -> None:
    new = other(tmp_path / "new", TWICE)
    change(new / "orders.csv", "ord-003,brd-03,1,", "ord-003,brd-03,one,")
    diff = sourcebook.diff(old, new)
    (view,) = [each for each in diff.schema if each.what == "view"]
    assert view.why.startswith(
        "Its rows are computed in another way. They could not be compared: it reads what is wrong"
    )
    assert [table.name for table in diff.tables] == ["breads", "orders"]


def test_a_table_that_becomes_a_view_loses_no_change(old: Path, tmp_path: Path) -> None:
    kept = bakery(tmp_path / "kept")
    schema = (old.parent.parent / "schemas/sales.yaml").read_text()
    (kept.parent.parent / "schemas/sales.yaml").write_text(schema)
    lines = sourcebook.build(old, tmp_path / "dist") / "data/sales.csv"
    (kept / "sales.csv").write_text(
        lines.read_text().replace("brd-01,Bauernlaib,5", "brd-01,Bauernlaib,6")
    )
    orders = "  - {name: orders, path: orders.csv, schema: orders}\n"
    sales = "  - {name: sales, path: sales.csv, schema: sales}\n"
    change(kept / "datapackage.yaml", orders, orders + sales)
    diff = sourcebook.diff(kept, old)
    assert cells(diff) == [("brd-01", "loaves", "6", "5")]
    assert [each.why for each in diff.schema if each.what == "view"] == [
        "Its rows are computed now."
    ]
