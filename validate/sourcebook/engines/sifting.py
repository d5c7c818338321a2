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
from sourcebook.engines.hashes import Hashes
from sourcebook.engines.pieces import DoubtError, Form, frame, pieces

if TYPE_CHECKING:
    from sourcebook.engines.reading import Reading
    from sourcebook.engines.sheet import Sheet

MOST = 0.25
"""The share of rows that may be in doubt; beyond it, nothing is saved."""
TOGETHER = 4
"""Pieces that are looked at together: what it costs to ask is the same for one as for some."""
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
    form = Form(sheet.places, read.delimiter, read.quote)
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


def _tests(sheet: Sheet) -> list[pl.Expr] | None:
    """What a row has to pass; ``None`` where there is a field without a test."""
    tests = []
    for declared in sheet.present:
        cell = pl.col(sheet.place(declared.name))
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
        tests.append(~pl.all_horizontal(pl.col(each) == "" for each in sheet.places))
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
        column = sheet.place(declared.name)
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
        self.keys = Hashes(sheet)
        self._connection = connection
        self._sheet = sheet
        self._first = first
        self._sure = sure
        self._suspicions = suspicions
        self._columns = sheet.places
        self._joined = [f.name for f in sheet.present if f.name in sheet.joined]
        name = quote(sheet.table.name)
        self._kept, self._rest = f"kept.{name}", f"rest.{name}"
        names = ", ".join(sheet.key(each) for each in self._joined)
        self._keys = f'SELECT "?row", {names} FROM ({typed.select(sheet, _RAW, only=self._joined)})'
        self._joined = [sheet.place(each) for each in self._joined]
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
