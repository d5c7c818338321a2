"""Derived views on their way to being tables like others: computed, and laid down as Parquet.

The SELECT of a view runs where the SQL of rules does: it reaches the tables of the dataset and
nothing else of the machine. What it reads is what a package of these tables would hold. Where a
cell that it may read is wrong it is not computed, and coverage says so: one mistake, one finding.
Only a cell that somebody has waived is read as it is. Rows are sorted by the primary key, so that
they are numbered in the same way each time.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import duckdb

from sourcebook.declare import derived
from sourcebook.declare.binding import quote
from sourcebook.declare.waivers import read_waivers
from sourcebook.engines import sql
from sourcebook.errors import Mistake

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from sourcebook.declare import Table
    from sourcebook.declare.derived import Derivation
    from sourcebook.engines.rules import Run

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
