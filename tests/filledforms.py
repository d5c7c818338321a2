"""Forms filled in as a person would, with openpyxl: rows by the names of their columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl

import command

if TYPE_CHECKING:
    from pathlib import Path

FIRST = 3
"""The first row that is filled in."""


def form(folder: Path, dataset: Path, name: str = "form.xlsx") -> Path:
    """The empty form of a dataset."""
    code, _, err = command.run(folder, "template", str(dataset), "-o", name)
    assert (code, err) == (0, "")
    return folder / name


def fill(empty: Path, **sheets: list[dict[str, Any]]) -> Path:
    """Fill in the sheets of a form, from the first row on; ``percent(0.12)`` shows 12%."""
    book = openpyxl.load_workbook(empty)
    for sheet, rows in sheets.items():
        for row, cells in enumerate(rows, start=FIRST):
            put(book[sheet], row, **cells)
    out = empty.with_name("filled.xlsx")
    book.save(out)
    return out


class Percent(float):
    """A number that a spreadsheet shows as a percentage."""


def put(sheet: Any, row: int, **cells: Any) -> None:
    columns = {cell.value: cell.column for cell in sheet[FIRST - 1]}
    for name, value in cells.items():
        cell = sheet.cell(row, columns[name])
        cell.value = float(value) if isinstance(value, Percent) else value
        if isinstance(value, Percent):
            cell.number_format = "0%"


def plain(out: Path, **sheets: list[list[Any]]) -> Path:
    """A workbook that is no form: sheets with a header and rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(out)
    return out
