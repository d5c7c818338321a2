"""The rows of a table as a package holds them: plain text, sorted by key, in DuckDB.

Text stays as the curator wrote it. Values are in the standard's default formats (see ``plain``),
and what is null in a Parquet source becomes the table's mark for a missing value. Whatever is
written is written from here, and compared with this afterwards.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sourcebook.declare.binding import quote
from sourcebook.declare.types import TYPES
from sourcebook.engines import fields, sql
from sourcebook.errors import UseError
from sourcebook.package import content
from sourcebook.package.plain import VALUED, plain, restate, restated

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import duckdb

    from sourcebook.declare import Field, Table
    from sourcebook.engines.sheet import Sheet

_BATCH = 100_000


@dataclass(frozen=True, slots=True)
class Staged:
    """A table laid down as text, one column a field, in the order in which it is written."""

    table: Table
    """As a package declares it."""
    relation: str
    rows: int
    flawed: bool = False
    """Errors of it are waived: keys may repeat."""
    empty: frozenset[str] = frozenset()
    """Fields that have no value somewhere though they must have one, which somebody has waived."""

    @property
    def values(self) -> str:
        """The columns with the fields' values, for a SELECT."""
        return ", ".join(
            f"{typed(field, quote(field.name))} AS {quote(field.name)}"
            for field in self.table.fields
        )


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
    connection.execute("SET enable_progress_bar = false; SET TimeZone = 'UTC'")
    schemas(connection)
    connection.execute("CREATE SCHEMA staged")
    return connection


def stage(
    connection: duckdb.DuckDBPyConnection, table: Table, scratch: Path, *, flawed: bool = False
) -> Staged:
    """Lay down the rows of a valid table, sorted by its primary key as typed values.

    A table without a key keeps the order of its file. ``flawed``: errors of it are waived, so that
    a key may repeat and a required cell be empty. Raises ``UseError`` where the file has a
    column that the schema doesn't declare (leaving it out in silence would lose data) and where a
    value is beyond what any typed format holds.
    """
    from sourcebook.engines import loading

    own = plain(table)
    relation = f"staged.{quote(table.name)}"

    def lay_down(connection: duckdb.DuckDBPyConnection, sheet: Sheet) -> None:
        connection.execute(
            f"CREATE OR REPLACE TABLE {relation} AS SELECT * FROM ({_cells(connection, sheet)})"
            + _order(own, flawed=flawed)
        )

    with held(table):
        sheet = loading.load(connection, table, scratch, then=lay_down)
    if not sheet.readable:
        raise UseError(f"{table.path}: it can't be read any more. Was it changed? Run it again.")
    rows = connection.execute(f"SELECT count(*) FROM {relation}").fetchall()[0][0]
    empty = _empty(connection, own, relation) if flawed else frozenset()
    return Staged(own, relation, rows, flawed, empty)


@contextmanager
def held(table: Table) -> Iterator[None]:
    """A ``UseError`` where a value, right as it is, is beyond what a typed column holds."""
    import duckdb

    try:
        yield
    except duckdb.ConversionException as error:
        what = str(error).splitlines()[0].removeprefix("Conversion Error: ")
        raise UseError(
            f"{table.path}: no Parquet column can hold one of its values ({what}). "
            "Declare that field as a string."
        ) from error


def _cells(connection: duckdb.DuckDBPyConnection, sheet: Sheet) -> str:
    """The SELECT of the cells as a package has them."""
    table = sheet.table
    if None in sheet.columns:
        number = sheet.columns.index(None) + 1
        raise UseError(
            f"{table.path}: column {number} is not in the schema, so it can't be packaged. "
            "Declare it, or remove it from the file."
        )
    cells, joins = [], []
    for field in table.fields:
        column = sheet.column(field.name)
        cell = _canonical(field, column)
        if column is not None and restated(field):
            told, alias = _restate(connection, sheet, field), f'"?j{field.number}"'
            joins.append(
                f"LEFT JOIN {told} AS {alias} ON {alias}.cell = source.{sql.written(column)}"
            )
            cell = f"coalesce({alias}.text, {cell})"
        cells.append(f"{cell} AS {quote(field.name)}")
    order = ' ORDER BY "?row"' if joins else ""
    return f"SELECT {', '.join(cells)} FROM {sheet.raw} AS source {' '.join(joins)}{order}"


def _restate(connection: duckdb.DuckDBPyConnection, sheet: Sheet, field: Field) -> str:
    """A table with each text of a column and how a package writes it."""
    table = f"told.{quote(f'{sheet.table.name} {field.number}')}"
    connection.execute(f"CREATE OR REPLACE TABLE {table} (cell VARCHAR, text VARCHAR)")
    new = plain(sheet.table).field(field.name)
    cell = sql.written(sheet.column(field.name))
    marks = sql.listed(field.missing_values or ("",))
    with connection.cursor() as reader:
        reader.execute(f"SELECT DISTINCT {cell} FROM {sheet.raw} WHERE {cell} NOT IN {marks}")
        while batch := reader.fetchmany(_BATCH):
            texts = [row[0] for row in batch]
            connection.execute(
                f"INSERT INTO {table} SELECT unnest(?::VARCHAR[]), unnest(?::VARCHAR[])",
                [texts, [restate(text, field, new) for text in texts]],
            )
    return table


def _order(table: Table, *, flawed: bool) -> str:
    """A valid key is total; without one DuckDB keeps the order of the file."""
    order = [typed(table.field(name), quote(name)) for name in table.primary_key]
    if order and flawed:
        order.append(content.line(table.fields, lambda f: typed(f, quote(f.name))))
    return f" ORDER BY {', '.join(order)}" if order else ""


def _empty(connection: duckdb.DuckDBPyConnection, table: Table, relation: str) -> frozenset[str]:
    counts = [f"bool_or({sql.text(field, quote(field.name))} IS NULL)" for field in table.fields]
    row = connection.execute(f"SELECT {', '.join(counts)} FROM {relation}").fetchall()[0]
    return frozenset(f.name for f, is_empty in zip(table.fields, row, strict=True) if is_empty)


def missing(field: Field) -> str:
    """The mark that stands for no value where a source has none."""
    return "" if "" in field.missing_values else (*field.missing_values, "")[0]


def _canonical(field: Field, column: int | None) -> str:
    """The text of a cell as a package holds it; ``column`` is its place in the source, if any."""
    if column is None:
        return sql.literal(missing(field))
    cell = f"coalesce(source.{sql.written(column)}, {sql.literal(missing(field))})"
    if field.type != "boolean":
        return cell
    return (
        f"CASE WHEN {cell} IN {sql.listed(field.missing_values or ('',))} THEN {cell} "
        f"WHEN {cell} IN {sql.listed(field.true_values)} THEN 'true' ELSE 'false' END"
    )


def typed(field: Field, cell: str) -> str:
    """The value of a staged cell under the type that it has in Parquet; the data are valid."""
    text = sql.text(field, cell)
    if field.type not in VALUED:
        return text
    if field.type == "boolean":
        return f"{text} = 'true'"
    if field.type == "datetime":
        return fields.FORMS["datetime"].value(text)
    return f"CAST({text} AS {TYPES[field.type].sql})"
