"""A copy of the shipped dataset with a few of its cells, rows or bytes changed.

Only the edited files are written; the other tables are read where they are. Places of rows in the
edited text are counted here, with Python's csv module, and not by any code under test.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sourcebook.declare import open_target

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sourcebook.declare import Dataset, Table

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "datasets" / "pakistan-militancy"

Key = tuple[str, ...]


@cache
def shipped() -> Dataset:
    """The dataset as it is kept, without what is derived of it (see ``views``)."""
    dataset = open_target(FOLDER).dataset
    return replace(dataset, tables=tuple(t for t in dataset.tables if t.format != "view"))


@cache
def views() -> tuple[Table, ...]:
    return tuple(table for table in open_target(FOLDER).dataset.tables if table.format == "view")


@cache
def records(table: str) -> tuple[dict[str, str], ...]:
    """The rows of a shipped table as texts by column; an empty cell is an empty text."""
    with shipped().table(table).source.open(encoding="utf-8", newline="") as text:
        return tuple(csv.DictReader(text))


def column(table: str, name: str) -> list[str]:
    """What stands in one column of a shipped table."""
    return [record[name] for record in records(table)]


def key_of(table: str, record: Mapping[str, str]) -> Key:
    return tuple(record[name] for name in shipped().table(table).primary_key)


@dataclass(frozen=True)
class Put:
    """Other texts in some cells of one row."""

    table: str
    key: Key
    cells: Mapping[str, str]

    def apply(self, rows: list[dict[str, str]]) -> None:
        rows[_at(rows, self.table, self.key)] |= _known(self.table, self.cells)


@dataclass(frozen=True)
class Drop:
    """One row less."""

    table: str
    key: Key

    def apply(self, rows: list[dict[str, str]]) -> None:
        del rows[_at(rows, self.table, self.key)]


@dataclass(frozen=True)
class Add:
    """One row more at the end; ``like`` is the key of a row from which it has its other cells."""

    table: str
    cells: Mapping[str, str]
    like: Key | None = None

    def apply(self, rows: list[dict[str, str]]) -> None:
        base = dict.fromkeys(rows[0], "")
        if self.like is not None:
            base = rows[_at(rows, self.table, self.like)]
        rows.append(base | _known(self.table, self.cells))


@dataclass(frozen=True)
class Text:
    """Another text on the physical lines of one row, or of the header where ``key`` is empty.

    Without ``old`` the new text stands after the line.
    """

    table: str
    key: Key
    old: str
    new: str

    def apply(self, lines: list[str], rows: list[dict[str, str]]) -> None:
        at = 1 + _at(rows, self.table, self.key) if self.key else 0
        if self.old:
            assert lines[at].count(self.old) == 1, f"{self.old!r} does not stand once: {lines[at]}"
            lines[at] = lines[at].replace(self.old, self.new)
        else:
            lines[at] += self.new


@dataclass(frozen=True)
class File:
    """Other bytes in the place of a whole file, or no file."""

    table: str
    content: bytes | None


@dataclass(frozen=True)
class Swap:
    """Other bytes for some that stand once in a file."""

    table: str
    old: bytes
    new: bytes


@dataclass(frozen=True)
class Column:
    """One column more at the end, with the same cell in every row; or the last column less."""

    table: str
    label: str | None
    cell: str = ""

    def apply(self, lines: list[str]) -> None:
        for at, cells in enumerate(csv.reader(lines)):
            last = [] if self.label is None else [self.cell if at else self.label]
            lines[at] = _line([*cells, *last] if last else cells[:-1])


Edit = Put | Drop | Add | Text | File | Swap | Column


def _known(table: str, cells: Mapping[str, str]) -> Mapping[str, str]:
    unknown = set(cells) - {field.name for field in shipped().table(table).fields}
    assert not unknown, f"{table} has no {unknown}"
    return cells


def _at(rows: Iterable[Mapping[str, str]], table: str, key: Key) -> int:
    found = [at for at, row in enumerate(rows) if key_of(table, row) == key]
    assert len(found) == 1, f"{table} has {len(found)} rows {key}"
    return found[0]


def _line(cells: Iterable[str]) -> str:
    """A record in the canonical form of the dataset."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue()


def edited(table: str, edits: Iterable[Edit]) -> bytes | None:
    """The bytes of one table after its edits; ``None`` where there is to be no file."""
    edits = [edit for edit in edits if edit.table == table]
    rows = [dict(record) for record in records(table)]
    for edit in edits:
        if isinstance(edit, Put | Drop | Add):
            edit.apply(rows)
    header = [field.name for field in shipped().table(table).fields]
    lines = [_line(cells) for cells in (header, *(row.values() for row in rows))]
    for edit in edits:
        if isinstance(edit, Text):
            edit.apply(lines, rows)
        elif isinstance(edit, Column):
            edit.apply(lines)
    content: bytes | None = "".join(lines).encode()
    for edit in edits:
        if isinstance(edit, File):
            content = edit.content
        elif isinstance(edit, Swap):
            assert content is not None
            assert content.count(edit.old) == 1, f"{edit.old!r} does not stand once in {table}"
            content = content.replace(edit.old, edit.new)
    return content


def copy(edits: Iterable[Edit], folder: Path) -> tuple[Dataset, dict[str, bytes | None]]:
    """The dataset with these edits, and the bytes of the tables which they change."""
    edits = list(edits)
    changed = {table: edited(table, edits) for table in sorted({edit.table for edit in edits})}
    tables: list[Table] = []
    for table in shipped().tables:
        if table.name in changed:
            file = folder / f"{table.name}.csv"
            content = changed[table.name]
            if content is not None:
                file.write_bytes(content)
            tables.append(replace(table, source=file))
        else:
            tables.append(table)
    return replace(shipped(), tables=tuple(tables)), changed


@dataclass(frozen=True)
class Place:
    """Where a record stands in a file."""

    row: int
    line: int
    cells: tuple[str, ...]


def places(content: bytes) -> list[Place]:
    """The places of the records below the header, as an editor and a reader would count them."""
    found = []
    reader = csv.reader(io.StringIO(content.decode(errors="replace"), newline=""))
    line = 1
    for row, cells in enumerate(reader, start=1):
        if row > 1:
            found.append(Place(row, line, tuple(cells)))
        line = reader.line_num + 1
    return found
