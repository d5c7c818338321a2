"""The events of one side of a match, read by their declaration and laid down as Parquet.

A side is a dataset's or a package's folder, its descriptor, a package's archive, a version in a
catalogue or a commit as ``releases.sides`` has them, or a data file. What a dataset declares
is read as the engines read it: a cell that is wrong by its schema is no value. A file that nothing
declares is read as texts. The SQL of ``rows`` runs where that of rules does.
"""

from __future__ import annotations

import json
import shutil
import zipfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import duckdb

from sourcebook.declare import Dataset, Field, Target, open_target
from sourcebook.declare.binding import describe, mentioned, quote
from sourcebook.declare.neighbours import DESCRIPTORS, Neighbours
from sourcebook.declare.node import Node
from sourcebook.declare.paths import shown
from sourcebook.declare.resource import Surroundings, read_file
from sourcebook.declare.spelling import did_you_mean
from sourcebook.declare.tabular import READ
from sourcebook.declare.targets import declaring
from sourcebook.engines import loading, sql
from sourcebook.engines.connection import connect
from sourcebook.engines.exposing import exposed
from sourcebook.errors import DeclarationError, Mistake, UseError
from sourcebook.exchange.matching.declared import FILE, Events, read_events
from sourcebook.exchange.matching.shape import crosswalked, shaped
from sourcebook.exchange.storing import storage
from sourcebook.package.unpacking import unpacked
from sourcebook.releases import sides

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Side:
    dataset: Dataset
    table: str | None
    """The only table, where a file was named."""
    events: Events

    @property
    def name(self) -> str:
        """What others call the ids of its events: its scheme, else the name of the dataset."""
        return self.events.scheme or self.dataset.name

    @property
    def rows(self) -> str:
        """The SELECT that gives its events."""
        if self.events.rows is not None:
            return self.events.rows.strip().rstrip(";")
        return f"FROM {quote(self._table())}"

    def same(self, other: Side) -> bool:
        """Whether both are the same events, however they were named."""
        if self.rows != other.rows or replace(self.events, file="") != replace(
            other.events, file=""
        ):
            return False
        return _identity(self.dataset) == _identity(other.dataset)

    def _table(self) -> str:
        name = self.events.table or self.table
        tables = [table.name for table in self.dataset.tables]
        if name is None and len(tables) == 1:
            return tables[0]
        if name is None:
            hint = f"Name one of: {', '.join(tables)}."
            raise DeclarationError([Mistake(self.events.file, "table", "is missing.", hint)])
        if name not in tables:
            hint = did_you_mean(name, tables)
            message = f"there is no table {name!r}."
            raise DeclarationError([Mistake(self.events.file, "table", message, hint)])
        return name


def _identity(dataset: Dataset) -> object:
    """What no other dataset has: of a package its contents, of any other where it stands."""
    hashes = [table.hash for table in dataset.tables]
    if dataset.version is not None and hashes and all(hashes):
        return dataset.name, dataset.version, hashes
    return [table.source.resolve() for table in dataset.tables]


@contextmanager
def open_side(
    place: str | Path,
    declared: str | Path | None = None,
    catalog: str | Path | None = None,
) -> Iterator[Side]:
    """What a place and the declaration of its events name; ``match.yaml`` beside it by default.

    It is open while the context lasts. Raises ``UseError`` and ``DeclarationError``.
    """
    with ExitStack() as stack:
        yield _side(Path(place), declared, _target(stack, str(place), catalog))


def _target(stack: ExitStack, place: str, catalog: str | Path | None) -> Target:
    path = Path(place)
    if path.is_file() and _is_archive(path):
        return open_target(stack.enter_context(unpacked(path)))
    if path.is_file() and path.name.rpartition(".")[2].lower() in {*READ, "gz", "zip"}:
        return declaring(path) or _undeclared(path)
    if path.exists() or not (sides.is_published(place) or ":" in place):
        return open_target(path)
    return Target(stack.enter_context(sides.opened_one(place, catalog=catalog)).dataset)


def _is_archive(path: Path) -> bool:
    """Whether a file is a package's archive, and no data file that is packed."""
    if path.suffix.lower() != ".zip" or not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        return any(PurePosixPath(name).name in DESCRIPTORS for name in archive.namelist())


def _side(path: Path, declared: str | Path | None, target: Target) -> Side:
    if declared is None:
        declared = target.dataset.root / FILE
        if not declared.is_file():
            raise UseError(
                f"{path}: nothing says what its events are. Write {FILE} beside its descriptor, "
                "or name a declaration with --events-a or --events-b."
            )
    only = next(iter(target.only)) if target.only else None
    return Side(target.dataset, only, read_events(declared))


