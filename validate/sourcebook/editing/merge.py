"""Two versions of a table merged, by row and cell, against the one that both come from.

Rows are told by their primary key, cells by their row and column. What one side has changed and
the other has not is taken. A conflict is only

* a cell that both have changed, in two ways;
* a row that one has removed and the other changed;
* a row that both have added under one key, with other cells: that may be two rows, so nothing of
  them is mixed;
* a cell that one has changed or added in a column that the other has removed.

A column that a side does not have stands for cells that this side has not touched.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sourcebook.editing.order import ranking

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sourcebook.declare import Table
    from sourcebook.editing.text import Text

Key = tuple[str, ...]
Row = dict[str, str]


class UnmergeableError(Exception):
    """The rows of a version can't be told apart; its text says why."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A row that a person has to look at. All cells but ``fields`` are the same in both."""

    key: Key
    fields: tuple[str, ...]
    """Those that differ."""
    base: Sequence[str] | None
    ours: Sequence[str] | None
    """The cells of the row as we would have it; ``None`` where we have removed it."""
    theirs: Sequence[str] | None


@dataclass(frozen=True, slots=True)
class Merged:
    labels: list[str]
    rows: list[Sequence[str] | Conflict]
    """In the order of the key."""

    @property
    def conflicts(self) -> list[Conflict]:
        return [row for row in self.rows if isinstance(row, Conflict)]


def merge(table: Table, base: Text, ours: Text, theirs: Text) -> Merged:
    """The merged table. Raises ``UnmergeableError`` where rows can't be told by their key."""
    if not table.primary_key:
        raise UnmergeableError("the table has no primary key")
    return _Merge(table, *(_version(table, each) for each in (base, ours, theirs))).merged()


@dataclass(frozen=True, slots=True)
class _Version:
    labels: list[str]
    rows: dict[Key, Row]


def _version(table: Table, text: Text) -> _Version:
    labels = text.labels
    if not labels:
        return _Version([], {})
    twice = sorted({label for label in labels if labels.count(label) > 1})
    if twice:
        raise UnmergeableError(f"the column {twice[0]!r} stands twice in its header")
    absent = [name for name in table.primary_key if name not in labels]
    if absent:
        raise UnmergeableError(f"the column {absent[0]!r} of its key is missing")
    at = [labels.index(name) for name in table.primary_key]
    rows: dict[Key, Row] = {}
    for line, cells in zip(text.lines, text.records, strict=True):
        key = tuple(cells[each] for each in at)
        if key in rows:
            raise UnmergeableError(f"the key {', '.join(key)!r} stands twice (line {line})")
        rows[key] = dict(zip(labels, cells, strict=True))
    return _Version(labels, rows)


class _Merge:
    def __init__(self, table: Table, base: _Version, ours: _Version, theirs: _Version) -> None:
        self.table = table
        self.base, self.ours, self.theirs = base, ours, theirs
        self.torn: set[tuple[Key, str]] = set()
        """Cells that a side has changed in a column that the other has removed."""
        self.labels = self._labels()

    def merged(self) -> Merged:
        keys = dict.fromkeys([*self.ours.rows, *self.theirs.rows])
        found = [row for key in keys if (row := self._row(key)) is not None]
        rank = ranking(self.table, self.labels)

        def place(row: Sequence[str] | Conflict) -> tuple[object, ...]:
            if isinstance(row, Conflict):
                cells = row.ours if row.ours is not None else row.theirs
                assert cells is not None, "a conflict of two rows that are gone"
                return rank(cells)  # type: ignore[no-any-return]
            return rank(row)  # type: ignore[no-any-return]

        return Merged(self.labels, sorted(found, key=place))

    def _labels(self) -> list[str]:
        """The columns: in the order of the schema, then as we have them, then they."""
        every = dict.fromkeys([*self.ours.labels, *self.theirs.labels])
        kept = [label for label in every if not self._dropped(label)]
        names = {field.name: number for number, field in enumerate(self.table.fields)}
        return sorted(kept, key=lambda label: names.get(label, len(names)))

    def _dropped(self, label: str) -> bool:
        """Whether a side has removed a column of which the other has changed no cell."""
        if label not in self.base.labels:
            return False
        for remover, other in ((self.ours, self.theirs), (self.theirs, self.ours)):
            if label not in remover.labels:
                touched = {
                    (key, label)
                    for key, row in other.rows.items()
                    if row[label] != self.base.rows.get(key, {}).get(label, "")
                }
                self.torn |= touched
                return not touched
        return False

    def _cell(self, side: _Version, key: Key, label: str) -> str:
        """A cell as a side has it; of a column that it lacks, as it was."""
        if label in side.labels:
            return side.rows[key][label]
        if (key, label) in self.torn:
            return ""
        return self.base.rows.get(key, {}).get(label, "")

    def _cells(self, side: _Version, key: Key) -> list[str]:
        return [self._cell(side, key, label) for label in self.labels]

    def _row(self, key: Key) -> Sequence[str] | Conflict | None:
        base, ours, theirs = (
            self._cells(side, key) if key in side.rows else None
            for side in (self.base, self.ours, self.theirs)
        )
        if ours is not None and theirs is not None:
            return self._both(key, base, ours, theirs)
        there = ours if ours is not None else theirs
        assert there is not None, "a key that no side has"
        if base is None:
            if any((key, label) in self.torn for label in self.labels):
                return self._bereft(key, ours, theirs)
            return there
        changed = tuple(
            label for label, was, now in zip(self.labels, base, there, strict=True) if was != now
        )
        return Conflict(key, changed, base, ours, theirs) if changed else None

    def _bereft(self, key: Key, ours: list[str] | None, theirs: list[str] | None) -> Conflict:
        """A row added with a cell in a column that the other side has removed."""
        fields = tuple(label for label in self.labels if (key, label) in self.torn)
        there = ours if ours is not None else theirs
        assert there is not None, "a row that was added, and is not there"
        without = [
            "" if label in fields else cell for label, cell in zip(self.labels, there, strict=True)
        ]
        return Conflict(
            key,
            fields,
            None,
            without if ours is None else ours,
            without if theirs is None else theirs,
        )

    def _both(
        self, key: Key, base: list[str] | None, ours: list[str], theirs: list[str]
    ) -> Sequence[str] | Conflict:
        merged: list[list[str]] = [[], []]
        fields = []
        for number, label in enumerate(self.labels):
            one, other = ours[number], theirs[number]
            was = "" if base is None else base[number]
            # A row that both have added is mixed only where a side does not know the column.
            known = base is not None or not (
                label in self.ours.labels and label in self.theirs.labels
            )
            torn = (key, label) in self.torn
            if one == other and not torn:
                taken = (one, one)
            elif known and one == was and not torn:
                taken = (other, other)
            elif known and other == was and not torn:
                taken = (one, one)
            else:
                fields.append(label)
                taken = (one, other)
            merged[0].append(taken[0])
            merged[1].append(taken[1])
        if not fields:
            return merged[0]
        return Conflict(key, tuple(fields), base, merged[0], merged[1])
