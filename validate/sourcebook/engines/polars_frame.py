"""A table in Polars: its source as text, each cell's value, and where each record stood.

Polars' own parser reads the cells. What it can't tell is the structure: it fills short records and
keeps blank lines without a word. So Python's csv module looks at the widths of the records, and
where one is off ``reading.rewrite`` names the places and gives Polars the regular rest to read.
"""

from __future__ import annotations

import csv
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from sourcebook.engines import labels, polars_cells, reading, told
from sourcebook.engines.geometry import added
from sourcebook.engines.reading import MISFIT, MISSING, PLACE, Fault
from sourcebook.engines.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from sourcebook.declare import Field, Table
    from sourcebook.engines.reading import Reading

ROW, _, STATE = PLACE


@dataclass(slots=True)
class Frame:
    """A table that has been read.

    ``texts``, ``values`` and ``wrong`` have a column for each field present, under its name, and a
    row for each record that is not blank; ``place`` has ``ROW`` and ``BROKEN`` of the same records.
    """

    sheet: Sheet
    texts: pl.DataFrame = field(default_factory=pl.DataFrame)
    values: pl.DataFrame = field(default_factory=pl.DataFrame)
    keys: pl.DataFrame = field(default_factory=pl.DataFrame)
    """Of the fields of which keys are made: a text that equal values share."""
    told: dict[str, pl.Series] = field(default_factory=dict)
    """For the fields that ``declare.lexical`` tells: what is wrong with each cell."""
    place: pl.DataFrame = field(default_factory=pl.DataFrame)
    cells: pl.DataFrame = field(default_factory=pl.DataFrame)
    """The records as they are written, blank ones too, by the number of the column."""
    rows: int | None = None


BROKEN = "?broken"


def load(
    table: Table, scratch: Path, keyed: Collection[str] = (), *, curated: bool = False
) -> Frame:
    """Read the source of a table. What is wrong with its structure is in the sheet's faults."""
    sheet = Sheet(table, keyed=frozenset(keyed))
    frame = Frame(sheet)
    read = sheet.reading = reading.read(table, scratch, curated=curated)
    sheet.faults, sheet.readable = list(read.faults), read.readable
    if not read.readable or table.format == "none":
        return frame
    cells = _parquet(sheet) if table.format == "parquet" else _text(sheet, read, scratch)
    if cells is None:
        return frame
    frame.rows = cells.height
    frame.cells = cells.drop(STATE)
    blank = cells.filter(pl.col(STATE) == "blank")[ROW].to_list()
    sheet.faults += [Fault("blank-row", row) for row in blank]
    cells = cells.filter(pl.col(STATE) != "blank")
    frame.place = cells.select(ROW, (pl.col(STATE) == "broken").alias(BROKEN))
    present = sheet.present
    frame.texts = cells.select(
        _present(f, pl.col(str(sheet.column(f.name)))).alias(f.name) for f in present
    )
    values, keys = [], []
    for f in present:
        values.append(_valued(frame, f))
        if f.name in sheet.keyed:
            keys.append(_keyed(frame, f, values[-1]))
    frame.values, frame.keys = pl.DataFrame(values), pl.DataFrame(keys)
    return frame


def _present(of: Field, cell: pl.Expr) -> pl.Expr:
    """The cell, null where it stands for no value."""
    missing = pl.Series(of.missing_values, dtype=pl.String).implode()
    return pl.when(~cell.is_in(missing)).then(cell)


def _valued(frame: Frame, of: Field) -> pl.Series:
    texts = frame.texts[of.name]
    if polars_cells.native(of):
        cell = pl.col(of.name)
        fits = ~cell.str.starts_with(MISFIT) if frame.sheet.native and of.type == "string" else True
        value = pl.when(fits).then(polars_cells.value(of, cell)).alias(of.name)
        values = frame.texts.select(value).to_series().cast(polars_cells.dtype(of))
        if not polars_cells.doubtful(of, texts, values):
            return values
    found = _told(frame, of)
    frame.told[of.name] = found["wrong"]
    return polars_cells.plain(of, found["value"]).alias(of.name)


def _keyed(frame: Frame, of: Field, values: pl.Series) -> pl.Series:
    if of.name in frame.told or of.type == "number":
        return _told(frame, of)["key"].alias(of.name)
    return values.cast(pl.String).alias(of.name)


def _told(frame: Frame, of: Field) -> pl.DataFrame:
    """For each cell its value, its key and what is wrong, as ``declare.lexical`` tells them."""
    texts = frame.texts[of.name]
    distinct = texts.drop_nulls().unique().to_list()
    rows = list(told.tell(of, distinct, native=frame.sheet.native))
    known = pl.DataFrame(
        rows, schema=dict.fromkeys(("cell", "value", "key", "wrong"), pl.String), orient="row"
    )
    return texts.alias("cell").to_frame().join(known, on="cell", how="left", maintain_order="left")


def _text(sheet: Sheet, read: Reading, scratch: Path) -> pl.DataFrame | None:
    if read.plain:
        cells = _plain(read)
        if cells is not None:
            return _headed(sheet, read, cells)
        read = sheet.reading = reading.rewrite(read, sheet.table, scratch)
        sheet.faults, sheet.readable = list(read.faults), read.readable
    if not read.readable:
        return None
    assert read.file is not None
    names = [*PLACE, *(str(number) for number in range(1, read.width + 1))]
    empty = read.file.stat().st_size == 0
    found = _none(names) if empty else _parsed(read.file, names, ",", '"', 0)
    if found is None:
        raise RuntimeError(f"Polars refuses the regular records of {sheet.table.path}.")
    numbers = names[len(PLACE) :]
    # What is not there is null; an empty state is a text.
    cells = found.with_columns(
        pl.col(ROW).cast(pl.UInt32),
        pl.when(pl.col(numbers).ne_missing(MISSING)).then(pl.col(numbers)),
    ).drop(PLACE[1])
    return _headed(sheet, read, cells)


