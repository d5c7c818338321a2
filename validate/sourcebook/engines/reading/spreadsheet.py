"""The cells of a sheet of an XLSX file, typed as the file has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sourcebook.engines.reading import archive, workbook
from sourcebook.engines.reading.places import scratch_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from python_calamine import CalamineSheet

    from sourcebook.declare import Table

    Sheet = Callable[[], Iterator[list[Any]]]

_EXACT = 1 << 53


def read(table: Table, scratch: Path) -> Sheet:
    """The rows of the sheet that the dialect names; ``None`` for an empty cell.

    Each call of what is given begins anew at the first row. Raises ``UnreadableError``,
    ``OSError``.
    """
    if len(table.files) > 1:
        raise workbook.unreadable("a spreadsheet in several files is not read; make one of them")
    file = table.files[0]
    if table.compression is not None:
        unpacked = scratch_file(table, scratch, "xlsx")
        with unpacked.open("wb") as out:
            out.writelines(archive.chunks(table, file))
        file = unpacked
    extents = workbook.look(file)
    name, sheet = _sheet(file, table)
    errors = extents[name].errors if name in extents else {}

    def rows() -> Iterator[list[Any]]:
        for row, cells in enumerate(sheet.iter_rows(), start=1):
            values = [_value(cell) for cell in cells]
            if errors:
                for column in range(1, len(values) + 1):
                    if (row, column) in errors:
                        values[column - 1] = errors[row, column]
            yield values

    return rows


def _sheet(file: Path, table: Table) -> tuple[str, CalamineSheet]:
    from python_calamine import load_workbook

    try:
        book = load_workbook(str(file))
        name = _name(book.sheet_names, table)
        if name is not None:
            return name, book.get_sheet_by_name(name)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # A panic in the library is no ``Exception``.
        raise workbook.unreadable(f"it can't be read as a spreadsheet ({error})") from error
    asked = table.dialect.sheet_name or table.dialect.sheet_number
    held = ", ".join(repr(each) for each in book.sheet_names)
    raise workbook.unreadable(f"it has no sheet {asked!r} but {held or 'none'}")


def _name(names: list[str], table: Table) -> str | None:
    if table.dialect.sheet_name is not None:
        return table.dialect.sheet_name if table.dialect.sheet_name in names else None
    number = table.dialect.sheet_number
    return names[number - 1] if 0 < number <= len(names) else None


def _value(cell: Any) -> Any:
    """A value as its source means it: every number of a sheet is a float there."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _EXACT:
        return int(cell)
    return None if cell == "" else cell
