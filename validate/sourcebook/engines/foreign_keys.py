"""Foreign keys: the rows that refer to what is not there.

As in SQL, a key with an empty part refers to nothing; a part that is not of its type is one fault
already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sourcebook.engines import messages

if TYPE_CHECKING:
    import duckdb

    from sourcebook.declare import ForeignKey
    from sourcebook.engines.draft import Cells, Draft
    from sourcebook.engines.messages import Words
    from sourcebook.engines.sheet import Sheet


def check(connection: duckdb.DuckDBPyConnection, draft: Draft, sheets: dict[str, Sheet]) -> None:
    """Draft the rows whose foreign key is not in the referenced table."""
    sheet = draft.sheet
    present = {f.name for f in sheet.present}
    if sheet.table.foreign_keys:
        draft.count("foreign-key", 0)
    limit = "" if draft.limit is None else f" LIMIT {draft.limit:d}"
    for key in sheet.table.foreign_keys:
        other = sheets.get(key.resource)
        if other is None or not other.readable or not present.issuperset(key.fields):
            reason = f"{key.resource} is not there to look the key up in"
            draft.skip("foreign-key", reason)
            continue
        lost = _lost(sheet, other, key)
        number = connection.execute(f"SELECT count(*) FROM {lost}").fetchall()[0][0]
        draft.count("foreign-key", number)
        if not number:
            continue
        words = _words(key, _choices(connection, other, key))
        single = key.fields[0] if len(key.fields) == 1 else None
        for (row,) in connection.execute(
            f'SELECT own."?row" FROM {lost} ORDER BY 1{limit}'
        ).fetchall():
            draft.add("foreign-key", words, row=row, name=single)


def _lost(sheet: Sheet, other: Sheet, key: ForeignKey) -> str:
    own = [f"own.{sheet.key(name)}" for name in key.fields]
    theirs = [f"other.{other.key(name)}" for name in key.reference_fields]
    full = " AND ".join(f"{part} IS NOT NULL" for part in own)
    same = " AND ".join(f"{a} = {b}" for a, b in zip(own, theirs, strict=True))
    return (
        f"{sheet.rows} AS own WHERE {full} "
        f"AND NOT EXISTS (SELECT 1 FROM {other.rows} AS other WHERE {same})"
    )


def _choices(connection: duckdb.DuckDBPyConnection, other: Sheet, key: ForeignKey) -> list[str]:
    """Some of what the last part of a key could have been."""
    part = other.key(key.reference_fields[-1])
    return [
        str(row[0])
        for row in connection.execute(
            f"SELECT DISTINCT {part} FROM {other.rows} WHERE {part} IS NOT NULL "
            "ORDER BY 1 LIMIT 20000"
        ).fetchall()
    ]


def _words(key: ForeignKey, choices: list[str]) -> Any:
    def words(cells: Cells) -> Words:
        texts = [cells.get(name) for name in key.fields]
        return messages.foreign_key(key.fields, texts, key.resource, choices)

    return words
