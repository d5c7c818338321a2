"""The SQL that names the key of a row, and hashes the rest of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sourcebook.releases.source import Source


def of(source: Source, names: Sequence[str], reread: set[str]) -> tuple[str, str]:
    """A hash of the cells, and the joins that it needs.

    Of cells as they are written: what stands for no value need not be told here.
    """
    cells, joins = [], ""
    for name in names:
        if name in reread:
            cell, join = source.canonical(name)
            joins += join
        else:
            cell = source.written(name)
        cells.append(cell)
    return f"hash({', '.join(cells)})" if cells else "0::UBIGINT", joins


def keys(source: Source, key: Sequence[str]) -> tuple[list[str], str]:
    """The columns of a key, and the joins that they need."""
    columns, joins = [], ""
    for number, name in enumerate(key):
        cell, join = source.canonical(name)
        if cell == f"NULLIF({source.written(name)}, '')":
            cell = source.written(name)  # no value is the empty text in any case
        columns.append(f"coalesce({cell}, '') AS k{number}")
        if join not in joins:
            joins += join
    return columns, joins
