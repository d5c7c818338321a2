"""The workbook of a package: a sheet a table, its codes as drop-downs, the codebook, what is lost.

It is for looking and for those who work in spreadsheets. What a sheet can't hold as it is (see
``sheets``) is written in another way, counted, and said in the sheet ``about`` and in the README. A
table with more rows than a sheet has is left out, and that is said too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sourcebook.package import archive, sheets, xlsx
from sourcebook.package.codebook import limits
from sourcebook.package.sheets import Losses

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import duckdb
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

    from sourcebook.declare import Category, Dataset
    from sourcebook.package.staging import Staged

_BATCH = 10_000
_OURS = ("codebook", "codes", "about")


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a workbook."""

    sheets: dict[str, str]
    """The name of each table's sheet."""
    notes: tuple[str, ...]
    """What the sheets don't hold as it is."""


def write(
    connection: duckdb.DuckDBPyConnection,
    dataset: Dataset,
    staged: Sequence[Staged],
    file: Path,
    scratch: Path,
) -> Written | None:
    """Write the workbook; ``None`` where no table fits a sheet."""
    from xlsxwriter import Workbook

    fitting = [each for each in staged if _unfit(each) is None]
    if not fitting:
        return None
    loose = scratch / "workbook.xlsx"
    tables = sheet_names(staged)
    names = sheets.names([*(each.table.name for each in fitting), *_OURS])
    # Text is text here, whatever a spreadsheet would take it for.
    options = {"constant_memory": True, "tmpdir": str(scratch), "use_zip64": True}
    book = Workbook(str(loose), options)
    try:
        book.set_properties({"title": dataset.title or dataset.name, "created": xlsx.moment()})
        made = [book.add_worksheet(name) for name in names]
        codebook, codes, about = made[-len(_OURS) :]
        places = xlsx.codes(book, codes, _vocabularies(fitting))
        notes: list[str] = []
        for each, sheet in zip(fitting, made, strict=False):
            losses = _table(connection, book, sheet, each)
            for column, field in enumerate(each.table.fields):
                if where := places.get((each.table.name, field.name)):
                    source = f"='{names[-2]}'!$C${where[0]}:$C${where[1]}"
                    rule = {"validate": "list", "source": source}
                    sheet.data_validation(1, column, sheets.ROWS - 1, column, rule)
            notes += losses.sentences(each.table.name)
        _codebook(book, codebook, fitting)
        _about(book, about, dataset, [*notes, *omitted(staged)])
    finally:
        xlsx.close(book)
    archive.repack(loose, file)
    loose.unlink()
    return Written(tables, tuple(notes))


def sheet_names(staged: Sequence[Staged]) -> dict[str, str]:
    """The name of each table's sheet, of those that fit one."""
    fitting = [each.table.name for each in staged if _unfit(each) is None]
    return dict(zip(fitting, sheets.names(fitting), strict=True))


def omitted(staged: Sequence[Staged]) -> list[str]:
    """The tables that no sheet can hold, and why."""
    return [reason for each in staged if (reason := _unfit(each)) is not None]


def _unfit(staged: Staged) -> str | None:
    name, columns = staged.table.name, len(staged.table.fields)
    if staged.rows >= sheets.ROWS:
        return f"{name}: has {staged.rows:,} rows, and a sheet holds {sheets.ROWS - 1:,}"
    if columns > sheets.COLUMNS:
        return f"{name}: has {columns:,} columns, and a sheet holds {sheets.COLUMNS:,}"
    return None


def rows(connection: duckdb.DuckDBPyConnection, staged: Staged) -> Iterator[list[Any]]:
    """The values of a table in batches of rows."""
    with connection.cursor() as reader:
        reader.execute(f"SELECT {staged.values} FROM {staged.relation}")
        while batch := reader.fetchmany(_BATCH):
            yield batch


def _table(
    connection: duckdb.DuckDBPyConnection, book: Workbook, sheet: Worksheet, staged: Staged
) -> Losses:
    fields = staged.table.fields
    names = [field.name for field in fields]
    formats = [
        book.add_format({"num_format": xlsx.FORMATS[field.type]})
        if field.type in xlsx.FORMATS
        else None
        for field in fields
    ]
    xlsx.header(book, sheet, names)
    for column, field in enumerate(fields):
        if text := xlsx.meaning(field):
            sheet.write_comment(0, column, text, {"author": "", "x_scale": 2, "y_scale": 2})
        sheet.set_column(column, column, min(max(len(field.name) + 4, 12), 40))
    losses, number = Losses(), 0
    for batch in rows(connection, staged):
        for values in batch:
            number += 1
            for column, cell in enumerate(sheets.row(names, values, losses)):
                xlsx.write(sheet, number, column, cell, formats[column])
    sheet.autofilter(0, 0, max(number, 1), max(len(names) - 1, 0))
    return losses


def _vocabularies(
    staged: Sequence[Staged],
) -> Iterator[tuple[str, str, Sequence[Category]]]:
    for each in staged:
        for field in each.table.fields:
            yield each.table.name, field.name, field.categories


def _codebook(book: Workbook, sheet: Worksheet, staged: Sequence[Staged]) -> None:
    header = ("table", "field", "type", "unit", "title", "description", "constraints")
    xlsx.header(book, sheet, header)
    row = 0
    for each in staged:
        for field in each.table.fields:
            row += 1
            constraints = "; ".join(limits(field.constraints))
            cells = (each.table.name, field.name, field.type, field.unit, field.title)
            for column, cell in enumerate((*cells, field.description, constraints or None)):
                xlsx.write(sheet, row, column, cell, None)


def _about(book: Workbook, sheet: Worksheet, dataset: Dataset, notes: Sequence[str]) -> None:
    xlsx.header(book, sheet, ("about", "text"))
    lines = [("name", dataset.name), ("title", dataset.title), ("version", dataset.version)]
    lines += [("description", dataset.description), *(("not as it is", note) for note in notes)]
    for row, (name, text) in enumerate(lines, start=1):
        sheet.write_string(row, 0, name)
        if text:
            sheet.write_string(row, 1, text[: sheets.TEXT])


def differences(
    connection: duckdb.DuckDBPyConnection, staged: Staged, file: Path, sheet: str
) -> int:
    """How many rows of a sheet are not what was written into it."""
    from python_calamine import CalamineWorkbook

    names = [field.name for field in staged.table.fields]
    with CalamineWorkbook.from_path(str(file)) as book:
        found = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    wrong = int(not found or found[0] != names)
    number = 0
    for batch in rows(connection, staged):
        for values in batch:
            number += 1
            expected = sheets.row(names, values, Losses())
            read = found[number] if number < len(found) else []
            read = [*read, *("" for _ in names[len(read) :])]
            wrong += not all(map(sheets.same, expected, read))
    return wrong + max(len(found) - 1 - number, 0)
