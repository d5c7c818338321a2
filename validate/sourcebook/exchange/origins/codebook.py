"""A file of an origin held against the origin's own codebook, and its rows as typed values."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import duckdb

from sourcebook.declare import Dataset, Target
from sourcebook.declare.binding import quote
from sourcebook.engines import duckdb as engine
from sourcebook.engines import loading, sql
from sourcebook.engines.connection import connect
from sourcebook.errors import DeclarationError, Mistake, UseError
from sourcebook.findings import Silent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from sourcebook.engines.outcome import Outcome
    from sourcebook.engines.sheet import Sheet
    from sourcebook.exchange.origins.incoming import Incoming
    from sourcebook.exchange.origins.model import Mapping as OriginMapping
    from sourcebook.findings import Finding

LISTED = 1000
"""Findings of a rule of the codebook that are listed; the totals are exact."""
_BATCH = 10_000


def as_dataset(mapping: OriginMapping, incoming: Incoming, scratch: Path) -> Dataset:
    """The file as a table of the codebook, which may have fewer columns, and more."""
    table = replace(
        mapping.codebook, source=incoming.file, path=incoming.path, fields_match="partial"
    )
    return Dataset(name=mapping.name, root=scratch, file="", tables=(table,))


@dataclass(frozen=True, slots=True)
class Checked:
    """Where a file breaks the codebook."""

    findings: tuple[Finding, ...]
    broken: Mapping[str, int]
    """How often, by rule; exact whatever is listed."""
    errors: int
    """Of these, how many are errors."""


def check(dataset: Dataset, limit: int | None = LISTED) -> Checked:
    """Hold a file against the codebook, of which ``limit`` findings of a rule are listed.

    Raises ``DeclarationError`` for a wrong rule.
    """
    outcome: Outcome = engine.check(Target(dataset), limit, Silent())
    report = outcome.tables[0]
    broken = {cover.rule: cover.found for cover in report.coverage if cover.found}
    return Checked(outcome.findings, broken, report.errors)


@contextmanager
def opened(dataset: Dataset, scratch: Path) -> Iterator[tuple[duckdb.DuckDBPyConnection, Sheet]]:
    """The rows of the file in DuckDB while the context lasts. Raises ``UseError``."""
    table = dataset.tables[0]
    with connect(dataset, scratch) as connection:
        sheet = loading.load(connection, table, scratch)
        if not sheet.readable:
            detail = sheet.faults[0].detail if sheet.faults else None
            raise UseError(f"{table.path}: can't be read: {detail or 'it is no table'}. Mend it.")
        yield connection, sheet


def bind(
    connection: duckdb.DuckDBPyConnection,
    sheet: Sheet,
    mapping: OriginMapping,
    parts: Sequence[tuple[str, str]],
) -> None:
    """Look at SQL of a mapping before any row is read: pairs of its place and its text.

    Raises ``DeclarationError`` with every part that DuckDB does not take.
    """
    mistakes = []
    for path, part in parts:
        try:
            connection.execute(f"DESCRIBE SELECT ({part}\n) FROM {sheet.typed}")
        except duckdb.Error as error:
            problem = str(error).splitlines()[0].partition(": ")[2] or str(error)
            mistakes.append(
                Mistake(mapping.file, path, f"is no SQL over the columns: {problem}.", "Mend it.")
            )
    if mistakes:
        raise DeclarationError(mistakes)


def rows(
    connection: duckdb.DuckDBPyConnection,
    sheet: Sheet,
    mapping: OriginMapping,
    parts: Sequence[tuple[str, str]],
    order: str,
) -> Iterator[tuple[Any, ...]]:
    """Each record but blank ones: its number, whether it is broken, and the value of each part.

    In the order of the SQL ``order``, so that keys do not depend on how the file is sorted. Raises
    ``DeclarationError`` where the SQL of a part fails on the data.
    """
    selected = "".join(f", ({sql}\n)" for _, sql in parts)
    query = (
        f'SELECT "?row", "?broken"{selected} FROM {sheet.typed} WHERE NOT "?blank" '
        f"ORDER BY TRY_CAST(({order}\n) AS HUGEINT) NULLS LAST, "
        f'CAST(({order}\n) AS VARCHAR), "?row"'
    )
    try:
        found = connection.execute(query)
        while batch := found.fetchmany(_BATCH):
            yield from batch
    except duckdb.Error as error:
        raise DeclarationError(_failing(connection, sheet, mapping, parts, error)) from error


def _failing(
    connection: duckdb.DuckDBPyConnection,
    sheet: Sheet,
    mapping: OriginMapping,
    parts: Sequence[tuple[str, str]],
    error: duckdb.Error,
) -> list[Mistake]:
    """The parts whose SQL fails, each tried by itself."""
    found = []
    for path, part in parts:
        try:
            connection.execute(f"SELECT max(CAST(({part}\n) AS VARCHAR)) FROM {sheet.typed}")
        except duckdb.Error as own:
            problem = str(own).splitlines()[0]
            hint = "Let it give NULL instead, as TRY_CAST does."
            found.append(Mistake(mapping.file, path, f"fails on the data: {problem}.", hint))
    return found or [Mistake(mapping.file, "rows", f"fails on the data: {error}.", "Mend it.")]


def filled(
    connection: duckdb.DuckDBPyConnection, sheet: Sheet, unknown: Sequence[str]
) -> dict[str, int]:
    """How many rows have a value, by column of the file; those that are unknown by their text."""
    own = {each.name: f"count({quote(each.name)})" for each in sheet.present}
    others = {
        label: f"count(nullif({sql.written(number)}, ''))"
        for number, label in enumerate(sheet.labels, start=1)
        if label in unknown
    }
    filled: dict[str, int] = {}
    for relation, parts in ((sheet.typed, own), (sheet.raw, others)):
        if parts:
            query = f'SELECT {", ".join(parts.values())} FROM {relation} WHERE NOT "?blank"'
            found = connection.execute(query).fetchone()
            assert found is not None, "an aggregate without a row"
            filled |= dict(zip(parts, found, strict=True))
    return filled
