"""A table in DuckDB: its file as text, its cells as typed values, and which of them are wrong.

For each table there are relations of these names, in a schema of the connection for each:

* ``raw``: the cells as they are written (``?c1`` …), the record's number (``?row``), whether it is
  blank (``?blank``) or its structure broken (``?broken``).
* ``typed``: beside these, for the n-th field its text (``?tn``, NULL where it stands for no value),
  its value under the field's name, and whether the cell is wrong by itself (``?bn``).
* ``rows``: every record with its number, whether anything in it is wrong (``?bad``) and the values
  of which keys are made.
* ``bad``: as ``typed``, of the records that are ``?bad``.

A small table is laid down once, and the last three are one. Of a large one ``raw`` and ``typed``
are views of the file, which is read once: ``rows`` is a table that keeps the keys of all records
and the cells of those that are bad. A view with the table's own name shows rules the values alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sourcebook.declare.binding import quote
from sourcebook.engines import fields, sql, told

if TYPE_CHECKING:
    import duckdb

    from sourcebook.declare import Field, Table
    from sourcebook.engines.labels import Columns
    from sourcebook.engines.reading import Fault, Reading

SCHEMAS = ("raw", "typed", "told", "kept", "rest", "rows", "bad")


def schemas(connection: duckdb.DuckDBPyConnection) -> None:
    """Make room for the relations of tables."""
    connection.execute("".join(f"CREATE SCHEMA {name};" for name in SCHEMAS))


@dataclass(slots=True)
class Sheet:
    table: Table
    columns: Columns = field(default_factory=list)
    """The field of each column of the file."""
    faults: list[Fault] = field(default_factory=list)
    """Of the structure, as far as they were found without SQL."""
    readable: bool = True
    unable: str | None = None
    """Of a view, why it could not be computed."""
    reading: Reading | None = None
    """The source as it was read; ``None`` before that."""
    labels: list[str] = field(default_factory=list)
    """The names of the columns; those of the fields where the file has no header."""
    large: bool = False
    held: bool | None = None
    """Of a large table, whether ``bad`` is laid down; ``None`` before it is there."""
    spare: int = 0
    """Columns beyond the last (``?x1`` …), for cells that should not be there."""
    direct: dict[str, str] = field(default_factory=dict)
    """Fields whose column is typed in the file already, with the expression of the value."""
    told: dict[str, str] = field(default_factory=dict)
    """Fields that Python tells, with the table of their texts."""
    checked: list[Field] = field(default_factory=list)
    """The fields of which a cell can be wrong by itself: those that have a ``?bn``."""
    keyed: frozenset[str] = frozenset()
    """Fields of which keys are made, of this table and of those that refer to it."""
    joined: frozenset[str] = frozenset()
    """Those of them of which foreign keys are made."""
    sifted: bool = False
    """Of a large table, whether only what is in ``rest`` has to be looked at. See ``sifting``."""
    once: frozenset[tuple[str, ...]] = frozenset()
    """Keys of which it is known already that no row repeats them."""
    unread: frozenset[str] = frozenset()
    """Fields of the other keys of which a sifted table's ``rows`` have no values yet."""
    formulas: dict[str, str] = field(default_factory=dict)
    """By field, when a row of ``typed`` has a cell that a spreadsheet would run, if that is asked.
    """
    suspicions: tuple[str, ...] = ()
    """Conditions on the values of a row under which it is bad though no cell is: broken rules."""

    @property
    def width(self) -> int:
        """Columns of the file."""
        return len(self.columns)

    @property
    def cells(self) -> list[str]:
        """The columns of ``raw`` with what is written in the file."""
        numbers = range(1, self.width + 1)
        spare = range(1, self.spare + 1)
        return [*map(sql.written, numbers), *(sql.written(number, "x") for number in spare)]

    @property
    def native(self) -> bool:
        """Whether cells may hold values that were no texts in their source (``MISFIT``)."""
        return self.reading is not None and self.reading.native

    @property
    def raw(self) -> str:
        return f"raw.{quote(self.table.name)}"

    @property
    def typed(self) -> str:
        return f"typed.{quote(self.table.name)}"

    @property
    def rows(self) -> str:
        return f"rows.{quote(self.table.name)}" if self.large else self.typed

    @property
    def bad(self) -> str:
        return f"bad.{quote(self.table.name)}" if self.large else self.typed

    @property
    def written(self) -> str:
        """A relation with the cells, as they are written, of all rows that are bad."""
        return self.bad if self.large else self.raw

    @property
    def present(self) -> list[Field]:
        """The fields that the file has a column for, in schema order."""
        return sorted((f for f in self.columns if f is not None), key=lambda f: f.number)

    def column(self, name: str) -> int | None:
        """The column of the file, from 1, in which a field stands."""
        for number, found in enumerate(self.columns, start=1):
            if found is not None and found.name == name:
                return number
        return None

    @property
    def places(self) -> list[str]:
        """The names of the columns of ``raw`` with cells, without quotes."""
        return [cell.strip('"') for cell in self.cells[: self.width]]

    def place(self, name: str) -> str:
        """The name of the column of ``raw`` in which a field stands, without quotes."""
        return sql.written(self.column(name)).strip('"')

    def key(self, name: str) -> str:
        """The column that keys are made of: the value, or the text that equal values share."""
        declared = self.table.field(name)
        return f'"?k{declared.number}"' if name in self.told else sql.value(declared)

    def wrong(self, declared: Field) -> list[tuple[str, object, str]]:
        """Each constraint on a field's cells, its limit, and when a row of ``typed`` breaks it."""
        found: list[tuple[str, object, str]] = []
        empty = fields.required(declared, sql.cell(declared))
        if empty is not None:
            found.append(("required", True, empty))
        for each in fields.violations(declared):
            if declared.name in self.told:
                condition = told.breaks(f'"?w{declared.number}"', each.constraint)
            else:
                condition = each.condition(sql.value(declared))
            found.append((each.constraint, each.limit, condition))
        return found

    def mistyped(self, declared: Field) -> str:
        """When a cell in a row of ``typed`` is not of its field's type."""
        if declared.name in self.told:
            return told.is_type_error(f'"?w{declared.number}"')
        return f"{sql.cell(declared)} IS NOT NULL AND {sql.value(declared)} IS NULL"
