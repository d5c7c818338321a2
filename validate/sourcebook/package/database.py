"""The SQLite database of a package: every table with its keys, and the codebook as tables.

Tables are ``STRICT``; dates and times are text in ISO 8601, which SQLite's own functions read, and
a boolean is 0 or 1. A foreign key is declared where SQLite can hold one: to columns that are
unique. Tables of which errors are waived have columns and no keys, since their rows may break them.

The bytes are the same for the same tables: pages are laid down in one order, in one transaction,
and the header names a fixed version of SQLite (the first that knows ``STRICT``) as its writer.
Source: https://sqlite.org/fileformat2.html and https://sqlite.org/stricttables.html.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from sourcebook.declare.binding import quote
from sourcebook.errors import UseError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    import duckdb

    from sourcebook.declare import Field, ForeignKey, Table
    from sourcebook.package.staging import Staged

_BATCH = 50_000
_WRITER = 3_037_000
_TYPES = {"integer": "INTEGER", "year": "INTEGER", "boolean": "INTEGER", "number": "REAL"}
_ORDERS = ("rowid", "_rowid_", "oid")
"""SQLite's names for the order of rows; a column that has one of them takes it away."""
_CODEBOOK = """
CREATE TABLE sourcebook_fields (
    "table" TEXT NOT NULL, field TEXT NOT NULL, type TEXT NOT NULL, unit TEXT, title TEXT,
    description TEXT, PRIMARY KEY ("table", field)
) STRICT;
CREATE TABLE sourcebook_codes (
    "table" TEXT NOT NULL, field TEXT NOT NULL, code TEXT NOT NULL, label TEXT, definition TEXT,
    PRIMARY KEY ("table", field, code)
) STRICT;
"""


def is_reserved(name: str) -> bool:
    """Whether no table of a dataset can have that name: SQLite's own, and those of the codebook."""
    return name.lower().startswith(("sqlite_", "sourcebook_"))


def write(connection: duckdb.DuckDBPyConnection, staged: Sequence[Staged], file: Path) -> list[str]:
    """Write the database. Returns what its tables don't hold as it is.

    Raises ``UseError`` where the SQLite that Python comes with is older than strict tables.
    """
    if sqlite3.sqlite_version_info < (3, 37):
        raise UseError(
            f"SQLite {sqlite3.sqlite_version} has no strict tables. Use a Python with 3.37."
        )
    known = {each.table.name: each for each in staged}
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        database.executescript(
            "PRAGMA page_size = 4096; PRAGMA encoding = 'UTF-8'; PRAGMA auto_vacuum = NONE; "
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
        )
        database.executescript(f"BEGIN; {_CODEBOOK}")
        for each in staged:
            database.execute(_create(each, known))
            _describe(database, each.table)
            holes = ", ".join("?" for _ in each.table.fields)
            for batch in rows(connection, each):
                database.executemany(
                    f"INSERT INTO {quote(each.table.name)} VALUES ({holes})", batch
                )
        database.execute("COMMIT")
    _sign(file)
    return [note for each in staged for note in _losses(connection, each)]


def _create(staged: Staged, known: dict[str, Staged]) -> str:
    table = staged.table
    parts = [_column(field, staged) for field in table.fields]
    if not staged.flawed:
        if table.primary_key:
            parts.append(f"PRIMARY KEY ({_names(table.primary_key)})")
        parts += [f"UNIQUE ({_names(key)})" for key in _unique(table)]
        for key in table.foreign_keys:
            if (told := _reference(table, key, known)) is not None:
                parts.append(told)
    return f"CREATE TABLE {quote(table.name)} (\n    " + ",\n    ".join(parts) + "\n) STRICT"


def _column(field: Field, staged: Staged) -> str:
    required = field.constraints.required or field.name in staged.table.primary_key
    bound = " NOT NULL" if required and field.name not in staged.empty else ""
    if field.type == "boolean":
        bound += f" CHECK ({quote(field.name)} IN (0, 1))"
    if field.type == "number" and bound:
        bound = ""  # what is no number is NULL
    return f"{quote(field.name)} {_TYPES.get(field.type, 'TEXT')}{bound}"


