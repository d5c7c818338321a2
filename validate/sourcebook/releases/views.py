"""The rows of views whose SQL has changed, computed so that they can be compared.

While the SQL of all views is the same, their rows follow from those of the tables, and every change
is told there. Where that of one is another, all views are compared, since views read views: a
figure that only a view publishes does not change without a line.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sourcebook.declare import Dataset, Table

NOTE = "It is a view: the SQL of views has changed, so its rows were computed and compared."


@dataclass(frozen=True, slots=True)
class Compared:
    """What has rows to compare: the tables of both versions, and views where that is needed."""

    old: tuple[Table, ...]
    new: tuple[Table, ...]
    views: frozenset[str]
    """Those among them that are views."""
    unable: Mapping[str, str]
    """Views that should be among them and can't be computed, each with the reason."""


@contextmanager
def compared(
    old: Dataset, new: Dataset, before: Sequence[Table], after: Sequence[Table]
) -> Iterator[Compared]:
    """What is to be compared of ``before`` and ``after``, readable while the context lasts.

    Raises ``DeclarationError`` where the SQL of a view can't be computed as it is written.
    """
    names = _changed(before, after)
    unable: dict[str, str] = {}
    with ExitStack() as stack:
        sides = [
            [*_computed(stack, dataset, tables, names, unable)]
            for dataset, tables in ((old, before), (new, after))
        ]
        one, other = (tuple(t for t in side if t.name not in unable) for side in sides)
        yield Compared(one, other, names - unable.keys(), unable)


def _changed(before: Sequence[Table], after: Sequence[Table]) -> frozenset[str]:
    """The views to compare, which both versions have; a table that became one is among them."""
    was = {table.name: table for table in before}
    both = [(was[table.name], table) for table in after if table.name in was]
    views = [pair for pair in both if any(table.view is not None for table in pair)]
    if all(one.view == other.view for one, other in views):
        return frozenset()
    return frozenset(table.name for _, table in views)


def _computed(
    stack: ExitStack,
    dataset: Dataset,
    tables: Sequence[Table],
    names: frozenset[str],
    unable: dict[str, str],
) -> Iterator[Table]:
    """The tables of a version, and the views of these names as files. Those of a package are."""
    known = {table.name: table for table in tables}
    wanted = frozenset(name for name in names if known[name].format == "view")
    if wanted:
        from sourcebook.declare import Target
        from sourcebook.engines.duckdb import computed

        found, reports = stack.enter_context(computed(Target(dataset, wanted)))
        unable.update({each.name: each.coverage[0].reason or "" for each in reports})
        known |= {name: found.dataset.table(name) for name in wanted}
    for table in tables:
        if table.view is None or table.name in names:
            yield known[table.name]
