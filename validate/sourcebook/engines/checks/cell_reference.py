"""``cell-reference``: rows that speak of cells of other tables speak of cells that exist.

A claim, a correction or a comment names a table, a key, a field and a value. The row must be there,
the field must be one of that table or a code of the vocabulary, and the value must be one that the
cell could hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcebook.declare.binding import quote
from sourcebook.engines.sql import listed, literal, names, value

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

    from sourcebook.declare import Dataset, Rule, Table


def cell_reference(
    connection: duckdb.DuckDBPyConnection, dataset: Dataset, table: Table, rule: Rule
) -> str:
    """The rows that name no cell, or a value which it can't hold; ``problem`` says which."""
    assert rule.params is not None
    return " UNION ALL ".join(_parts(dataset, table, rule))


def _parts(dataset: Dataset, table: Table, rule: Rule) -> Iterator[str]:
    params = rule.params or {}
    about, key, field, cell = (quote(params[name]) for name in ("table", "key", "field", "value"))
    own = names(table.primary_key)
    source = quote(table.name)

    def select(problem: str, where: str) -> str:
        return f"SELECT {own}, {problem} AS problem FROM {source} WHERE {where}"

    known = listed(other.name for other in dataset.tables)
    yield select(f"'there is no table ' || {about}", f"{about} NOT IN {known}")
    codes = [str(category.value) for category in table.field(params["field"]).categories]
    for other in dataset.tables:
        here = f"{about} = {literal(other.name)}"
        if len(other.primary_key) == 1:
            theirs = quote(other.primary_key[0])
            yield select(
                f"{literal(other.name + ' has no row ')} || {key}",
                f"{here} AND {key} NOT IN (SELECT CAST({theirs} AS VARCHAR) "
                f"FROM {quote(other.name)} WHERE {theirs} IS NOT NULL)",
            )
        fields = listed([*(f.name for f in other.fields), *codes])
        yield select(
            f"{literal(other.name + ' has no field ')} || {field}",
            f"{here} AND {field} NOT IN {fields}",
        )
        for named in other.fields:
            yield select(
                f"{cell} || {literal(f' is not of type {named.type}, as {named.name} is')}",
                f"{here} AND {field} = {literal(named.name)} AND {cell} IS NOT NULL "
                f"AND ({value(named, cell)}) IS NULL",
            )
