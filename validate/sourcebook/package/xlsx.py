"""What every workbook that we write has: its cells, its headers, its code lists, its date.

The workbook of a package and the form of a dataset (``exchange.sheets``) are made of these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcebook.package.codebook import limits, sentences
from sourcebook.package.sheets import TEXT, Exact

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime, time

    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

    from sourcebook.declare import Category, Field
    from sourcebook.package.sheets import Cell

FORMATS = {
    "date": "yyyy-mm-dd",
    "datetime": "yyyy-mm-dd hh:mm:ss.000",
    "time": "hh:mm:ss.000",
}


def close(book: Workbook) -> None:
    """Write the file. Raises ``OSError``."""
    from xlsxwriter.exceptions import FileCreateError

    try:
        book.close()
    except FileCreateError as error:
        # What the disk has said stands inside.
        raise OSError(*error.args[0].args) from error


def moment() -> datetime:
    """When it was made."""
    from datetime import UTC, datetime

    # A workbook must say when it was made; it is the same for all of them.
    return datetime(1980, 1, 1, tzinfo=UTC).replace(tzinfo=None)


def header(book: Workbook, sheet: Worksheet, names: Sequence[str]) -> None:
    """Write the names of columns, which stay in sight."""
    bold = book.add_format({"bold": True, "bottom": 1})
    for column, name in enumerate(names):
        sheet.write_string(0, column, name, bold)
    sheet.freeze_panes(1, 0)


def write(sheet: Worksheet, row: int, column: int, cell: Cell, shown: object | None = None) -> None:
    """Write a value as it is; ``shown`` is its format, without which its column's holds."""
    if cell is None:
        return
    if isinstance(cell, str):
        if cell.startswith("<r>") and cell.endswith("</r>"):
            # xlsxwriter takes this for markup of its own, but not what it is given in pieces.
            sheet.write_rich_string(row, column, cell[0], cell[1], cell[2:])
        else:
            sheet.write_string(row, column, cell)
    elif isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, float):
        sheet.write_number(row, column, Exact(cell))
    elif isinstance(cell, int):
        sheet.write_number(row, column, cell)
    else:
        _time(sheet, row, column, cell, shown)


def _time(
    sheet: Worksheet, row: int, column: int, cell: date | datetime | time, shown: object | None
) -> None:
    sheet.write_datetime(row, column, cell, shown)


def meaning(field: Field) -> str:
    """What a field is, for a comment on its header."""
    parts = [sentences(field.title, field.description)]
    parts += [f"Unit: {field.unit}."] if field.unit else []
    parts += [f"{words}." for words in limits(field.constraints)]
    parts += [f"{c.value}: {c.label}." for c in field.categories if c.label]
    return "\n".join(part for part in parts if part)[:TEXT]


def codes(
    book: Workbook, sheet: Worksheet, lists: Iterable[tuple[str, str, Sequence[Category]]]
) -> dict[tuple[str, str], tuple[int, int]]:
    """Write code lists, each with its table and field; the first and last line of each, by these.

    The codes stand in column C.
    """
    header(book, sheet, ("table", "field", "code", "label", "definition"))
    places, row = {}, 0
    for table, field, categories in lists:
        first = row + 2
        for category in categories:
            row += 1
            code = (category.value, category.label, category.description)
            cells: tuple[Cell, ...] = (table, field, *code)
            for column, cell in enumerate(cells):
                write(sheet, row, column, cell)
        if categories:
            places[table, field] = (first, row + 1)
    return places
