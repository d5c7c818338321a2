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
    import duckdb

    from sourcebook.declare import Dataset, Rule, Table


def cell_reference(
    connection: duckdb.DuckDBPyConnection, dataset: Dataset, table: Table, rule: Rule
) -> str:
    """The rows that name no cell, or a value which it can't hold; ``problem`` says which."""
    params = rule.params or {}
    about, key, field, cell = (quote(params[name]) for name in ("table", "key", "field", "value"))
    source = quote(table.name)
    named = {
        row[0] for row in connection.execute(f"SELECT DISTINCT {about} FROM {source}").fetchall()
    }
    codes = [str(category.value) for category in table.field(params["field"]).categories]
    known = listed(other.name for other in dataset.tables)
    cases = [f"WHEN {about} NOT IN {known} THEN 'there is no table ' || {about}"]
    for other in dataset.tables:
        if other.name not in named:
            continue
        here = f"WHEN {about} = {literal(other.name)} AND"
        if len(other.primary_key) == 1:
            theirs = quote(other.primary_key[0])
            cases.append(
                f"{here} {key} NOT IN (SELECT CAST({theirs} AS VARCHAR) FROM {quote(other.name)} "
                f"WHERE {theirs} IS NOT NULL) THEN {literal(other.name + ' has no row ')} || {key}"
            )
        fields = listed([*(each.name for each in other.fields), *codes])
        cases.append(
            f"{here} {field} NOT IN {fields} "
            f"THEN {literal(other.name + ' has no field ')} || {field}"
        )
        for typed in other.fields:
            read = value(typed, cell)
            if read != cell:  # a plain text can hold anything
                cases.append(
                    f"{here} {field} = {literal(typed.name)} AND {cell} IS NOT NULL "
                    f"AND ({read}) IS NULL THEN {cell} || "
                    f"{literal(f' is not of type {typed.type}, as {typed.name} is')}"
                )
    return (
        f"SELECT * FROM (SELECT {names(table.primary_key)}, CASE {' '.join(cases)} END AS problem "
        f"FROM {source}) WHERE problem IS NOT NULL"
    )
