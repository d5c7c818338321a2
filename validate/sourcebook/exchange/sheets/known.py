"""The rows that a dataset has, as text, and the names by which people know them.

Which columns hold names is declared (``naming``); where nothing is said, they are the texts that
have to be unique beside the key.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sourcebook.declare import Naming
from sourcebook.editing import text
from sourcebook.exchange import kept

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sourcebook.declare import Dataset, Table
    from sourcebook.editing.text import Text

_LABEL = 80
"""Characters of a name in a list, and of what stands beside it."""


@dataclass(slots=True)
class Roster:
    """The rows of one table by key and by name."""

    table: Table
    labels: dict[str, str] = field(default_factory=dict)
    """By key; the key alone where the row has no name."""
    keys: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """By name, in ``plain`` form."""
    spelled: dict[str, str] = field(default_factory=dict)
    """Names as they are written, by their plain form."""
    retired: set[str] = field(default_factory=set)
    """Keys of rows that are withdrawn or merged: they are no longer offered."""

    def name(self, key: str, names: Iterable[str]) -> None:
        """Let a row be known by names."""
        for each in filter(None, names):
            self.keys[plain(each)].add(key)
            self.spelled.setdefault(plain(each), each)

    def item(self, key: str) -> str:
        """A row as a list offers it: its name, and its key in brackets."""
        label = self.labels.get(key, key)
        return key if label == key else f"{label} [{key}]"

    def items(self) -> list[str]:
        """All rows that are offered, by name."""
        found = (self.item(key) for key in self.labels if key not in self.retired)
        return sorted(found, key=lambda item: (plain(item), item))


def plain(name: str) -> str:
    """A name without what people don't see: case, blanks, the form of Unicode."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def rows(dataset: Dataset) -> dict[str, Text]:
    """The rows of the tables that can be edited, as their files have them, by table.

    Raises ``UseError`` where a file can't be read without guessing.
    """
    found = {}
    for table in dataset.tables:
        if text.plain(table) is not None:
            continue
        found[table.name] = kept.read(table)
    return found


def naming(table: Table) -> Naming | None:
    """The columns with names of a table's rows, ``None`` where there are none."""
    if table.naming is not None and table.naming.of is None:
        return table.naming
    alone = {key[0] for key in table.unique_keys if len(key) == 1}
    names = tuple(
        each.name
        for each in table.fields
        if (each.constraints.unique or each.name in alone)
        and each.type == "string"
        and (each.name,) != table.primary_key
    )
    return Naming(names) if names else None


def rosters(dataset: Dataset, found: Mapping[str, Text]) -> dict[str, Roster]:
    """The rosters of the tables with a key of one column, by table."""
    made = {
        table.name: _roster(table, found[table.name])
        for table in dataset.tables
        if table.name in found and len(table.primary_key) == 1
    }
    for table in dataset.tables:
        if table.naming is None or table.naming.of is None or table.name not in found:
            continue
        key = next(key for key in table.foreign_keys if key.fields == (table.naming.of,))
        if key.resource in made and key.reference_fields == made[key.resource].table.primary_key:
            for row in records(found[table.name]):
                if row.get(table.naming.of) in made[key.resource].labels:
                    names = [row.get(each, "") for each in table.naming.fields]
                    made[key.resource].name(row[table.naming.of], names)
    return made


def records(found: Text) -> Iterator[dict[str, str]]:
    """Rows by label."""
    for record in found.records:
        yield dict(zip(found.labels, record, strict=True))


def _roster(table: Table, found: Text) -> Roster:
    roster = Roster(table)
    for row in records(found):
        enlist(roster, row)
    return roster


def refers(rosters: Mapping[str, Roster], resource: str, fields: Sequence[str]) -> bool:
    """Whether a foreign key is one to the keys of a table whose rows are known."""
    return resource in rosters and rosters[resource].table.primary_key == tuple(fields)


def enlist(roster: Roster, row: Mapping[str, str]) -> None:
    """Add a row to a roster."""
    table = roster.table
    key = row.get(table.primary_key[0], "")
    if not key or key in table.field(table.primary_key[0]).missing_values:
        return
    by = naming(table)
    names = [] if by is None else [_cell(table, row, each) for each in by.fields]
    roster.name(key, names)
    roster.labels[key] = _label(table, row, names, () if by is None else by.beside) or key
    cycle = table.lifecycle
    if cycle is not None and (
        row.get(cycle.status or "") in cycle.withdrawn
        or _cell(table, row, cycle.merged_into or table.primary_key[0]) not in ("", key)
    ):
        roster.retired.add(key)


def _label(
    table: Table, row: Mapping[str, str], names: Sequence[str], beside: Sequence[str]
) -> str:
    name = next(filter(None, names), "")
    if not name:
        return ""
    more = ", ".join(filter(None, (_cell(table, row, each) for each in beside)))
    beside_it = f" ({_short(more)})" if more else ""
    return f"{_short(name)}{beside_it}"


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _LABEL else line[: _LABEL - 1].rstrip() + "…"


def _cell(table: Table, row: Mapping[str, str], name: str) -> str:
    cell = row.get(name, "")
    return "" if cell in table.field(name).missing_values else cell
