"""A staged table as files: canonical CSV by DuckDB, typed Parquet by pyarrow, streamed.

The bytes depend on the table and on the locked versions of both libraries, and on nothing else:
order is total, row groups have a fixed number of rows, no file carries a time or a machine's name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcebook.declare.binding import quote
from sourcebook.editing.text import row
from sourcebook.package import content, geoparquet
from sourcebook.package.arrow import arrow_schema
from sourcebook.package.plain import VALUED
from sourcebook.package.points import column, points

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import duckdb
    import pyarrow as pa

    from sourcebook.declare import Field, Table
    from sourcebook.package.staging import Staged

ROW_GROUP = 122_880
"""Rows of a Parquet row group: what DuckDB reads best, and enough for any reader to skip by."""


def write_csv(connection: duckdb.DuckDBPyConnection, staged: Staged, file: Path) -> None:
    """UTF-8, LF, quotes only where RFC 4180 needs them (DuckDB's own writer also quotes ``#``)."""
    table = staged.table
    alone = len(table.fields) == 1
    cells = ", ".join(_csv_cell(field, alone) for field in table.fields)
    connection.execute(
        f"COPY (SELECT concat_ws(',', {cells}) AS {quote(_header(table))} FROM {staged.relation}) "
        "TO ? (FORMAT csv, HEADER, QUOTE '')",
        [str(file)],
    )


def _header(table: Table) -> str:
    return row([field.name for field in table.fields])


def _csv_cell(field: Field, alone: bool) -> str:
    cell = quote(field.name)
    if alone:
        # An empty line would be no record, so an empty cell on its own wears quotes.
        return f"CASE WHEN {cell} = '' THEN '\"\"' ELSE {_quoted(cell)} END"
    plain = field.type in VALUED and field.missing_values in ((), ("",))
    return cell if plain else _quoted(cell)


def _quoted(cell: str) -> str:
    special = " OR ".join(
        f"contains({cell}, {mark})" for mark in ("','", "'\"'", "chr(10)", "chr(13)")
    )
    return f"CASE WHEN {special} THEN '\"' || replace({cell}, '\"', '\"\"') || '\"' ELSE {cell} END"


def write_parquet(connection: duckdb.DuckDBPyConnection, staged: Staged, file: Path) -> str:
    """Typed columns, zstd, statistics, the sorting order; one thread, fixed row groups.

    Returns the table's content hash, which is worked out on the way: the values are at hand.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = staged.table
    names = [quote(field.name) for field in table.fields]
    lines = content.line(table.fields, lambda field: quote(field.name))
    where = points(table)
    names += [] if where is None else where.both
    rows = connection.sql(
        f"SELECT {', '.join(names)}, {lines} || chr(10) "
        f"FROM (SELECT {staged.values} FROM {staged.relation})"
    )
    schema = arrow_schema(table, staged.empty)
    if where is not None:
        geometry = column(table)
        geo = geoparquet.metadata(connection, staged, where, geometry)
        schema = schema.append(pa.field(geometry, pa.binary(), nullable=True))
        schema = schema.with_metadata({**schema.metadata, "geo": geo})
    found = content.Hash(table.fields)
    order = [(name, "ascending") for name in table.primary_key]
    with pq.ParquetWriter(
        file,
        schema,
        compression="zstd",
        use_dictionary=True,
        write_statistics=True,
        write_page_index=True,
        sorting_columns=pq.SortingColumn.from_ordering(schema, order) if order else None,
    ) as writer:
        batches = (
            _completed(batch, found, with_points=where is not None)
            for batch in rows.to_arrow_reader(ROW_GROUP)
        )
        for group in _groups(batches, schema):
            writer.write_table(group, row_group_size=ROW_GROUP)
    return found.text()


def _completed(batch: pa.RecordBatch, found: content.Hash, *, with_points: bool) -> pa.RecordBatch:
    """The columns of the file, made of what was selected; the last one are the lines to hash."""
    import pyarrow as pa

    *columns, lines = batch.columns
    found.update(lines)
    if with_points:
        *columns, longitude, latitude = columns
        columns.append(geoparquet.column(longitude, latitude))
    return pa.RecordBatch.from_arrays(columns, [str(number) for number in range(len(columns))])


def _groups(batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> Iterator[pa.Table]:
    """The rows in tables of ``ROW_GROUP`` rows each, whatever the batches that they come in."""
    import pyarrow as pa

    # Not ``schema.empty_table()``: an array made of Python values imports pandas, if there is one.
    held = pa.Table.from_batches([], schema)
    for batch in batches:
        held = pa.concat_tables([held, pa.Table.from_batches([_named(batch, schema)])])
        while held.num_rows >= ROW_GROUP:
            yield held.slice(0, ROW_GROUP).combine_chunks()
            held = held.slice(ROW_GROUP)
    if held.num_rows:
        yield held.combine_chunks()


def _named(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    return batch.rename_columns(schema.names).cast(schema)
