"""A table in Polars: its file as text, each cell's value, and where each record stood.

Polars' own parser reads the cells. What it can't tell is the structure: it fills short records and
keeps blank lines without a word. So Python's csv module looks at the widths of the records, and
where one is off ``records.repair`` names the places and gives Polars the regular rest to read.
"""

from __future__ import annotations

import csv
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from sourcebook.engines import labels, polars_cells, records
from sourcebook.engines.records import Fault
from sourcebook.engines.sheet import Sheet

if TYPE_CHECKING:
    from sourcebook.declare import Field, Table

ROW = "?row"
BROKEN = "?broken"


@dataclass(slots=True)
class Frame:
    """A table that has been read.

    ``texts`` and ``values`` have a column for each field present, under its name, and a row for
    each record that is not blank; ``place`` has ``ROW`` and ``BROKEN`` of the same records.
    """

    sheet: Sheet
    texts: pl.DataFrame = field(default_factory=pl.DataFrame)
    values: pl.DataFrame = field(default_factory=pl.DataFrame)
    place: pl.DataFrame = field(default_factory=pl.DataFrame)
    rows: int | None = None


def load(table: Table) -> Frame:
    """Read the file of a table. What is wrong with its structure is in the sheet's faults."""
    frame = Frame(Sheet(table))
    cells = _parquet(frame.sheet) if table.format == "parquet" else _csv(frame.sheet)
    if cells is None:
        return frame
    frame.rows = cells.height + sum(fault.code == "blank-row" for fault in frame.sheet.faults)
    numbers = [str(number) for number in range(1, len(frame.sheet.columns) + 1)]
    if table.format == "csv" and numbers:
        blank = cells.select(pl.all_horizontal(pl.col(numbers).eq_missing(""))).to_series()
        found = cells.filter(blank)[ROW].to_list()
        frame.sheet.faults += [Fault("blank-row", row) for row in found]
        cells = cells.filter(~blank)
    present = frame.sheet.present
    frame.place = cells.select(ROW, BROKEN)
    frame.texts = cells.select(
        _text(f, pl.col(str(frame.sheet.column(f.name)))).alias(f.name) for f in present
    )
    frame.values = frame.texts.select(
        polars_cells.value(f, pl.col(f.name)).cast(polars_cells.DTYPES[f.type]).alias(f.name)
        for f in present
    )
    return frame


def _text(of: Field, cell: pl.Expr) -> pl.Expr:
    """The cell, null where it stands for no value."""
    missing = pl.Series(of.missing_values, dtype=pl.String).implode()
    return pl.when(~cell.is_in(missing)).then(cell)


def _csv(sheet: Sheet) -> pl.DataFrame | None:
    file = sheet.table.source
    layout = records.scan(file)
    sheet.faults, sheet.readable, sheet.line_ends = layout.faults, layout.readable, layout.line_ends
    if not layout.readable:
        return None
    sheet.columns, faults = labels.match(layout.labels, sheet.table)
    sheet.faults += faults
    width = len(layout.labels)
    names = [str(number) for number in range(1, width + 1)]
    height = _even(file, width) if layout.regular else None
    if height is not None:
        cells = _read(file, names, header=True) if height else _none(names)
        if cells is not None and cells.height == height:
            return cells.with_row_index(ROW, 2).with_columns(pl.lit(value=False).alias(BROKEN))
    with tempfile.TemporaryDirectory(prefix="sourcebook-") as folder:
        regular = Path(folder) / "regular.csv"
        sheet.faults += records.repair(file, width, regular)
        columns = [ROW, BROKEN, *names]
        empty = regular.stat().st_size == 0
        cells = _none(columns) if empty else _read(regular, columns, header=False)
    if cells is None:
        raise RuntimeError(f"Polars refuses the regular records of {sheet.table.path}.")
    there = pl.col(names).ne_missing(records.MISSING)
    return cells.with_columns(
        pl.col(ROW).cast(pl.UInt32),
        pl.col(BROKEN) == "1",
        pl.when(there).then(pl.col(names)),
    )


def _even(file: Path, width: int) -> int | None:
    """The number of records below the header, if every one has ``width`` cells."""
    csv.field_size_limit(sys.maxsize)
    number = -1
    with file.open(encoding="utf-8-sig", newline="") as text:
        try:
            for number, cells in enumerate(csv.reader(text)):  # noqa: B007 - the last one counts
                if len(cells) != width:
                    return None
        except csv.Error:
            return None
    return number


def _none(names: list[str]) -> pl.DataFrame:
    return pl.DataFrame(schema=dict.fromkeys(names, pl.String))


def _read(file: Path, names: list[str], *, header: bool) -> pl.DataFrame | None:
    """The cells as they are written, or ``None`` where Polars is in doubt."""
    try:
        return pl.read_csv(
            file,
            has_header=False,
            skip_rows=int(header),
            schema=dict.fromkeys(names, pl.String),
            empty_string_is_null=False,
            glob=False,
        )
    except pl.exceptions.PolarsError:
        return None


def _parquet(sheet: Sheet) -> pl.DataFrame | None:
    """A typed file as text: each value as our CSV would write it, null as the absence of a cell."""
    try:
        data = pl.read_parquet(sheet.table.source, glob=False)
    except (OSError, pl.exceptions.PolarsError) as error:
        missing = isinstance(error, FileNotFoundError)
        what = "there is no such file" if missing else str(error).splitlines()[0]
        sheet.readable = False
        sheet.faults = [Fault("source-error", detail=what)]
        return None
    sheet.columns, sheet.faults = labels.match(data.columns, sheet.table)
    texts = [
        _written(data.get_column(name), sheet.columns[at]).alias(str(at + 1))
        for at, name in enumerate(data.columns)
    ]
    return (
        pl.DataFrame(texts).with_row_index(ROW, 2).with_columns(pl.lit(value=False).alias(BROKEN))
    )


def _written(column: pl.Series, of: Field | None) -> pl.Series:
    kind = column.dtype
    if kind == pl.Boolean and of is not None and of.type == "boolean":
        words = {True: of.true_values[0], False: of.false_values[0]}
        return column.replace_strict(words, return_dtype=pl.String)
    if kind.is_float():
        texts = column.cast(pl.String)
        return texts.replace({"inf": "INF", "-inf": "-INF", "nan": "NaN"})
    if kind == pl.Date and of is not None and of.type == "yearmonth":
        return column.dt.strftime("%Y-%m")
    if isinstance(kind, pl.Datetime):
        return column.dt.strftime("%Y-%m-%dT%H:%M:%S%.f")
    if kind == pl.Time:
        return column.dt.strftime("%H:%M:%S")
    return column.cast(pl.String)
