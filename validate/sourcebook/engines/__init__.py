"""Three engines for one declaration, and the verdict in which they must agree."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, cast

from sourcebook.findings import Agreement, Report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sourcebook.declare import Dataset, Target
    from sourcebook.engines.outcome import Engine, Outcome
    from sourcebook.findings import Difference, Finding, Progress, TableReport

ENGINES = ("duckdb", "pandera", "frictionless")
"""The first is the default, and the one whose findings a report of all of them lists."""


def engine(name: str) -> Engine:
    """An engine by its name, imported only now: the libraries behind them are heavy."""
    return cast("Engine", import_module(f"sourcebook.engines.{name}").check)


def validate(
    targets: Sequence[Target], name: str, limit: int | None, progress: Progress, version: str
) -> Report:
    """Check targets with one engine, or with ``all`` of them and hold their verdicts together.

    ``limit`` bounds how many findings of one code and table are listed; totals are always exact.
    """
    names = ENGINES if name == "all" else (name,)
    tables: list[TableReport] = []
    findings: list[Finding] = []
    differences: list[Difference] = []
    for target in targets:
        if "duckdb" not in names:
            from sourcebook.declare.binding import bind

            bind(target.dataset)  # which that engine does on the way
        if names == ENGINES[:1]:
            outcome = engine(name)(target, limit, progress)
        else:
            from sourcebook.engines.duckdb import computed

            with computed(target) as (known, unable):
                outcome, found = _ask(known, names, limit, progress)
            differences += found
            outcome = _with(outcome, unable, target.dataset)
        if any(table.format == "view" for table in target.dataset.tables):
            from sourcebook.engines.views import settle

            outcome = settle(outcome, target.dataset)
        tables += outcome.tables
        findings += outcome.findings
    agreement = Agreement(names if len(names) > 1 else (), tuple(differences))
    return Report(version, names, agreement, tuple(tables), tuple(findings))


def _ask(
    target: Target, names: Sequence[str], limit: int | None, progress: Progress
) -> tuple[Outcome, Sequence[Difference]]:
    """What the first of some engines says of a target, and where the others say something else."""
    if len(names) == 1:
        return engine(names[0])(target, limit, progress), ()
    from sourcebook.engines.agreement import compare
    from sourcebook.engines.draft import shorten

    outcomes = {each: engine(each)(target, None, progress) for each in names}
    differences = compare(outcomes, target.dataset).differences
    first = outcomes[names[0]]
    return (first if limit is None else shorten(first, limit)), differences


def _with(outcome: Outcome, unable: Sequence[TableReport], dataset: Dataset) -> Outcome:
    """An outcome with the reports of what could not be computed, in the order of the dataset."""
    order = [table.name for table in dataset.tables]
    tables = sorted((*outcome.tables, *unable), key=lambda table: order.index(table.name))
    return replace(outcome, tables=tuple(tables))
