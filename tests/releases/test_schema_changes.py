"""Each change of a declaration is told with its level: what is gone or other, more, or the rest."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

import sourcebook
from small import bakery, change
from sourcebook.declare import open_target
from sourcebook.releases import Level
from sourcebook.releases.schemas import schemas

if TYPE_CHECKING:
    from pathlib import Path

BREADS, ORDERS, DATASET = (
    "schemas/breads.yaml",
    "schemas/orders.yaml",
    "datasets/bakery/datapackage.yaml",
)
NAME = "{name: name, type: string, constraints: {required: true, unique: true}}"
PRICE = "{name: price, type: number, unit: euros, constraints: {minimum: 0}}"
UNTIL = "{name: sold_until, type: date, unit: date}"
FLOUR = """\
      - {value: wheat, label: Wheat, description: Flour of wheat.}
      - {value: rye, label: Rye, description: Flour of rye.}
"""
RULE = "expression: baked_on >= ordered_on"

CASES = {
    "a column is gone": (BREADS, f"  - {PRICE}\n", "", "price", "field", "major"),
    "a column more": (BREADS, f"  - {PRICE}", f"  - {PRICE}\n  - {{name: more, type: string}}", "more", "field", "minor"),
    "another type": (BREADS, "price, type: number", "price, type: integer", "price", "type", "major"),
    "another unit": (BREADS, "unit: euros", "unit: cents", "price", "unit", "major"),
    "a unit for the first time": (BREADS, "{name: name, type: string,", "{name: name, type: string, unit: word,", "name", "unit", "patch"),
    "a code is gone": (BREADS, FLOUR.splitlines(keepends=True)[1], "", "flour", "categories.rye", "major"),
    "a code more": (BREADS, FLOUR, FLOUR + "      - {value: spelt, label: Spelt, description: Flour of spelt.}\n", "flour", "categories.spelt", "minor"),
    "a code means what another did": (BREADS, FLOUR, FLOUR.replace("label: Rye", "label: ?").replace("label: Wheat", "label: Rye").replace("?", "Wheat"), "flour", "categories.wheat.label", "major"),
    "a code in other words": (BREADS, "label: Wheat", "label: Wheaten", "flour", "categories.wheat.label", "patch"),
    "a definition in other words": (BREADS, "Flour of rye.", "Flour of rye alone.", "flour", "categories.rye.description", "minor"),
    "a definition with other signs": (BREADS, "Flour of rye.", "Flour of RYE!", "flour", "categories.rye.description", "patch"),
    "a definition for the first time": (BREADS, "{name: name,", "{name: name, description: How it is sold.,", "name", "description", "patch"),
    "the order of codes that have none": (BREADS, FLOUR, "".join(FLOUR.splitlines(keepends=True)[::-1]), "flour", "categories", "patch"),
    "any text instead of codes": (BREADS, f"    categories:\n{FLOUR}", "", "flour", "categories", "minor"),
    "a cell may be empty": (BREADS, "required: true, unique: true", "unique: true", "name", "constraints.required", "minor"),
    "a cell may no longer be empty": (BREADS, "minimum: 0", "minimum: 0, required: true", "price", "constraints.required", "patch"),
    "values may repeat": (BREADS, "required: true, unique: true", "required: true", "name", "constraints.unique", "major"),
    "values may be lower": (BREADS, "minimum: 0", "minimum: -1", "price", "constraints.minimum", "minor"),
    "values may not be so low": (BREADS, "minimum: 0", "minimum: 1", "price", "constraints.minimum", "patch"),
    "no bound any more": (BREADS, ", constraints: {minimum: 0}", "", "price", "constraints.minimum", "minor"),
    "a pattern that may allow more": (BREADS, "brd-[0-9]{2}", "brd-[0-9]{3}", "bread_id", "constraints.pattern", "minor"),
    "another mark for no value": (BREADS, 'missingValues: [""]', 'missingValues: ["", "-"]', "bread_id", "missingValues", "major"),
    "a title": (BREADS, "{name: name,", "{name: name, title: Name,", "name", "title", "patch"),
    "another key": (ORDERS, "primaryKey: [order_id]", "primaryKey: [order_id, bread_id]", None, "primaryKey", "major"),
    "a key that others refer by is gone": (ORDERS, "foreignKeys:\n  - {fields: [bread_id], reference: {resource: breads, fields: [bread_id]}}\n", "", None, "foreignKeys", "major"),
    "a key more": (BREADS, "primaryKey: [bread_id]", "primaryKey: [bread_id]\nuniqueKeys: [[name, flour]]", None, "uniqueKeys", "patch"),
    "a rule asks something else": (ORDERS, RULE, "expression: baked_on > ordered_on", None, "rules.baked-after-order", "minor"),
    "a rule in other words": (ORDERS, "A bread is baked on", "Bread is baked on", None, "rules.baked-after-order", "patch"),
    "a warning goes": (ORDERS, "  - id: still-sold", "  - id: sold-still", None, "rules.still-sold", "patch"),
    "a title of the dataset": (DATASET, "title: Orders of a bakery", "title: Orders", None, "title", "patch"),
    "the order of columns": (BREADS, f"  - {PRICE}\n  - {UNTIL}\n", f"  - {UNTIL}\n  - {PRICE}\n", None, "fields", "minor"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("file", "old", "new", "field", "what", "level"), CASES.values(), ids=CASES.keys()
)
def test_a_change_of_the_declaration_has_its_level(
    tmp_path: Path, file: str, old: str, new: str, field: str | None, what: str, level: str
) -> None:
    before, after = (bakery(tmp_path / side) for side in ("old", "new"))
    change(tmp_path / "new" / file, old, new)
    if what in ("field", "fields"):
        _rewrite(after / "breads.csv", after.parent.parent / BREADS)
    diff = sourcebook.diff(before, after)
    found = {(each.field, each.what): str(each.level) for each in diff.schema}
    assert found[field, what] == level
    assert all(each.why.endswith(".") for each in diff.schema)
    assert str(diff.level) == max(found.values(), key=["patch", "minor", "major"].index)


def _rewrite(data: Path, schema: Path) -> None:
    """Give a table the columns that its schema has."""
    names = re.findall(r"name: (\w+), type|^  - name: (\w+)$", schema.read_text(), re.MULTILINE)
    header = ["".join(each) for each in names]
    rows = [line.split(",") for line in data.read_text().splitlines()]
    cells = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    lines = [header, *([row.get(name, "") for name in header] for row in cells)]
    data.write_text("".join(",".join(line) + "\n" for line in lines))


def test_what_a_dataset_kept_by_hand_and_its_package_hold_is_the_same(tmp_path: Path) -> None:
    dataset = bakery(tmp_path)
    package = sourcebook.build(dataset, tmp_path / "dist")
    assert sourcebook.diff(dataset, package).same
    assert sourcebook.diff(package, dataset).same


def test_dates_and_numbers_that_a_package_spells_anew_are_the_same(tmp_path: Path) -> None:
    dataset = bakery(tmp_path)
    change(
        tmp_path / BREADS,
        f"{PRICE}\n  - {UNTIL}",
        "{name: price, type: number, decimalChar: ',', unit: euros, constraints: {minimum: '0,0'}}"
        "\n  - {name: sold_until, type: date, format: '%d.%m.%Y', unit: date}",
    )
    change(dataset / "breads.csv", "rye,4.2,", 'rye,"4,2",')
    change(dataset / "breads.csv", "wheat,1.9,2024-03-31", 'wheat,"1,9",31.03.2024')
    package = sourcebook.build(dataset, tmp_path / "dist")
    diff = sourcebook.diff(dataset, package)
    assert diff.same, diff.schema


def test_a_view_that_is_computed_otherwise_is_minor(tmp_path: Path) -> None:
    dataset = open_target(bakery(tmp_path)).dataset
    one, other = (replace(dataset.tables[0], view=f"SELECT {n}") for n in (1, 2))
    (change,) = schemas(dataset, dataset, [one], [other])
    assert (change.what, change.level, change.new) == ("view", Level.MINOR, "SELECT 2")
    assert schemas(dataset, dataset, [one], [one]) == ()


def test_a_table_more_is_minor_and_a_table_less_is_major(tmp_path: Path) -> None:
    before, after = (bakery(tmp_path / side) for side in ("old", "new"))
    change(after / "datapackage.yaml", "  - {name: orders, path: orders.csv, schema: orders}\n", "")
    less, more = sourcebook.diff(before, after), sourcebook.diff(after, before)
    assert [(each.table, each.what, str(each.level)) for each in less.schema] == [
        ("orders", "table", "major")
    ]
    assert [(each.table, each.what, str(each.level)) for each in more.schema] == [
        ("orders", "table", "minor")
    ]
    assert (less.tables[1].removed, more.tables[1].added) == (5, 5)
