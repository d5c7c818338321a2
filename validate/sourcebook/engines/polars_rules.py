"""Rules over a typed Polars frame: the SQL is DuckDB's, the values are what Polars has read.

Only expressions are run: a query or a named check is SQL over the whole dataset, which shares
everything with the default engine but the reading of the files.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import duckdb
import polars as pl

from sourcebook.declare.binding import LOCK, quote, reads

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sourcebook.declare import Dataset, Rule, Table

    Reads = Mapping[str, Mapping[str, frozenset[str]]]

KIND = "this engine runs rules that are expressions; this one is a {kind}"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is known of a rule before it runs."""

    rule: Rule
    reads: frozenset[str]
    """The columns of its own table that it reads."""
    unable: str | None
    """Why it can't be run on the frame of its table alone, if it can't."""


def read_by(dataset: Dataset) -> Reads:
    """By rule and table, the columns that the rules of a dataset read."""
    if not any(table.rules for table in dataset.tables):
        return {}
    with duckdb.connect(config={"threads": 1}) as connection:
        return reads(connection, dataset)


def plan(table: Table, present: set[str], read: Reads) -> dict[str, Plan]:
    """A plan for each rule of a table of which the columns ``present`` are there."""
    plans: dict[str, Plan] = {}
    for rule in table.rules:
        own = read[rule.id].get(table.name, frozenset())
        why = _unable(rule, set(read[rule.id]) - {table.name}, own - present, plans)
        plans[rule.id] = Plan(rule, own, why)
    return plans


def _unable(
    rule: Rule, others: set[str], absent: frozenset[str], plans: dict[str, Plan]
) -> str | None:
    if rule.expression is None:
        return KIND.format(kind="query" if rule.kind == "query" else "named check")
    if others:
        return f"it reads another table, {min(others)}"
    if absent:
        return f"the column {min(absent)!r} is missing"
    for name in rule.after:
        if plans[name].unable is not None:
            return f"it comes after {name}, which this engine does not run"
    return None


@cache
def _locked() -> duckdb.DuckDBPyConnection:
    """A DuckDB that can reach neither files nor network nor the variables of Python."""
    connection = duckdb.connect(config={"threads": 1})
    connection.execute(f"SET python_enable_replacements = false; {LOCK}")
    return connection


def holds(rule: Rule, table: Table) -> Callable[[pl.DataFrame], pl.Series]:
    """For each row of a frame whether the expression holds; null where it is unknown.

    Raises ``duckdb.Error`` where the SQL fails on some row.
    """

    def evaluate(frame: pl.DataFrame) -> pl.Series:
        # A cursor of its own, so that frames of the same name do not meet.
        with _locked().cursor() as cursor:
            cursor.register(table.name, frame.with_row_index("?row"))
            found = cursor.execute(
                f'SELECT "?row", ({rule.expression}) FROM {quote(table.name)} ORDER BY "?row"'
            ).fetchall()
            cursor.unregister(table.name)
        return pl.Series("holds", [told for _, told in found], dtype=pl.Boolean)

    return evaluate