def _headed(sheet: Sheet, read: Reading, cells: pl.DataFrame) -> pl.DataFrame:
    sheet.columns, faults = labels.columns(read)
    sheet.labels = read.labels or [f.name for f in sheet.table.fields]
    sheet.faults += faults
    return cells


def _plain(read: Reading) -> pl.DataFrame | None:
    """The cells of a plain file, ``None`` where a record is too short or too long."""
    assert read.file is not None
    names = [str(number) for number in range(1, read.width + 1)]
    height = _even(read)
    if height is None or not names:
        return None
    cells = _none(names)
    if height:
        found = _parsed(read.file, names, read.delimiter, read.quote, read.skip)
        if found is None or found.height != height:
            return None
        cells = found
    blank = pl.all_horizontal(pl.col(names).eq_missing(""))
    return cells.with_row_index(ROW, read.first).with_columns(
        pl.when(blank).then(pl.lit("blank")).otherwise(pl.lit("")).alias(STATE)
    )


def _even(read: Reading) -> int | None:
    """The number of records below the header, if every one has as many cells as it should."""
    assert read.file is not None
    csv.field_size_limit(sys.maxsize)
    number = -1
    with read.file.open(encoding="utf-8-sig", newline="") as text:
        if read.quote:
            records = csv.reader(text, delimiter=read.delimiter, quotechar=read.quote)
        else:
            records = csv.reader(text, delimiter=read.delimiter, quoting=csv.QUOTE_NONE)
        try:
            for number, cells in enumerate(records):
                if len(cells) != read.width and number >= read.skip:
                    return None
        except csv.Error:
            return None
    return max(0, number + 1 - read.skip)


def _none(names: list[str]) -> pl.DataFrame:
    return pl.DataFrame(schema=dict.fromkeys(names, pl.String))


def _parsed(
    file: Path, names: list[str], delimiter: str, quote: str, skip: int
) -> pl.DataFrame | None:
    """The cells as they are written, or ``None`` where Polars is in doubt."""
    try:
        return pl.read_csv(
            file,
            has_header=False,
            skip_rows=skip,
            separator=delimiter,
            quote_char=quote or None,
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
        geo = pl.read_parquet_metadata(sheet.table.source).get("geo")
    except (OSError, pl.exceptions.PolarsError) as error:
        sheet.readable = False
        sheet.faults.append(Fault("source-error", detail=str(error).splitlines()[0]))
        return None
    data = data.drop(list(added(sheet.table, geo)))
    sheet.columns, faults = labels.match(data.columns, sheet.table)
    sheet.labels = data.columns
    sheet.faults += faults
    texts = [
        _written(data.get_column(name), sheet.columns[at]).alias(str(at + 1))
        for at, name in enumerate(data.columns)
    ]
    return pl.DataFrame(texts).with_row_index(ROW, 2).with_columns(pl.lit("").alias(STATE))


def _written(column: pl.Series, of: Field | None) -> pl.Series:
    kind = column.dtype
    field_type = "any" if of is None else of.type
    if kind == pl.Boolean and of is not None and field_type == "boolean":
        words = {True: of.true_values[0], False: of.false_values[0]}
        return column.replace_strict(words, return_dtype=pl.String)
    if kind.is_float() and field_type in ("integer", "year"):
        whole = column.cast(pl.Int64, strict=False).cast(pl.String)
        return pl.select(
            pl.when(column == column.floor()).then(whole).otherwise(_decimal(column))
        ).to_series()
    if kind.is_nested():
        return _nested(column, of)
    texts = _plain_text(column, field_type)
    textual = kind in (pl.String, pl.Categorical) or isinstance(kind, pl.Enum)
    if field_type in ("string", "boolean") and not textual:
        return (MISFIT + texts).rename(column.name)
    return texts


def _plain_text(column: pl.Series, field_type: str) -> pl.Series:
    kind = column.dtype
    if kind.is_float():
        return _decimal(column)
    if kind == pl.Date and field_type == "yearmonth":
        return column.dt.strftime("%Y-%m")
    if isinstance(kind, pl.Datetime):
        zone = "Z" if kind.time_zone else ""
        utc = column.dt.convert_time_zone("UTC") if kind.time_zone else column
        return utc.dt.strftime(f"%Y-%m-%dT%H:%M:%S%.f{zone}")
    if kind == pl.Time:
        return column.dt.strftime("%H:%M:%S")
    return column.cast(pl.String)


def _decimal(column: pl.Series) -> pl.Series:
    return column.cast(pl.String).replace({"inf": "INF", "-inf": "-INF", "nan": "NaN"})


def _nested(column: pl.Series, of: Field | None) -> pl.Series:
    """Lists and structs as JSON, or as the items of a list field."""
    if of is not None and of.type == "list":
        return column.list.eval(pl.element().cast(pl.String)).list.join(of.delimiter)
    import json

    texts = [
        None if value is None else json.dumps(value, default=str) for value in column.to_list()
    ]
    return pl.Series(column.name, texts, dtype=pl.String)
