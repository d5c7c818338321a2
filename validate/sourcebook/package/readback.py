"""What was written, read again: every file holds the same table as its source, cell by cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcebook.declare import Table
from sourcebook.declare.binding import quote
from sourcebook.engines import sql
from sourcebook.errors import SourcebookError
from sourcebook.package.staging import typed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import duckdb

    from sourcebook.engines.sheet import Sheet
    from sourcebook.package.staging import Staged
    from sourcebook.package.workbook import Written


class ReadBackError(SourcebookError):
    """A file that was just written holds something else than its source. Nothing is published."""


def compare(
    connection: duckdb.DuckDBPyConnection, staged: Staged, csv: Path, parquet: Path, scratch: Path
) -> None:
    """Raise ``ReadBackError`` unless both files hold every cell of ``staged``, in its order."""
    from sourcebook.engines import loading
    from sourcebook.engines.reading import Reading

    table = staged.table
    # As a package has it, whatever the source was written in.
    own = Table(f"{table.name}?", csv, str(csv), "csv", table.fields)
    names = [quote(field.name) for field in table.fields]
    texts = ", ".join(f"coalesce({sql.written(n)}, '') AS t{n}" for n in range(1, len(names) + 1))
    values = ", ".join(f"{name} AS v{n}" for n, name in enumerate(names, start=1))
    differs = " OR ".join(
        f"s.{name} IS DISTINCT FROM c.t{n} OR {typed(field, f's.{name}')} IS DISTINCT FROM p.v{n}"
        for n, (field, name) in enumerate(zip(table.fields, names, strict=True), start=1)
    )
    found = 0

    def count(connection: duckdb.DuckDBPyConnection, written: Sheet) -> None:
        # The shorter side of a positional join is filled up with NULL, which no staged cell is.
        nonlocal found
        found = connection.execute(
            f"SELECT count(*) FROM {staged.relation} AS s "
            f"POSITIONAL JOIN (SELECT {texts} FROM {written.raw}) AS c "
            f"POSITIONAL JOIN (SELECT {values} FROM read_parquet(?)) AS p WHERE {differs}",
            [str(parquet)],
        ).fetchall()[0][0]

    # Nothing rests on a look at the bytes: every cell is held against the one that was written.
    labels = [field.name for field in table.fields]
    broken = any({"\r", "\n"} & {*label} for label in labels)  # which DuckDB stumbles over
    known = None if broken else Reading(own, labels=labels, file=csv, text=csv, width=len(labels))
    written = loading.load(connection, own, scratch, then=count, known=known)
    if found or written.faults:
        raise _error(table.name, found, staged.rows, "the files")


def compare_geojson(connection: duckdb.DuckDBPyConnection, staged: Staged, file: Path) -> None:
    """Raise ``ReadBackError`` unless the file has a feature for each row, with its values."""
    from sourcebook.package import geojson

    _judge(staged, geojson.differences(connection, staged, file), file)


def compare_database(
    connection: duckdb.DuckDBPyConnection, staged: Sequence[Staged], file: Path
) -> None:
    """Raise ``ReadBackError`` unless the database has every table, row by row."""
    from sourcebook.package import database

    for each in staged:
        _judge(each, database.differences(connection, each, file), file)


def compare_workbook(
    connection: duckdb.DuckDBPyConnection, staged: Sequence[Staged], book: Written, file: Path
) -> None:
    """Raise ``ReadBackError`` unless the sheets have every row, as far as a sheet can hold it."""
    from sourcebook.package import workbook

    for each in staged:
        if sheet := book.sheets.get(each.table.name):
            _judge(each, workbook.differences(connection, each, file, sheet), file)


def _judge(staged: Staged, found: int, file: Path) -> None:
    if found:
        raise _error(staged.table.name, found, staged.rows, f"{file.name},")


def _error(table: str, found: int, rows: int, files: str) -> ReadBackError:
    return ReadBackError(
        f"{table}: {found} of {rows} rows differ between the source and {files} "
        "written from it. Nothing was published; please report it with the table."
    )
