"""The rows of a table as a package holds them: canonical text, sorted by key, in DuckDB.

Cells keep the text that the curator wrote; only booleans become ``true`` and ``false``, and what is
null in a Parquet source becomes the table's mark for a missing value. Whatever is written is
written from here, and compared with this afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sourcebook.declare.binding import quote
from sourcebook.declare.types import TYPES
from sourcebook.engines import sql
from sourcebook.errors import UseError

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from sourcebook.declare import Field, Table


@dataclass(frozen=True, slots=True)
class Staged:
    """A table laid down as text, one column a field, in the order in which it is written."""

    table: Table
    relation: str
    rows: int
    empty: frozenset[str] = frozenset()
    """Fields that have no value somewhere though they must have one, which somebody has waived."""


def connect(scratch: Path) -> duckdb.DuckDBPyConnection:
    """A DuckDB that keeps order, spills to ``scratch`` and fetches nothing from anywhere."""
    import duckdb

    from sourcebook.engines.sheet import schemas

    connection = duckdb.connect(
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "preserve_insertion_order": "true",
            "temp_directory": str(scratch),
        }
    )
    connection.execute("SET enable_progress_bar = false")
    schemas(connection)
    connection.execute("CREATE SCHEMA staged")
    return connection


def stage(
    connection: duckdb.DuckDBPyConnection, table: Table, scratch: Path, *, flawed: bool = False
) -> Staged:
    """Lay down the rows of a valid table, sorted by its primary key as typed values.

    A table without a key keeps the order of its file. ``flawed``: errors of it are waived, so that
    a key may repeat and a required cell be empty. Raises ``UseError`` where the file has a
    column that the schema doesn't declare: leaving it out in silence would lose data.
    """
    from sourcebook.engines import loading

    sheet = loading.load(connection, table, scratch)
    if None in sheet.columns:
        number = sheet.columns.index(None) + 1
        raise UseError(
            f"{table.path}: column {number} is not in the schema, so it can't be packaged. "
            "Declare it, or remove it from the file."
        )
    cells = [
        f"{_canonical(field, sheet.column(field.name))} AS {quote(field.name)}"
        for field in table.fields
    ]
    relation = f"staged.{quote(table.name)}"
    order = ", ".join(typed(table.field(name), quote(name)) for name in table.primary_key)
    if order and flawed:
        order += ", " + sql.names(field.name for field in table.fields)
    # A valid key is total; without one DuckDB keeps the order of the file.
    connection.execute(
        f"CREATE TABLE {relation} AS "
        f"SELECT * FROM (SELECT {', '.join(cells)} FROM {sheet.raw} AS source)"
        + (f" ORDER BY {order}" if order else "")
    )
    rows = connection.execute(f"SELECT count(*) FROM {relation}").fetchall()[0][0]
    return Staged(
        table, relation, rows, _empty(connection, table, relation) if flawed else frozenset()
    )


def _empty(connection: duckdb.DuckDBPyConnection, table: Table, relation: str) -> frozenset[str]:
    counts = [f"bool_or({sql.text(field, quote(field.name))} IS NULL)" for field in table.fields]
    row = connection.execute(f"SELECT {', '.join(counts)} FROM {relation}").fetchall()[0]
    return frozenset(f.name for f, is_empty in zip(table.fields, row, strict=True) if is_empty)


def _canonical(field: Field, column: int | None) -> str:
    """The text of a cell as a package holds it; ``column`` is its place in the source, if any."""
    missing = "" if "" in field.missing_values else (*field.missing_values, "")[0]
    if column is None:
        return sql.literal(missing)
    cell = f"coalesce(source.c{column}, {sql.literal(missing)})"
    if field.type != "boolean":
        return cell
    return (
        f"CASE WHEN {cell} IN {sql.listed(field.missing_values or ('',))} THEN {cell} "
        f"WHEN {cell} IN {sql.listed(field.true_values)} THEN 'true' ELSE 'false' END"
    )


def typed(field: Field, cell: str) -> str:
    """The value of a staged cell under the type that it has in Parquet; the data are valid."""
    text = sql.text(field, cell)
    if field.type == "boolean":
        return f"{text} = 'true'"
    if field.type in ("string", "any", "yearmonth"):
        return text
    return f"CAST({text} AS {TYPES[field.type].sql})"
