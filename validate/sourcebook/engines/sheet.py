"""A table in DuckDB: its file as text, its cells as typed values, and which of them are wrong.

For each table there are relations of these names, in a schema of the connection for each:

* ``raw``: the cells as they are written (``c1`` …), the record's number (``?row``), whether it is
  blank (``?blank``) or its structure broken (``?broken``).
* ``typed``: beside these, for the n-th field its text (``?tn``, NULL where it stands for no value),
  its value under the field's name, and whether the cell is wrong by itself (``?bn``).
* ``rows``: every record with its number, whether anything in it is wrong (``?bad``) and the values
  of which keys are made.
* ``bad``: as ``typed``, of the records that are ``?bad``.

A small table is laid down once, and the last three are one. Of a large one ``raw`` and ``typed``
are views of the file, which is read once: ``rows`` is a table that keeps the keys of all records
and the cells of those that are bad. A view with the table's own name shows rules the values alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import duckdb

from sourcebook.declare.binding import quote
from sourcebook.engines import fields, labels, parquet, reading, sql, told
from sourcebook.engines.reading import MISFIT, MISSING, Fault

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from sourcebook.declare import Field, Table
    from sourcebook.engines.labels import Columns
    from sourcebook.engines.reading import Reading

LARGE = 64 << 20
"""Bytes from which the records of a file are not held in memory as a whole."""

EXTRA = 8
"""Columns beyond the last that are looked at for cells which should not be there."""


SCHEMAS = ("raw", "typed", "told", "kept", "rows", "bad")


def schemas(connection: duckdb.DuckDBPyConnection) -> None:
    """Make room for the relations of tables."""
    connection.execute("".join(f"CREATE SCHEMA {name};" for name in SCHEMAS))


@dataclass(slots=True)
class Sheet:
    table: Table
    columns: Columns = field(default_factory=list)
    """The field of each column of the file."""
    faults: list[Fault] = field(default_factory=list)
    """Of the structure, as far as they were found without SQL."""
    readable: bool = True
    reading: Reading | None = None
    """The source as it was read; ``None`` before that."""
    labels: list[str] = field(default_factory=list)
    """The names of the columns; those of the fields where the file has no header."""
    large: bool = False
    direct: dict[str, str] = field(default_factory=dict)
    """Fields whose column is typed in the file already, with the expression of the value."""
    told: dict[str, str] = field(default_factory=dict)
    """Fields that Python tells, with the table of their texts."""
    checked: list[Field] = field(default_factory=list)
    """The fields of which a cell can be wrong by itself: those that have a ``?bn``."""
    keyed: frozenset[str] = frozenset()
    """Fields of which keys are made, of this table and of those that refer to it."""

    @property
    def width(self) -> int:
        """Columns of the file."""
        return len(self.columns)

    @property
    def native(self) -> bool:
        """Whether cells may hold values that were no texts in their source (``MISFIT``)."""
        return self.reading is not None and self.reading.native

    @property
    def plain(self) -> bool:
        """An empty cell, and nothing else, stands for no value: the reader itself can tell."""
        text = self.reading is not None and self.reading.plain
        return text and all(f.missing_values == ("",) for f in self.table.fields)

    @property
    def raw(self) -> str:
        return f"raw.{quote(self.table.name)}"

    @property
    def typed(self) -> str:
        return f"typed.{quote(self.table.name)}"

    @property
    def rows(self) -> str:
        return f"rows.{quote(self.table.name)}" if self.large else self.typed

    @property
    def bad(self) -> str:
        return f"bad.{quote(self.table.name)}" if self.large else self.typed

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

    def key(self, name: str) -> str:
        """The column that keys are made of: the value, or the text that equal values share."""
        declared = self.table.field(name)
        return f'"?k{declared.number}"' if name in self.told else sql.value(declared)

    def wrong(self, declared: Field) -> list[tuple[str, object, str]]:
        """Each constraint on a field's cells, its limit, and when a row of ``typed`` breaks it."""
        found: list[tuple[str, object, str]] = []
        empty = fields.required(declared, sql.cell(declared))
        if empty is not None:
            found.append(("required", True, empty))
        for each in fields.violations(declared):
            if declared.name in self.told:
                condition = told.breaks(f'"?w{declared.number}"', each.constraint)
            else:
                condition = each.condition(sql.value(declared))
            found.append((each.constraint, each.limit, condition))
        return found

    def mistyped(self, declared: Field) -> str:
        """When a cell in a row of ``typed`` is not of its field's type."""
        if declared.name in self.told:
            return told.is_type_error(f'"?w{declared.number}"')
        return f"{sql.cell(declared)} IS NOT NULL AND {sql.value(declared)} IS NULL"


