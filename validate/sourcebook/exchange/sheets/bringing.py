"""A filled-in form into a dataset: all of its rows are added, or none and every fault is told."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sourcebook.editing import form as canonical
from sourcebook.errors import UseError
from sourcebook.exchange import together
from sourcebook.exchange.sheets import book, checking, headers, known, layout, returning, target
from sourcebook.exchange.sheets.entries import Given, entries

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from sourcebook.declare import Dataset
    from sourcebook.editing.text import Text
    from sourcebook.exchange.sheets.book import Book
    from sourcebook.exchange.sheets.checking import Overlay
    from sourcebook.exchange.sheets.entries import Entry
    from sourcebook.exchange.sheets.faults import Fault
    from sourcebook.exchange.sheets.headers import Filled


@dataclass(frozen=True, slots=True)
class Added:
    """The rows that a table gets."""

    table: str
    path: str
    labels: tuple[str, ...]
    records: tuple[tuple[str, ...], ...]
    ids: tuple[tuple[str, str], ...]
    """The allotted ids, each with what the person wrote for it, or the row of the form."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of a form. Where there are faults, nothing is added."""

    added: tuple[Added, ...] = ()
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()
    """What the checks warn of in the new rows; it stands in no one's way."""
    remarks: tuple[str, ...] = ()
    checked: Path | None = None
    """The form with its faults, where one was written."""


def bring(
    file: Path,
    into: str | Path,
    version: str,
    tables: Collection[str] = (),
    *,
    dry_run: bool = False,
) -> Brought:
    """Read a form and add its rows to a dataset, of all tables or of those named.

    Nothing is changed where anything is wrong, and with ``dry_run``. ``version`` is that of
    Sourcebook, for the report of the checks. Raises ``UseError`` where the form can't be read, is
    of another dataset or is empty, ``DeclarationError`` and ``OSError``.
    """
    dataset, tables = target.opened(into, tables)
    chosen = target.choose(dataset, tables)
    read = _read(file, dataset, [table.name for table in chosen], tables)
    before = {table.name: table.source.read_bytes() for table in chosen if table.source.is_file()}
    found = known.rows(dataset)
    rosters = known.rosters(dataset, found)
    sheets = layout.sheets_of(layout.open_tables(dataset), rosters, found)
    filled, faults = headers.match(read, sheets)
    wanted = [each for each in filled if not tables or each.sheet.table.name in tables]
    if tables:
        faults = [each for each in faults if each.sheet in [one.sheet.name for one in wanted]]
    remarks = _remarks(read, dataset, filled, wanted)
    if not faults and not any(any(each.rows) for each in wanted):
        raise UseError(f"{file}: no row is filled in. Fill in the sheet of a table, and save it.")
    made: list[Entry] = []
    warnings: list[Fault] = []
    with tempfile.TemporaryDirectory(prefix="sourcebook-") as folder:
        if not faults:
            made = entries(wanted, Given(dataset, found, rosters))
            over = checking.overlay(dataset, found, made, Path(folder))
            told, warnings = checking.check(dataset, over, version)
            faults = _in_order(made, [*_doubts(made), *_columns(made, found), *told])
        if faults:
            place = None
            if not dry_run:
                place = returning.write(file, dataset, found, filled, faults)
            return Brought(faults=tuple(faults), remarks=remarks, checked=place)
        changes = _changes(dataset, over, before)
        remarks += _restyled(dataset, over)
        if not dry_run:
            together.replace_all(changes)
    return Brought(tuple(_added(over, found)), (), tuple(warnings), remarks)


