"""The workbook of a package in LibreOffice: its values, comments and lists are what was written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from office import convert
from sourcebook.declare import open_target

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet


@pytest.fixture(scope="module")
def written(package: Path) -> Workbook:
    return openpyxl.load_workbook(package / "weather.xlsx")


@pytest.fixture(scope="module")
def opened(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    """The workbook as LibreOffice has read and written it."""
    folder = tmp_path_factory.mktemp("office")
    # It writes a boolean as the formula TRUE(), beside which stands what it gives.
    made = convert(package / "weather.xlsx", "xlsx", folder / "out")
    return openpyxl.load_workbook(made, data_only=True)


def values(sheet: Worksheet) -> list[tuple[object, ...]]:
    return [row for row in sheet.iter_rows(values_only=True) if any(c is not None for c in row)]


def test_every_value_survives_in_its_type(written: Workbook, opened: Workbook) -> None:
    assert opened.sheetnames == written.sheetnames
    for name in written.sheetnames:
        assert values(opened[name]) == values(written[name])
    # Texts, numbers, days, times and booleans are among them.
    kinds = {type(cell) for name in ("stations", "readings") for row in values(opened[name]) for cell in row}  # fmt: skip
    assert {kind.__name__ for kind in kinds} >= {"str", "int", "float", "bool", "datetime", "time"}


def test_the_header_says_what_each_column_is(written: Workbook, opened: Workbook) -> None:
    for name in ("stations", "readings", "changes"):
        comments = [[cell.comment.text for cell in book[name][1]] for book in (opened, written)]
        assert comments[0] == comments[1]
        assert all(comments[0])


def test_each_list_of_codes_drops_down_in_its_column(package: Path, opened: Workbook) -> None:
    offered = {}
    for table in open_target(package).dataset.tables:
        sheet = opened[table.name]
        for rule in sheet.data_validations.dataValidation:
            column = next(iter(rule.sqref.ranges)).min_col
            place, _, cells = rule.formula1.rpartition("!")
            area = opened[place.strip("'$=")][cells.replace("$", "")]
            codes = [str(cell.value) for row in area for cell in row]
            assert rule.type == "list"
            offered[table.name, sheet.cell(1, column).value] = codes
    assert offered == {
        (table.name, field.name): [str(category.value) for category in field.categories]
        for table in open_target(package).dataset.tables
        for field in table.fields
        if field.categories
    }
    assert len(offered) > 1