def load(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    scratch: Path,
    *,
    keyed: Collection[str] = (),
    curated: bool = False,
) -> Sheet:
    """Read the file of a table into ``connection``. What is wrong with it is in the sheet."""
    sheet = Sheet(table, keyed=frozenset(keyed))
    read = sheet.reading = reading.read(table, scratch, curated=curated)
    sheet.faults, sheet.readable = list(read.faults), read.readable
    if sheet.readable and table.format == "parquet":
        parquet.load(connection, sheet, scratch)
    elif sheet.readable and table.format != "none":
        _load_text(connection, sheet, scratch)
    if sheet.readable and sheet.columns:
        for declared in sheet.present:
            if not fields.expressible(declared) and declared.name not in sheet.direct:
                tell(connection, sheet, declared)
        _type(connection, sheet)
    return sheet


def tell(connection: duckdb.DuckDBPyConnection, sheet: Sheet, declared: Field) -> None:
    """Have a field told by Python. Views of a table that was typed before must be made again."""
    text = _text(sheet, declared)
    name = f"{sheet.table.name} {declared.number}"
    sheet.direct.pop(declared.name, None)
    source = f"SELECT {text} FROM {sheet.raw}"
    sheet.told[declared.name] = told.lay_down(
        connection, declared, name, source, native=sheet.native
    )


def retype(connection: duckdb.DuckDBPyConnection, sheet: Sheet) -> None:
    """Make the typed relations of a table again, after a field came to be told."""
    kind = "VIEW" if sheet.large else "TABLE"
    connection.execute(f"DROP {kind} {sheet.typed}")
    _type(connection, sheet)


def _load_text(connection: duckdb.DuckDBPyConnection, sheet: Sheet, scratch: Path) -> None:
    table, read = sheet.table, sheet.reading
    assert read is not None
    sheet.columns, faults = labels.columns(read)
    sheet.labels = read.labels or [f.name for f in table.fields]
    sheet.faults += faults
    if read.plain:
        try:
            _read(connection, sheet, read, scratch)
        except duckdb.Error:
            read = sheet.reading = reading.rewrite(read, table, scratch)
            sheet.readable = read.readable
            sheet.faults = [*read.faults, *faults]
    if read.readable and not read.plain:
        try:
            _read(connection, sheet, read, scratch)
        except duckdb.InvalidInputException as error:
            sheet.readable = False
            sheet.faults = [Fault("source-error", detail=str(error).splitlines()[0])]


def _read(
    connection: duckdb.DuckDBPyConnection, sheet: Sheet, read: Reading, scratch: Path
) -> None:
    assert read.file is not None
    file = sql.plain_path(read.file, scratch)
    sheet.large = file.stat().st_size >= LARGE
    cells = [f"c{number}" for number in range(1, sheet.width + 1)]
    columns = cells if read.plain else ["?row", "?line", "?state", *cells]
    struct = ", ".join(f"{sql.literal(name)}: 'VARCHAR'" for name in columns)
    null = "" if sheet.plain else MISSING
    source = (
        f"read_csv({sql.literal(str(file))}, columns={{{struct}}}, auto_detect=false, "
        f"header={str(bool(read.skip and read.plain)).lower()}, "
        f"delim={sql.literal(read.delimiter)}, "
        f"quote={sql.literal(read.quote or '')}, escape={sql.literal(read.quote or '')}, "
        f"nullstr={sql.literal(null)}, strict_mode=true, max_line_size=16777216"
        # What we wrote ourselves ends its lines with \n, whatever a cell may hold.
        + (")" if read.plain else ", new_line='\\n')")
    )
    if read.plain:
        filled = ", ".join(cells if sheet.plain else [f"nullif({cell}, '')" for cell in cells])
        place = f"row_number() OVER () + {read.first - 1}", "false", f"coalesce({filled}) IS NULL"
    else:
        place = 'CAST("?row" AS BIGINT)', "\"?state\" = 'broken'", "\"?state\" = 'blank'"
    row, broken, blank = place
    connection.execute(
        f"CREATE {'VIEW' if sheet.large else 'TABLE'} {sheet.raw} AS "
        f'SELECT {row} AS "?row", {broken} AS "?broken", {blank} AS "?blank", '
        f"{', '.join(cells)} FROM {source}"
    )


