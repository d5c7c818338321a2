"""The two sheets of a form that are to be read: how to fill it in, and what is wrong in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcebook.exchange.sheets import asking, layout
from sourcebook.package import xlsx
from sourcebook.package.codebook import limits
from sourcebook.package.sheets import TEXT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

    from sourcebook.declare import Field
    from sourcebook.exchange.sheets.faults import Fault
    from sourcebook.exchange.sheets.layout import Form, Sheet

_LINKS = 10_000
"""Faults that are links; a sheet holds 65,530 of these."""
_WIDTHS = (24, 26, 18, 60, 18, 50)
"""Of the columns of the sheet that explains, in characters."""
_HOW = f"""\
Fill in the sheets that you need, and leave the others empty. One row is one entry; the first is row {layout.LABELS + 1}.
Leave the two lines above as they are. Columns marked (required) must be filled in.
The others may stay empty: an empty cell says that nothing is known, and 0 is a value.
A cell says what belongs into it when you choose it. Where it has a list, choose from it.
Columns marked (leave empty: allotted) get a permanent id when the form is read.
To speak of such a row in another sheet, give it an id for the time being, such as new-1, and write new-1 there too.
A column that refers to a row of another table takes an entry of its list, the key, or a name or alias of that row.
Where a name is not known, the nearest ones are told; nothing is guessed.
Write dates as 2024-03-31, and numbers plain: no %, no unit, no formula.
The form adds rows. It does not change rows that are there.
Either all of its rows are added, or none; then you get it back with a comment on each cell that is wrong.
"""  # noqa: E501 - one line is one paragraph


def write(book: Workbook, sheet: Worksheet, form: Form) -> None:
    """Write the sheet that explains."""
    bold, wrapped = book.add_format({"bold": True}), _wrapped(book)
    dataset = form.dataset
    title = f"Form for {dataset.title or dataset.name}"
    sheet.merge_range(0, 0, 0, 5, title, book.add_format({"bold": True, "font_size": 14}))
    version = f", version {dataset.version}" if dataset.version else ""
    sheet.write_string(1, 0, f"Made of {dataset.name}{version}.")
    row = 3
    for number, words in enumerate(_HOW.splitlines(), start=1):
        sheet.merge_range(row, 0, row, 5, f"{number}. {words}", wrapped)
        row += 1
    for each in form.sheets:
        row += 1
        sheet.write_string(row, 0, f"Sheet {each.name}", bold)
        about = each.table.description or each.table.title or ""
        if about:
            sheet.merge_range(row + 1, 0, row + 1, 5, about[:TEXT], wrapped)
            sheet.set_row(row + 1, 48)
        row = _example(book, sheet, each, _columns(book, sheet, each, row + 2))
    widest = max((len(each.columns) for each in form.sheets), default=0)
    sheet.set_column(len(_WIDTHS), max(widest, len(_WIDTHS)), _WIDTHS[0])
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.protect("", {"format_columns": True, "format_rows": True})


def _columns(book: Workbook, sheet: Worksheet, form: Sheet, row: int) -> int:
    """Write what the columns of a table are; the line below."""
    bold, wrapped = book.add_format({"bold": True, "bottom": 1}), _wrapped(book)
    for column, words in enumerate(("Column", "Called", "Needed", "What", "Example", "Allowed")):
        sheet.write_string(row, column, words, bold)
    for each in form.columns:
        if isinstance(each, str):
            continue
        row += 1
        for column, words in enumerate(_words(form, each)):
            if words:
                sheet.write_string(row, column, words[:TEXT], wrapped)
    return row + 1


def _example(book: Workbook, sheet: Worksheet, form: Sheet, row: int) -> int:
    """Write one row as it would stand in the sheet, of the examples that are declared, if any are.

    Gives the line below.
    """
    fields = [each for each in form.columns if not isinstance(each, str)]
    if all(each.example is None or each.name == form.allotted for each in fields):
        return row
    bold, wrapped = book.add_format({"bold": True, "bottom": 1}), _wrapped(book)
    sheet.write_string(row + 1, 0, f"A row of {form.name}: what may stand in each cell.")
    for column, each in enumerate(fields):
        sheet.write_string(row + 2, column, each.name, bold)
        example = "(leave empty)" if each.name == form.allotted else _exemplary(each)
        if example:
            sheet.write_string(row + 3, column, example[:TEXT], wrapped)
    return row + 4


def _exemplary(field: Field) -> str:
    """The example of a field as text; empty where none is declared."""
    example = field.example
    if isinstance(example, bool):
        words = field.true_values if example else field.false_values
        return next(iter(words), str(example))
    return "" if example is None else str(example)


def _words(form: Sheet, field: Field) -> tuple[str, ...]:
    needed = "required" if field.constraints.required else "may stay empty"
    if field.name == form.allotted:
        needed = "allotted"
    what = " ".join((field.description or "").split())
    unit = f"Unit: {field.unit}." if field.unit else ""
    return (
        field.name,
        field.title or "",
        needed,
        f"{what} {unit}".strip(),
        _exemplary(field),
        "; ".join(_allowed(form, field)),
    )


def _allowed(form: Sheet, field: Field) -> Iterator[str]:
    for key in form.table.foreign_keys:
        if field.name in key.fields:
            yield f"a row of {key.resource}"
    if codes := asking.vocabulary(field):
        yield "one of " + ", ".join(str(code.value) for code in codes)
    for words in limits(field.constraints):
        if words != "required" and not (codes and words.startswith("one of ")):
            yield words


def faults(book: Workbook, sheet: Worksheet, found: Sequence[Fault]) -> None:
    """Write the sheet that lists what is wrong; a cell is a link to its place."""
    xlsx.header(book, sheet, ("sheet", "cell", "column", "what is wrong", "what to do"))
    wrapped, link = _wrapped(book), book.add_format({"font_color": "#0563C1", "underline": 1})
    for row, each in enumerate(found, start=1):
        cell = each.cell
        sheet.write_string(row, 0, each.sheet or "")
        if cell and each.sheet and row > _LINKS:
            sheet.write_string(row, 1, cell)
        elif cell and each.sheet:
            place = "'" + each.sheet.replace("'", "''") + "'"
            sheet.write_url(row, 1, f"internal:{place}!{cell}", link, cell)
        words = (each.about or "", each.message, each.hint)
        for column, text in enumerate(words, start=2):
            sheet.write_string(row, column, text[:TEXT], wrapped)
    for column, width in enumerate((20, 8, 24, 70, 70)):
        sheet.set_column(column, column, width)


def _wrapped(book: Workbook) -> object:
    return book.add_format({"text_wrap": True, "valign": "top"})
