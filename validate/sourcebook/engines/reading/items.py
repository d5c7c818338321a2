"""The rows of a source in JSON: arrays or objects, one after the other, with their lines if any."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sourcebook.engines.reading.document import kind, loads, rows, told, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LINE = 16_000_000
"""Characters of the longest line of newline-delimited JSON."""


@dataclass(frozen=True, slots=True)
class Item:
    """A row, or why there is none."""

    value: Any = None
    line: int | None = None
    problem: str | None = None


def inside(data: Any, path: str | None) -> list[Item]:
    """The rows in a value, at the key or, between points, the keys of ``path``."""
    keys = [] if path is None else [path] if _has(data, path) else path.split(".")
    for key in keys:
        if not _has(data, key):
            raise unreadable(f"it has no {path!r}, where its rows should be")
        data = data[key]
    if not isinstance(data, list):
        detail = f"it holds {kind(data)} where an array of rows is expected"
        if isinstance(data, dict) and path is None:
            detail += "; name the key of the rows as `property` of the dialect"
        raise unreadable(detail)
    return [Item(value) for value in data]


def document(file: Path, path: str | None) -> Iterator[Item]:
    """The rows of a JSON document. Raises ``UnreadableError``, ``OSError``."""
    return (Item(value, line) for value, line in rows(file, path))


def lines(file: Path) -> Iterator[Item]:
    """The rows of newline-delimited JSON; blank lines are none. Raises ``OSError``."""
    with file.open(encoding="utf-8-sig", newline="\n") as source:
        number = 0
        while text := source.readline(_LINE):
            number += 1
            if len(text) == _LINE:
                yield Item(line=number, problem=f"the line has more than {_LINE:,} characters")
                return
            if not text.strip():
                continue
            try:
                yield Item(loads(text), number)
            except (ValueError, RecursionError) as error:
                yield Item(line=number, problem=told(error))


def misplaced(item: Item, expected: type) -> str | None:
    """Why an item is no row of this kind (``list`` or ``dict``)."""
    if item.problem is not None or isinstance(item.value, expected):
        return item.problem
    wanted = "an array" if expected is list else "an object"
    return f"the row is {kind(item.value)} and not {wanted}"


def _has(data: Any, key: str) -> bool:
    return isinstance(data, dict) and key in data
