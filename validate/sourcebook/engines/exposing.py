"""The tables of a dataset in DuckDB, for SQL that is no check: typed, under their own names."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sourcebook.declare import Target
from sourcebook.engines import loading, typed
from sourcebook.engines.connection import connect
from sourcebook.engines.duckdb import computed
from sourcebook.errors import UseError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    import duckdb

    from sourcebook.declare import Dataset


@contextmanager
def exposed(
    dataset: Dataset, names: Collection[str] | None = None
) -> Iterator[tuple[duckdb.DuckDBPyConnection, Path]]:
    """A locked connection with tables of a dataset, all or those named, and where it may write.

    A cell that is wrong by its schema is no value; of rows that share a key the first stands for
    all. Views are computed. Raises ``UseError`` where a table can't be read, ``DeclarationError``
    where the SQL of a view is wrong.
    """
    wanted = frozenset(table.name for table in dataset.tables if table.format != "none")
    wanted = wanted if names is None else wanted & frozenset(names)
    with (
        computed(Target(dataset, wanted)) as (target, _),
        tempfile.TemporaryDirectory(prefix="sourcebook-") as folder,
        connect(target.dataset, Path(folder)) as connection,
    ):
        for table in target.dataset.tables:
            if table.name not in wanted:
                continue
            sheet = loading.load(connection, table, Path(folder))
            if not sheet.readable:
                raise UseError(f"{table.path}: can't be read. Run `sourcebook validate` on it.")
            wrong = {field.name for field in sheet.checked}
            typed.expose(connection, sheet, wrong=wrong, once=bool(table.primary_key))
        yield connection, Path(folder)
