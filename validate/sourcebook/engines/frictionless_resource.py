"""A table's data as frictionless-py is told of it: its files, how they are written, or its rows.

Nothing is guessed: dialect, header rows and encoding are always said. What frictionless-py reads
otherwise than the standard, or not at all, is handed over in a form that it reads: several files as
one (Q24), a text inside the descriptor as a file, JSON, spreadsheets and Parquet as rows.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sourcebook.engines import reading
from sourcebook.engines.frictionless_schema import schema
from sourcebook.engines.geometry import added
from sourcebook.engines.reading import source, spreadsheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from sourcebook.declare import ForeignKey, Table

COUNTED = ("md5", "sha256")
"""The hashes that frictionless-py counts (Q31)."""


class Unreadable(Exception):  # noqa: N818 - a reason, for coverage, and nobody's fault
    """frictionless-py can't be told of this data; the text says why."""


def descriptor(
    table: Table, tables: Iterable[Table], keys: Sequence[ForeignKey], scratch: Path
) -> dict[str, Any]:
    """A package of the table, first, and of those that the foreign ``keys`` refer to.

    Resources get names of their own, because frictionless-py takes lower case only. Raises
    ``Unreadable``, and ``OSError`` or ``ValueError`` where a file has to be read and can't be.
    """
    referred = {key.resource for key in keys} - {table.name}
    needed = [table, *(other for other in tables if other.name in referred)]
    names = {other.name: f"table-{number}" for number, other in enumerate(needed)}
    resources = [
        _resource(_below_comments(other, scratch), names[other.name], scratch) for other in needed
    ]
    if keys:
        resources[0]["schema"]["foreignKeys"] = [
            {
                "fields": list(key.fields),
                "reference": {
                    "resource": "" if key.resource == table.name else names[key.resource],
                    "fields": list(key.reference_fields),
                },
            }
            for key in keys
        ]
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "resources": resources,
    }


def _below_comments(table: Table, scratch: Path) -> Table:
    """A table whose header stands below comments, with the record at which it does.

    frictionless-py takes the comment for the header, which then has no word, and checks the header
    as a row.
    """
    dialect = table.dialect
    commented = dialect.comment_char is not None or dialect.comment_rows
    if not (dialect.header and commented and dialect.header_rows == (1,)):
        return table
    read = reading.read(table, scratch)
    if not read.readable or read.first == 2:
        return table
    return replace(table, dialect=replace(dialect, header_rows=(read.first - 1,)))


def _resource(table: Table, name: str, scratch: Path) -> dict[str, Any]:
    if table.format == "none":
        return {"name": name, "type": "file", **_file(table.source), **_counts(table)}
    found: dict[str, Any] = {"name": name, "type": "table"}
    if table.schema is not None or table.fields:
        found["schema"] = schema(table)
    if table.format == "csv":
        return {**found, **_csv(table, name, scratch), **_counts(table)}
    if table.format == "inline" and isinstance(table.data, str):
        file = scratch / f"{name}.csv"
        file.write_text(table.data, encoding="utf-8", newline="")
        return {**found, **_csv_file(file), "encoding": "utf-8", **_dialect(table)}
    rows = _rows(table, scratch)
    if not rows:
        raise Unreadable("frictionless-py reads no empty list of rows")
    if not isinstance(rows[0], dict):
        return {**found, "data": rows, "dialect": _lines(table)}
    if "schema" in found and table.fields_match == "exact":
        found["schema"]["fieldsMatch"] = "equal"  # objects have no order in which to be exact
    return {**found, "data": _unkeyed(table, rows), "dialect": {"header": True, "headerRows": [1]}}


def _unkeyed(table: Table, rows: list[dict[str, Any]]) -> list[list[Any]]:
    """The keys of objects and their values. frictionless-py itself takes only what fields name."""
    given = table.dialect.item_keys or dict.fromkeys(key for row in rows for key in row)
    names = [field.name for field in table.fields if field.name in given]
    keys = [*names, *(key for key in given if key not in names)]
    return [keys, *([row.get(key) for key in keys] for row in rows)]


def _csv(table: Table, name: str, scratch: Path) -> dict[str, Any]:
    if table.parts:
        joined = source.text(table, scratch / f"{name}.csv").file
        return {**_csv_file(joined), "encoding": "utf-8", **_dialect(table)}
    found = {**_csv_file(table.source), "encoding": table.encoding, **_dialect(table)}
    if table.compression is not None:
        found["compression"] = table.compression
        if table.inner_path is not None:
            found["innerpath"] = table.inner_path
    return found


