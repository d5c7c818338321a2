"""A form that is filled in, as it was handed over: XLSX, ODS or CSV, a grid of cells a sheet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sourcebook.declare.model import Dialect
from sourcebook.editing import RefusedError, given, text
from sourcebook.engines.reading import guess, workbook
from sourcebook.errors import UseError
from sourcebook.exchange.sheets import layout
from sourcebook.exchange.sheets.marks import marks

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from python_calamine import CalamineSheet

_ENDINGS = {
    ".xlsx": given.XLSX, ".xlsm": given.XLSX, ".ods": given.ODS,
    ".csv": given.TEXT, ".tsv": given.TEXT, ".txt": given.TEXT,
}  # fmt: skip
SHEETS = tuple(ending for ending, found in _ENDINGS.items() if found is not given.TEXT)
"""Endings of workbooks."""
_EXACT = 1 << 53


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one sheet. ``rows[0]`` is row 1; an empty cell is ``None``."""

    name: str
    rows: Sequence[Sequence[Any]]
    marks: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """See ``marks``; by row and column, from 1."""


@dataclass(frozen=True, slots=True)
class Book:
    grids: tuple[Grid, ...]
    origin: layout.Origin | None = None
    """``None`` where it is no form that was made by ``template``."""


def read(file: Path, names: Collection[str]) -> Book:
    """Read a form; ``names`` are the fields that a CSV may have.

    Raises ``UseError`` where it is nothing that can be read or not what its name says, ``OSError``.
    """
    found = given.nature(file)
    wanted = _ENDINGS.get(file.suffix.lower())
    # A workbook that is damaged may look like any archive: that is told where it is read.
    if wanted is None or found not in (wanted, given.ARCHIVE):
        raise UseError(f"{file}: {_other(file, found, known=wanted is not None)}")
    return Book((_text(file, names),)) if found is given.TEXT else _workbook(file)


def _other(file: Path, found: given.Nature, *, known: bool) -> str:
    """What is said of a file that is no form, or not by its name."""
    if found is given.TEXT and not known:
        return "is no spreadsheet that can be read. Save it as XLSX, ODS or CSV."
    if not found.ending:
        return f"is {found.words}. Save it as XLSX, ODS or CSV, without a password."
    says = "whatever its name says" if known else "and its name does not say so"
    other = ", or save it as XLSX" if found is given.TEXT else ""
    return f"is {found.words}, {says}. Rename it to {file.stem}{found.ending}{other}."


def _workbook(file: Path) -> Book:
    from python_calamine import load_workbook

    marked = marks(file)
    grids, origin = [], None
    try:
        with load_workbook(str(file)) as book:
            for name in book.sheet_names:
                sheet = book.get_sheet_by_name(name)
                rows = _cells(file, sheet)
                if name == layout.ORIGIN and rows and rows[0][:1] == ["form"]:
                    origin = layout.read_origin([[c for c in row if c is not None] for row in rows])
                grids.append(Grid(name, rows, marked.get(name, {})))
    except (KeyboardInterrupt, SystemExit, UseError):
        raise
    except BaseException as error:  # A panic in the library is no ``Exception``.
        raise UseError(f"{file}: is no spreadsheet ({error}). Save it anew.") from error
    return Book(tuple(_with_errors(grid) for grid in grids), origin)


def _cells(file: Path, sheet: CalamineSheet) -> list[list[Any]]:
    if sheet.total_height * sheet.total_width > workbook.CELLS:
        told = f"the sheet {sheet.name!r} spans more than {workbook.CELLS:,} cells"
        raise UseError(f"{file}: {told}. Delete the empty rows and columns of it.")
    return [list(map(_value, row)) for row in sheet.to_python(skip_empty_area=False)]


def _value(cell: Any) -> Any:
    """A number of a sheet is a float there, whatever it was written as."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _EXACT:
        return int(cell)
    return None if isinstance(cell, str) and not cell.strip() else cell


def _with_errors(grid: Grid) -> Grid:
    """With a cell for each mark: the library gives an error as no value at all."""
    rows = [list(row) for row in grid.rows]
    for (row, column), mark in grid.marks.items():
        if mark.startswith("error ") and row <= len(rows):
            cells = rows[row - 1]
            cells += [None] * (column - len(cells))
            cells[column - 1] = mark.removeprefix("error ") or "#ERROR"
    return Grid(grid.name, rows, grid.marks)


def _text(file: Path, names: Collection[str]) -> Grid:
    """A CSV as a grid. Its separator is the one that shows the names of fields."""
    separator = "\t" if file.suffix.lower() == ".tsv" else ","
    try:
        first = file.read_bytes().partition(b"\n")[0].decode("utf-8-sig", "replace").rstrip("\r")
        labels = first.split(separator)
        separator = guess.delimiter(labels, Dialect(delimiter=separator), names) or separator
        found = text.read(file, separator)
    except RefusedError as error:
        refusal = error.refusals[0]
        line = "" if refusal.line is None else f":{refusal.line}"
        raise UseError(f"{file}{line}: {refusal.message} {refusal.hint}") from None
    rows: list[list[Any]] = [list(found.labels)]
    breaks = sum(label.count("\n") for label in found.labels)
    for at, record in zip(found.lines, found.records, strict=True):
        # As a spreadsheet shows it: a line break in a cell makes no row, a blank line does.
        rows += [[] for _ in range(at - breaks - 1 - len(rows))]
        rows.append([cell if cell.strip() else None for cell in record])
        breaks += sum(cell.count("\n") for cell in record)
    return Grid(file.stem, rows)
