"""The Arrow schema of a table: types, nullability and what each column means.

Titles, descriptions and units go into the metadata of fields, where Parquet keeps them:
``pyarrow.parquet.read_schema(file).field("height").metadata[b"unit"]``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

    from sourcebook.declare import Field, Table


def arrow_schema(table: Table, empty: frozenset[str] = frozenset()) -> pa.Schema:
    """The columns of a table as Arrow sees them, in the order of its schema.

    ``empty`` are fields that have no value somewhere, whatever is declared of them.
    """
    import pyarrow as pa

    columns = [_column(field, table, empty) for field in table.fields]
    return pa.schema(columns, _words(table, "name", "title", "description"))


def _column(field: Field, table: Table, empty: frozenset[str]) -> pa.Field:
    import pyarrow as pa

    required = field.constraints.required or field.name in table.primary_key
    nullable = not required or field.name in empty
    words = _words(field, "title", "description", "unit")
    return pa.field(field.name, arrow_type(field), nullable, words)


def arrow_type(field: Field) -> pa.DataType:
    """The Arrow type of a field.

    Codes stay plain strings (Parquet stores them as a dictionary anyway), so that a join on them
    needs no cast in pandas or Polars. A year with a month is no day, so it stays text.
    """
    import pyarrow as pa

    types: dict[str, pa.DataType] = {
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
        "datetime": pa.timestamp("us"),
        "time": pa.time64("us"),
        "year": pa.int32(),
    }
    return types.get(field.type, pa.string())


def _words(thing: Field | Table, *names: str) -> dict[str, str]:
    found = {name: getattr(thing, name) for name in names}
    return {name: text.strip() for name, text in found.items() if text}
