"""Foreign keys: the rows that refer to what is not there.

As in SQL, a key with an empty part refers to nothing; a part that is not of its type is one fault
already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sourcebook.engines import messages

if TYPE_CHECKING:
    from collections.abc import Collection

    import duckdb

    from sourcebook.declare import ForeignKey
    from sourcebook.engines.draft import Cells, Draft
    from sourcebook.engines.messages import Words
    from sourcebook.engines.sheet import Sheet


def missing(sheet: Sheet, key: ForeignKey, other: Sheet) -> str:
    """The condition under which a row of ``sheet.rows AS own`` refers to what is not there."""
    own = [f"own.{sheet.key(name)}" for name in key.fields]
    theirs = [f"other.{other.key(name)}" for name in key.reference_fields]
    full = " AND ".join(f"{part} IS NOT NULL" for part in own)
    same = " AND ".join(f"{a} = {b}" for a, b in zip(own, theirs, strict=True))
    return f"{full} AND NOT EXISTS (SELECT 1 FROM {other.rows} AS other WHERE {same})"


def check(connection: duckdb.DuckDBPyConnection, draft: Draft, sheets: dict[str, Sheet]) -> None:
    """Draft the rows whose foreign key is not in the referenced table."""
    sheet = draft.sheet
    conditions: list[tuple[ForeignKey, Sheet, str]] = []
    reasons: list[str] = []
    for key in sheet.table.foreign_keys:
        other = sheets.get(key.resource)
        if other is None or not other.readable:
            reasons.append(f"{key.resource} is not there to look the key up in")
        elif lost := _lost(sheet, key.fields) or _lost(other, key.reference_fields):
            reasons.append(lost)
        else:
            conditions.append((key, other, missing(sheet, key, other)))
    if reasons:
        draft.skip("foreign-key", "; ".join(dict.fromkeys(reasons)))
    if not conditions:
        return
    counts = ", ".join(f"coalesce(count_if({condition}), 0)" for _, _, condition in conditions)
    numbers = connection.execute(f"SELECT {counts} FROM {sheet.rows} AS own").fetchall()[0]
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
    limit = "" if draft.limit is None else f" LIMIT {draft.limit:d}"
    words = _words(key, _choices(connection, other, key))
    single = key.fields[0] if len(key.fields) == 1 else None
    for (row,) in connection.execute(
        f'SELECT own."?row" FROM {draft.sheet.rows} AS own WHERE {condition} ORDER BY 1{limit}'
    ).fetchall():
        draft.add("foreign-key", words, row=row, name=single)


def _choices(
    connection: duckdb.DuckDBPyConnection, other: Sheet, key: ForeignKey
) -> messages.Choices:
    """Some of what the last part of a key could have been."""
    part = other.key(key.reference_fields[-1])
    found = connection.execute(
        f"SELECT DISTINCT {part} FROM {other.rows} WHERE {part} IS NOT NULL ORDER BY 1 LIMIT 20000"
    ).fetchall()
    return messages.Choices(str(row[0]) for row in found)


def _words(key: ForeignKey, choices: messages.Choices) -> Any:
    def words(cells: Cells) -> Words:
        texts = [cells.get(name) for name in key.fields]
        return messages.foreign_key(key.fields, texts, key.resource, choices)

    return words
