"""A form as a workbook, empty or filled in.

One sheet a table, with the lists, bounds and messages of its fields; a sheet that explains, one
with the codes, one with the rows that others refer to, and a hidden one that says what the form is
of. A form with faults is the same workbook, filled in, with a comment on each wrong cell.
"""

from __future__ import annotations

import os
import re
import zipfile
from typing import TYPE_CHECKING, Any

from sourcebook.exchange.sheets import asking, explaining, known, layout
from sourcebook.package import sheets, xlsx

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from sourcebook.declare import Field
    from sourcebook.exchange.sheets.faults import Fault
    from sourcebook.exchange.sheets.layout import Form, Sheet

_REQUIRED, _OPTIONAL, _ALLOTTED = "#1F3864", "#D9E1F2", "#E2EFDA"
_FAULTY = "#F8CBAD"
_FORMATS = {**xlsx.FORMATS, **dict.fromkeys(("integer", "number", "year", "boolean"), "General")}
"""All else is held as text: a spreadsheet would make numbers and dates of ids."""
_LEFT = ("select_locked_cells", "select_unlocked_cells", "format_cells", "format_columns")
_LEFT_TOO = ("format_rows", "insert_rows", "delete_rows", "sort", "autofilter", "objects")


def untouched(file: Path) -> bool:
    """Whether a workbook is as we have written it: whoever saves one writes when that was."""
    try:
        with zipfile.ZipFile(file) as archive:
            core = archive.read("docProps/core.xml")
    except (OSError, KeyError, zipfile.BadZipFile):
        return False
    moment = f"{xlsx.moment():%Y-%m-%dT%H:%M:%SZ}".encode()
    return core.count(moment) == 2


def write(form: Form, file: Path, faults: Sequence[Fault] = ()) -> None:
    """Write a form to a file, with its faults if there are any; whole or not at all.

    Raises ``OSError``.
    """
    beside = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        _write(form, beside, faults)
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)


def _write(form: Form, file: Path, faults: Sequence[Fault]) -> None:
    from xlsxwriter import Workbook

    book = Workbook(str(file))
    try:
        title = form.dataset.title or form.dataset.name
        book.set_properties({"title": f"Form: {title}", "created": xlsx.moment()})
        # In this order they stand in the book.
        readme = book.add_worksheet(layout.README)
        told = book.add_worksheet(layout.FAULTS) if faults else None
        made = [book.add_worksheet(each.name) for each in form.sheets]
        lists = {**_codes(book, form), **_lists(book, form)}
        explaining.write(book, readme, form)
        if told is not None:
            explaining.faults(book, told, faults)
            told.activate()
        for each, sheet in zip(form.sheets, made, strict=True):
            _sheet(book, sheet, each, lists)
        _origin(book, form)
    finally:
        xlsx.close(book)


def _codes(book: Workbook, form: Form) -> dict[tuple[str, str], str]:
    """Write the codes; the defined name of each list, by table and field."""
    sheet = book.add_worksheet(layout.CODES)
    lists = [
        (each.table.name, field.name, asking.vocabulary(field))
        for each in form.sheets
        for field in each.table.fields
    ]
    places = xlsx.codes(book, sheet, lists)
    sheet.set_column(0, 3, 24)
    sheet.set_column(4, 4, 90)
    sheet.protect("", {})
    return {
        at: _define(book, f"codes_{number}_{'_'.join(at)}", layout.CODES, "C", *lines)
        for number, (at, lines) in enumerate(places.items(), start=1)
    }


def _lists(book: Workbook, form: Form) -> dict[tuple[str, str], str]:
    """Write the rows that fields refer to; the defined name of each list, by table and field."""
    sheet = book.add_worksheet(layout.LISTS)
    sheet.protect("", {})
    wanted = [
        (each.table.name, key.fields[0], key.resource)
        for each in form.sheets
        for key in each.table.foreign_keys
        if len(key.fields) == 1 and known.refers(form.rosters, key.resource, key.reference_fields)
    ]
    names: dict[str, str] = {}
    for resource in dict.fromkeys(resource for _, _, resource in wanted):
        roster = form.rosters[resource]
        items = roster.items()
        if not items or len(items) >= sheets.ROWS:
            continue
        column = 2 * len(names)
        rows = [(item, _key(item, roster.labels)) for item in items]
        for at, words in enumerate((resource, f"{resource}: key")):
            sheet.write_string(0, column + at, words, book.add_format({"bold": True}))
        for row, pair in enumerate(rows, start=1):
            for at, words in enumerate(pair):
                xlsx.write(sheet, row, column + at, words)
        sheet.set_column(column, column, 60)
        letter = _letters(column)
        defined = f"rows_{len(names) + 1}_{resource}"
        names[resource] = _define(book, defined, layout.LISTS, letter, 2, len(items) + 1)
    sheet.freeze_panes(1, 0)
    return {(table, name): names[other] for table, name, other in wanted if other in names}


