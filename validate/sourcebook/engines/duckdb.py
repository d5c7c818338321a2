"""The default engine: the declaration compiled to SQL, larger than memory, two cores or sixty.

One fused pass over each table counts everything (``standard.count``); only what is violated is
fetched, with its place. The SQL of rules runs after the connection has been locked: it can reach
the tables of the dataset and nothing else of the machine.
"""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from sourcebook.declare import Target
from sourcebook.declare.binding import bind, reads
from sourcebook.declare.derived import derivations
from sourcebook.engines import foreign_keys, keys, loading, standard, typed
from sourcebook.engines.connection import connect
from sourcebook.engines.draft import Draft
from sourcebook.engines.outcome import Outcome
from sourcebook.engines.rules import Run
from sourcebook.engines.standard import Counts
from sourcebook.engines.views import lay_down
from sourcebook.errors import DeclarationError
from sourcebook.findings import Silent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sourcebook.declare import Dataset, Table
    from sourcebook.engines.sheet import Sheet
    from sourcebook.findings import Finding, Progress, TableReport


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
    needed = (*needed, *dataset.external)
    progress.start(2 * len(needed) + len(wanted))
    with tempfile.TemporaryDirectory(prefix="sourcebook-") as folder:
        scratch = Path(folder)
        with connect(dataset, scratch) as connection:
            run = Run(connection, dataset, {}, {})
            _lay_down(run, needed, scratch, progress)
            drafts = []
            for table in wanted:
                progress.step(f"rules of {table.name}")
                drafts.append(_check_table(run, run.sheets[table.name], limit))
            _raise(run)
    return Outcome(
        tuple(report for report, _ in drafts),
        tuple(finding for _, findings in drafts for finding in findings),
    )


def _raise(run: Run) -> None:
    if run.doubtful or run.failed:
        # Raises where the declaration is wrong; else it was the data that stopped a rule.
        bind(run.dataset)
    if run.failed:
        raise DeclarationError(run.failed)


@contextmanager
def computed(target: Target) -> Iterator[tuple[Target, tuple[TableReport, ...]]]:
    """A target whose views are files while the context lasts, and reports of those that are not.

    The target no longer asks for these. Raises as ``check`` does.
    """
    dataset = target.dataset
    wanted = [t for t in dataset.tables if target.only is None or t.name in target.only]
    needed = dataset.tables if target.only is None else _needed(dataset, wanted)
    if not any(table.format == "view" for table in needed):
        yield target, ()
        return
    with tempfile.TemporaryDirectory(prefix="sourcebook-") as folder:
        with connect(dataset, Path(folder), alone=True) as connection:
            run = Run(connection, dataset, {}, {})
            _lay_down(run, needed, Path(folder), Silent())
            _raise(run)
            reports = {
                name: _check_table(run, sheet, None)[0]
                for name, sheet in run.sheets.items()
                if sheet.table.format == "view"
            }
        tables = (
            run.sheets[table.name].table if table.name in run.sheets else table
            for table in dataset.tables
        )
        known = replace(dataset, tables=tuple(tables))
        only = target.only if not reports else frozenset(t.name for t in wanted) - reports.keys()
        asked = [reports[table.name] for table in wanted if table.name in reports]
        yield Target(known, only), tuple(asked)


def _lay_down(run: Run, tables: Iterable[Table], scratch: Path, progress: Progress) -> None:
    """Read tables, count what is wrong in them and show them to rules; then what they derive."""
    names = {table.name for table in tables}
    try:
        views = derivations(run.connection, run.dataset)
    except DeclarationError:
        bind(run.dataset)  # which tells all that is wrong
        raise
    _read(run, [table for table in tables if table.format != "view"], scratch, progress)
    for each in views:
        if each.table.name in names:
            table, reason = lay_down(run, each, scratch)
            _read(run, [table], scratch, progress)
            run.sheets[table.name].unable = reason


def _read(run: Run, tables: Sequence[Table], scratch: Path, progress: Progress) -> None:
    for table in tables:
        progress.step(table.path)
        run.sheets[table.name] = loading.load(
            run.connection,
            table,
            scratch,
            keyed=keys.within(table),
            joined=keys.between(table, run.dataset),
            suspicions=_suspicions(table),
            curated=run.dataset.curated,
        )
    _tell_both_sides(run)
    for table in tables:
        progress.step(f"{table.path}, {table.name}")
        _count(run, run.sheets[table.name])


