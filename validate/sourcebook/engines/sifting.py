"""A large file of text, sifted: most of its rows are surely right, and only the rest goes to SQL.

DuckDB tells exactly what is wrong with a cell, at some 50 ns each; that a cell is written as most
are, Polars tells in a third of that, and it reads cells faster. So the file is read in pieces: of
a row that passes every test of ``likely`` no more is kept than what keys are made of; any other is
laid down as it is written, to be looked at closely. Where it is not certain what the rows are
(``pieces``), or too many are in doubt, the file is read as if nothing had been tried.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

import duckdb
import polars as pl

from sourcebook.declare.binding import quote
from sourcebook.engines import fields, keys, likely, sql, typed
from sourcebook.engines.pieces import DoubtError, Form, frame, pieces

if TYPE_CHECKING:
    from sourcebook.engines.keys import Key
    from sourcebook.engines.reading import Reading
    from sourcebook.engines.sheet import Sheet

MOST = 0.25
"""The share of rows that may be in doubt; beyond it, nothing is saved."""
_HASHED = ("string", "any", "integer", "date")
"""Types of which equal values that are surely right are one text, or one number of 64 bits."""
TOGETHER = 4
"""Pieces that are looked at together: what it costs to ask is the same for one as for some."""
HELD = 256 << 20
"""Bytes of cells of keys that are held, for the case that one is repeated."""
_CAST = {"integer": pl.Int64(), "number": pl.Float64()}
_PIECE = "?piece"
"""The name under which DuckDB is given a frame: no table of a dataset has it."""
_RAW = f'(SELECT *, false AS "?broken", false AS "?blank" FROM {quote(_PIECE)})'


def sift(connection: duckdb.DuckDBPyConnection, sheet: Sheet, read: Reading) -> int | None:
    """Sift the file of a reading: the number of its lines, ``None`` where it has to be read whole.

    ``kept`` has then a row for each record, with the values of the fields of which foreign keys are
    made, and of the others where a key may be repeated; ``rest`` has the cells of the records that
    are not surely right. ``sheet.sifted`` says so, ``sheet.once`` which keys no row repeats, and
    ``sheet.unread`` of which fields ``kept`` has no values though some key may be repeated.
    """
    tests = _tests(sheet)
    suspicions = None if tests is None else _suspicions(sheet)
    if tests is None or suspicions is None:
        return None
    assert read.file is not None
    form = Form(_columns(sheet), read.delimiter, read.quote)
    try:
        # What is unknown, such as whether no number is finite, is not sure.
        sure = pl.all_horizontal(tests).fill_null(value=False)
        pan = _Pan(connection, sheet, read.first, sure, suspicions)
        frames = (frame(piece, form) for piece in pieces(read.file, read.skip, form))
        while some := list(islice(frames, TOGETHER)):
            pan.take(pl.concat(some))
            if pan.rest > MOST * pan.rows:
                return None
        pan.end()
    except (DoubtError, pl.exceptions.PolarsError, pl.exceptions.PanicException, duckdb.Error):
        return None
    sheet.sifted = True
    return pan.rows + read.skip


def _columns(sheet: Sheet) -> list[str]:
    """The names of the cells, as ``raw`` has them."""
    return [f"?c{number}" for number in range(1, sheet.width + 1)]


def _column(sheet: Sheet, name: str) -> str:
    return f"?c{sheet.column(name)}"


def _tests(sheet: Sheet) -> list[pl.Expr] | None:
    """What a row has to pass; ``None`` where there is a field without a test."""
    tests = []
    for declared in sheet.present:
        cell = pl.col(_column(sheet, declared.name))
        test = likely.right(declared, cell, keyed=declared.name in sheet.keyed)
        if test is None or not fields.expressible(declared):
            return None
        if declared.name in sheet.keyed and "" not in declared.missing_values:
            return None  # a blank row has no value, and is not seen to be blank everywhere
        tests.append(test)
        if declared.name in sheet.formulas:
            tests.append(~likely.formula(cell))
        if declared.name in sheet.table.primary_key and declared.missing_values:
            tests.append(~likely.among(cell, declared.missing_values))
    if not any(f.constraints.required and "" in f.missing_values for f in sheet.present):
        # A row in which nothing stands is blank.
        tests.append(~pl.all_horizontal(pl.col(each) == "" for each in _columns(sheet)))
    return tests


@dataclass(frozen=True, slots=True)
class _Suspicions:
    """What there is to suspect in a row of which every cell is right."""

    read: tuple[pl.Expr, ...]
    """The columns of a piece that it takes to tell, typed where Polars does that at once."""
    rows: str
    """The SELECT of the rows of a piece to suspect; empty where there are none."""


def _suspicions(sheet: Sheet) -> _Suspicions | None:
    """The suspicions of a sheet; ``None`` where it can't be told which fields they read.

    Formulas are none of them: of these it is known by the cell alone.
    """
    asked = [each for each in sheet.suspicions if each not in sheet.formulas.values()]
    text = "\n".join(asked).casefold()
    name = re.escape(sheet.table.name.casefold())
    # A row as a whole, by a star or by the name of the table.
    if "columns" in text or re.search(rf"[.(,]\s*\*|\b{name}\b(?!\"?\s*\.)", text):
        return None
    read, shown = [], ['"?row"']
    for declared in sheet.present:
        if declared.name.casefold().replace('"', '""') not in text:
            continue
        column = _column(sheet, declared.name)
        cell, value = pl.col(column), quote(column)
        if declared.type in _CAST and declared.missing_values == ("",):
            cell = cell.cast(_CAST[declared.type], strict=False)
        else:
            form = fields.form(declared)
            assert form is not None  # otherwise there is no test for it
            value = form.value(sql.text(declared, quote(column)))
        read.append(cell)
        shown.append(f"{value} AS {sql.value(declared)}")
    rows = (
        f'SELECT "?row" FROM (SELECT {", ".join(shown)} FROM {quote(_PIECE)}) '
        f"AS {quote(sheet.table.name)} WHERE ({' OR '.join(asked)}) IS TRUE"
    )
    return _Suspicions(tuple(read), rows if asked else "")


class _Keys:
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
            cells = [pl.col(_column(sheet, name)) for name in key]
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
        self.columns = [_column(sheet, name) for name in names]

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


@dataclass(frozen=True, slots=True)
class _Stream:
    """A frame as DuckDB takes it without PyArrow, whose import costs as much as many a check."""

    frame: pl.DataFrame

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.frame.__arrow_c_stream__(requested_schema)


class _Pan:
    """What is kept of the pieces that have been looked at."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        sheet: Sheet,
        first: int,
        sure: pl.Expr,
        suspicions: _Suspicions,
    ) -> None:
        self.rows = 0
        self.rest = 0
        self.keys = _Keys(sheet)
        self._connection = connection
        self._sheet = sheet
        self._first = first
        self._sure = sure
        self._suspicions = suspicions
        self._columns = _columns(sheet)
        self._joined = [f.name for f in sheet.present if f.name in sheet.joined]
        name = quote(sheet.table.name)
        self._kept, self._rest = f"kept.{name}", f"rest.{name}"
        names = ", ".join(sheet.key(each) for each in self._joined)
        self._keys = f'SELECT "?row", {names} FROM ({typed.select(sheet, _RAW, only=self._joined)})'
        self._joined = [_column(sheet, each) for each in self._joined]
        texts = ", ".join(f"{quote(each)} VARCHAR" for each in self._columns)
        self._run(f'CREATE OR REPLACE TABLE {self._rest} ("?row" BIGINT, {texts})')

    def take(self, frame: pl.DataFrame) -> None:
        """Look at the next piece."""
        first = self._first + self.rows
        row = pl.int_range(first, first + frame.height, dtype=pl.Int64).alias("?row")
        self.keys.take(frame)
        # Lazily: what several conditions ask for is then worked out once.
        rest = frame.lazy().select(~self._sure).collect().to_series()
        if self._suspicions.rows:
            found = self._run(self._suspicions.rows, frame.select(row, *self._suspicions.read))
            rest = rest.scatter([number - first for (number,) in found], values=True)
        if self._joined:
            make = "INSERT INTO {}" if self.rows else "CREATE OR REPLACE TABLE {} AS"
            self._run(f"{make.format(self._kept)} {self._keys}", frame.select(row, *self._joined))
        left = frame.with_columns(row).filter(rest).select("?row", *self._columns)
        if left.height:
            self._run(f"INSERT INTO {self._rest} SELECT * FROM {quote(_PIECE)}", left)
        self.rows += frame.height
        self.rest += left.height

    def _run(self, statement: str, piece: pl.DataFrame | None = None) -> list[Any]:
        """The answer to a statement that may read a frame as ``_PIECE``."""
        if piece is None:
            return self._connection.execute(statement).fetchall()
        self._connection.register(_PIECE, _Stream(piece))
        try:
            return self._connection.execute(statement).fetchall()
        finally:
            self._connection.unregister(_PIECE)

    def end(self) -> None:
        """All pieces have been looked at: finish ``kept``. Raises ``DoubtError``."""
        if not self.rows:
            raise DoubtError
        sheet = self._sheet
        once, twice = self.keys.end(self._first)
        sheet.once = once
        if not self._joined:
            rows = f'SELECT range + {self._first} AS "?row" FROM range({self.rows})'
            self._run(f"CREATE OR REPLACE TABLE {self._kept} AS {rows}")
        within = [key for key in keys.unique(sheet) if key not in once]
        names = {part for key in within for part in key} - sheet.joined
        if twice is None or not {*within} <= {*self.keys.hashed}:
            sheet.unread = frozenset(names)
        elif names:
            # Of all other rows the key is as good as empty: it equals no other.
            values = typed.select(sheet, _RAW, only=names)
            shown = ", ".join(sheet.key(name) for name in names)
            kept = (
                f"SELECT kept.*, {shown} FROM {self._kept} AS kept "
                f'LEFT JOIN (SELECT "?row", {shown} FROM ({values})) USING ("?row")'
            )
            self._run(f"CREATE OR REPLACE TABLE {self._kept} AS {kept}", twice)