def _read(file: Path, dataset: Dataset, there: Sequence[str], asked: Collection[str]) -> Book:
    """The form. Raises ``UseError`` where it is not of this dataset."""
    names = {field.name for table in dataset.tables for field in table.fields}
    read = book.read(file, names)
    if read.origin is not None and read.origin.dataset != dataset.name:
        raise UseError(
            f"{file}: is a form of {read.origin.dataset!r}, and this is {dataset.name!r}. "
            "Name the dataset that it was made of."
        )
    if len(read.grids) == 1 and read.origin is None:
        grid = read.grids[0]
        if len(asked) == 1:
            return replace(read, grids=(replace(grid, name=next(iter(asked))),))
        if grid.name not in there and file.suffix.lower() not in book.SHEETS:
            raise UseError(f"{file}: which table is it? Name it with --table TABLE.")
    return read


def _remarks(
    read: Book, dataset: Dataset, filled: Sequence[Filled], wanted: Sequence[Filled]
) -> tuple[str, ...]:
    """What is no fault, and should be known."""
    told = []
    origin = read.origin
    if origin is not None and origin.version != (dataset.version or ""):
        made, now = origin.version or "no version", dataset.version or "no version"
        told.append(f"The form was made of {dataset.name} {made}, and the dataset is {now}.")
    if origin is not None:
        prints = {each.sheet.table.name: layout.print_of(each.sheet.table) for each in wanted}
        told += [
            f"The schema of {name} has changed since the form was made; make a new form."
            for name, now in prints.items()
            if origin.prints.get(name, now) != now
        ]
    passed = [each.sheet.name for each in filled if each not in wanted and any(each.rows)]
    if passed:
        told.append(f"Not asked for, and passed over: {', '.join(passed)}.")
    return tuple(told)


def _doubts(made: Sequence[Entry]) -> Iterator[Fault]:
    for entry in made:
        for name, doubt in entry.doubts.items():
            yield entry.fault(name, doubt)


def _columns(made: Sequence[Entry], found: Mapping[str, Text]) -> Iterator[Fault]:
    """Cells of columns that the file of their table does not have."""
    from sourcebook.exchange.sheets.faults import Doubt

    for entry in made:
        for name in entry.cells:
            if name not in found[entry.table.name].labels and not entry.empty(name):
                message = f"The file {entry.table.path} has no column {name!r}."
                yield entry.fault(name, Doubt(message, "Add it there first, or empty the cell."))


def _in_order(made: Sequence[Entry], faults: Sequence[Fault]) -> list[Fault]:
    """Faults as the form has their cells, then those that have none."""
    sheets = list(dict.fromkeys(entry.filled.sheet.name for entry in made))

    def place(fault: Fault) -> tuple[int, int, int]:
        at = sheets.index(fault.sheet) if fault.sheet in sheets else len(sheets)
        return at, fault.row or 0, fault.column or 0

    return sorted(dict.fromkeys(faults), key=place)


def _changes(
    dataset: Dataset, over: Overlay, before: Mapping[str, bytes]
) -> dict[Path, tuple[bytes, bytes]]:
    """The changed files in canonical form, each with what it was."""
    changes = {}
    for name in over.rows:
        form = canonical(over.dataset, over.dataset.table(name))
        source = dataset.table(name).source
        if form.content is None:
            first = form.refusals[0].message if form.refusals else form.left
            told = f"{form.path}: can't be brought into canonical form: {first}"
            raise UseError(f"{told} Run `sourcebook format`, which tells all.")
        changes[source] = (before[name], form.content)
    return changes


def _restyled(dataset: Dataset, over: Overlay) -> tuple[str, ...]:
    """What is changed of the rows that are there: how they are written."""
    forms = [canonical(dataset, dataset.table(name)) for name in over.rows]
    return tuple(
        f"{form.path}: its old rows are brought into canonical form too: {'; '.join(form.changes)}."
        for form in forms
        if form.changes
    )


def _added(over: Overlay, found: Mapping[str, Text]) -> Iterator[Added]:
    for name, rows in over.rows.items():
        labels = found[name].labels
        yield Added(
            name,
            rows[0].table.path,
            tuple(labels),
            tuple(tuple(entry.cells.get(label, "") for label in labels) for entry in rows),
            tuple((e.typed or f"row {e.row}", e.id) for e in rows if e.id is not None),
        )
