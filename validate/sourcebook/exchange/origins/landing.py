"""The changed tables of a dataset, in canonical form: set down apart, and checked there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING

from sourcebook import engines
from sourcebook.declare import Target
from sourcebook.editing import form, order, text
from sourcebook.editing.cells import canonical
from sourcebook.errors import UseError
from sourcebook.exchange.origins import columnar
from sourcebook.findings import Silent, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from sourcebook.declare import Dataset, Table
    from sourcebook.exchange.origins.tables import Held


_PLAIN = ("string", "default", ("",))
"""A field whose values are ordered as their texts are."""


@dataclass(frozen=True, slots=True)
class Staged:
    """A dataset of which some files are set down elsewhere."""

    dataset: Dataset
    files: Mapping[Path, Path]
    """By the file of a table, the one with what is to be in it."""


@dataclass(frozen=True, slots=True)
class Totals:
    """What a validation finds, in numbers."""

    found: Mapping[str, int]
    """How often each rule is broken, with those of the standard by table."""
    errors: int
    unchecked: Mapping[str, int]
    """How many rules could not be checked, by the reason."""


def stage(dataset: Dataset, held: Iterable[Held], scratch: Path) -> Staged:
    """The dataset as it would be. Raises ``UseError`` where a file has no canonical form."""
    files: dict[Path, Path] = {}
    tables = {table.name: table for table in dataset.tables}
    for each in held:
        if len(each.rows) == each.before:
            continue
        table, place = each.table, scratch / f"{each.table.name}.csv"
        place.write_bytes(_content(dataset, each, place))
        files[table.source] = place
        tables[table.name] = columnar.quick(replace(table, source=place), scratch)
    return Staged(replace(dataset, tables=tuple(tables.values())), files)


def _content(dataset: Dataset, held: Held, place: Path) -> bytes:
    """A table with its new rows, in canonical form: the cells of those that are new have it.

    ``place`` is one to write to.
    """
    table = held.table
    made = form(dataset, table)
    if made.content is None:
        first = made.refusals[0] if made.refusals else None
        why = f"{first.message} {first.hint}" if first else made.left
        raise UseError(f"{table.path}: has no canonical form: {why}")
    delimiter = table.dialect.delimiter
    place.write_bytes(made.content)
    there = text.read(place, delimiter)
    names = {field.name for field in table.fields}
    known = {each if each in names else canonical(each): at for each, at in held.at.items()}
    columns = [known[label] for label in there.labels]
    new = held.rows[held.before :]
    if columns != sorted(columns):
        new = [[row[at] for at in columns] for row in new]
    return text.write(there.labels, _in_order(table, there.labels, there.records, new), delimiter)


def _in_order(
    table: Table, labels: list[str], there: list[list[str]], new: list[list[str]]
) -> Sequence[list[str]]:
    """Old and new rows by their key, as ``ranking`` has them; texts need less than it does."""
    rows = [*there, *new]
    fields = [table.field(name) for name in table.primary_key]
    if fields and all((each.type, each.format, each.missing_values) == _PLAIN for each in fields):
        key = itemgetter(*(labels.index(each.name) for each in fields))
        ordered = sorted(rows, key=key)
        keys = [*map(key, ordered)]
        filled = all(keys) if len(fields) == 1 else all(map(all, keys))
        if filled and all(one != other for one, other in pairwise(keys)):
            return ordered
    return sorted(rows, key=order.ranking(table, labels))


def totals(dataset: Dataset) -> Totals:
    """How often each rule of a dataset is broken."""
    found: dict[str, int] = {}
    unchecked: dict[str, int] = {}
    outcome = engines.validate([Target(dataset)], "duckdb", 0, Silent(), "")
    own = {rule.id for table in dataset.tables for rule in table.rules}
    for table in outcome.tables:
        for cover in table.coverage:
            if cover.found:
                name = cover.rule if cover.rule in own else f"{table.name}: {cover.rule}"
                found[name] = cover.found
            elif cover.status is Status.SKIPPED:
                unchecked[cover.reason or ""] = unchecked.get(cover.reason or "", 0) + 1
    return Totals(found, sum(table.errors for table in outcome.tables), unchecked)
