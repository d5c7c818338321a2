"""A connection that can read the files of a dataset and nothing else of the machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from sourcebook.declare.binding import LOCK
from sourcebook.engines import sql
from sourcebook.engines.sheet import schemas
from sourcebook.engines.textfile import LARGE

if TYPE_CHECKING:
    from pathlib import Path

    from sourcebook.declare import Dataset

WIDE = 100
"""Fields from which a table is wide."""
_THOROUGH = frozenset(
    {"common_subexpressions", "join_order", "projection_placement", "statistics_propagation"}
)
"""Optimizers whose time grows with the cube of the columns: minutes for a thousand."""

SMALL = 16 << 20
"""Bytes of all files up to which planning a statement costs more than running it."""
_PLANNED = frozenset(
    [
        "build_side_probe_side",
        "cte_filter_pusher",
        "cte_inlining",
        "deliminator",
        "filter_pullup",
        "filter_pushdown",
        "in_clause",
        "join_order",
        "limit_pushdown",
        "materialized_cte",
        "top_n",
        "unnest_rewriter",
        "unused_columns",
    ]
)
"""Optimizers without which the time of a query may grow faster than its tables; others save a share
of it, and cost small tables a seventh of the whole check."""


def connect(dataset: Dataset, scratch: Path, *, alone: bool = False) -> duckdb.DuckDBPyConnection:
    """A connection that can read the files of a dataset and ``scratch``, and nothing else.

    ``alone``: with one thread, so that the sum of many fractions is the same each time. Raises
    ``duckdb.Error`` where DuckDB itself can't start.
    """
    connection = duckdb.connect()
    tables = (*dataset.tables, *dataset.external)
    files = sql.listed(str(file.absolute()) for table in tables for file in table.files)
    connection.execute(f"SET allowed_paths = [{files[1:-1]}]")
    connection.execute(f"SET allowed_directories = [{sql.literal(str(scratch))}]")
    connection.execute(f"SET temp_directory = {sql.literal(str(scratch))}")
    # What a table means does not depend on where it is read.
    connection.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
    sizes = [_size(file) for table in tables for file in table.files]
    if alone or all(size < LARGE for size in sizes):
        # A second thread costs more to start than small tables cost to check.
        connection.execute("SET threads = 1")
    spared: set[str] = set()
    if any(len(table.fields) > WIDE for table in tables):
        spared |= _THOROUGH
    if sum(sizes) <= SMALL:
        known = connection.execute("SELECT name FROM duckdb_optimizers()").fetchall()
        spared |= {name for (name,) in known} - _PLANNED
    connection.execute(f"SET disabled_optimizers = {sql.literal(','.join(sorted(spared)))}")
    connection.execute(LOCK)
    schemas(connection)
    return connection


def _size(file: Path) -> int:
    return file.stat().st_size if file.is_file() else 0