def _text(sheet: Sheet, declared: Field) -> str:
    """The text of a field's cell in ``raw``."""
    cell = f"c{sheet.column(declared.name)}"
    return cell if sheet.plain else sql.text(declared, cell)


def _type(connection: duckdb.DuckDBPyConnection, sheet: Sheet) -> None:
    kind = "VIEW" if sheet.large else "TABLE"
    connection.execute(f"CREATE {kind} {sheet.typed} AS {_typed(sheet, sheet.raw)}")


def _typed(sheet: Sheet, source: str) -> str:
    """The SELECT of ``typed`` over a relation like ``raw``."""
    texts, loose, joins, shown = [], [], [], []
    sheet.checked = []
    place = ['"?row"', '"?broken"', '"?blank"']
    for declared in sheet.table.fields:
        number, name = declared.number, sql.value(declared)
        cell, given, flag = sql.cell(declared), f'"?u{number}"', sql.flag(declared)
        kind = fields.sql_type(declared)
        if sheet.column(declared.name) is None:
            # No column: nothing to check, and every rule that reads it is unknown.
            shown += [f"NULL::VARCHAR AS {cell}", f"NULL::{kind} AS {name}", f"true AS {flag}"]
            continue
        texts.append(f"{_text(sheet, declared)} AS {cell}")
        shown.append(cell)
        filled = cell
        if declared.name in sheet.told:
            alias = f'"?j{number}"'
            joins.append(
                f"LEFT JOIN {sheet.told[declared.name]} AS {alias} ON {alias}.cell = {cell}"
            )
            loose.append(f'{alias}.value AS {given}, {alias}.key AS "?k{number}"')
            loose.append(f'{alias}.wrong AS "?w{number}"')
            shown += [f"{given} AS {name}", f'"?k{number}"', f'"?w{number}"']
            wrong = [f"\"?w{number}\" <> ''"]
        else:
            value, right = _value(sheet, declared, cell)
            if declared.name in sheet.direct:
                texts.append(f"p{sheet.column(declared.name)}")
                filled = given  # its text costs a cast
            loose.append(f"{value} AS {given}")
            certain = right == "true"
            shown.append(f"{given if certain else f'CASE WHEN {right} THEN {given} END'} AS {name}")
            wrong = [] if certain else [f"({cell} IS NOT NULL AND ({right}) IS NOT TRUE)"]
            wrong += [each.condition(given) for each in fields.violations(declared)]
            keyed = declared.name in sheet.keyed
            if declared.name not in sheet.direct:
                wrong += fields.doubts(declared, cell, given, keyed=keyed)
        empty = fields.required(declared, filled)
        wrong += [empty] if empty else []
        if wrong:
            sheet.checked.append(declared)
            shown.append(f"({' OR '.join(wrong)}) IS TRUE AS {flag}")
    cells = [f"c{number}" for number in range(1, sheet.width + 1)] if sheet.large else []
    # Not WITH: DuckDB lays down what stands there.
    return (
        f"SELECT {', '.join([*place, *cells, *shown])} FROM ("
        f"SELECT texts.*{''.join(f', {each}' for each in loose)} FROM ("
        f"SELECT {', '.join([*place, *cells, *texts])} FROM {source}) AS texts {' '.join(joins)})"
    )


def _value(sheet: Sheet, declared: Field, cell: str) -> tuple[str, str]:
    """The value of a text, and whether the text is one of its type, given ``?un``."""
    if declared.name in sheet.direct:
        return sheet.direct[declared.name], "true"
    form = fields.form(declared)
    assert form is not None  # otherwise it is told
    right = form.right(cell, f'"?u{declared.number}"')
    if sheet.native and declared.type == "string":
        right = f"NOT starts_with({cell}, {sql.literal(MISFIT)})"
    return form.value(cell), right


