"""Derived views on their way to being tables like others: computed, and laid down as Parquet.

The SELECT of a view runs where the SQL of rules does: it reaches the tables of the dataset and
nothing else of the machine. Rows are sorted by the primary key, so that they are numbered in the
same way each time.

One mistake is one finding: a view that may read a wrong cell is not computed, and what is found in
a view is not told while a table that it reads has errors; coverage says so. What somebody has
waived is taken as it is.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import duckdb

from sourcebook.declare import derived
from sourcebook.declare.binding import quote
from sourcebook.declare.waivers import read_waivers
from sourcebook.engines import formulas, sql
from sourcebook.engines.outcome import Outcome
from sourcebook.errors import Mistake
from sourcebook.findings import Coverage, Severity, Status

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from sourcebook.declare import Dataset, Table
    from sourcebook.declare.derived import Derivation
    from sourcebook.engines.rules import Run
    from sourcebook.findings import TableReport

_WAIVABLE = "constraint-error"
"""The one fault of a cell with which it has a value all the same."""


def lay_down(run: Run, each: Derivation, scratch: Path) -> tuple[Table, str | None]:
    """The table that a view gives, as a file in ``scratch``; or the view, and why it gives none.

    The tables that it reads must have been counted and exposed. A fault of the SQL is noted in
    ``run.failed``.
    """
    view = each.table
    waived = _waived(run, each.reads)
    reason = run.unknown(each.reads, waived)
    if reason is not None:
        run.doubtful = True
        return view, f"it reads what is wrong: {reason}"
    file = scratch / f"view {len([*scratch.glob('view *.parquet')])}.parquet"
    with _as_they_are(run, waived):
        kinds, mistakes = derived.columns(run.connection, view, run.dataset)
        if not mistakes:
            mistakes = _write(run, view, kinds, file)
    if mistakes:
        run.failed += mistakes
        return view, f"its SQL failed: {mistakes[0].message}"
    return replace(view, format="parquet", source=file), None


def _write(run: Run, view: Table, kinds: dict[str, str], file: Path) -> list[Mistake]:
    values = ", ".join(
        f"{derived.value(field, kinds[field.name])} AS {quote(field.name)}" for field in view.fields
    )
    # Where keys repeat, which is a finding, the other fields settle it.
    order = sql.names(dict.fromkeys((*view.primary_key, *(field.name for field in view.fields))))
    query = (view.view or "").strip().rstrip(";")
    try:
        run.connection.execute(
            f"COPY (SELECT * FROM (SELECT {values} FROM ({query}\n)) ORDER BY {order}) "
            f"TO {sql.literal(str(file))} (FORMAT parquet)"
        )
    except (duckdb.IOException, duckdb.OutOfMemoryException):
        raise
    except duckdb.Error as error:
        problem = str(error).splitlines()[0]
        hint = "Let it give NULL instead, as TRY_CAST does."
        return [Mistake(view.path, "", f"fails on the data: {problem}.", hint)]
    return []


def _waived(run: Run, tables: Collection[str]) -> list[str]:
    """Those of some tables with wrong cells that somebody has waived."""
    wrong = [name for name in tables if run.counts[name].wrong]
    if not wrong:
        return []
    named = {waiver.table for waiver in read_waivers(run.dataset) if waiver.rule == _WAIVABLE}
    return [name for name in wrong if name in named]


@contextmanager
def _as_they_are(run: Run, tables: Collection[str]) -> Iterator[None]:
    """Show each wrong cell of some tables with the value that it has, while the context lasts."""
    for name in tables:
        sheet = run.sheets[name]
        shown = ", ".join(quote(field.name) for field in sheet.table.fields if not field.shadowed)
        # What is temporary is found first.
        run.connection.execute(
            f"CREATE TEMP VIEW {quote(name)} AS "
            f'SELECT {shown} FROM {sheet.typed} WHERE NOT "?blank"'
        )
    try:
        yield
    finally:
        for name in tables:
            run.connection.execute(f"DROP VIEW temp.{quote(name)}")


def settle(outcome: Outcome, dataset: Dataset) -> Outcome:
    """An outcome without what is found in views that follow from tables with errors."""
    views = {table.name for table in dataset.tables if table.format == "view"}
    found = {table.name for table in outcome.tables if any(c.found for c in table.coverage)}
    if not views & found:
        return outcome
    wrong = _wrong(outcome, dataset)
    if not wrong:
        return outcome
    with duckdb.connect(config={"threads": 1}) as connection:
        reads = {each.table.name: each.reads for each in derived.derivations(connection, dataset)}
    doubtful: dict[str, str] = {}
    for view, tables in reads.items():  # each stands after those that it reads
        cause = next((name for name in tables if name in wrong or name in doubtful), None)
        if cause is not None:
            doubtful[view] = doubtful.get(cause, cause)
    return Outcome(
        tuple(
            _unchecked(table, doubtful[table.name])
            if table.name in doubtful and table.name in found
            else table
            for table in outcome.tables
        ),
        tuple(finding for finding in outcome.findings if finding.table not in doubtful),
    )


def _wrong(outcome: Outcome, dataset: Dataset) -> set[str]:
    """The tables with an error of a kind that nobody has waived there."""
    waived = {(waiver.table, waiver.rule) for waiver in read_waivers(dataset)}
    wrong = set()
    for report in outcome.tables:
        rules = dataset.table(report.name).rules
        warnings = {rule.id for rule in rules if rule.severity is Severity.WARNING}
        warnings.add(formulas.CODE)
        excused = sum(
            cover.found
            for cover in report.coverage
            if (report.name, cover.rule) in waived and cover.rule not in warnings
        )
        if report.errors > excused:
            wrong.add(report.name)
    return wrong


def _unchecked(report: TableReport, cause: str) -> TableReport:
    reason = f"{cause}, which it reads, has errors"
    coverage = (Coverage(cover.rule, Status.SKIPPED, reason) for cover in report.coverage)
    return replace(report, errors=0, warnings=0, coverage=tuple(coverage))
