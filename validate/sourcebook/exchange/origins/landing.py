"""The changed tables of a dataset, in canonical form: set down apart, and checked there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sourcebook import engines
from sourcebook.declare import Target
from sourcebook.editing import form, text
from sourcebook.errors import UseError
from sourcebook.findings import Silent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from sourcebook.declare import Dataset
    from sourcebook.exchange.origins.tables import Held


@dataclass(frozen=True, slots=True)
class Staged:
    """A dataset of which some files are set down elsewhere, and what is to be put in."""

    dataset: Dataset
    contents: Mapping[Path, bytes]


def stage(dataset: Dataset, held: Iterable[Held], scratch: Path) -> Staged:
    """The dataset as it would be. Raises ``UseError`` where a file has no canonical form."""
    contents: dict[Path, bytes] = {}
    tables = {table.name: table for table in dataset.tables}
    for each in held:
        if len(each.rows) == each.before:
            continue
        table, place = each.table, scratch / f"{each.table.name}.csv"
        place.write_bytes(text.write(each.labels, each.rows, table.dialect.delimiter))
        made = form(dataset, replace(table, source=place))
        if made.content is None:
            first = made.refusals[0] if made.refusals else None
            why = f"{first.message} {first.hint}" if first else made.left
            raise UseError(f"{table.path}: has no canonical form: {why}")
        place.write_bytes(made.content)
        contents[table.source] = made.content
        tables[table.name] = replace(table, source=place)
    return Staged(replace(dataset, tables=tuple(tables.values())), contents)


def totals(dataset: Dataset) -> tuple[dict[str, int], int]:
    """How often each rule is broken, with those of the standard by table; and all errors."""
    found: dict[str, int] = {}
    outcome = engines.validate([Target(dataset)], "duckdb", 0, Silent(), "")
    own = {rule.id for table in dataset.tables for rule in table.rules}
    for table in outcome.tables:
        for cover in table.coverage:
            if cover.found:
                name = cover.rule if cover.rule in own else f"{table.name}: {cover.rule}"
                found[name] = cover.found
    return found, sum(table.errors for table in outcome.tables)
