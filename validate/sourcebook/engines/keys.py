"""Keys within a table: which must be unique, how many rows repeat one, and which these are.

A key with an empty part equals no other, as in SQL; in a primary key an empty part is a fault of
its own. Values are compared, not texts: 5 and 5.0 are one number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sourcebook.engines import messages, sql

if TYPE_CHECKING:
    import duckdb

    from sourcebook.declare import Dataset, Field, Table
    from sourcebook.engines.draft import Cells, Draft
    from sourcebook.engines.messages import Words
    from sourcebook.engines.sheet import Sheet
    from sourcebook.engines.standard import Counts

Key = tuple[str, ...]


def within(table: Table) -> set[str]:
    """The fields of which the keys within a table are made."""
    names = {*table.primary_key, *(name for key in table.unique_keys for name in key)}
    return names | {field.name for field in table.fields if field.constraints.unique}


def between(table: Table, dataset: Dataset) -> set[str]:
    """The fields of which foreign keys are made, the table's own and those that refer to it."""
    names: set[str] = set()
    for key in table.foreign_keys:
        names.update(key.fields)
    for other in dataset.tables:
        for key in other.foreign_keys:
            if key.resource == table.name:
                names.update(key.reference_fields)
    return names


def fields(table: Table, dataset: Dataset) -> set[str]:
    """The fields of which any keys are made."""
    return within(table) | between(table, dataset)


def unique(sheet: Sheet) -> list[Key]:
    """Every set of fields that must be unique and whose columns are there."""
    table = sheet.table
    present = {f.name for f in sheet.present}
    keys = [table.primary_key, *table.unique_keys]
    keys += [(f.name,) for f in table.fields if f.constraints.unique]
    # A unique field may be the key too: it is counted once, and told under both names.
    return [key for key in dict.fromkeys(keys) if key and present.issuperset(key)]


def has_primary(sheet: Sheet) -> bool:
    return sheet.table.primary_key in unique(sheet)


def empty(sheet: Sheet) -> str:
    """When a row has an empty cell in its primary key."""
    key = [sheet.table.field(name) for name in sheet.table.primary_key]
    return f'NOT "?blank" AND ({" OR ".join(f"{sql.cell(part)} IS NULL" for part in key)})'


def whole(sheet: Sheet, key: Key) -> str:
    """A key as one SQL value, NULL where a part is."""
    parts = [sheet.key(name) for name in key]
    if len(parts) == 1:
        return parts[0]
    full = " AND ".join(f"{part} IS NOT NULL" for part in parts)
    return f"CASE WHEN {full} THEN row({', '.join(parts)}) END"


def repeats(sheet: Sheet, key: Key) -> str:
    """Whether some row repeats a key, as an aggregate."""
    return f"count({whole(sheet, key)}) > count(DISTINCT {whole(sheet, key)})"


def repeated(connection: duckdb.DuckDBPyConnection, sheet: Sheet, key: Key) -> int:
    """How many rows repeat a key that an earlier one has.

    A large file that is sorted by the key shows at a glance, and in no memory, that none does; of
    others the hashes are counted first, which are smaller than what they stand for.
    """
    value = whole(sheet, key)
    if key in sheet.once:
        return 0
    if sheet.large:
        ascending, rows = connection.execute(
            "SELECT coalesce(count_if(key > before), 0), count(*) "
            "FROM (SELECT key, lag(key) OVER () AS before "
            f"FROM (SELECT {value} AS key FROM {sheet.rows}))"
        ).fetchall()[0]
        if ascending == rows - 1:
            return 0
        keyed, hashes = connection.execute(
            f"SELECT count(key), count(DISTINCT hash(key)) FROM (SELECT {value} AS key "
            f"FROM {sheet.rows}) WHERE key IS NOT NULL"
        ).fetchall()[0]
        if keyed == hashes:
            return 0
    return int(
        connection.execute(
            "SELECT count(key) - count(DISTINCT key) "
            f"FROM (SELECT {value} AS key FROM {sheet.rows})"
        ).fetchall()[0][0]
    )


def check(connection: duckdb.DuckDBPyConnection, draft: Draft, counts: Counts) -> None:
    """Draft the rows without a primary key, and those that repeat a key."""
    from sourcebook.engines.standard import rows

    table = draft.sheet.table
    primary = table.primary_key
    if primary:
        draft.count("primary-key", counts.keyless)
    if table.unique_keys or any(f.constraints.unique for f in table.fields):
        draft.count("unique-error", 0)
    if counts.keyless:
        name = primary[0] if len(primary) == 1 else None
        for (row,) in rows(connection, draft, [], empty(draft.sheet)):
            draft.add("primary-key", messages.primary_key_empty(primary), row=row, name=name)
    told = [(key, found, key == primary) for key, found in counts.repeated.items()]
    unique = {*table.unique_keys, *((f.name,) for f in table.fields if f.constraints.unique)}
    if primary in unique:
        told += [(key, found, False) for key, found, is_primary in told if is_primary]
    for key, found, is_primary in told:
        code = "primary-key" if is_primary else "unique-error"
        draft.count(code, found)
        for row, first in _repeating(connection, draft, key):
            words: Any = (
                messages.primary_key_duplicate(key, first)
                if is_primary
                else messages.unique_key_duplicate(key, first)
                if len(key) > 1
                else _twice(table.field(key[0]), first)
            )
            draft.add(code, words, row=row, name=key[0] if len(key) == 1 else None)


def _repeating(
    connection: duckdb.DuckDBPyConnection, draft: Draft, key: Key
) -> list[tuple[int, int]]:
    """The rows that repeat a key, each with the first row that has it."""
    limit = "" if draft.limit is None else f" LIMIT {draft.limit:d}"
    source = f'(SELECT "?row", {whole(draft.sheet, key)} AS key FROM {draft.sheet.rows})'
    return connection.execute(
        f'WITH twice AS (SELECT key, min("?row") AS first FROM {source} WHERE key IS NOT NULL '
        "GROUP BY key HAVING count(*) > 1) "
        f'SELECT "?row", first FROM {source} JOIN twice USING (key) WHERE "?row" > first '
        f'ORDER BY "?row"{limit}'
    ).fetchall()


def _twice(of: Field, first: int) -> Any:
    def words(cells: Cells) -> Words:
        return messages.unique_error(of, cells.get(of.name), first)

    return words
