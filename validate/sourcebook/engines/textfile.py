"""A source of text in DuckDB: its records as ``raw``, in one reading if there is a way.

A plain file is read by DuckDB as it is, side by side where no cell holds a line break. Where its
parser refuses that, it reads the file from one end to the other; where it refuses that too, it is
given the records as ``reading.rewrite`` sets them down.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcebook.engines import labels, reading, sql
from sourcebook.engines.reading import MISSING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import duckdb

    from sourcebook.engines.reading import Reading
    from sourcebook.engines.sheet import Sheet

LARGE = 64 << 20
"""Bytes from which the records of a file are not held in memory as a whole."""

LINE = 16 << 20
"""Bytes of the longest line. DuckDB would read in pieces of sixteen of them, which costs memory."""

EXTRA = 8
"""Columns beyond the last that are looked at for cells which should not be there."""


def ways(
    connection: duckdb.DuckDBPyConnection, sheet: Sheet, scratch: Path
) -> Iterator[Callable[[], None]]:
    """The ways to make ``raw`` of a file, to be tried in order until one can be read to its end."""
    read = sheet.reading
    assert read is not None
    sheet.columns, faults = labels.columns(read)
    sheet.labels = read.labels or [f.name for f in sheet.table.fields]
    sheet.faults += faults
    if read.plain:
        plain = read
        yield lambda: _read(connection, sheet, plain, scratch, parallel=True)
        if sheet.large:
            yield lambda: _read(connection, sheet, plain, scratch, parallel=False)
        read = sheet.reading = reading.rewrite(read, sheet.table, scratch)
        sheet.faults, sheet.readable = [*read.faults, *faults], read.readable
    if read.readable:
        regular = read
        yield lambda: _read(connection, sheet, regular, scratch, parallel=True)


def _read(
    connection: duckdb.DuckDBPyConnection,
    sheet: Sheet,
    read: Reading,
    scratch: Path,
    *,
    parallel: bool,
) -> None:
    """Make ``raw`` of a file of text.

    A plain file is given columns to spare, and those of a short record are NULL, which an empty
    cell is not: so one reading tells what is missing and what is too much. Side by side DuckDB can
    do that only where no cell holds a line break.
    """
    assert read.file is not None
    file = sql.plain_path(read.file, scratch)
    sheet.large = file.stat().st_size >= LARGE
    cells = [sql.written(number) for number in range(1, sheet.width + 1)]
    spare = [sql.written(number, "x") for number in range(1, EXTRA + 1)] if read.plain else []
    place = [] if read.plain else [f'"{name}"' for name in reading.PLACE]
    columns = [*place, *cells, *spare]
    struct = ", ".join(f"{name}: 'VARCHAR'" for name in columns)
    source = (
        f"read_csv({sql.literal(str(file))}, columns={{{struct}}}, auto_detect=false, "
        f"header={str(bool(read.skip and read.plain)).lower()}, "
        f"delim={sql.literal(read.delimiter)}, "
        f"quote={sql.literal(read.quote or '')}, escape={sql.literal(read.quote or '')}, "
        f"nullstr={sql.literal(MISSING)}, strict_mode=true, "
        f"max_line_size={LINE}, buffer_size={2 * LINE}, "
        # What we wrote ourselves ends its lines with \n, whatever a cell may hold.
        + ("null_padding=true, " if read.plain else "new_line='\\n', ")
        + f"parallel={str(parallel and sheet.large).lower()})"
    )
    if read.plain:
        filled = ", ".join(f"nullif({cell}, '')" for cell in columns)
        ragged = f"({cells[-1]} IS NULL OR {spare[0]} IS NOT NULL)"
        told = f"row_number() OVER () + {read.first - 1}", ragged, f"coalesce({filled}) IS NULL"
    else:
        told = 'CAST("?row" AS BIGINT)', "\"?state\" = 'broken'", "\"?state\" = 'blank'"
    row, broken, blank = told
    connection.execute(
        f"CREATE OR REPLACE {'VIEW' if sheet.large else 'TABLE'} {sheet.raw} AS "
        f'SELECT {row} AS "?row", {broken} AS "?broken", {blank} AS "?blank", '
        f"{', '.join([*cells, *spare])} FROM {source}"
    )
    sheet.spare = len(spare)
