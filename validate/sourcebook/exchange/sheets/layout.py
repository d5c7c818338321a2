"""How a form is laid out: its sheets, its columns, and the hidden sheet that says what it is of.

Above the rows stand two lines: what each column is called and whether it has to be filled in, and
its name in the table, by which the column is told when the form is read.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sourcebook.editing import text
from sourcebook.exchange.ids import series
from sourcebook.package import sheets

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sourcebook.declare import Dataset, Field, Table
    from sourcebook.editing.text import Text
    from sourcebook.exchange.sheets.known import Roster

LABELS = 2
"""The line with the names of the columns, from 1; the rows stand below it."""
README, CODES, LISTS, FAULTS, ORIGIN = OURS = ("Read me", "Codes", "Lists", "Faults", "_form")
"""Our own sheets; a table of such a name gets another one."""
FORM = 1
"""Version of the hidden sheet."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as a sheet."""

    table: Table
    name: str
    columns: tuple[Field | str, ...]
    """Fields, and the labels of columns that are none (of a form with faults)."""
    allotted: str | None = None
    """The field whose ids are allotted when the form is read."""
    rows: tuple[tuple[int, tuple[Any, ...]], ...] = ()
    """What is filled in already: the number of the row, from 1, and its cells."""
    remarks: Mapping[tuple[int, int], str] = field(default_factory=dict)
    """Comments by row and column, from 1."""


@dataclass(frozen=True, slots=True)
class Form:
    dataset: Dataset
    rosters: Mapping[str, Roster]
    sheets: tuple[Sheet, ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """What a form says it was made of."""

    dataset: str
    version: str
    tables: Mapping[str, str]
    """The table of each sheet."""
    prints: Mapping[str, str]
    """The fingerprint of the schema of each table."""


def open_tables(dataset: Dataset) -> list[Table]:
    """The tables whose files can be written anew."""
    return [table for table in dataset.tables if text.plain(table) is None and table.fields]


def sheets_of(
    tables: Sequence[Table], rosters: Mapping[str, Roster], found: Mapping[str, Text]
) -> tuple[Sheet, ...]:
    """An empty sheet for each table."""
    names = sheets.names([*OURS, *(table.name for table in tables)])[len(OURS) :]
    return tuple(
        Sheet(table, name, table.fields, allotted(table, rosters, found))
        for table, name in zip(tables, names, strict=True)
    )


def allotted(table: Table, rosters: Mapping[str, Roster], found: Mapping[str, Text]) -> str | None:
    """The field whose ids are allotted, if the table has one."""
    if table.name not in found or table.name not in rosters:
        return None
    counted = series(table, rosters[table.name].labels)
    return None if counted is None else table.primary_key[0]


def print_of(table: Table) -> str:
    """What is the same as long as a form of the table stays right."""
    told = json.dumps((table.schema or {}).get("fields"), sort_keys=True, default=str)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def origin_rows(form: Form) -> list[tuple[str, ...]]:
    """The rows of the hidden sheet."""
    dataset = form.dataset
    return [
        ("form", str(FORM)),
        ("dataset", dataset.name),
        ("version", dataset.version or ""),
        *(("table", each.name, each.table.name, print_of(each.table)) for each in form.sheets),
    ]


def read_origin(rows: Iterable[Sequence[Any]]) -> Origin:
    """What the rows of the hidden sheet say."""
    told = [[str(cell) for cell in row] for row in rows]
    words = {row[0]: row[1] for row in told if len(row) > 1}
    tables = [row for row in told if row[:1] == ["table"] and len(row) > 3]
    return Origin(
        words.get("dataset", ""),
        words.get("version", ""),
        {row[1]: row[2] for row in tables},
        {row[2]: row[3] for row in tables},
    )