def _file(file: Path) -> dict[str, Any]:
    return {"path": str(file.absolute()), "scheme": "file"}


def _csv_file(file: Path) -> dict[str, Any]:
    return {**_file(file), "format": "csv", "mediatype": "text/csv"}


def _counts(table: Table) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if counted(table, "byte-count"):
        found["bytes"] = table.bytes
    if counted(table, "hash-count"):
        found["hash"] = table.hash
    return found


def counted(table: Table, code: str) -> bool:
    """Whether frictionless-py checks the size, or the hash, that is declared of a file."""
    if table.parts or table.format not in ("csv", "none"):
        return False
    if code == "byte-count":
        return bool(table.bytes)
    return table.hash is not None and (":" not in table.hash or table.hash.startswith(COUNTED))


def _lines(table: Table) -> dict[str, Any]:
    """Which records are the header and which are comments."""
    dialect = table.dialect
    found: dict[str, Any] = {"header": dialect.header, "headerJoin": dialect.header_join}
    if dialect.header:
        found["headerRows"] = list(dialect.header_rows)
    if dialect.comment_char is not None:
        found["commentChar"] = dialect.comment_char
    if dialect.comment_rows:
        found["commentRows"] = list(dialect.comment_rows)
    return found


def _dialect(table: Table) -> dict[str, Any]:
    dialect = table.dialect
    if len(dialect.delimiter) != 1:
        raise Unreadable("frictionless-py reads no delimiter of several characters")
    if dialect.line_terminator not in (None, "\n", "\r\n", "\r"):
        raise Unreadable("frictionless-py ignores lineTerminator (Q12)")
    if not dialect.double_quote and dialect.escape_char is None:
        raise Unreadable("frictionless-py ignores doubleQuote where there is no escapeChar")
    csv: dict[str, Any] = {
        "delimiter": dialect.delimiter,
        "quoteChar": dialect.quote_char or "",
        "doubleQuote": dialect.double_quote,
        "skipInitialSpace": dialect.skip_initial_space,
        "lineTerminator": "\r\n",
    }
    if dialect.escape_char is not None:
        csv["escapeChar"] = dialect.escape_char
    return {"dialect": {**_lines(table), "csv": csv}}


def _rows(table: Table, scratch: Path) -> list[Any]:
    """The rows of a table that is no text, the first of them its header."""
    if table.format == "parquet":
        return _parquet(table)
    if table.format == "xlsx":
        return _spreadsheet(table, scratch)
    if table.format == "inline":
        given = table.data
    else:
        text = source.text(table, scratch / "text.json").file.read_text(encoding="utf-8-sig")
        if table.format == "ndjson":
            return [json.loads(line) for line in text.split("\n") if line.strip()]
        given = json.loads(text)
    for key in (table.dialect.property or "").split(".") if isinstance(given, dict) else ():
        given = given[key]
    if not isinstance(given, list):
        raise Unreadable("there is no list of rows to give to frictionless-py")
    return given


def _spreadsheet(table: Table, scratch: Path) -> list[list[Any]]:
    """The rows of a sheet, which is a rectangle, without the empty cells beyond the header."""
    rows = list(spreadsheet.read(table, scratch)())
    header = [rows[number - 1] for number in table.dialect.header_rows if number <= len(rows)]
    width = max((_filled(row) for row in header), default=len(table.fields))
    return [row[: max(width, _filled(row))] for row in rows]


def _filled(row: Sequence[Any]) -> int:
    """How many cells there are up to the last that is not empty."""
    return max((column for column, cell in enumerate(row, start=1) if cell is not None), default=0)


def _parquet(table: Table) -> list[list[Any]]:
    """The labels and the rows of a Parquet file, months as the texts that the standard has.

    frictionless-py's own reading of Parquet, through pandas, turns the integers of a column with
    empty cells into fractions.
    """
    import pyarrow.parquet as pq

    data = pq.read_table(table.source)
    data = data.drop_columns(list(added(table, (data.schema.metadata or {}).get(b"geo"))))
    months = {field.name for field in table.fields if field.type == "yearmonth"}
    columns = [
        [cell.strftime("%Y-%m") if hasattr(cell, "strftime") else cell for cell in column]
        if name in months
        else column
        for name, column in zip(data.column_names, data.to_pydict().values(), strict=True)
    ]
    return [list(data.column_names), *(list(row) for row in zip(*columns, strict=True))]
