"""A large file of text as one that is quick to read: each of sixty rules may read it anew."""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import TYPE_CHECKING

import duckdb

from sourcebook.engines.sql import literal
from sourcebook.exchange.storing import storage

if TYPE_CHECKING:
    from pathlib import Path

    from sourcebook.declare import Table

LARGE = 8 << 20
"""Bytes from which it is worth the while."""
_MEMORY = "256MiB"


def quick(table: Table, scratch: Path) -> Table:
    """The table with its cells as texts in Parquet, uncompressed; as it is where it is small.

    Its file is one that ``editing`` wrote. An empty cell is no value, as it is in CSV. Raises
    ``OSError`` where the disk has no room.
    """
    if table.source.stat().st_size < LARGE or "" not in _marks(table):
        return table
    with table.source.open(encoding="utf-8", newline="") as lines:
        labels = next(csv.reader(lines, delimiter=table.dialect.delimiter))
    place = scratch / f"{table.name}.parquet"
    columns = ", ".join(f"{literal(label)}: 'VARCHAR'" for label in labels)
    try:
        with duckdb.connect() as connection:
            connection.execute("SET enable_progress_bar = false")
            connection.execute(f"SET memory_limit = '{_MEMORY}'")
            connection.execute(f"SET temp_directory = {literal(str(scratch))}")
            connection.execute(f"""
                COPY (
                    FROM read_csv({literal(str(table.source))}, columns = {{{columns}}},
                        auto_detect = false, header = true, strict_mode = true,
                        delim = {literal(table.dialect.delimiter)}, quote = '"', escape = '"')
                ) TO {literal(str(place))} (FORMAT parquet, COMPRESSION uncompressed)""")
    except duckdb.OutOfMemoryException:  # Its cells are so long that it is no quicker.
        return table
    except duckdb.IOException as error:
        raise storage(error) from error
    return replace(table, source=place, format="parquet")


def _marks(table: Table) -> set[str]:
    """What stands for no value in all fields."""
    return set.intersection(*({*field.missing_values} for field in table.fields))
