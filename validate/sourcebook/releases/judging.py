"""Two versions of a row compared as values, cell by cell, and what was found so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sourcebook.package.plain import plain_field, restate
from sourcebook.releases.changes import CellChange, RowChange
from sourcebook.releases.source import Source, key_text, namer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sourcebook.declare import Lifecycle

Cells = dict[str, str | None]
Namer = Callable[["str | None"], "str | None"]


@dataclass(slots=True)
class Found:
    """What was found so far in a table; counts go on where the lists are full."""

    limit: int | None
    counts: Counter[str] = field(default_factory=Counter)
    by_field: Counter[str] = field(default_factory=Counter)
    rows: list[RowChange] = field(default_factory=list)
    cells: list[CellChange] = field(default_factory=list)

    def row(self, change: RowChange) -> None:
        self.counts[change.kind] += 1
        if self.limit is None or self.counts[change.kind] <= self.limit:
            self.rows.append(change)

    def cell(self, change: CellChange) -> None:
        self.by_field[change.field] += 1
        if self.limit is None or len(self.cells) < self.limit:
            self.cells.append(change)


class Judge:
    """Compares the two versions of a row as values, cell by cell."""

    def __init__(
        self,
        old: Source,
        new: Source,
        key: tuple[str, ...],
        common: Sequence[str],
        reread: set[str],
    ) -> None:
        self.lifecycle = new.table.lifecycle
        self.old, self.new = shower(old), shower(new)
        self.old_key = [old.field(name) for name in key]
        self.new_key = [new.field(name) for name in key]
        self.names: list[tuple[str, bool, Namer, Namer]] = [
            (name, name in reread, namer(old.field(name)), namer(new.field(name)))
            for name in common
            if name not in key
        ]

    def __call__(self, old: Cells | None, new: Cells | None, found: Found) -> None:
        row = self.new(new) if new is not None else self.old(old or {})
        fields, written = (self.old_key, old) if new is None else (self.new_key, new)
        key = tuple(key_text(field, (written or {})[field.name]) for field in fields)
        if old is None or new is None:
            found.row(RowChange("added" if old is None else "removed", key, row))
            return
        before = self.old(old)
        changes = [
            CellChange(key, name, before[name], row[name])
            for name, reread, was, now in self.names
            if (reread or old[name] != new[name]) and was(old[name]) != now(new[name])
        ]
        if not changes:
            return
        found.counts["changed"] += 1
        for change in changes:
            found.cell(change)
        taken = self._taken_back(key, {change.field for change in changes}, before, row)
        if taken is not None:
            found.row(taken)

    def _taken_back(
        self, key: tuple[str, ...], changed: set[str], old: Cells, new: Cells
    ) -> RowChange | None:
        """That the row was merged into another, or withdrawn, if it was."""
        cycle = self.lifecycle
        if cycle is None:
            return None
        named = [name for name in (cycle.status, cycle.merged_into) if name is not None]
        cells = {name: new[name] for name in named}
        into = new[cycle.merged_into] if cycle.merged_into else None
        if into is not None and cycle.merged_into in changed:
            return RowChange("merged", key, cells, into)
        if is_withdrawn(cycle, new) and not is_withdrawn(cycle, old):
            return RowChange("withdrawn", key, cells)
        return None


def shower(source: Source) -> Callable[[Cells], Cells]:
    """What gives the cells of a row as a package writes them."""
    plain = [(field, plain_field(field)) for field in source.fields]
    restated = [(old.name, old, new) for old, new in plain if old != new]

    def show(row: Cells) -> Cells:
        if not restated:
            return row
        return row | {
            name: None if (text := row[name]) is None else restate(text, old, new)
            for name, old, new in restated
        }

    return show


def is_withdrawn(cycle: Lifecycle, row: Mapping[str, str | None]) -> bool:
    """Whether a row, by its cells, is withdrawn."""
    return cycle.status is not None and row.get(cycle.status) in cycle.withdrawn
