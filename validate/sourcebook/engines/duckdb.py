"""The default engine: the declaration compiled to SQL, larger than memory, two cores or sixty.

One fused pass over each table counts everything (``standard.count``); only what is violated is
fetched, with its place. The SQL of rules runs after the connection has been locked: it can reach
the tables of the dataset and nothing else of the machine.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from sourcebook.declare.binding import LOCK, bind, reads
from sourcebook.engines import foreign_keys, sql, standard
from sourcebook.engines import sheet as sheets_
from sourcebook.engines.draft import Draft
from sourcebook.engines.outcome import Outcome
from sourcebook.engines.rules import Run
from sourcebook.engines.standard import Counts
from sourcebook.errors import DeclarationError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sourcebook.declare import Dataset, Table, Target
    from sourcebook.engines.sheet import Sheet
    from sourcebook.findings import Progress


def connect(dataset: Dataset, scratch: Path) -> duckdb.DuckDBPyConnection:
    """A connection that can read the files of a dataset and ``scratch``, and nothing else.

    Raises ``duckdb.Error`` where DuckDB itself can't start.
    """
    connection = duckdb.connect()
    files = sql.listed(str(table.source.absolute()) for table in dataset.tables)
    connection.execute(f"SET allowed_paths = [{files[1:-1]}]")
    connection.execute(f"SET allowed_directories = [{sql.literal(str(scratch))}]")
    connection.execute(f"SET temp_directory = {sql.literal(str(scratch))}")
    # What a table means does not depend on where it is read.
    connection.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
    if all(_size(table.source) < sheets_.LARGE for table in dataset.tables):
        # A second thread costs more to start than small tables cost to check.
        connection.execute("SET threads = 1")
    connection.execute(LOCK)
    connection.execute("CREATE SCHEMA raw; CREATE SCHEMA typed")
    return connection


def _size(file: Path) -> int:
    return file.stat().st_size if file.is_file() else 0


def check(target: Target, limit: int | None, progress: Progress) -> Outcome:
    """Check a dataset with DuckDB. See ``outcome.Engine``.

    Raises ``DeclarationError`` where the SQL of a rule is wrong, ``OSError`` where the machine has
    no room left for the work.
    """
    try:
        return _check(target, limit, progress)
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        raise OSError(str(error).splitlines()[0]) from error


def _check(target: Target, limit: int | None, progress: Progress) -> Outcome:
    dataset = target.dataset
    wanted = [t for t in dataset.tables if target.only is None or t.name in target.only]
    needed = dataset.tables if target.only is None else _needed(dataset, wanted)
    progress.start(len(needed) + len(wanted))
    with tempfile.TemporaryDirectory(prefix="sourcebook-") as folder:
        scratch = Path(folder)
        with connect(dataset, scratch) as connection:
            run = Run(connection, dataset, {}, {})
            for table in needed:
                progress.step(table.path)
                sheet = sheets_.load(connection, table, scratch)
                run.sheets[table.name] = sheet
                run.counts[table.name] = _count(run, sheet)
                if sheet.readable:
                    counts = run.counts[table.name]
                    once = table.primary_key in counts.repeated
                    sheets_.expose(connection, sheet, wrong=counts.wrong, once=once)
                else:
                    sheets_.expose_nothing(connection, sheet)
            drafts = []
            for table in wanted:
                progress.step(f"rules of {table.name}")
                draft = Draft(run.sheets[table.name], limit)
                _check_table(run, draft)
                drafts.append(draft.finish())
            if run.doubtful or run.failed:
                # Raises where the declaration is wrong; else it was the data that stopped a rule.
                bind(dataset)
            if run.failed:
                raise DeclarationError(run.failed)
    return Outcome(
        tuple(report for report, _ in drafts),
        tuple(finding for _, findings in drafts for finding in findings),
    )


def _needed(dataset: Dataset, wanted: Sequence[Table]) -> list[Table]:
    """The tables asked for, and those which their keys and rules look at."""
    with duckdb.connect(config={"threads": 1}) as connection:
        read = reads(connection, dataset)
    names = {table.name for table in wanted}
    for table in wanted:
        names.update(key.resource for key in table.foreign_keys)
        for rule in table.rules:
            names.update(read[rule.id])
    return [table for table in dataset.tables if table.name in names]


def _count(run: Run, sheet: Sheet) -> Counts:
    if not sheet.readable:
        return Counts()
    try:
        if not sheet.large:
            # What is held in memory is looked at as a whole first; a file is read only once.
            expressions = [r.expression for r in sheet.table.rules if r.expression is not None]
            found = standard.clean(run.connection, sheet, expressions)
            if found is not None:
                return found
        run.doubtful |= any(rule.expression is not None for rule in sheet.table.rules)
        return standard.count(run.connection, sheet, run.conditions(sheet.table))
    except duckdb.Error:
        # One rule's SQL fails on some row: count without rules, each of which then runs alone.
        return standard.count(run.connection, sheet, {})


def _check_table(run: Run, draft: Draft) -> None:
    table = draft.sheet.table
    if not draft.sheet.readable:
        for code in _codes(draft):
            draft.skip(code, "the file could not be read")
        standard.structure(draft)
        return
    standard.check(run.connection, draft, run.counts[table.name])
    foreign_keys.check(run.connection, draft, run.sheets)
    run.check(draft)


def _codes(draft: Draft) -> Iterator[str]:
    table = draft.sheet.table
    yield from ("type-error", "constraint-error")
    if table.primary_key:
        yield "primary-key"
    if table.foreign_keys:
        yield "foreign-key"
    for rule in table.rules:
        yield rule.id
