"""Foreign keys between the given tables: each value of a column is a value of another's key.

That the values are there is not enough (the numbers 1 to 5 are in every key): the column's name has
to speak of the key or of its table too. What is there and not so called is told as a doubt.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sourcebook.declare import lexical
from sourcebook.engines.messages.words import counted
from sourcebook.starting.constraints import identities, values
from sourcebook.starting.proposal import Reference

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from sourcebook.starting.keys import Typed
    from sourcebook.starting.proposal import Doubt, Key

_TYPES = frozenset({"string", "integer"})
_GENERAL = frozenset({"id", "code", "key", "name", "nr", "no", "uid", "uuid"})
_ITSELF = re.compile(r"parent|merged|previous|prev|superseded|replaced", re.IGNORECASE)
_HOLDS = 0.5
"""The share of rows that have to refer to a key for the others to be told."""
_FEW = 3
"""Distinct values below which it may well be chance that all of them are keys."""


@dataclass(frozen=True)
class Known:
    """A table with its columns and the key that was found."""

    name: str
    columns: tuple[Typed, ...]
    key: Key | None

    @cached_property
    def values(self) -> frozenset[Any]:
        """The values of that column."""
        key = self.keyed
        if key is None:
            return frozenset()
        return frozenset(identities(key.kind.field, key.column.texts))

    @cached_property
    def keyed(self) -> Typed | None:
        """The column that is the key, where it is one."""
        if self.key is None or len(self.key.fields) != 1:
            return None
        return next(each for each in self.columns if each.name == self.key.fields[0])


def references(table: Known, tables: Sequence[Known]) -> Iterator[Reference]:
    """The foreign keys that are proposed for a table; of a column one at most."""
    for column in table.columns:
        found = [each for other in tables if (each := _reference(table, column, other))]
        yield from found[:1]


def doubts(table: Known, tables: Sequence[Known], proposed: Sequence[Reference]) -> Iterator[Doubt]:
    """Columns that are nearly, or not by their name, foreign keys."""
    taken = {each.field for each in proposed}
    for column in table.columns:
        for other in tables:
            key = other.keyed
            if key is None or column.name in taken or not _comparable(table, column, other, key):
                continue
            texts = values(column.column, column.kind)
            odd = _outside(column, other.values)
            if odd and _speaks(column, other, key):
                yield from _partly(column, texts, odd, f"{other.name}.{key.name}")
            elif not odd and len(texts) >= _FEW and _texts(column, key) and other is not table:
                to = f"{other.name}.{key.name}"
                yield f"each value of {column.name} is one of {to}: a foreign key?"


def _partly(column: Typed, texts: Sequence[str], odd: Sequence[str], key: str) -> Iterator[Doubt]:
    """That most rows refer to a key, and which values of the others do not."""
    all_cells, others = column.column.cells(texts), column.column.cells(odd)
    if others <= all_cells * (1 - _HOLDS):
        many = f"{counted(others, 'cell')} ({counted(len(odd), 'value')})"
        yield (
            f"{column.name} may be a foreign key to {key}: {all_cells - others:,} of "
            f"{counted(all_cells, 'cell')} hold one of its values, and {many} do not: "
            f"{column.column.places(odd)}"
        )


def _reference(table: Known, column: Typed, other: Known) -> Reference | None:
    key = other.keyed
    if key is None or not _comparable(table, column, other, key) or _outside(column, other.values):
        return None
    texts = values(column.column, column.kind)
    if other is table:
        speaks = _ITSELF.search(column.name) and len(texts) >= _FEW
    else:
        speaks = _speaks(column, other, key)
    if not speaks or _is_other_way_round(table, column, other, key):
        return None
    many = counted(len(texts), "distinct value")
    told = f"{'all ' if len(texts) > 1 else ''}{many} stand{'s' if len(texts) == 1 else ''}"
    return Reference(column.name, other.name, key.name, f"{told} in {other.name}.{key.name}")


def _comparable(table: Known, column: Typed, other: Known, key: Typed) -> bool:
    one, two = column.kind.field, key.kind.field
    same = other is table and column.name == key.name
    typed = one.type == two.type and one.type in _TYPES
    # What stands for no value here must stand for none there.
    return (
        typed and not same and not column.column.loose and bool(values(column.column, column.kind))
    )


def _outside(column: Typed, known: Collection[Any]) -> list[str]:
    """The texts of a column whose values are none of those that are known."""
    own = lexical.reader(column.kind.field)
    return [text for text in values(column.column, column.kind) if own(text) not in known]


def _is_other_way_round(table: Known, column: Typed, other: Known, key: Typed) -> bool:
    """Whether two tables have the same keys, and the other one comes later: one refers alone."""
    mine = table.keyed
    if mine is None or mine.name != column.name or _outside(key, table.values):
        return False
    return table.columns[0].column.total >= other.columns[0].column.total and (
        table.columns[0].column.total > other.columns[0].column.total or table.name < other.name
    )


def _texts(column: Typed, key: Typed) -> bool:
    return column.kind.field.type == "string" == key.kind.field.type


def _speaks(column: Typed, other: Known, key: Typed) -> bool:
    """Whether the name of a column speaks of the key of a table, or of the table."""
    mine, its = _plain(column.name), _plain(key.name)
    if its not in _GENERAL and (mine == its or mine.endswith(its)):
        return True
    return _singular(_plain(other.name)) in mine


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", name.lower())


def _singular(name: str) -> str:
    if name.endswith("ies"):
        return name[:-3] + "y"
    return name[:-1] if name.endswith("s") and not name.endswith("ss") and len(name) > 3 else name
