"""What a mapping declares, as frozen values. All SQL is DuckDB's, over the origin's columns."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping as Dictionary

    from sourcebook.declare import Table


@dataclass(frozen=True, slots=True)
class Value:
    """What a cell of the target is made of: a constant, a column, SQL, or the key of a row."""

    path: str
    """Where it stands in the mapping."""
    sql: str | None = None
    """Over the columns of the origin; ``None`` for a constant and for the key of a row."""
    constant: str | float | bool | None = None
    columns: tuple[str, ...] = ()
    """The columns of the origin that it is about; the first is the one that reports name."""
    vocabulary: str | None = None
    split: str | None = None
    """What stands between several codes in one cell of the origin."""
    join: str = ";"
    """What stands between them in the cell of the target."""
    empty: bool = False
    """A value that the vocabulary does not have leaves the cell empty, instead of the row out."""
    adjusted: bool = False
    """The SQL may give another value than the column has, which is then told."""
    rows: tuple[str, ...] = ()
    """Row sets: the key of the first of them that gives a row for this row of the origin."""


@dataclass(frozen=True, slots=True)
class Near:
    """How far apart two rows with the same matching cells may lie to be the same."""

    latitude: str
    longitude: str
    km: float


@dataclass(frozen=True, slots=True)
class Rows:
    """A set of rows of one table of the target: at most one for each row of the origin."""

    name: str
    table: str
    path: str
    values: Dictionary[str, Value]
    """By column of the target."""
    when: str | None = None
    beside: str | None = None
    """Only where this other set has made a new row."""
    match: tuple[str, ...] = ()
    """Columns of the target whose values tell that a row is there already."""
    only: Dictionary[str, tuple[str, ...]] = field(default_factory=dict)
    """What other columns of the row that is there must hold for that."""
    near: Near | None = None
    apart: tuple[tuple[str, ...], ...] = ()
    """Columns that may not hold the same in two rows; what would is reported."""
    scheme: str | None = None
    """Of the crosswalk: rows of this set are recognised by their identifier there, and get one."""
    identifier: Value | None = None


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """The table of the target that holds identifiers of others, by its columns."""

    table: str
    subject_table: str
    subject: str
    scheme: str
    identifier: str
    match: str
    exact: str
    """The code in ``match`` for a row that is the same thing; no other recognises one."""
    path: str = "crosswalk"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    codes: Dictionary[str, str]
    """The target's code by the origin's."""
    partial: bool = False
    """Codes that the target does not have are no mistake: the rows with them are reported."""


@dataclass(frozen=True, slots=True)
class Loss:
    """Values of which an export tells how many there are: what it can't carry, or has made up."""

    what: str
    sql: str
    """A SELECT with one column, the values."""
    path: str


@dataclass(frozen=True, slots=True)
class Export:
    query: str
    """A SELECT over the tables of the target that gives columns of the origin by their names."""
    losses: tuple[Loss, ...] = ()
    made_up: tuple[Loss, ...] = ()
    """Values that the origin must have and the target does not."""
    own: str | None = None
    """The column with ``own_id`` of each row for which the origin has no id."""


_OWN = re.compile(r"(?P<dataset>[^:\s]+):(?P<key>\S+)")


def own_id(dataset: str, key: str) -> str:
    """How an export writes the key of a row that has no id in the origin."""
    return f"{dataset}:{key}"


def read_own_id(cell: str) -> tuple[str, str] | None:
    """The dataset and the key that ``own_id`` was made of; ``None`` for any other text."""
    found = _OWN.fullmatch(cell)
    return None if found is None else (found["dataset"], found["key"])


@dataclass(frozen=True, slots=True)
class Mapping:
    name: str
    file: str
    """As the user would name it."""
    title: str
    description: str
    source: Dictionary[str, Any]
    """What the origin is: a source in the words of Data Package, with its licence."""
    allowed: bool
    """Whether its licence lets others publish what is imported."""
    because: str
    codebook: Table
    """The origin's own columns and rules."""
    also: Dictionary[str, str]
    """Names that columns have in other versions, and the name that they have here."""
    dates: tuple[str, ...]
    """Forms of dates beside ISO 8601, in the words of C's strptime."""
    subject: str
    """The row set that stands for the row of the origin."""
    crosswalk: Crosswalk
    vocabularies: Dictionary[str, Vocabulary]
    rows: tuple[Rows, ...]
    left_out: Dictionary[str, str]
    """Columns that are not mapped on purpose, with the reason."""
    notes: tuple[str, ...] = ()
    """Conventions of the mapping that a user has to know."""
    export: Export | None = None

    def rows_of(self, name: str) -> Rows:
        """The row set of that name. Raises ``KeyError``."""
        for each in self.rows:
            if each.name == name:
                return each
        raise KeyError(name)

    @property
    def exported_as(self) -> str:
        """The name of the way back: what is written is only like a dataset nobody may share."""
        return self.name if self.allowed else f"{self.name}-like"

    @property
    def used(self) -> frozenset[str]:
        """The columns of the origin of which something becomes a cell."""
        values = [value for rows in self.rows for value in rows.values.values()]
        values += [rows.identifier for rows in self.rows if rows.identifier is not None]
        return frozenset(name for value in values for name in value.columns)