def _undeclared(path: Path) -> Target:
    """A file that no schema speaks of, as a table of texts."""
    around = Surroundings(path.parent, path, Neighbours(path.parent, None).name)
    node = Node({"fields": [{"name": "any"}]}, shown(path))
    found = read_file(path, node, "events", around)
    if found is None or node.mistakes:
        raise DeclarationError(node.mistakes)
    table = replace(found, fields=())  # those of its header
    name = path.name.partition(".")[0]
    dataset = Dataset(name, path.parent, "", (table,))
    with TemporaryDirectory(prefix="sourcebook-") as folder:
        with connect(dataset, Path(folder)) as connection:
            sheet = loading.load(connection, table, Path(folder))
        if not sheet.readable:
            raise UseError(f"{table.path}: can't be read. Run `sourcebook validate` on it.")
    labels = [label for label in dict.fromkeys(sheet.labels) if label]
    fields = tuple(Field(label, number=at) for at, label in enumerate(labels, start=1))
    table = replace(table, fields=fields, fields_match="partial")
    return Target(replace(dataset, tables=(table,)))


def lay_down(side: Side, events: Path, crosswalk: Path) -> None:
    """Write the events of a side, and what its crosswalk says (none where it has none).

    The columns are those of ``shape``. Raises ``UseError`` and ``DeclarationError``.
    """
    with exposed(side.dataset, _tables(side)) as (connection, scratch):
        mistakes = [*_mistakes(side, connection)]
        if mistakes:
            raise DeclarationError(mistakes)
        _write(side, connection, shaped(side.events, side.rows), scratch / events.name)
        walk = crosswalked(side.events.crosswalk)
        _write(side, connection, walk, scratch / crosswalk.name)
        for file in (events, crosswalk):
            shutil.move(scratch / file.name, file)


def _write(side: Side, connection: duckdb.DuckDBPyConnection, query: str, file: Path) -> None:
    try:
        connection.execute(f"COPY ({query}) TO {sql.literal(str(file))} (FORMAT parquet)")
    except duckdb.OutOfMemoryException as error:
        hint = "Match a part of them: add a WHERE to its `rows`."
        raise UseError(f"{side.name}: its events take more memory than there is. {hint}") from error
    except duckdb.IOException as error:
        raise storage(error) from error
    except duckdb.Error as error:
        problem = str(error).splitlines()[0]
        message = f"fails on the data: {problem}."
        mistake = Mistake(side.events.file, "rows", message, "Mend it, or use TRY_CAST.")
        raise DeclarationError([mistake]) from error


def _tables(side: Side) -> frozenset[str]:
    """The tables that are read."""
    with duckdb.connect(config={"threads": 1}) as connection:
        tree = connection.execute("SELECT json_serialize_sql(?)", [side.rows]).fetchall()[0][0]
    named = mentioned(json.loads(tree))[1]
    if side.events.crosswalk is not None:
        named.add(side.events.crosswalk.table.lower())
    return frozenset(table.name for table in side.dataset.tables if table.name.lower() in named)


def _mistakes(side: Side, connection: duckdb.DuckDBPyConnection) -> Iterator[Mistake]:
    """What the declaration names and the dataset does not have."""
    events = side.events
    try:
        given = [name for name, _ in describe(connection, side.rows)]
    except ValueError as error:
        hint = f"Its tables: {', '.join(table.name for table in side.dataset.tables)}."
        yield Mistake(events.file, "rows", str(error), hint)
        return
    lower = {name.lower() for name in given}
    for name in events.columns:
        if name.lower() not in lower:
            yield Mistake(
                events.file, "", f"there is no column {name!r}.", did_you_mean(name, given)
            )
    walk = events.crosswalk
    if walk is None:
        return
    tables = {table.name: table for table in side.dataset.tables}
    if walk.table not in tables:
        hint = did_you_mean(walk.table, tables)
        message = f"there is no table {walk.table!r}."
        yield Mistake(events.file, "crosswalk.table", message, hint)
        return
    fields = [field.name for field in tables[walk.table].fields]
    for word in ("subject_table", "subject_id", "scheme", "external_id", "match"):
        name = getattr(walk, word)
        if name not in fields:
            message = f"{walk.table!r} has no field {name!r}."
            yield Mistake(events.file, f"crosswalk.{word}", message, did_you_mean(name, fields))
