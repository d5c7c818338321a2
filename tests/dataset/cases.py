"""What a breakage is: what is done to a copy of the dataset, and what has to be found in it.

Each case is one honest mistake, made with as few edits as leave the rest of the copy consistent,
and names every finding that it must give; a test sees to it that there are no others. A case that
needs a row of its own appends one. ``by`` names the engines that cover it.
"""

from __future__ import annotations

from dataclasses import dataclass

from dataset.copies import Add, Drop, Edit, Key, Put, Text

STANDARD = ("duckdb", "pandera", "frictionless")
"""Engines that cover what the standard says."""
EXPRESSION = ("duckdb", "pandera")
"""Engines that run rules which are an expression."""
QUERY = ("duckdb",)
"""Engines that run queries, named checks, and what comes after one of them."""


@dataclass(frozen=True)
class Find:
    """A finding that is expected. The row is named by its key in the edited file."""

    code: str
    table: str
    key: Key | None = None
    """The last row with this key; ``None`` for the header and for the file as a whole."""
    field: str | None = None
    severity: str = "error"
    column: int | None = None
    """Only where no field of the schema stands in that column, or the finding names none."""
    below: int = 0
    """How many records further down the fault is: blank rows have no key to name them by."""
    tells: tuple[str, ...] = ("row", "line", "key")
    """What the finding says of the row."""
    by: tuple[str, ...] = ()
    """The engines that tell it, where they are not those of the case."""


@dataclass(frozen=True, eq=False)
class Case:
    name: str
    by: tuple[str, ...]
    edits: tuple[Edit, ...]
    finds: tuple[Find, ...]
    constraint: str = ""
    """Which constraint it is about, if any."""


def _key(key: str | Key) -> Key:
    return (key,) if isinstance(key, str) else key


def put(table: str, key: str | Key, **cells: str) -> Put:
    return Put(table, _key(key), cells)


def drop(table: str, key: str | Key) -> Drop:
    return Drop(table, _key(key))


def add(table: str, like: str | Key | None = None, **cells: str) -> Add:
    return Add(table, cells, None if like is None else _key(like))


def text(table: str, key: str | Key | None, old: str, new: str) -> Text:
    return Text(table, _key(key) if key is not None else (), old, new)


def find(code: str, table: str, key: str | Key, field: str | None = None) -> Find:
    return Find(code, table, _key(key), field)


def warn(code: str, table: str, key: str | Key, field: str | None = None) -> Find:
    return Find(code, table, _key(key), field, "warning")


def site(place: str, **cells: str) -> Add:
    """A building in Bannu more, valid by itself: its point is that of the town."""
    return add("places", "plc-0448", **{"place_id": place, "name": f"Building {place}"} | cells)


def town(place: str, **cells: str) -> Add:
    """A settlement of Mohmand more, valid by itself: its point is that of the province."""
    return add("places", "plc-0444", **{"place_id": place, "name": f"Town {place}"} | cells)
