"""Two versions of a dataset compared: their declarations, then the rows of every table in both.

Rows are compared as values under the keys of their tables, whatever the files look like: a dataset
that is kept by hand and the package that was built of it are the same.
"""

from __future__ import annotations

import filecmp
from collections import Counter
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sourcebook.findings import Silent
from sourcebook.package import history
from sourcebook.releases.changes import Diff, Level, SchemaChange, TableDiff, Version
from sourcebook.releases.schemas import schemas
from sourcebook.releases.views import NOTE as VIEW
from sourcebook.releases.views import compared

if TYPE_CHECKING:
    import duckdb

    from sourcebook.declare import Dataset, Table
    from sourcebook.findings import Progress
    from sourcebook.releases.views import Compared


def compare(
    old: Dataset,
    new: Dataset,
    *,
    labels: tuple[str, str] | None = None,
    limit: int | None = None,
    progress: Progress | None = None,
) -> Diff:
    """What differs; ``limit`` bounds how many rows of a kind, and cells, a table lists.

    ``labels`` are the names under which the two are told. Raises ``UseError`` where a table can't
    be read.
    """
    progress = progress or Silent()
    before, after = tables(old), tables(new)
    changes = list(schemas(old, new, before, after))
    progress.start(len(after) + 1)
    with (
        TemporaryDirectory(prefix="sourcebook-diff-") as folder,
        _connect(folder) as connection,
        compared(old, new, before, after) as those,
    ):
        scratch = Path(folder).resolve()
        changes = [_excused(change, those) for change in changes]
        diffs = _rows(connection, those, changes, limit, scratch, progress)
        progress.step("look for reasons")
        for table in those.new:
            if table.claims is not None:
                from sourcebook.releases.reasons import explain
                from sourcebook.releases.source import Source

                source = Source(connection, table, "claims", scratch / "claims")
                diffs = explain(connection, source, diffs, after)
    sides = labels or (str(old.root), str(new.root))
    versions = [
        Version(label, dataset.name, dataset.version)
        for label, dataset in zip(sides, (old, new), strict=True)
    ]
    return Diff(versions[0], versions[1], tuple(changes), tuple(diffs))


def tables(dataset: Dataset) -> list[Table]:
    """The tables of a dataset but for that of its own history, which every release makes longer."""
    return [t for t in dataset.tables if dataset.curated or t.name != history.TABLE]


def _rows(
    connection: duckdb.DuckDBPyConnection,
    those: Compared,
    changes: list[SchemaChange],
    limit: int | None,
    scratch: Path,
    progress: Progress,
) -> list[TableDiff]:
    """The rows of each table; that a file which is none is another one is added to ``changes``."""
    there = {table.name: table for table in those.old}
    known = {table.name for table in those.new}
    diffs: list[TableDiff] = []
    for table in those.new:
        progress.step(f"compare {table.name}")
        was = there.get(table.name)
        if "none" in (table.format, was.format if was else ""):
            changes += _file(was, table)
        else:
            found = _table(connection, was, table, limit, scratch)
            if table.name in those.views:
                found = replace(found, note=f"{VIEW} {found.note or ''}".strip())
            diffs.append(found)
    gone = [t for t in those.old if t.name not in known and t.format != "none"]
    return [*diffs, *(_gone(connection, table, scratch) for table in gone)]


def _excused(change: SchemaChange, those: Compared) -> SchemaChange:
    """A change of a view, which says why its rows could not be compared if that is so."""
    if change.what != "view" or change.table not in those.unable:
        return change
    reason = those.unable[change.table].rstrip(".")
    return replace(change, why=f"{change.why} They could not be compared: {reason}.")


def _connect(folder: str) -> duckdb.DuckDBPyConnection:
    import duckdb

    from sourcebook.engines.sheet import schemas as rooms

    connection = duckdb.connect(
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            # Rows are put in order at the end; to keep that of the file costs memory.
            "preserve_insertion_order": "false",
            "temp_directory": str(Path(folder) / "spill"),
        }
    )
    connection.execute("SET enable_progress_bar = false")
    rooms(connection)
    return connection


def _table(
    connection: duckdb.DuckDBPyConnection,
    old: Table | None,
    new: Table,
    limit: int | None,
    scratch: Path,
) -> TableDiff:
    from sourcebook.releases.rows import compare as rows
    from sourcebook.releases.shared import trim
    from sourcebook.releases.source import Source

    names = tuple(each.name for each in new.fields)
    if old is not None and _identical(old, new):
        source = Source(connection, new, "new", scratch / "new")
        many = source.count()
        source.close()
        return TableDiff(new.name, new.primary_key, many, many, fields=names, by_field={})
    trimmed = None if old is None else trim(connection, old, new, scratch / "lines")
    if trimmed is not None:
        old, new = trimmed.old, trimmed.new
    after = Source(connection, new, "new", scratch / "new")
    if old is None:
        many = after.count()
        after.close()
        return TableDiff(
            new.name, new.primary_key, 0, many, added=many, fields=names, by_field={},
            note="The table is new; its rows are not listed.",
        )  # fmt: skip
    before = Source(connection, old, "old", scratch / "old")
    try:
        found = rows(connection, before, after, limit)
    finally:
        before.close()
        after.close()
    if trimmed is None:
        return found
    sizes = found.old_rows + trimmed.rows, found.new_rows + trimmed.rows
    return replace(found, old_rows=sizes[0], new_rows=sizes[1])


def _gone(connection: duckdb.DuckDBPyConnection, table: Table, scratch: Path) -> TableDiff:
    from sourcebook.releases.source import Source

    source = Source(connection, table, "old", scratch / "old")
    many = source.count()
    source.close()
    names = tuple(each.name for each in table.fields)
    return TableDiff(
        table.name, table.primary_key, many, 0, removed=many, fields=names, by_field={},
        note="The table is gone; its rows are not listed.",
    )  # fmt: skip


def _identical(old: Table, new: Table) -> bool:
    """Whether both read the same bytes in the same way, so that there is nothing to compare."""
    alike = (old.fields, old.dialect, old.format, old.encoding, old.data, old.compression)
    if alike != (new.fields, new.dialect, new.format, new.encoding, new.data, new.compression):
        return False
    files = list(zip(old.files, new.files, strict=False))
    return len(old.files) == len(new.files) and all(
        one.is_file() and other.is_file() and filecmp.cmp(one, other, shallow=False)
        for one, other in files
    )


def _file(old: Table | None, new: Table) -> list[SchemaChange]:
    """Of what is no table (a text, a picture), that it is another file."""
    if old is None or Counter(old.files) == Counter(new.files) or _identical(old, new):
        return []
    why = "It is another file; what is in it can't be told."
    return [SchemaChange(new.name, None, "file", old.path, new.path, Level.PATCH, why)]
