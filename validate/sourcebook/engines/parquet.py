"""A Parquet file in DuckDB: its columns as they are typed, and as text only where that is asked.

A column whose type is that of its field is checked as it stands (``Sheet.direct``), which costs no
parsing. Any other is read as the text that a CSV would hold, and told like one; a value that as a
text would pass for what it is not (a number in a string field) is marked as a ``MISFIT``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sourcebook.declare.binding import quote
from sourcebook.engines import labels, sql
from sourcebook.engines.geometry import added
from sourcebook.engines.reading import MISFIT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import duckdb

    from sourcebook.declare import Field
    from sourcebook.engines.sheet import Sheet

LARGE = 8 << 20
"""Bytes from which the rows of a file are not held in memory as a whole; CSV is ten times that."""

_INTEGERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")
_WORDS = ("VARCHAR", "UUID")
_TYPES = {
    "string": ("VARCHAR",),
    "any": ("VARCHAR",),
    "integer": _INTEGERS,
    "year": ("SMALLINT", "INTEGER"),
    "number": ("DOUBLE", "TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT", "UINTEGER"),
    "boolean": ("BOOLEAN",),
    "date": ("DATE",),
    "datetime": ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"),
    "time": ("TIME",),
}
"""For each type of field, the column types that hold such values and no others."""


def ways(
    connection: duckdb.DuckDBPyConnection, sheet: Sheet, scratch: Path
) -> Iterator[Callable[[], None]]:
    """The one way to make ``raw`` of a Parquet file."""
    yield lambda: _read(connection, sheet, scratch)


def _read(connection: duckdb.DuckDBPyConnection, sheet: Sheet, scratch: Path) -> None:
    file = sql.plain_path(sheet.table.source, scratch)
    sheet.large = file.is_file() and file.stat().st_size >= LARGE
    source = f"read_parquet({sql.literal(str(file))}"
    described = connection.execute(f"DESCRIBE SELECT * FROM {source})").fetchall()
    geo = connection.execute(
        "SELECT decode(value) FROM parquet_kv_metadata(?) WHERE decode(key) = 'geo'", [str(file)]
    ).fetchone()
    geometry = added(sheet.table, geo[0] if geo else None)
    described = [row for row in described if row[0] not in geometry]
    sheet.columns, faults = labels.match([row[0] for row in described], sheet.table)
    sheet.faults += faults
    sheet.labels = [row[0] for row in described]
    columns = []
    for number, ((name, kind, *_), declared) in enumerate(
        zip(described, sheet.columns, strict=True), start=1
    ):
        columns.append(f"{_written(quote(name), kind, declared)} AS {sql.written(number)}")
        if declared is not None and _fits(kind, declared):
            columns.append(f"{quote(name)} AS {sql.written(number, 'p')}")
            sheet.direct[declared.name] = _value(sql.written(number, "p"), declared)
    connection.execute(
        f"CREATE {'VIEW' if sheet.large else 'TABLE'} {sheet.raw} AS SELECT "
        f'file_row_number + 2 AS "?row", false AS "?broken", false AS "?blank", '
        f"{', '.join(columns)} FROM {source}, file_row_number=true)"
    )


def _fits(kind: str, declared: Field) -> bool:
    if declared.format != "default":
        return False
    decimal = re.fullmatch(r"DECIMAL\((\d+),\d+\)", kind)
    if declared.type == "number" and decimal:
        return int(decimal[1]) <= 15  # digits that a double keeps
    return kind in _TYPES.get(declared.type, ())


def _value(column: str, declared: Field) -> str:
    casts = {"integer": "BIGINT", "number": "DOUBLE", "year": "INTEGER", "datetime": "TIMESTAMP"}
    cast = casts.get(declared.type)
    return f"CAST({column} AS {cast})" if cast else column


def _written(cell: str, kind: str, declared: Field | None) -> str:
    """A cell as text, in the words that its field has for it."""
    of = "any" if declared is None else declared.type
    if kind == "BOOLEAN" and declared is not None and of == "boolean":
        words = [sql.literal(each[0]) for each in (declared.true_values, declared.false_values)]
        return f"CASE {cell} WHEN true THEN {words[0]} WHEN false THEN {words[1]} END"
    if kind == "DATE" and of == "yearmonth":
        return f"strftime({cell}, '%Y-%m')"
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f"replace(CAST({cell} AT TIME ZONE 'UTC' AS VARCHAR), ' ', 'T') || 'Z'"
    if kind.startswith("TIMESTAMP"):
        return f"replace(CAST({cell} AS VARCHAR), ' ', 'T')"
    if kind in ("DOUBLE", "FLOAT") and of in ("integer", "year"):
        # Whole numbers beside empty cells are fractions to pandas, which so wrote them.
        whole = f"CAST(TRY_CAST({cell} AS BIGINT) AS VARCHAR)"
        return f"CASE WHEN {cell} = trunc({cell}) THEN {whole} ELSE CAST({cell} AS VARCHAR) END"
    if kind.endswith("]") and of == "list" and declared is not None:
        return f"array_to_string({cell}, {sql.literal(declared.delimiter)})"
    if kind.endswith("]") or kind.startswith(("STRUCT", "MAP")):
        return f"CAST(to_json({cell}) AS VARCHAR)"
    text = f"CAST({cell} AS VARCHAR)"
    enum = kind.startswith("ENUM")
    if (of == "string" and kind not in _WORDS and not enum) or (
        of == "boolean" and kind != "VARCHAR"
    ):
        return f"{sql.literal(MISFIT)} || {text}"
    return text
