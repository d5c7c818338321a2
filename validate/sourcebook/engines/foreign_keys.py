"""Foreign keys: the rows that refer to what is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcebook.declare.binding import quote
from sourcebook.engines import messages, sql
from sourcebook.engines.standard import rows

if TYPE_CHECKING:
    from collections.abc import Collection

    import duckdb

    from sourcebook.declare import ForeignKey, Table
    from sourcebook.engines.draft import Draft
    from sourcebook.engines.sheet import Sheet


def missing(table: Table, key: ForeignKey, other: Sheet) -> str:
    """The condition under which a row of ``table`` refers to what ``other`` does not have."""
    whole = " AND ".join(f"{quote(name)} IS NOT NULL" for name in key.fields)
    # Every column is qualified: the two sides may be one table.
    same = " AND ".join(
        f'"?other".{quote(theirs)} = {quote(table.name)}.{quote(own)}'
        for own, theirs in zip(key.fields, key.reference_fields, strict=True)
    )
    return f'{whole} AND NOT EXISTS (SELECT 1 FROM {other.typed} AS "?other" WHERE {same})'


def check(connection: duckdb.DuckDBPyConnection, draft: Draft, sheets: dict[str, Sheet]) -> None:
    """Draft the rows whose foreign key is not in the referenced table."""
    table = draft.sheet.table
    conditions: list[tuple[ForeignKey, Sheet, str]] = []
    reasons: list[str] = []
    for key in table.foreign_keys:
        other = sheets.get(key.resource)
        if other is None or not other.readable:
            reasons.append(f"{key.resource} is not there to look the key up in")
        elif lost := _lost(draft.sheet, key.fields) or _lost(other, key.reference_fields):
            reasons.append(lost)
        else:
            conditions.append((key, other, missing(table, key, other)))
    if reasons:
        draft.skip("foreign-key", "; ".join(dict.fromkeys(reasons)))
    if not conditions:
        return
    # All keys in one pass: the table may be a file that each statement reads again.
    counts = ", ".join(f"coalesce(count_if({condition}), 0)" for _, _, condition in conditions)
    numbers = connection.execute(
        f"SELECT {counts} FROM {draft.sheet.typed} AS {quote(table.name)}"
    ).fetchall()[0]
    draft.count("foreign-key", sum(numbers))
    for (key, other, condition), number in zip(conditions, numbers, strict=True):
        if number:
            _list(connection, draft, key, other, condition)


def _lost(sheet: Sheet, fields: Collection[str]) -> str | None:
    """Which of some columns is missing, told as a reason."""
    lost = set(fields) - {field.name for field in sheet.present}
    return f"the column {min(lost)!r} of {sheet.table.name} is missing" if lost else None


def _list(
    connection: duckdb.DuckDBPyConnection,
    draft: Draft,
    key: ForeignKey,
    other: Sheet,
    condition: str,
) -> None:
    table = draft.sheet.table
    width = len(table.primary_key)
    texts = [sql.cell(table.field(name)) for name in key.fields]
    choices = [
        str(row[0])
        for row in connection.execute(
            f"SELECT DISTINCT {quote(key.reference_fields[-1])} FROM {other.typed} "
            f"WHERE {quote(key.reference_fields[-1])} IS NOT NULL ORDER BY 1 LIMIT 20000"
        ).fetchall()
    ]
    single = len(key.fields) == 1
    for row, *rest in rows(connection, draft, texts, condition):
        cells = rest[width:]
        draft.add(
            "foreign-key",
            messages.foreign_key(key.fields, cells, key.resource, choices),
            row=row,
            key=rest[:width],
            name=key.fields[0] if single else None,
            value=cells[0] if single else None,
        )
