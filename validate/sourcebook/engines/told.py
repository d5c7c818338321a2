"""What SQL can't tell of a field is told by ``declare.lexical``, once for each distinct text.

For such a field a table is laid down with each text that stands in its column: ``cell``, its
``value`` in SQL, the ``key`` that equal values share, and what is ``wrong`` with it: nothing (the
empty text), ``type-error``, or the constraints that it breaks, separated by blanks.
"""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sourcebook.declare import lexical
from sourcebook.declare.binding import quote
from sourcebook.engines import fields, sql
from sourcebook.engines.reading import MISFIT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import duckdb

    from sourcebook.declare import Field

TYPE_ERROR = "type-error"
_BATCH = 100_000


def lay_down(
    connection: duckdb.DuckDBPyConnection, field: Field, name: str, texts: str, *, native: bool
) -> str:
    """Make the table of a field's texts, which the SELECT ``texts`` gives; its name as SQL.

    ``native``: some cells hold values that were of another type in their source (``MISFIT``).
    """
    table = f"told.{quote(name)}"
    connection.execute(
        f"CREATE OR REPLACE TABLE {table} "
        f"(cell VARCHAR, value {fields.sql_type(field)}, key VARCHAR, wrong VARCHAR)"
    )
    # A cursor of its own: the batches are read while others are written.
    with connection.cursor() as reader:
        reader.execute(f"SELECT DISTINCT cell FROM ({texts}) AS texts(cell) WHERE cell IS NOT NULL")
        while batch := reader.fetchmany(_BATCH):
            told = list(tell(field, (row[0] for row in batch), native=native))
            connection.execute(
                f"INSERT INTO {table} SELECT cell, TRY_CAST(value AS {fields.sql_type(field)}), "
                "key, wrong FROM (SELECT unnest(?::VARCHAR[]) AS cell, "
                "unnest(?::VARCHAR[]) AS value, unnest(?::VARCHAR[]) AS key, "
                "unnest(?::VARCHAR[]) AS wrong)",
                [list(column) for column in zip(*told, strict=True)],
            )
    return table


def tell(
    field: Field, texts: Iterable[str], *, native: bool = False
) -> Iterator[tuple[str, str | None, str | None, str]]:
    """For each text: itself, its value and its key as text, and what is wrong with it."""
    read, check = lexical.reader(field), lexical.checker(field)
    for text in texts:
        value = lexical.INVALID if native and text.startswith(MISFIT) else read(text)
        if value is lexical.INVALID:
            yield text, None, None, TYPE_ERROR
        else:
            key = lexical.canonical(field, value)
            yield text, _in_sql(value, text), key, " ".join(check(value))


def _in_sql(value: Any, text: str) -> str:
    """A logical value as a text that casts to the type of its field."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (str, int)):
        return str(value)
    if isinstance(value, Decimal):
        return str(value) if value.is_finite() else str(float(value))
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    return text  # what has no type of its own in SQL is kept as it is written


def is_type_error(wrong: str) -> str:
    return f"{wrong} = {sql.literal(TYPE_ERROR)}"


def breaks(wrong: str, constraint: str) -> str:
    return f"list_contains(string_split({wrong}, ' '), {sql.literal(constraint)})"
