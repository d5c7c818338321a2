"""A table in DuckDB: its file as text, its cells as typed values, and which of them are wrong.

For each table ``raw`` holds the cells as they are written and ``typed`` has, for each record: its
number (``?row``), whether it is blank or its structure broken, and for the n-th field its text
(``?tn``), its value under its own name and whether the cell is wrong by itself (``?bn``). A view
with the table's own name shows rules the values alone. Small tables are laid down once; for large
ones all of these are views, so that each statement is one pass over the file.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import duckdb

from sourcebook.declare.binding import quote
from sourcebook.declare.types import TYPES
from sourcebook.engines import labels, records, sql

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from sourcebook.declare import Field, Table
    from sourcebook.engines.labels import Columns
    from sourcebook.engines.records import Fault

LARGE = 64 << 20
"""Bytes from which a file is read again for each statement rather than held in memory."""


@dataclass(slots=True)
class Sheet:
    table: Table
    columns: Columns = field(default_factory=list)
    """The field of each column of the file."""
    faults: list[Fault] = field(default_factory=list)
    """Of the structure, as far as they were found without SQL."""
    readable: bool = True
    line_ends: int | None = None
    large: bool = False
    """Read again by each statement rather than held in memory."""
    checked: list[Field] = field(default_factory=list)
    """The fields of which a cell can be wrong by itself: those that have a ``?bn``."""

    @property
    def plain(self) -> bool:
        """An empty cell, and nothing else, stands for no value: the reader itself can tell."""
        return all(f.missing_values == ("",) for f in self.table.fields)

    @property
    def raw(self) -> str:
        return f"raw.{quote(self.table.name)}"

    @property
    def typed(self) -> str:
        return f"typed.{quote(self.table.name)}"

    @property
    def present(self) -> list[Field]:
        """The fields that the file has a column for, in schema order."""
        return sorted((f for f in self.columns if f is not None), key=lambda f: f.number)

    def column(self, name: str) -> int | None:
        """The column of the file, from 1, in which a field stands."""
        for number, found in enumerate(self.columns, start=1):
            if found is not None and found.name == name:
                return number
        return None


def load(connection: duckdb.DuckDBPyConnection, table: Table, scratch: Path) -> Sheet:
    """Read the file of a table into ``connection``. What is wrong with it is in the sheet."""
    sheet = Sheet(table)
    if re.search(r"[*?\[]", str(table.source)) and table.source.is_file():
        # DuckDB takes such a path for a pattern of many files: give it a plain one.
        plain = scratch / f"{table.name}.source"
        shutil.copyfile(table.source, plain)
        sheet.table = replace(table, source=plain)
    if table.format == "parquet":
        _load_parquet(connection, sheet)
    else:
        _load_csv(connection, sheet, scratch)
    if sheet.readable:
        _type(connection, sheet)
    return sheet


def _load_csv(connection: duckdb.DuckDBPyConnection, sheet: Sheet, scratch: Path) -> None:
    file = sheet.table.source
    layout = records.scan(file)
    sheet.faults, sheet.readable = layout.faults, layout.readable
    if not layout.readable:
        return
    sheet.columns, faults = labels.match(layout.labels, sheet.table)
    sheet.faults += faults
    sheet.line_ends = layout.line_ends
    cells = [f"c{number}" for number in range(1, len(layout.labels) + 1)]
    if layout.regular:
        try:
            _read(connection, sheet, file, cells)
        except duckdb.Error:
            layout.regular = False
    if not layout.regular:
        regular = scratch / f"{sheet.table.name}.csv"
        missing = "" if sheet.plain else records.MISSING
        sheet.faults += records.repair(file, len(cells), regular, missing)
        try:
            _read(connection, sheet, regular, cells, repaired=True)
        except duckdb.InvalidInputException as error:
            sheet.readable = False
            sheet.faults = [records.Fault("source-error", detail=str(error).splitlines()[0])]


def _read(
    connection: duckdb.DuckDBPyConnection,
    sheet: Sheet,
    file: Path,
    cells: list[str],
    *,
    repaired: bool = False,
) -> None:
    sheet.large = file.stat().st_size >= LARGE
    columns = ["?row", "?broken", *cells] if repaired else cells
    struct = ", ".join(f"{sql.literal(name)}: 'VARCHAR'" for name in columns)
    source = (
        f"read_csv({sql.literal(str(file))}, columns={{{struct}}}, auto_detect=false, "
        f"header={str(not repaired).lower()}, delim=',', quote='\"', escape='\"', "
        f"nullstr={sql.literal('' if sheet.plain else records.MISSING)}, "
        "strict_mode=true, max_line_size=16777216" + (", new_line='\\n')" if repaired else ")")
        # What we wrote ourselves ends its lines with \n, whatever a cell may hold.
    )
    row = 'CAST("?row" AS BIGINT)' if repaired else "row_number() OVER () + 1"
    broken = "\"?broken\" = '1'" if repaired else "false"
    filled = ", ".join(cells if sheet.plain else [f"nullif({cell}, '')" for cell in cells])
    connection.execute(
        f"CREATE {'VIEW' if sheet.large else 'TABLE'} {sheet.raw} AS "
        f'SELECT {row} AS "?row", {broken} AS "?broken", coalesce({filled}) IS NULL AS "?blank", '
        f"{', '.join(cells)} FROM {source}"
    )


def _load_parquet(connection: duckdb.DuckDBPyConnection, sheet: Sheet) -> None:
    """Parquet as text: what a typed file holds is written as our CSV would write it."""
    sheet.large = True
    source = f"read_parquet({sql.literal(str(sheet.table.source))}"
    try:
        described = connection.execute(f"DESCRIBE SELECT * FROM {source})").fetchall()
    except duckdb.Error as error:
        missing = not sheet.table.source.exists()
        problem = "there is no such file" if missing else str(error).splitlines()[0]
        sheet.readable = False
        sheet.faults = [records.Fault("source-error", detail=problem)]
        return
    sheet.columns, sheet.faults = labels.match([row[0] for row in described], sheet.table)
    cells = [
        f"{_written(quote(name), kind, declared)} AS c{number}"
        for number, ((name, kind, *_), declared) in enumerate(
            zip(described, sheet.columns, strict=True), start=1
        )
    ]
    try:
        connection.execute(
            f'CREATE VIEW {sheet.raw} AS SELECT file_row_number + 2 AS "?row", false AS "?broken", '
            f'false AS "?blank", {", ".join(cells)} '
            f"FROM {source}, file_row_number=true)"
        )
    except duckdb.Error as error:
        sheet.readable = False
        sheet.faults = [records.Fault("source-error", detail=str(error).splitlines()[0])]


def _written(cell: str, kind: str, declared: Field | None) -> str:
    """A cell of a Parquet file as text, in the words that its field has for it."""
    if kind == "BOOLEAN" and declared is not None and declared.type == "boolean":
        words = [sql.literal(each[0]) for each in (declared.true_values, declared.false_values)]
        return f"CASE {cell} WHEN true THEN {words[0]} WHEN false THEN {words[1]} END"
    if kind == "DATE" and declared is not None and declared.type == "yearmonth":
        return f"strftime({cell}, '%Y-%m')"
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f"replace(CAST({cell} AT TIME ZONE 'UTC' AS VARCHAR), ' ', 'T') || 'Z'"
    if kind.startswith("TIMESTAMP"):
        return f"replace(CAST({cell} AS VARCHAR), ' ', 'T')"
    return f"CAST({cell} AS VARCHAR)"


def _type(connection: duckdb.DuckDBPyConnection, sheet: Sheet) -> None:
    texts, values, wrong = [], [], []
    for declared in sheet.table.fields:
        cell, name, flag = sql.cell(declared), quote(declared.name), sql.flag(declared)
        column = sheet.column(declared.name)
        if column is None:
            # No column: nothing to check, and every rule that reads it is unknown.
            texts.append(f"NULL::VARCHAR AS {cell}")
            values.append(f"NULL::{TYPES[declared.type].sql} AS {name}")
            wrong.append(f"true AS {flag}")
            continue
        text = f"c{column}" if sheet.plain else sql.text(declared, f"c{column}")
        texts.append(f"{text} AS {cell}")
        values.append(f"{sql.value(declared, cell)} AS {name}")
        if sql.foreign(declared.constraints.pattern or ""):
            _find_unlike(connection, sheet, declared, f"c{column}")
        condition = sql.bad(declared, cell, name)
        if condition is not None:
            sheet.checked.append(declared)
            wrong.append(f"{condition} AS {flag}")
    place = '"?row", "?broken", "?blank"'
    connection.execute(
        f"CREATE {'VIEW' if sheet.large else 'TABLE'} {sheet.typed} AS "
        f"WITH texts AS (SELECT {place}, {', '.join(texts)} FROM {sheet.raw}), "
        f"typed AS (SELECT *, {', '.join(values)} FROM texts) "
        f"SELECT {', '.join(['*', *wrong])} FROM typed"
    )


def _find_unlike(
    connection: duckdb.DuckDBPyConnection, sheet: Sheet, declared: Field, cell: str
) -> None:
    """Lay down the distinct texts that a pattern beyond RE2 does not match; Python tells."""
    assert declared.constraints.pattern is not None
    form = re.compile(declared.constraints.pattern)
    found = connection.execute(f"SELECT DISTINCT {cell} FROM {sheet.raw}").fetchall()
    unlike = [row[0] for row in found if row[0] is not None and not form.fullmatch(row[0])]
    helper = sql.unlike(declared.constraints.pattern)
    # Fields that share a pattern share the table: a text has its form or has not.
    connection.execute(f"CREATE TEMP TABLE IF NOT EXISTS {helper} (cell VARCHAR)")
    connection.execute(f"INSERT INTO {helper} SELECT unnest(?::VARCHAR[])", [unlike])


def expose(
    connection: duckdb.DuckDBPyConnection, sheet: Sheet, *, wrong: Collection[str], once: bool
) -> None:
    """Make the view that rules read: ``wrong`` cells as NULL and, if ``once``, no key twice."""
    shown = [
        f"CASE WHEN NOT {sql.flag(f)} THEN {quote(f.name)} END AS {quote(f.name)}"
        if f.name in wrong
        else quote(f.name)
        for f in sheet.table.fields
    ]
    unrepeated = ""
    if once:
        key = sql.names(sheet.table.primary_key)
        unrepeated = f' QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY "?row") = 1'
    # To look through a view costs each statement as much as a small table does.
    connection.execute(
        f"CREATE {'VIEW' if sheet.large else 'TABLE'} {quote(sheet.table.name)} AS "
        f"SELECT {', '.join(shown)} "
        f'FROM {sheet.typed} AS t WHERE NOT "?blank"{unrepeated}'
    )


def expose_nothing(connection: duckdb.DuckDBPyConnection, sheet: Sheet) -> None:
    """An empty view in place of a table that could not be read, so that SQL still binds."""
    columns = ", ".join(f"NULL::{TYPES[f.type].sql} AS {quote(f.name)}" for f in sheet.table.fields)
    connection.execute(f"CREATE VIEW {quote(sheet.table.name)} AS SELECT {columns} WHERE false")
