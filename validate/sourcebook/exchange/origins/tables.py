"""The tables of the target in memory: their rows as text, what is among them, and what is added.

What is added for a row of the origin can be taken back, as its rows are added all or none.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sourcebook.editing import text
from sourcebook.errors import UseError
from sourcebook.exchange import kept
from sourcebook.exchange.ids import counter

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sourcebook.declare import Dataset, Table
    from sourcebook.editing.text import Text
    from sourcebook.exchange.ids import Counter


@dataclass(slots=True)
class Held:
    """A table with its rows."""

    table: Table
    labels: list[str]
    rows: list[list[str]]
    before: int
    """How many of the rows were there already."""
    at: dict[str, int]
    """Where each column stands in a row."""
    ids: Counter | None
    """What allots its keys; ``None`` where a person has to choose them."""
    indexes: dict[tuple[str, ...], dict[tuple[str, ...], list[int]]] = field(default_factory=dict)
    """By columns: the numbers of the rows that hold the same there, but for case."""

    def find(self, columns: tuple[str, ...], cells: Sequence[str]) -> list[int]:
        """The numbers of the rows with these cells, in the order in which they were added."""
        if columns not in self.indexes:
            made: dict[tuple[str, ...], list[int]] = defaultdict(list)
            for number, row in enumerate(self.rows):
                made[self._key(columns, row)].append(number)
            self.indexes[columns] = made
        return self.indexes[columns].get(tuple(cell.casefold() for cell in cells), [])

    def _key(self, columns: tuple[str, ...], row: Sequence[str]) -> tuple[str, ...]:
        return tuple(row[self.at[name]].casefold() for name in columns)

    def add(self, row: list[str]) -> None:
        for columns, index in self.indexes.items():
            index.setdefault(self._key(columns, row), []).append(len(self.rows))
        self.rows.append(row)

    def drop(self) -> None:
        """Take back the row that was added last."""
        row = self.rows.pop()
        for columns, index in self.indexes.items():
            index[self._key(columns, row)].pop()

    def cell(self, number: int, column: str) -> str:
        return self.rows[number][self.at[column]]


def hold(dataset: Dataset, names: Collection[str]) -> dict[str, Held]:
    """Tables with the rows of their files. Raises ``UseError`` where a file can't be edited."""
    tables = [table for table in dataset.tables if table.name in names]
    texts = {table.name: _read(table) for table in tables}
    return {table.name: _held(table, dataset, texts) for table in tables}


def _read(table: Table) -> Text:
    why = text.plain(table)
    if why is not None:
        raise UseError(f"{table.path}: rows can't be added to it: {why}. Keep it as plain CSV.")
    found = kept.read(table)
    names = [each.name for each in table.fields]
    missing = next((name for name in names if name not in found.labels), None)
    if missing is not None:
        raise UseError(f"{table.path}: has no column {missing!r}. Add it to the header.")
    return found


def _held(table: Table, dataset: Dataset, texts: Mapping[str, Text]) -> Held:
    found = texts[table.name]
    at = {label: number for number, label in enumerate(found.labels)}
    keys = [row[at[table.primary_key[0]]] for row in found.records] if table.primary_key else []
    made = counter(table, keys, dataset, texts)
    return Held(table, found.labels, found.records, len(found.records), at, made)
