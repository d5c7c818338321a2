"""What differs between two versions of a dataset, as frozen values: the vocabulary of the diff.

Totals are exact; ``rows`` and ``cells`` of a table may list fewer. A cell is as it is written in
its version, ``None`` for no value. Every cell of a row that is in both versions and differs is
listed, also where it withdraws or merges the row. The cells of a column that only one version has
are not: that the column came or went is a change of the schema.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

RowKind = Literal["added", "removed", "withdrawn", "merged"]


class Level(IntEnum):
    """The part of the version that a change asks for; the larger wins."""

    PATCH = 1
    """Corrections: what is there is there still, and means the same."""
    MINOR = 2
    """More: rows, columns, codes, values that could not come before."""
    MAJOR = 3
    """Less or other: a column, code, key or id is gone, or means something else."""

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class SchemaChange:
    """One thing that the declaration says otherwise."""

    table: str
    """Empty for the dataset as a whole."""
    field: str | None
    what: str
    """The property, in the standard's words: ``type``, ``constraints.minimum``, ``primaryKey``."""
    old: str | None
    new: str | None
    level: Level
    why: str
    """One sentence: why it is of that level."""

    @property
    def breaking(self) -> bool:
        return self.level is Level.MAJOR


@dataclass(frozen=True, slots=True)
class RowChange:
    kind: RowKind
    key: tuple[str, ...]
    """The values of the table's key; of a table that is compared without one, all cells."""
    cells: Mapping[str, str | None]
    """All cells of a row that was added or removed; else what withdraws or merges it."""
    into: str | None = None
    """The row that stands for a merged one."""
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class CellChange:
    key: tuple[str, ...]
    field: str
    old: str | None
    new: str | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class TableDiff:
    """The rows of one table, compared."""

    name: str
    key: tuple[str, ...]
    """The fields by which rows were told; empty where the table was compared as a bag of rows."""
    old_rows: int
    new_rows: int
    added: int = 0
    removed: int = 0
    withdrawn: int = 0
    merged: int = 0
    changed: int = 0
    """Rows in both versions of which a cell differs."""
    by_field: Mapping[str, int] | None = None
    """Cells changed, by field."""
    rows: tuple[RowChange, ...] = ()
    cells: tuple[CellChange, ...] = ()
    note: str | None = None
    """What a reader has to know of how it was compared."""
    fields: tuple[str, ...] = ()
    """All fields of the new version, then those that are gone."""

    @property
    def cells_changed(self) -> int:
        return sum((self.by_field or {}).values())

    @property
    def same(self) -> bool:
        return not (self.added or self.removed or self.changed)

    @property
    def vanished(self) -> bool:
        """Whether an id is gone: the key of one field by which others refer to a row."""
        return bool(self.removed) and len(self.key) == 1

    @property
    def level(self) -> Level | None:
        if self.vanished:
            return Level.MAJOR
        if self.added:
            return Level.MINOR
        return None if self.same else Level.PATCH


@dataclass(frozen=True, slots=True)
class Version:
    """One side of the comparison."""

    label: str
    """As the user named it."""
    name: str
    version: str | None


@dataclass(frozen=True, slots=True)
class Diff:
    old: Version
    new: Version
    schema: tuple[SchemaChange, ...]
    tables: tuple[TableDiff, ...]
    """Every table that has rows in either version, the unchanged ones too."""

    @property
    def same(self) -> bool:
        return not self.schema and all(table.same for table in self.tables)

    @property
    def level(self) -> Level | None:
        """The least part of the version that has to rise; ``None`` where nothing differs."""
        found = [each.level for each in self.schema]
        found += [table.level for table in self.tables if table.level is not None]
        return max(found, default=None)
