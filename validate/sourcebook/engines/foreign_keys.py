"""Foreign keys: the rows that refer to what is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcebook.declare.binding import quote
from sourcebook.engines import messages, sql
from sourcebook.engines.standard import rows

if TYPE_CHECKING:
    import duckdb

    from sourcebook.engines.draft import Draft
    from sourcebook.engines.sheet import Sheet


def check(connection: duckdb.DuckDBPyConnection, draft: Draft, sheets: dict[str, Sheet]) -> None:
    """Draft the rows whose foreign key is not in the referenced table."""
    table = draft.sheet.table
    width = len(table.primary_key)
    present = {f.name for f in draft.sheet.present}
    if table.foreign_keys:
        draft.count("foreign-key", 0)
    for key in table.foreign_keys:
        other = sheets.get(key.resource)
        if other is None or not other.readable or not present.issuperset(key.fields):
            reason = f"{key.resource} is not there to look the key up in"
            draft.skip("foreign-key", reason)
            continue
        whole = " AND ".join(f"{quote(name)} IS NOT NULL" for name in key.fields)
        # Every column is qualified: the two sides may be one table.
        same = " AND ".join(
            f"other.{quote(theirs)} = {quote(table.name)}.{quote(own)}"
            for own, theirs in zip(key.fields, key.reference_fields, strict=True)
        )
        where = f"{whole} AND NOT EXISTS (SELECT 1 FROM {other.typed} AS other WHERE {same})"
        number = connection.execute(
            f"SELECT count(*) FROM {draft.sheet.typed} AS {quote(table.name)} WHERE {where}"
        ).fetchall()[0][0]
        draft.count("foreign-key", number)
        if not number:
            continue
        texts = [sql.cell(table.field(name)) for name in key.fields]
        choices = [
            str(row[0])
            for row in connection.execute(
                f"SELECT DISTINCT {quote(key.reference_fields[-1])} FROM {other.typed} "
                f"WHERE {quote(key.reference_fields[-1])} IS NOT NULL ORDER BY 1 LIMIT 20000"
            ).fetchall()
        ]
        for row, *rest in rows(connection, draft, texts, where):
            cells = rest[width:]
            single = len(key.fields) == 1
            draft.add(
                "foreign-key",
                messages.foreign_key(key.fields, cells, key.resource, choices),
                row=row,
                key=rest[:width],
                name=key.fields[0] if single else None,
                value=cells[0] if single else None,
            )