def _tell_both_sides(run: Run) -> None:
    """Where one side of a foreign key is told by Python, so is the other: texts meet texts."""
    again = True
    while again:
        again = False
        for sheet in run.sheets.values():
            for key in sheet.table.foreign_keys:
                other = run.sheets.get(key.resource)
                if other is None or not sheet.readable or not other.readable:
                    continue
                for own, theirs in zip(key.fields, key.reference_fields, strict=True):
                    again |= _tell_other(run, sheet, own, other, theirs)


def _tell_other(run: Run, sheet: Sheet, own: str, other: Sheet, theirs: str) -> bool:
    sides = [(sheet, own), (other, theirs)]
    if any(side.column(name) is None for side, name in sides):
        return False
    untold = [(side, name) for side, name in sides if name not in side.told]
    if len(untold) != 1:
        return False
    side, name = untold[0]
    loading.again(run.connection, side, [name])
    return True


def _suspicions(table: Table) -> list[str]:
    return [f"NOT ({rule.expression}\n)" for rule in table.rules if rule.expression is not None]


def _needed(dataset: Dataset, wanted: Sequence[Table]) -> Sequence[Table]:
    """The tables asked for, those their keys and rules look at, and what these derive from."""
    with duckdb.connect(config={"threads": 1}) as connection:
        read = reads(connection, dataset)
        views = derivations(connection, dataset)
    names = {table.name for table in wanted}
    for table in wanted:
        names.update(key.resource for key in table.foreign_keys)
        for rule in table.rules:
            names.update(read[rule.id])
    for each in reversed(views):  # each stands after those that it reads
        if each.table.name in names:
            names.update(each.reads)
    return [table for table in dataset.tables if table.name in names]


def _count(run: Run, sheet: Sheet) -> None:
    """Count what is wrong in a table, and show rules its values."""
    if not sheet.columns:
        # It could not be read, or it is no table.
        run.counts[sheet.table.name] = Counts()
        typed.expose_nothing(run.connection, sheet)
        return
    counts = _counted(run, sheet)
    while counts.doubtful:
        loading.again(run.connection, sheet, counts.doubtful)
        _tell_both_sides(run)
        counts = _counted(run, sheet)
    run.counts[sheet.table.name] = counts
    once = sheet.table.primary_key in counts.repeated
    typed.expose(run.connection, sheet, wrong=counts.wrong, once=once)


def _counted(run: Run, sheet: Sheet) -> Counts:
    expressions = [r.expression for r in sheet.table.rules if r.expression is not None]
    try:
        if not sheet.large:
            # What is held in memory is looked at as a whole first.
            found = standard.clean(run.connection, sheet, expressions)
            if found is not None:
                return found
        run.doubtful |= bool(expressions)
        # Rules that could not be asked while the file was read are not counted with the rest.
        told = run.conditions(sheet.table) if sheet.suspicions or not sheet.large else {}
        return standard.count(run.connection, sheet, told)
    except duckdb.Error:
        # One rule's SQL fails on some row: count without rules, each of which then runs alone.
        return standard.count(run.connection, sheet, {})


def _check_table(run: Run, sheet: Sheet, limit: int | None) -> tuple[TableReport, list[Finding]]:
    table = sheet.table
    counts = run.counts.get(table.name)
    lined = bool(sheet.reading and counts and sheet.reading.lined(counts.rows))
    draft = Draft(sheet, limit, partial(typed.records, run.connection, sheet, lined))
    if not sheet.columns:
        draft.fetch = None
        if table.format == "none":
            for code in standard.OF_FILE:
                draft.count(code, 0)
        else:
            for code in _codes(draft):
                draft.skip(code, sheet.unable or "the file could not be read")
        standard.structure(draft)
        return draft.finish()
    standard.check(run.connection, draft, run.counts[table.name])
    foreign_keys.check(run.connection, draft, run.sheets)
    run.check(draft)
    return draft.finish()


def _codes(draft: Draft) -> Iterator[str]:
    table = draft.sheet.table
    yield from ("type-error", "constraint-error")
    if table.primary_key:
        yield "primary-key"
    if table.foreign_keys:
        yield "foreign-key"
    for rule in table.rules:
        yield rule.id
