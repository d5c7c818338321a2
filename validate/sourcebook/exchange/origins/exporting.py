"""``export``: the rows of a dataset in the columns of an origin, and what gets lost on the way.

What is made is held against the origin's own codebook, by the checks that an import uses.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb

from sourcebook import engines
from sourcebook.declare import open_target
from sourcebook.declare.binding import mentioned, quote
from sourcebook.editing.text import write
from sourcebook.engines.exposing import exposed
from sourcebook.engines.sql import literal
from sourcebook.errors import DeclarationError, Mistake, UseError
from sourcebook.exchange.origins import cells, misfits
from sourcebook.exchange.origins.mapping import open_mapping, shipped
from sourcebook.findings import Severity, Silent

if TYPE_CHECKING:
    from pathlib import Path

    from sourcebook.declare import Dataset, Table, Target
    from sourcebook.exchange.origins.misfits import Misfits
    from sourcebook.exchange.origins.model import Export, Loss, Mapping

SHOWN = 20
"""Different values of a loss that are listed; its total is exact."""


@dataclass(frozen=True, slots=True)
class Lost:
    """Something that the columns of the origin can't carry, or that was made up for them."""

    what: str
    total: int
    values: tuple[tuple[str, int], ...] = ()
    """The most frequent of the values, with how often each stands there."""


@dataclass(frozen=True, slots=True)
class Exported:
    content: bytes
    """The file: CSV in UTF-8, with LF."""
    rows: int
    columns: tuple[str, ...]
    empty: tuple[str, ...]
    """Columns of the origin for which the dataset has nothing."""
    lost: tuple[Lost, ...]
    made_up: tuple[Lost, ...]
    """Values that the origin must have and the dataset does not."""
    misfits: Misfits
    """What does not fit the codebook of the origin."""


def export(dataset: str | Path, origin: str) -> Exported:
    """The rows of a dataset as a file of that origin; nothing is written.

    Raises ``UseError`` where the mapping has no way back or the data can't be read,
    ``DeclarationError`` where its SQL does not fit the dataset, and ``OSError``.
    """
    mapping, target = _mapping(origin), open_target(dataset)
    if mapping.export is None:
        raise UseError(f"{origin}: its mapping says nothing of `export`. Name another.")
    found = target.dataset
    _see_readable(target)
    tables = [each for each in found.tables if each.format not in ("view", "none")]
    with exposed(found, [table.name for table in tables]) as (connection, _):
        connection.execute(f"SET VARIABLE dataset = {literal(found.name)}")
        asked = _rows(connection, mapping, mapping.export.query, "export.query", found)
        names = [each[0] for each in asked.description]
        _check_names(names, mapping)
        rows = asked.fetchall()
        lost = _declared(connection, mapping, mapping.export.losses, found)
        made_up = _declared(connection, mapping, mapping.export.made_up, found)
        lost += _unread(connection, mapping.export, tables)
    columns = [each.name for each in mapping.codebook.fields]
    empty = tuple(
        name for name in columns
        if name not in names or all(row[names.index(name)] is None for row in rows)
    )  # fmt: skip
    content = _written(mapping, columns, names, rows)
    return Exported(
        content,
        len(rows),
        tuple(columns),
        empty,
        tuple(lost),
        tuple(made_up),
        misfits.find(mapping, content, columns),
    )


def _mapping(origin: str) -> Mapping:
    """The mapping by which to export. Raises ``UseError``, ``DeclarationError``."""
    plain = origin.removesuffix("-like")
    mapping = open_mapping(plain if plain in shipped() else origin)
    if plain in shipped() and origin != mapping.exported_as and mapping.export is not None:
        raise UseError(
            f"{origin}: the way back has another name. Write --as {mapping.exported_as}."
        )
    return mapping


def _see_readable(target: Target) -> None:
    """Raise ``UseError`` where a cell, row or column is not what the schemas say.

    What breaks a rule has values all the same: an origin may have broken it.
    """
    rules = {rule.id for table in target.dataset.tables for rule in table.rules}
    outcome = engines.validate([target], "duckdb", 1, Silent(), "")
    wrong = [
        each
        for each in outcome.findings
        if each.severity is Severity.ERROR and each.code not in rules
    ]
    if wrong:
        place = ":".join(str(part) for part in (wrong[0].path, wrong[0].line) if part)
        raise UseError(
            f"{place}: {wrong[0].message.rstrip('.')}. It would be lost without a word. "
            f"Run `sourcebook validate {target.dataset.root}`."
        )


def _rows(
    connection: duckdb.DuckDBPyConnection, mapping: Mapping, query: str, path: str, found: Dataset
) -> Any:
    try:
        return connection.execute(query.strip().rstrip(";"))
    except duckdb.Error as error:
        problem = str(error).splitlines()[0]
        message = f"does not fit {found.name}: {problem}."
        raise DeclarationError(
            [Mistake(mapping.file, path, message, "It reads the tables of the dataset.")]
        ) from error


def _check_names(names: list[str], mapping: Mapping) -> None:
    known = {each.name for each in mapping.codebook.fields}
    mistakes = [
        Mistake(mapping.file, "export.query", f"{name!r} is no column of the codebook.", "Use AS.")
        for name in names
        if name not in known
    ]
    if mistakes:
        raise DeclarationError(mistakes)


def _declared(
    connection: duckdb.DuckDBPyConnection,
    mapping: Mapping,
    losses: tuple[Loss, ...],
    found: Dataset,
) -> list[Lost]:
    lost = []
    for each in losses:
        asked = _rows(connection, mapping, each.sql, f"{each.path}.query", found)
        values = Counter("" if row[0] is None else str(row[0]) for row in asked.fetchall())
        if values:
            lost.append(Lost(each.what, values.total(), tuple(values.most_common(SHOWN))))
    return lost


def _unread(
    connection: duckdb.DuckDBPyConnection, export: Export, tables: list[Table]
) -> list[Lost]:
    """The tables and columns that the query does not read, with how many values they have."""
    row = connection.execute("SELECT json_serialize_sql(?)", [export.query]).fetchone()
    assert row is not None, "a function without a value"
    columns, read = mentioned(json.loads(row[0]))
    lost = []
    for table in tables:
        known = table.name.lower() in read
        unread = [each.name for each in table.fields if each.name.lower() not in columns]
        parts = [f"count({quote(name)})" for name in unread] if known else ["count(*)"]
        names = [f"{table.name}.{name}" for name in unread]
        names = names if known else [f"all rows of {table.name}"]
        if not parts:
            continue
        counts = connection.execute(
            f"SELECT {', '.join(parts)} FROM {quote(table.name)}"
        ).fetchone()
        assert counts is not None, "an aggregate without a row"
        found = zip(names, counts, strict=True)
        lost += [Lost(name, many) for name, many in found if many]
    return lost


def _written(
    mapping: Mapping, columns: list[str], names: list[str], rows: list[tuple[Any, ...]]
) -> bytes:
    fields = {each.name: each for each in mapping.codebook.fields}
    given = (dict(zip(names, row, strict=True)) for row in rows)
    records = (
        ["" if row.get(name) is None else cells.plain(fields[name], row[name]) for name in columns]
        for row in given
    )
    return write(columns, records)
