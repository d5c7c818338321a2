"""The rows of a form as rows of their tables: ids allotted, references resolved, cells as text."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sourcebook.engines.messages.words import shown
from sourcebook.exchange import ids
from sourcebook.exchange.sheets import asking, cells, known, names
from sourcebook.exchange.sheets.faults import Doubt, Fault
from sourcebook.exchange.sheets.known import plain
from sourcebook.package.staging import missing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sourcebook.declare import Dataset, Table
    from sourcebook.editing.text import Text
    from sourcebook.exchange.sheets.headers import Filled
    from sourcebook.exchange.sheets.known import Roster


@dataclass(slots=True)
class Entry:
    """One row of a form."""

    filled: Filled
    row: int
    cells: dict[str, str]
    """By field; a cell that is in doubt has no value."""
    doubts: dict[str, Doubt] = field(default_factory=dict)
    typed: str = ""
    """The temporary id that the person has given it."""
    id: str | None = None
    """The permanent one that it would get."""

    @property
    def table(self) -> Table:
        return self.filled.sheet.table

    def empty(self, name: str) -> bool:
        return self.cells[name] in self.table.field(name).missing_values or not self.cells[name]

    def doubt(self, name: str, doubt: Doubt) -> None:
        """Take a cell as one without a value, and say why."""
        self.doubts[name] = doubt
        self.cells[name] = missing(self.table.field(name))

    def fault(self, name: str, doubt: Doubt) -> Fault:
        """A doubt with the place of its cell."""
        column = self.filled.column(name) or 1
        return Fault(self.filled.sheet.name, self.row, column, doubt.message, doubt.hint, name)


@dataclass(frozen=True, slots=True)
class Given:
    """What the dataset has."""

    dataset: Dataset
    found: Mapping[str, Text]
    rosters: Mapping[str, Roster]


def entries(filled: Sequence[Filled], given: Given) -> list[Entry]:
    """The rows of a form. Raises ``UseError`` where no id is left to allot."""
    made = [entry for each in filled for entry in _read(each)]
    temporary = _allot(made, given)
    for entry in made:
        roster = given.rosters.get(entry.table.name)
        if roster is not None and roster.table.primary_key[0] not in entry.doubts:
            known.enlist(roster, entry.cells)
    for entry in made:
        _alias(entry, given.rosters, temporary)
    for entry in made:
        _refer(entry, given.rosters, temporary)
    _doubt_keys(made, given)
    return made


def _read(filled: Filled) -> Iterator[Entry]:
    rows = list(filled.rows)
    fields = {each.name: filled.column(each.name) for each in filled.sheet.table.fields}
    strays = {
        name: cells.stray_order(filled.cell(row, column) for row in rows)
        for name, column in fields.items()
        if column is not None and filled.sheet.table.field(name).type in ("date", "datetime")
    }
    for row in rows:
        entry = Entry(filled, row, {})
        for name, column in fields.items():
            own = filled.sheet.table.field(name)
            cell = None if column is None else filled.cell(row, column)
            mark = None if column is None else filled.grid.marks.get((row, column))
            told = cells.text(own, cell, mark)
            if isinstance(told, str) and (stray := strays.get(name)) is not None:
                told = cells.swapped(cell, stray) or told
            if isinstance(told, Doubt):
                entry.doubt(name, told)
            else:
                entry.cells[name] = told
        yield entry


def _allot(made: Sequence[Entry], given: Given) -> dict[str, dict[str, str]]:
    """Give each row its id; gives the ids by table and temporary id."""
    temporary: dict[str, dict[str, str]] = defaultdict(dict)
    by_table: dict[str, list[Entry]] = defaultdict(list)
    for entry in made:
        if entry.filled.sheet.allotted is not None:
            by_table[entry.table.name].append(entry)
    for name, rows in by_table.items():
        table, roster = rows[0].table, given.rosters[name]
        counted = ids.counter(table, roster.labels, given.dataset, given.found)
        assert counted is not None, "allotted, and not counted"
        for entry in rows:
            doubt = _temporary(entry, roster, temporary[name])
            entry.id = counted.allot()
            if doubt is not None:
                entry.doubts[table.primary_key[0]] = doubt
            elif entry.typed:
                temporary[name][plain(entry.typed)] = entry.id
            entry.cells[table.primary_key[0]] = entry.id
    return temporary


def _temporary(entry: Entry, roster: Roster, taken: Mapping[str, str]) -> Doubt | None:
    """Note the temporary id of a row; what is wrong with what stands in its place."""
    name = entry.table.primary_key[0]
    if entry.empty(name):
        return entry.doubts.get(name)
    typed = entry.cells[name]
    if typed in roster.labels:
        return _there(entry.table, typed)
    if not ids.TEMPORARY.fullmatch(typed):
        message = f"{shown(typed)} is no row of {entry.table.name}, and new ids are allotted."
        return Doubt(message, "Leave the cell empty, or write an id for the time being: new-1.")
    if plain(typed) in taken:
        return Doubt(f"Another row has the temporary id {shown(typed)}.", "Give it another one.")
    entry.typed = typed
    return None


def _there(table: Table, key: str) -> Doubt:
    message = f"{table.name} has a row {shown(key)} already, and a form only adds rows."
    return Doubt(
        message, "Correct it in the table itself. A row that is to be added needs a key of its own."
    )


def _alias(
    entry: Entry, rosters: Mapping[str, Roster], temporary: Mapping[str, Mapping[str, str]]
) -> None:
    """Let a row of another table be known by the name that this one gives it."""
    by = entry.table.naming
    if by is None or by.of is None or entry.empty(by.of):
        return
    for name, resource in _references(entry, rosters):
        if name == by.of:
            ids_there = temporary.get(resource, {})
            key = names.resolve(entry.cells[name], rosters[resource], ids_there)
            if isinstance(key, str):
                rosters[resource].name(key, [entry.cells[each] for each in by.fields])


def _refer(
    entry: Entry, rosters: Mapping[str, Roster], temporary: Mapping[str, Mapping[str, str]]
) -> None:
    """Resolve what a row says of other rows."""
    done = set()
    for name, resource in _references(entry, rosters):
        if name in done or entry.empty(name):
            continue
        done.add(name)
        told = names.resolve(entry.cells[name], rosters[resource], temporary.get(resource, {}))
        if isinstance(told, Doubt):
            entry.doubt(name, told)
        else:
            entry.cells[name] = told
    for own in entry.table.fields:
        coded = bool(asking.vocabulary(own)) or own.name == entry.filled.sheet.allotted
        if own.type == "string" and not coded and own.name not in done:
            _mention(entry, own.name, temporary)


def _references(entry: Entry, rosters: Mapping[str, Roster]) -> Iterator[tuple[str, str]]:
    """The fields of a row that hold keys, each with the table that they are of."""
    for key in entry.table.foreign_keys:
        if len(key.fields) == 1 and known.refers(rosters, key.resource, key.reference_fields):
            yield key.fields[0], key.resource
    claims = entry.table.claims
    subject = None if claims is None else rosters.get(entry.cells[claims.subject_table])
    if claims is None or subject is None:
        return
    yield claims.subject_id, subject.table.name
    # What is claimed of a cell that holds a key is a key.
    for key in subject.table.foreign_keys:
        refers = known.refers(rosters, key.resource, key.reference_fields)
        if claims.value is not None and key.fields == (entry.cells[claims.field],) and refers:
            yield claims.value, key.resource


def _mention(entry: Entry, name: str, temporary: Mapping[str, Mapping[str, str]]) -> None:
    """A temporary id in a column of which it is not declared what it refers to."""
    written = plain(entry.cells[name])
    if not ids.TEMPORARY.fullmatch(written):
        return
    tables = [table for table, given in temporary.items() if written in given]
    told = [table for table in tables if table in entry.cells.values()]
    if len(tables) > 1 and len(told) != 1:
        rows = " and of ".join(tables)
        message = f"{shown(written)} is the temporary id of a row of {rows}."
        entry.doubt(name, Doubt(message, "Give each row of the form a temporary id of its own."))
    elif tables:
        entry.cells[name] = temporary[(told or tables)[0]][written]


def _doubt_keys(made: Sequence[Entry], given: Given) -> None:
    """Tell the rows whose keys are there already: in the dataset, or in the form."""
    there: dict[str, dict[tuple[str, ...], str]] = {}
    for entry in made:
        table = entry.table
        if not table.primary_key or entry.filled.sheet.allotted is not None:
            continue
        if table.name not in there:
            old = known.records(given.found[table.name])
            there[table.name] = {
                tuple(row.get(name, "") for name in table.primary_key): "" for row in old
            }
        key = tuple(entry.cells[name] for name in table.primary_key)
        if any(entry.empty(name) for name in table.primary_key):
            continue
        first = there[table.name].setdefault(key, f"row {entry.row}")
        if first == f"row {entry.row}":
            continue
        name = table.primary_key[-1] if len(key) > 1 else table.primary_key[0]
        said = ", ".join(key)
        if first:
            message = f"{first.capitalize()} of this form has the same key ({said})."
            entry.doubts[name] = Doubt(message, "Remove one of the rows, or correct its key.")
        else:
            entry.doubts[name] = _there(table, said)
