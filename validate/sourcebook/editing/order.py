"""The order of rows: that of the primary key, as every file of a package has it (see
``package.content``). Numbers and times by value, ``false`` before ``true``, texts by their code
points, then what is wrong, no value last; rows of equal keys by their cells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sourcebook.declare import lexical

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sourcebook.declare import Field, Table

_VALUED = frozenset({"integer", "number", "boolean", "date", "datetime", "time", "year"})


def ranking(table: Table, labels: Sequence[str]) -> Callable[[Sequence[str]], Any]:
    """What ranks the records of a table; their columns are ``labels``, all of the key among them.

    Of a table without a key all records rank the same: there the order is part of the content.
    """
    columns = [(labels.index(name), _rank(table.field(name))) for name in table.primary_key]
    if not columns:
        return lambda _cells: ()
    return lambda cells: (tuple(rank(cells[at]) for at, rank in columns), tuple(cells))


def _rank(field: Field) -> Callable[[str], tuple[int, Any]]:
    read, valued = lexical.reader(field), field.type in _VALUED

    def rank(cell: str) -> tuple[int, Any]:
        if cell in field.missing_values:
            return 2, cell
        value = read(cell)
        if value is lexical.INVALID or value != value:  # noqa: PLR0124 - what is no number
            return 1, cell
        return 0, value if valued else cell

    return rank
