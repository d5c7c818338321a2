"""The numbers behind a drawing: a table beside it, and a file to take away.

The drawings on the pages of records share one file for all records of a table, by their key: a
site of thousands of records does not become one of thousands of small files.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sourcebook.editing.text import write

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sourcebook.site.contents import Row


@dataclass(frozen=True, slots=True)
class Behind:
    """What one drawing shows."""

    names: tuple[str, ...]
    rows: list[list[Any]]
    address: str
    """Of the file, relative to the page at hand."""


def behind(rows: Sequence[Row], address: str) -> Behind | None:
    """``None`` where there are no rows."""
    if not rows:
        return None
    return Behind(tuple(rows[0]), _ordered(rows), address)


def of_all(key: str, found: Mapping[str, Sequence[Row]]) -> str:
    """The rows of all records as CSV, the key of each first."""
    names = next((tuple(row) for rows in found.values() for row in rows), ())
    return as_csv(
        (key, *names), ([one, *row] for one in sorted(found) for row in _ordered(found[one]))
    )


def _ordered(rows: Iterable[Row]) -> list[list[Any]]:
    """By their columns: a query need not say in which order it gives them."""
    values = [list(row.values()) for row in rows]
    return sorted(values, key=lambda row: [(value is None, value) for value in row])


def as_csv(names: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    """Text with a header, each line ended by LF."""
    records = (["" if value is None else str(value) for value in row] for row in rows)
    return write([*names], records).decode()
