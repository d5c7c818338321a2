"""A row whose cells stand one column too far to the right or to the left, as a hint.

A comma too many, or one in a cell that is not in quotes, moves all that follows; a cell that was
left out moves it the other way. Such a row has many findings and one cause, which its first finding
tells.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sourcebook.declare import lexical

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sourcebook.declare import Field

    Fits = Callable[[str], bool]

TELLING = frozenset({"type-error", "constraint-error", "extra-cell", "missing-cell"})
"""Codes of findings that a shifted row has."""
_LEAST = 2
"""Cells that must be wrong where they stand and right in the column beside it; where the row has a
cell too many or too few, one is enough."""


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    fits: Fits
    empty: bool
    """Whether a cell may be empty."""
    missing: frozenset[str]


class Shifts:
    """The columns of a table, ready to be tried with the cells of rows."""

    def __init__(self, fields: Sequence[Field | None]) -> None:
        self._columns = [_column(field) for field in fields]

    def hint(self, cells: Sequence[str | None]) -> str | None:
        """What seems to have happened to a row of these cells, those beyond the last among them."""
        columns = self._columns
        wrong = [at for at in range(len(columns)) if not self._takes(at, _at(cells, at))]
        if not wrong:
            return None
        start = columns[wrong[0]]
        if start is None:
            return None
        for step, told in (
            (1, "there is a cell too many before it, or a delimiter in a cell without quotes"),
            (-1, "a cell is missing before it"),
        ):
            if self._fit(cells, wrong, step):
                return f"The cells seem shifted by one from {start.name} on: {told}."
        return None

    def _fit(self, cells: Sequence[str | None], wrong: Sequence[int], step: int) -> bool:
        """Whether from the first wrong cell on each column takes the cell beside its own."""
        first = wrong[0] if step > 0 else wrong[0] + 1
        last = len(self._columns) if len(cells) > len(self._columns) else len(self._columns) - 1
        places = range(first, last if step > 0 else len(self._columns))
        if not all(self._takes(at, _at(cells, at + step)) for at in places):
            return False
        mended = [at for at in wrong if at in places and _at(cells, at + step)]
        uneven = len(cells) > len(self._columns) if step > 0 else _at(cells, last) is None
        return len(mended) >= (1 if uneven else _LEAST)

    def _takes(self, at: int, cell: str | None) -> bool:
        column = self._columns[at]
        if column is None:
            return True
        if cell is None or cell in column.missing:
            return column.empty
        return column.fits(cell)


def _at(cells: Sequence[str | None], place: int) -> str | None:
    return cells[place] if place < len(cells) else None


def _column(field: Field | None) -> Column | None:
    if field is None:
        return None
    read, check = lexical.reader(field), lexical.checker(field)

    def fits(cell: str) -> bool:
        value = read(cell)
        return value is not lexical.INVALID and not check(value)

    missing = frozenset(field.missing_values)
    return Column(field.name, fits, not field.constraints.required, missing)