def gather(connection: duckdb.DuckDBPyConnection, sheet: Sheet, suspicions: Sequence[str]) -> None:
    """Read a large file, once: make ``rows`` and ``bad``.

    A row is bad where a cell is wrong, its structure is, or one of the ``suspicions`` holds, which
    are conditions on the values of the table.
    """
    name = quote(sheet.table.name)
    doubts = ['"?blank"', '"?broken"', *(sql.flag(f) for f in sheet.checked), *suspicions]
    kept = [f"c{number}" for number in range(1, sheet.width + 1)]
    keys = [sheet.key(f.name) for f in sheet.present if f.name in sheet.keyed]
    # A table keeps the order of the file, which numbers its records for nothing; after a join, and
    # where the file itself says the number, that is kept.
    numbered = bool(sheet.told) or sheet.reading is None or not sheet.reading.plain
    number = '"?row", ' if numbered else ""
    if_bad = [*(f'CASE WHEN "?bad" THEN {cell} END AS {cell}' for cell in kept)]
    if_bad += [f'"?bad" AND {each} AS {each}' for each in ('"?broken"', '"?blank"')]
    connection.execute(
        f'CREATE OR REPLACE TABLE kept.{name} AS SELECT {number}"?bad", '
        f'{", ".join([*if_bad, *keys])} FROM (SELECT *, ({" OR ".join(doubts)}) IS TRUE AS "?bad" '
        f"FROM {sheet.typed} AS {name})"
    )
    first = sheet.reading.first if sheet.reading is not None else 2
    row = "" if numbered else f'rowid + {first} AS "?row", '
    connection.execute(f"CREATE OR REPLACE VIEW rows.{name} AS SELECT {row}* FROM kept.{name}")
    bad = f'(SELECT {row}* FROM kept.{name} WHERE "?bad")'
    connection.execute(f"CREATE OR REPLACE VIEW {sheet.bad} AS {_typed(sheet, bad)}")


def records(
    connection: duckdb.DuckDBPyConnection, sheet: Sheet, rows: Collection[int]
) -> dict[int, list[str | None]]:
    """The cells of some records as they are written, by the number of the record."""
    cells = ", ".join(f"c{number}" for number in range(1, sheet.width + 1))
    found: dict[int, list[str | None]] = {}
    sources = [sheet.bad, sheet.raw] if sheet.large else [sheet.raw]
    for source in sources:
        left = [row for row in rows if row not in found]
        if left:
            answer = connection.execute(
                f'SELECT "?row", {cells} FROM {source} '
                'WHERE "?row" IN (SELECT unnest(?::BIGINT[]))',
                [left],
            )
            found |= {row: list(values) for row, *values in answer.fetchall()}
    return found


def expose(
    connection: duckdb.DuckDBPyConnection, sheet: Sheet, *, wrong: Collection[str], once: bool
) -> None:
    """Make the view that rules read: ``wrong`` cells as NULL and, if ``once``, no key twice."""
    shown = [
        f"CASE WHEN NOT {sql.flag(f)} THEN {sql.value(f)} END AS {quote(f.name)}"
        if f.name in wrong
        else quote(f.name)
        for f in sheet.table.fields
        if not f.shadowed
    ] or ["NULL"]
    unrepeated = ""
    if once:
        key = ", ".join(sheet.key(name) for name in sheet.table.primary_key)
        unrepeated = f' QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY "?row") = 1'
    # To look through a view costs each statement as much as a small table does.
    connection.execute(
        f"CREATE {'VIEW' if sheet.large else 'TABLE'} {quote(sheet.table.name)} AS "
        f"SELECT {', '.join(shown)} "
        f'FROM {sheet.typed} AS t WHERE NOT "?blank"{unrepeated}'
    )


def expose_nothing(connection: duckdb.DuckDBPyConnection, sheet: Sheet) -> None:
    """An empty view in place of a table that could not be read, so that SQL still binds."""
    columns = [
        f"NULL::{fields.sql_type(f)} AS {quote(f.name)}"
        for f in sheet.table.fields
        if not f.shadowed
    ]
    selected = ", ".join(columns) or "NULL"
    connection.execute(f"CREATE VIEW {quote(sheet.table.name)} AS SELECT {selected} WHERE false")
