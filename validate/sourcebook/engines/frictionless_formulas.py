"""Cells that a spreadsheet would run, as a check of frictionless-py, which has none of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from frictionless import Check, Checklist, errors

from sourcebook.engines import formulas

if TYPE_CHECKING:
    from collections.abc import Iterator

    from frictionless import Row

    from sourcebook.declare import Table


class FormulaError(errors.CellError):
    type = formulas.CODE
    title = "Formula"
    description = "A spreadsheet would run the cell as a formula."
    template = "The cell of the field {fieldName!r} begins as a formula does: {note}"


class FormulaCheck(Check):
    """It looks at the cells as they are written, below the fields that are given to it."""

    type = formulas.CODE
    Errors: ClassVar = [FormulaError]

    def __init__(self, marks: dict[str, tuple[str, ...]]) -> None:
        super().__init__()
        self.marks = marks

    def validate_row(self, row: Row) -> Iterator[FormulaError]:
        cells = zip(row.field_names, row.cells, strict=False)
        for number, (name, cell) in enumerate(cells, start=1):
            missing = self.marks.get(name)
            if missing is None or not isinstance(cell, str) or cell in missing:
                continue
            if formulas.is_formula(cell):
                yield FormulaError(
                    note=cell[:1],
                    cells=[str(each) if each is not None else "" for each in row.cells],
                    row_number=row.row_number,
                    cell=cell,
                    field_name=name,
                    field_number=number,
                )


def checklist(table: Table) -> Checklist:
    """What frictionless-py is to check of a table beside the standard."""
    marks = {field.name: field.missing_values for field in formulas.fields(table)}
    return Checklist(checks=[FormulaCheck(marks)])
