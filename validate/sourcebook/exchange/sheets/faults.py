"""What is wrong in a form, with its cell."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. ``row`` and ``column`` count from 1, as the spreadsheet shows the row."""

    sheet: str | None
    """``None`` where it is in no sheet: a row that is in the dataset already."""
    row: int | None
    column: int | None
    message: str
    hint: str
    about: str | None = None
    """The column by its name, or the place in the dataset."""

    @property
    def cell(self) -> str | None:
        """The cell as a spreadsheet names it: ``B3``."""
        from xlsxwriter.utility import xl_rowcol_to_cell

        if self.row is None or self.column is None:
            return None
        return str(xl_rowcol_to_cell(self.row - 1, self.column - 1))

    def __str__(self) -> str:
        place = "!".join(part for part in (self.sheet, self.cell) if part)
        about = f" ({self.about})" if place and self.about else self.about or ""
        return f"{place}{about}: {self.message} {self.hint}".rstrip()


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a cell is not taken as it is, and what to do."""

    message: str
    hint: str = ""
