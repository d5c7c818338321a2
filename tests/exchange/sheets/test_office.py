"""Forms in LibreOffice: it opens them, the lists work, and what is filled in there is read."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

import command
from filledforms import Percent, fill, form
from office import convert
from small import ORDERS, bakery
from sourcebook.declare import open_target

if TYPE_CHECKING:
    from openpyxl import Workbook

SHIPPED = Path(__file__).parents[3] / "datasets/pakistan-militancy"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    """The form of the shipped dataset, as LibreOffice has read and written it."""
    folder = tmp_path_factory.mktemp("office")
    return openpyxl.load_workbook(convert(form(folder, SHIPPED), "xlsx", folder / "out"))


def offered(book: Workbook, table: str, field: str) -> list[str]:
    """What the list of a column offers in its first row, by its validation and defined name."""
    sheet = book[table]
    column = next(cell.column_letter for cell in sheet[2] if cell.value == field)
    rules = [rule for rule in sheet.data_validations.dataValidation if f"{column}3" in rule.sqref]
    assert [rule.type for rule in rules] == ["list"]
    name = rules[0].formula1.lstrip("=")
    (place,) = book.defined_names[name].destinations
    return [str(cell.value) for row in book[place[0]][place[1].replace("$", "")] for cell in row]


def rows(table: str) -> list[dict[str, str]]:
    with (SHIPPED / f"{table}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_the_lists_of_codes_survive_libreoffice(opened: Workbook) -> None:
    dataset = open_target(SHIPPED).dataset
    checked = 0
    for table in dataset.tables:
        if table.format != "csv":
            continue
        for field in table.fields:
            if field.categories:
                codes = [str(category.value) for category in field.categories]
                assert offered(opened, table.name, field.name) == codes
                checked += 1
    assert checked > 30
    assert offered(opened, "claims", "adopted") == ["true", "false"]


def test_the_lists_of_keys_survive_libreoffice_with_a_name_beside_each_key(
    opened: Workbook,
) -> None:
    groups = {f"{row['name']} [{row['group_id']}]" for row in rows("groups")}
    for table, field in (("group_names", "group_id"), ("group_relations", "object_id")):
        assert set(offered(opened, table, field)) == groups
    places = offered(opened, "incidents", "place_id")
    assert len(places) == len(rows("places"))
    assert "Peshawar (settlement, PK, PK-KP) [plc-0052]" in places


def test_bounds_messages_and_protection_survive_libreoffice(opened: Workbook) -> None:
    sheet = opened["incidents"]
    rules = {str(rule.sqref).split(":")[0]: rule for rule in sheet.data_validations.dataValidation}
    day, deaths, key = rules["B3"], rules["P3"], rules["A3"]
    assert (day.type, day.operator, day.formula1, day.formula2) == (
        "date",
        "between",
        "41640",
        "45291",
    )
    assert (deaths.type, deaths.formula1) == ("whole", "0")
    assert day.promptTitle == "First day"
    assert day.prompt.endswith("Required. Unit: date. Example: 2022-03-04")
    assert "new-1" in key.prompt
    assert (sheet.protection.sheet, sheet["A1"].protection.locked) == (True, True)
    assert sheet.column_dimensions["A"].protection.locked is False
    assert [cell.value for cell in sheet[1]][:2] == [
        "Incident\n(leave empty: allotted)",
        "First day\n(required)",
    ]


def test_an_ods_that_is_filled_in_is_read(tmp_path: Path) -> None:
    dataset = bakery(tmp_path)
    order = {"bread_id": "Zopf [brd-03]", "quantity": 2, "ordered_on": dt.date(2024, 3, 5)}
    ods = convert(fill(form(tmp_path, dataset), orders=[order]), "ods", tmp_path / "out")
    code, out, err = command.run(tmp_path, "import", str(ods), "--into", "datasets/bakery")
    assert (code, err) == (0, "")
    assert out == "datasets/bakery/orders.csv: 1 row added\n  row 3: ord-006\n"
    text = (dataset / "orders.csv").read_text(encoding="utf-8")
    assert text == f"{ORDERS}ord-006,brd-03,2,2024-03-05,,\n"


def test_what_libreoffice_has_made_of_cells_is_told(tmp_path: Path) -> None:
    orders = [
        {"bread_id": "Zopf", "quantity": Percent(0.12), "ordered_on": dt.date(2024, 3, 5)},
        {"bread_id": "Zopf", "quantity": "=1+1", "ordered_on": dt.date(2024, 3, 5)},
        {"bread_id": "Zopf", "quantity": "=NA()", "ordered_on": dt.date(2024, 3, 5)},
    ]
    filled = fill(form(tmp_path, bakery(tmp_path)), orders=orders)
    for ending in ("ods", "xlsx"):
        made = convert(filled, ending, tmp_path / "out")
        told = command.run(tmp_path, "import", str(made), "--into", "datasets/bakery", "--dry-run")[
            2
        ]
        lines = [line.partition("orders!")[2] for line in told.splitlines()]
        assert [line.partition(". ")[0] for line in lines[:-1]] == [
            "C3 (quantity): The cell shows 12% and holds 0.12",
            "C4 (quantity): The cell holds a formula, which now gives '2'",
            "C5 (quantity): The cell holds an error of the spreadsheet: #N/A",
        ], ending
