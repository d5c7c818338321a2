"""The sheets of a form and their columns, held against the tables and fields of a dataset."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sourcebook.engines.messages.words import shown
from sourcebook.exchange.sheets import layout
from sourcebook.exchange.sheets.faults import Fault
from sourcebook.exchange.sheets.nearness import meant

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sourcebook.declare import Field
    from sourcebook.exchange.sheets.book import Book, Grid
    from sourcebook.exchange.sheets.layout import Sheet

_ABOVE = 5
"""In so many rows at the top the names of the columns are looked for."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A sheet of a form that holds rows of a table."""

    sheet: Sheet
    """As it is laid out, with the columns that it has."""
    grid: Grid
    labels: int
    """The row with the names of the columns, from 1."""

    @property
    def rows(self) -> Iterator[int]:
        """The numbers of the rows that are filled in."""
        for number, cells in enumerate(self.grid.rows[self.labels :], start=self.labels + 1):
            if any(cell is not None for cell in cells):
                yield number

    def cell(self, row: int, column: int) -> Any:
        """A cell, by its row and column from 1; ``None`` where it is empty."""
        cells = self.grid.rows[row - 1]
        return cells[column - 1] if column <= len(cells) else None

    def column(self, name: str) -> int | None:
        """The number of a field's column, from 1."""
        for number, each in enumerate(self.sheet.columns, start=1):
            if not isinstance(each, str) and each.name == name:
                return number
        return None


def match(book: Book, sheets: Sequence[Sheet]) -> tuple[list[Filled], list[Fault]]:
    """The sheets of a form that are tables, and what is wrong with its sheets and their columns."""
    found: list[Filled] = []
    faults: list[Fault] = []
    tables = {each.table.name: each for each in sheets}
    names = {} if book.origin is None else dict(book.origin.tables)
    missing = [name for name in names if name not in {grid.name for grid in book.grids}]
    for grid in book.grids:
        sheet = tables.get(names.get(grid.name, grid.name))
        if sheet is not None:
            filled = _columns(grid, replace(sheet, name=grid.name), form=book.origin is not None)
            found.append(filled)
            faults += _labels(filled)
        elif _used(grid, made=grid.name in names) and not (
            book.origin and grid.name in layout.OURS
        ):
            hint = meant(grid.name, missing or tables)
            told = f"The sheet {shown(grid.name)} is none of the tables."
            faults.append(Fault(grid.name, None, None, told, f"{hint} Rename it, or delete it."))
    return found, faults


def _used(grid: Grid, *, made: bool) -> bool:
    """Whether a sheet has rows; below the lines of its header, where the form was made with it."""
    rows = grid.rows[layout.LABELS :] if made else grid.rows
    return any(cell is not None for row in rows for cell in row)


def _columns(grid: Grid, sheet: Sheet, *, form: bool) -> Filled:
    fields = {field.name: field for field in sheet.table.fields}
    known = [sum(_label(cell) in fields for cell in cells) for cells in grid.rows[:_ABOVE]]
    usual = layout.LABELS if form else 1
    labels = known.index(max(known)) + 1 if any(known) else usual
    cells = list(grid.rows[labels - 1]) if labels <= len(grid.rows) else []
    while cells and cells[-1] is None:
        cells.pop()
    columns: list[Field | str] = []
    for cell in cells:
        field = fields.pop(_label(cell), None)
        columns.append(_label(cell) if field is None else field)
    return Filled(replace(sheet, columns=tuple(columns)), grid, labels)


def _label(cell: Any) -> str:
    return "" if cell is None else str(cell).strip()


def _labels(filled: Filled) -> Iterator[Fault]:
    """What is wrong with the names of the columns."""
    if not any(filled.rows):
        return
    sheet = filled.sheet
    own = [each.name for each in sheet.table.fields]
    absent = [name for name in own if filled.column(name) is None]
    seen: Counter[str] = Counter()
    for column, each in enumerate(sheet.columns, start=1):
        label = each if isinstance(each, str) else each.name
        seen[label] += 1
        if isinstance(each, str) and label:
            yield Fault(sheet.name, filled.labels, column, *_extra(label, own, absent, seen))
    for name in absent:
        if name != sheet.allotted:
            message = f"The column {shown(name)} is missing."
            hint = "Put it back; its cells may be empty."
            if sheet.table.field(name).constraints.required:
                hint = "Put it back, and fill it in."
            yield Fault(sheet.name, filled.labels, len(sheet.columns) + 1, message, hint, name)
    yield from _nameless(filled)


def _extra(
    label: str, own: Sequence[str], absent: Sequence[str], seen: Counter[str]
) -> tuple[str, str, str]:
    if label in own or seen[label] > 1:
        message = f"The column {shown(label)} stands there twice."
        return message, "Remove one of them, or give it back its name.", label
    message = f"The table has no column {shown(label)}."
    hint = meant(label, absent) if absent else "Remove it."
    return message, hint if hint.startswith("Did") else "Remove it.", label


def _nameless(filled: Filled) -> Iterator[Fault]:
    """Columns with values and no name."""
    names = {number for number, each in enumerate(filled.sheet.columns, start=1) if each}
    told: set[int] = set()
    for row in filled.rows:
        for column, cell in enumerate(filled.grid.rows[row - 1], start=1):
            if cell is not None and column not in names | told:
                told.add(column)
                message = f"{shown(str(cell))} stands in a column that has no name."
                yield Fault(filled.sheet.name, row, column, message, "Remove it, or move it.")