def _unique(table: Table) -> Iterator[tuple[str, ...]]:
    """The keys beside the primary one, each once."""
    keys = [*table.unique_keys, *((f.name,) for f in table.fields if f.constraints.unique)]
    seen = {frozenset(table.primary_key)}
    for key in keys:
        if frozenset(key) not in seen:
            seen.add(frozenset(key))
            yield key


def _reference(table: Table, key: ForeignKey, known: dict[str, Staged]) -> str | None:
    other = known.get(key.resource) if key.resource != table.name else known[table.name]
    if other is None or other.flawed:
        return None
    unique = {frozenset(each) for each in (other.table.primary_key, *_unique(other.table))}
    if frozenset(key.reference_fields) not in unique:
        return None
    return (
        f"FOREIGN KEY ({_names(key.fields)}) "
        f"REFERENCES {quote(key.resource)} ({_names(key.reference_fields)})"
    )


def _names(names: Iterable[str]) -> str:
    return ", ".join(quote(name) for name in names)


def _describe(database: sqlite3.Connection, table: Table) -> None:
    database.executemany(
        "INSERT INTO sourcebook_fields VALUES (?, ?, ?, ?, ?, ?)",
        [(table.name, f.name, f.type, f.unit, f.title, f.description) for f in table.fields],
    )
    database.executemany(
        "INSERT INTO sourcebook_codes VALUES (?, ?, ?, ?, ?)",
        [
            (table.name, field.name, str(c.value), c.label, c.description)
            for field in table.fields
            for c in field.categories
        ],
    )


def rows(connection: duckdb.DuckDBPyConnection, staged: Staged) -> Iterator[list[Any]]:
    """The values of a table as SQLite holds them, in batches of rows."""
    cells = ", ".join(_value(field) for field in staged.table.fields)
    with connection.cursor() as reader:
        reader.execute(f"SELECT {cells} FROM (SELECT {staged.values} FROM {staged.relation})")
        while batch := reader.fetchmany(_BATCH):
            yield batch


def _value(field: Field) -> str:
    name = quote(field.name)
    if field.type == "boolean":
        return f"CAST({name} AS INTEGER)"
    if field.type == "number":
        return f"CASE WHEN NOT isnan({name}) THEN {name} END"
    if field.type in ("date", "datetime", "time"):
        return f"CAST({name} AS VARCHAR)"
    return name


def _losses(connection: duckdb.DuckDBPyConnection, staged: Staged) -> Iterator[str]:
    for field in staged.table.fields:
        if field.type == "number":
            (count,) = connection.execute(
                f"SELECT count_if(isnan({quote(field.name)})) "
                f"FROM (SELECT {staged.values} FROM {staged.relation})"
            ).fetchall()[0]
            if count:
                yield f"{staged.table.name}.{field.name}: {count:,} times NaN, written as NULL"


def _sign(file: Path) -> None:
    with file.open("r+b") as target:
        target.seek(96)
        target.write(_WRITER.to_bytes(4, "big"))


def differences(connection: duckdb.DuckDBPyConnection, staged: Staged, file: Path) -> int:
    """How many rows of a table in the database are not what was written into it."""
    names = _names(field.name for field in staged.table.fields)
    taken = {field.name.lower() for field in staged.table.fields}
    order = next((f" ORDER BY {name}" for name in _ORDERS if name not in taken), "")
    query = f"SELECT {names} FROM {quote(staged.table.name)}{order}"
    wrong = 0
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as database:
        read = database.execute(query)
        for batch in rows(connection, staged):
            found = read.fetchmany(len(batch))
            if found != batch:
                short = len(batch) - len(found)
                wrong += short + sum(one != two for one, two in zip(batch, found, strict=False))
        return wrong + sum(1 for _ in read)
