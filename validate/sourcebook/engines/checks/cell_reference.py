"""``cell-reference``: rows that speak of cells of other tables speak of cells that exist.

A claim, a correction or a comment names a table, a key, a field and a value. The row must be there,
the field must be one of that table or a code of the vocabulary, and the value must be one that the
cell could hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcebook.declare.binding import quote
from sourcebook.engines.fields import loosely
from sourcebook.engines.sql import listed, literal, names

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
    others = [other for other in dataset.tables if other.name in named]
    # What can be named, and how its cells are read; a text and a code can hold anything.
    known = [
        (other.name, each.name, loosely(each, cell)) for other in others for each in other.fields
    ]
    codes = [str(category.value) for category in table.field(params["field"]).categories]
    known += [(other.name, code, cell) for other in others for code in codes]
    readings = [
        reading for reading in dict.fromkeys(read for _, _, read in known) if reading != cell
    ]
    helper = quote(f"cells of {rule.id}")
    connection.execute(
        f"CREATE TEMP TABLE {helper} AS SELECT DISTINCT ON (name, part) * FROM (SELECT "
        "unnest(?::VARCHAR[]) AS name, unnest(?::VARCHAR[]) AS part, unnest(?::INT[]) AS reading)",
        [
            [name for name, _, _ in known],
            [part for _, part, _ in known],
            [readings.index(read) if read != cell else None for _, _, read in known],
        ],
    )
    cases = [f"WHEN {about} NOT IN {listed(t.name for t in dataset.tables)} THEN 'no such table'"]
    for other in others:
        if len(other.primary_key) == 1:
            theirs = quote(other.primary_key[0])
            cases.append(
                f"WHEN {about} = {literal(other.name)} AND {key} NOT IN (SELECT "
                f"CAST({theirs} AS VARCHAR) FROM {quote(other.name)} WHERE {theirs} IS NOT NULL) "
                "THEN 'no such row'"
            )
    cases.append(
        f"WHEN {about} IS NOT NULL AND {field} IS NOT NULL AND name IS NULL THEN 'no such field'"
    )
    cases += [
        f"WHEN reading = {number} AND {cell} IS NOT NULL AND ({read}) IS NULL "
        "THEN 'a value that the field can''t hold'"
        for number, read in enumerate(readings)
    ]
    return (
        f"SELECT * FROM (SELECT {names(table.primary_key)}, CASE {' '.join(cases)} END AS problem "
        f"FROM {source} LEFT JOIN {helper} ON {about} = name AND {field} = part) "
        "WHERE problem IS NOT NULL"
    )
