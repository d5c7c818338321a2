"""A form that has faults, for who filled it in: the same cells, with what is wrong beside each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sourcebook.exchange.sheets import known, layout, writing
from sourcebook.package.sheets import TEXT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from sourcebook.declare import Dataset, Field
    from sourcebook.editing.text import Text
    from sourcebook.exchange.sheets.faults import Fault
    from sourcebook.exchange.sheets.headers import Filled


def write(
    file: Path,
    dataset: Dataset,
    found: Mapping[str, Text],
    filled: Sequence[Filled],
    faults: Sequence[Fault],
) -> Path | None:
    """Write the form again with its faults beside itself; give its place.

    ``None`` where a workbook can't hold one of its texts.
    """
    if any(isinstance(cell, str) and len(cell) > TEXT // 2 for cell in _all_cells(filled)):
        return None
    place = _place(file)
    moved = {each.sheet.name: layout.LABELS - each.labels for each in filled}
    told = [
        replace(fault, row=fault.row + moved.get(fault.sheet or "", 0)) if fault.row else fault
        for fault in faults
    ]
    sheets = [
        replace(
            each.sheet,
            columns=_all_columns(each),
            rows=tuple((row + moved[each.sheet.name], _cells(each, row)) for row in each.rows),
            remarks=_comments(each.sheet.name, told),
        )
        for each in filled
    ]
    form = layout.Form(dataset, known.rosters(dataset, found), tuple(sheets))
    writing.write(form, place, told)
    return place


def _place(file: Path) -> Path:
    """Where the form goes with its faults: in no place in which somebody has corrected one."""
    target, number = file.with_name(f"{file.stem}.checked.xlsx"), 1
    while target.exists() and not writing.untouched(target):
        number += 1
        target = file.with_name(f"{file.stem}.checked-{number}.xlsx")
    return target


def _all_columns(filled: Filled) -> tuple[Field | str, ...]:
    """The columns of a sheet, those that have cells and no name among them."""
    width = max((len(_cells(filled, row)) for row in filled.rows), default=0)
    return (*filled.sheet.columns, *[""] * (width - len(filled.sheet.columns)))


def _all_cells(filled: Sequence[Filled]) -> Iterator[object]:
    for each in filled:
        for row in each.rows:
            yield from _cells(each, row)


def _cells(filled: Filled, row: int) -> tuple[object, ...]:
    return tuple(filled.grid.rows[row - 1])


def _comments(sheet: str, faults: Sequence[Fault]) -> dict[tuple[int, int], str]:
    found: dict[tuple[int, int], str] = {}
    for fault in faults:
        if fault.sheet == sheet and fault.row and fault.column:
            words = f"{fault.message} {fault.hint}".strip()
            at = fault.row, fault.column
            found[at] = f"{found[at]}\n{words}" if at in found else words
    return found
