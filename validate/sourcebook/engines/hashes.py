"""The keys of a table by their hashes, while it is sifted: which of them no row repeats.

Distinct hashes are distinct keys, which is nearly always the end of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from sourcebook.engines import keys

if TYPE_CHECKING:
    from sourcebook.engines.keys import Key
    from sourcebook.engines.sheet import Sheet

_HASHED = ("string", "any", "integer", "date")
"""Types of which equal values that are surely right are one text, or one number of 64 bits."""
HELD = 256 << 20
"""Bytes of cells of keys that are held, for the case that one is repeated."""


class Hashes:
    """The keys within a table: the hashes of all, and what is written where one may be repeated.

    Distinct hashes are distinct keys, which is nearly always the end of it.
    """

    def __init__(self, sheet: Sheet) -> None:
        self.hashed = []
        self._found: list[pl.DataFrame] = []
        self._cells: list[pl.DataFrame] | None = []
        self._size = 0
        self._known = True
        self._hashes: list[pl.Expr] = []
        self._sound: list[pl.Expr] = []
        for key in keys.unique(sheet):
            declared = [sheet.table.field(name) for name in key]
            if any(f.type not in _HASHED or f.missing_values != ("",) for f in declared):
                continue
            self.hashed.append(key)
            cells = [pl.col(sheet.place(name)) for name in key]
            values = [
                cell.cast(pl.Int64, strict=False) if f.type == "integer" else cell
                for f, cell in zip(declared, cells, strict=True)
            ]
            value = values[0] if len(values) == 1 else pl.struct(values)
            # A key with an empty part equals no other.
            full = pl.all_horizontal(cell != "" for cell in cells)
            self._hashes.append(pl.when(full).then(value.hash()).alias(f"h{len(self.hashed)}"))
            # Another way to write a number has no value here, but in SQL.
            sound = pl.all_horizontal(value.is_not_null() for value in values)
            self._sound.append((sound | ~full).all())
        names = dict.fromkeys(name for key in self.hashed for name in key)
        self.columns = [sheet.place(name) for name in names]

    def take(self, frame: pl.DataFrame) -> None:
        """Look at the next piece."""
        if not self.hashed or not self._known:
            return
        lazy = frame.lazy()
        found, sound = pl.collect_all(
            [lazy.select(self._hashes), lazy.select(pl.all_horizontal(self._sound))]
        )
        self._known = bool(sound.item())
        self._found.append(found)
        if self._cells is not None:
            self._cells.append(frame.select(self.columns))
            self._size += int(self._cells[-1].estimated_size())
            if self._size > HELD:
                self._cells = None

    def end(self, first: int) -> tuple[frozenset[Key], pl.DataFrame | None]:
        """The keys that no row repeats, and the cells of rows that may repeat one of the others.

        ``None`` where that is not known. ``first`` is the number of the first row.
        """
        if not self._known or not self._found:
            return frozenset(), None
        found = pl.concat(self._found)
        once = [_distinct(column.drop_nulls()) for column in found]
        told = frozenset(key for key, is_once in zip(self.hashed, once, strict=True) if is_once)
        if all(once):
            return told, pl.DataFrame()
        if self._cells is None:
            return told, None
        twice = [
            c.is_duplicated() & c.is_not_null()
            for c, is_once in zip(found, once, strict=True)
            if not is_once
        ]
        row = pl.int_range(first, first + found.height, dtype=pl.Int64).alias("?row")
        cells = pl.concat(self._cells).with_columns(row)
        return told, cells.filter(pl.any_horizontal(twice))


def _distinct(hashes: pl.Series) -> bool:
    return hashes.n_unique() == len(hashes)
