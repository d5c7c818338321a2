"""Why a cell changed: what the adopted claim on it in the new version says.

Which table holds claims, and which of its columns mean what, is declared (``declare.lifecycle``). A
reason names the claim, so that who reads it can go on to the source.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sourcebook.engines import sql
from sourcebook.releases.source import namer

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

    from sourcebook.declare import Claims, Table
    from sourcebook.releases.changes import TableDiff
    from sourcebook.releases.source import Source


def explain(
    connection: duckdb.DuckDBPyConnection,
    claims: Source,
    diffs: list[TableDiff],
    tables: Sequence[Table],
) -> list[TableDiff]:
    """The diffs with the reasons that a table of claims has for the changes that they list.

    A claim gives the reason of a cell if it says what stands there now.
    """
    declared = claims.table.claims
    assert declared is not None
    asked = [
        (diff.name, cell.key[0], cell.field)
        for diff in diffs
        if len(diff.key) == 1
        for cell in diff.cells
    ]
    if not asked:
        return diffs
    known = _reasons(connection, claims, declared, asked)
    there = {table.name: table for table in tables}
    return [
        _explained(diff, known, there[diff.name], declared)
        if len(diff.key) == 1 and diff.name in there
        else diff
        for diff in diffs
    ]


_Known = dict[tuple[str, str, str], list[tuple["str | None", str]]]
"""By table, key and field: the value that each claim says, and the reason."""


def _reasons(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    declared: Claims,
    asked: list[tuple[str, str, str]],
) -> _Known:
    columns = list(zip(*asked, strict=True))
    connection.execute(
        "CREATE OR REPLACE TABLE told.asked AS SELECT DISTINCT unnest(?::VARCHAR[]) AS t, "
        "unnest(?::VARCHAR[]) AS k, unnest(?::VARCHAR[]) AS f",
        [list(column) for column in columns],
    )
    # Without a key of one field, a claim has no name.
    key = source.table.primary_key
    name = source.cell(key[0]) if len(key) == 1 else "''"
    value = source.cell(declared.value) if declared.value else "NULL::VARCHAR"
    reason = source.cell(declared.reason) if declared.reason else "NULL::VARCHAR"
    adopted = "true"
    if declared.adopted is not None:
        field = source.field(declared.adopted)
        true = sql.listed({*field.true_values, "true"})
        adopted = f"coalesce({source.cell(declared.adopted)} IN {true}, false)"
    about = (declared.subject_table, declared.subject_id, declared.field)
    t, k, f = (source.cell(each) for each in about)
    source.scan(
        lambda: (
            "CREATE OR REPLACE TABLE told.reasons AS SELECT t, k, f, id, value, reason FROM "
            f"(SELECT {t} AS t, {k} AS k, {f} AS f, {name} AS id, {value} AS value, "
            f"{reason} AS reason FROM {source.relation} WHERE {adopted}) "
            "SEMI JOIN told.asked USING (t, k, f)"
        )
    )
    known: _Known = {}
    rows = connection.execute("FROM told.reasons ORDER BY ALL").fetchall()
    for table, row, field_name, claim, said, why in rows:
        words = f"{source.table.name} {claim}".rstrip()
        told = f"{words}: {why}" if why else f"{words} was adopted"
        known.setdefault((table, row, field_name), []).append((said, told))
    return known


def _explained(diff: TableDiff, known: _Known, table: Table, declared: Claims) -> TableDiff:
    named = {field.name: namer(field) for field in table.fields}
    cells = []
    of_row: dict[tuple[str, ...], list[str]] = {}
    for cell in diff.cells:
        name = named.get(cell.field, str)
        reasons = [
            told
            for value, told in known.get((diff.name, cell.key[0], cell.field), ())
            if declared.value is None or name(value) == name(cell.new)
        ]
        reason = "; ".join(dict.fromkeys(reasons)) or None
        cells.append(replace(cell, reason=reason))
        if reason is not None:
            of_row.setdefault(cell.key, []).append(reason)
    rows = (
        replace(row, reason="; ".join(of_row[row.key]))
        if row.kind in ("withdrawn", "merged") and row.key in of_row
        else row
        for row in diff.rows
    )
    return replace(diff, cells=tuple(cells), rows=tuple(rows))