def _key(item: str, labels: Mapping[str, str]) -> str:
    return item if item in labels else item.rpartition("[")[2].removesuffix("]")


def _define(book: Workbook, name: str, sheet: str, column: str, first: int, last: int) -> str:
    """Give cells a name, and give that name as the source of a list."""
    safe = re.sub(r"[^A-Za-z0-9_]", "_", name)[:200]
    book.define_name(safe, f"='{sheet}'!${column}${first}:${column}${last}")
    return f"={safe}"


def _letters(column: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(column))


def _sheet(
    book: Workbook, sheet: Worksheet, form: Sheet, lists: Mapping[tuple[str, str], str]
) -> None:
    foreign = {key.fields[0] for key in form.table.foreign_keys if len(key.fields) == 1}
    formats = [_format(book, each) for each in form.columns]
    for column, each in enumerate(form.columns):
        _head(book, sheet, column, each, form)
        name = each if isinstance(each, str) else each.name
        width = min(max(len(name) + 4, 14), 40)
        sheet.set_column(column, column, width, formats[column])
        if not isinstance(each, str):
            allotted = each.name == form.allotted
            source = None if allotted else lists.get((form.table.name, each.name))
            loose = each.name in foreign
            rule = asking.asked(each, source, loose=loose, allotted=allotted)
            sheet.data_validation(layout.LABELS, column, sheets.ROWS - 1, column, rule)
    sheet.set_row(0, 60)
    sheet.freeze_panes(layout.LABELS, 1)
    _fill(book, sheet, form, formats)
    sheet.protect("", dict.fromkeys((*_LEFT, *_LEFT_TOO), True))


def _format(book: Workbook, column: Field | str) -> Format:
    shown = "@" if isinstance(column, str) else _FORMATS.get(column.type, "@")
    return book.add_format({"num_format": shown, "locked": False})


def _head(book: Workbook, sheet: Worksheet, column: int, field: Field | str, form: Sheet) -> None:
    if isinstance(field, str):
        sheet.write_string(layout.LABELS - 1, column, field)
        return
    allotted = field.name == form.allotted
    needed = field.constraints.required or field.name in form.table.primary_key
    words, colour = ("required", _REQUIRED) if needed else ("may stay empty", _OPTIONAL)
    if allotted:
        words, colour = "leave empty: allotted", _ALLOTTED
    ink = "#FFFFFF" if colour == _REQUIRED else "#000000"
    look = {"bg_color": colour, "font_color": ink, "text_wrap": True, "valign": "top"}
    title = f"{field.title or field.name}\n({words})"
    sheet.write_string(0, column, title, book.add_format({**look, "bold": needed}))
    sheet.write_string(
        layout.LABELS - 1, column, field.name, book.add_format({**look, "bottom": 1})
    )


def _fill(book: Workbook, sheet: Worksheet, form: Sheet, formats: Sequence[Format]) -> None:
    """Write the rows that are filled in, and what is to be said of their cells."""
    wrong: dict[str, Format] = {}
    cells = {
        (row, column): cell
        for row, values in form.rows
        for column, cell in enumerate(values, start=1)
    }
    for (row, column), cell in cells.items():
        shown = None
        if (row, column) in form.remarks:
            style = formats[column - 1].num_format
            look = {"num_format": style, "locked": False, "bg_color": _FAULTY}
            shown = wrong.setdefault(style, book.add_format(look))
        elif not isinstance(cell, (str, bool, int, float)):
            shown = formats[column - 1]
        _cell(sheet, row - 1, column - 1, cell, shown)
    for (row, column), words in form.remarks.items():
        sheet.write_comment(
            row - 1, column - 1, words[: sheets.TEXT], {"author": "", "x_scale": 2, "y_scale": 2}
        )


def _cell(sheet: Worksheet, row: int, column: int, cell: Any, shown: Format | None) -> None:
    from datetime import timedelta

    if not isinstance(cell, timedelta):
        (cell,) = sheets.row([""], [cell], sheets.Losses())
    if cell is None:
        if shown is not None:
            sheet.write_blank(row, column, None, shown)
    elif isinstance(cell, str):
        sheet.write_string(row, column, cell, shown)
    elif isinstance(cell, bool):
        sheet.write_boolean(row, column, cell, shown)
    elif isinstance(cell, (int, float)):
        sheet.write_number(row, column, cell, shown)
    else:
        sheet.write_datetime(row, column, cell, shown)


def _origin(book: Workbook, form: Form) -> None:
    sheet = book.add_worksheet(layout.ORIGIN)
    rows: Iterable[Sequence[str]] = layout.origin_rows(form)
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            sheet.write_string(row, column, cell)
    sheet.very_hidden()
