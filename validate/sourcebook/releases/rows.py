"""The rows of two versions of a table, compared by key: first by a hash of each row, in SQL.

Three readings tell all: the old file, of which keys and hashes are kept; the new one, of which only
rows with another hash are; and the old one again, for the cells of those. What then differs as text
is compared as values: ``1.0`` and ``1.00`` are one number. Two texts of one row share a 64-bit hash
by chance once in 10^19 times.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcebook.releases import bags, hashing, pairing
from sourcebook.releases.changes import TableDiff
from sourcebook.releases.judging import Found, Judge

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import duckdb

    from sourcebook.releases.judging import Cells
    from sourcebook.releases.source import Source

_BATCH = 10_000
_BITS = 1 << 20
REPEATED = (
    "Its key stands on several rows, so it was compared as a bag of rows: none is told as changed."
)
NO_KEY = "It has no key, so it was compared as a bag of rows: none is told as changed."


def compare(
    connection: duckdb.DuckDBPyConnection, old: Source, new: Source, limit: int | None
) -> TableDiff:
    """The differences of two versions of a table's rows, in the order of their keys."""
    key = pairing.key_of(old.table.primary_key, old.fields, new.table.primary_key, new.fields)
    found = Found(limit)
    note = None if key else NO_KEY
    if key:
        sizes = _by_key(connection, old, new, key, found)
        if sizes is None:
            key, note, found = (), REPEATED, Found(limit)
    if not key:
        sizes = bags.compare(connection, old, new, found)
    assert sizes is not None
    names = [each.name for each in new.fields]
    gone = [each.name for each in old.fields if each.name not in names]
    order = {"added": 0, "removed": 1, "withdrawn": 2, "merged": 3}
    return TableDiff(
        new.table.name,
        key,
        *sizes,
        added=found.counts["added"],
        removed=found.counts["removed"],
        withdrawn=found.counts["withdrawn"],
        merged=found.counts["merged"],
        changed=found.counts["changed"],
        by_field={name: found.by_field[name] for name in names if found.by_field[name]},
        rows=tuple(sorted(found.rows, key=lambda row: order[row.kind])),
        cells=tuple(found.cells),
        note=note if sum(found.counts.values()) else None,
        fields=(*names, *gone),
    )


def _by_key(
    connection: duckdb.DuckDBPyConnection,
    old: Source,
    new: Source,
    key: tuple[str, ...],
    found: Found,
) -> tuple[int, int] | None:
    """Compare by key; the numbers of rows, or ``None`` where a key stands on several rows."""
    common = pairing.common(old.fields, new.fields)
    reread = {n for n in common if pairing.reread(old.field(n), new.field(n))}
    rest = [name for name in common if name not in key]
    ks = [f"k{number}" for number in range(len(key))]
    hashed, hash_joins = hashing.of(old, rest, reread - {*key})
    columns, joins = hashing.keys(old, key)
    joined = joins + _others(hash_joins, joins)
    old.scan(
        lambda: (
            "CREATE OR REPLACE TABLE told.old AS SELECT true AS here, "
            f"{', '.join(columns)}, {hashed} AS h FROM {old.relation} AS source{joined}"
        )
    )
    if _repeats(connection, "told.old", ks):
        return None
    _read_new(new, key, rest, reread)
    before, after, of_old = connection.execute(
        "SELECT (SELECT count(*) FROM told.old), count(*) FILTER (new), "
        "count(*) FILTER (old) FROM told.new"
    ).fetchall()[0]
    if of_old != before or _repeats(connection, "(FROM told.new WHERE NOT old)", ks):
        return None
    changed = connection.execute("SELECT count_if(differs) FROM told.new").fetchall()[0][0]
    if changed:
        _read_old(connection, old, key, ks)
        judge = Judge(old, new, key, common, reread)
        for one, other in _pairs(connection, old, new, key):
            judge(one, other, found)
    for name in ("old", "new", "was"):
        connection.execute(f"DROP TABLE IF EXISTS told.{name}")
    return before, after


def _others(joins: str, known: str) -> str:
    parts = [f" LEFT JOIN {each}" for each in joins.split(" LEFT JOIN ")[1:]]
    return "".join(part for part in parts if part not in known)


def _read_new(
    new: Source,
    key: Sequence[str],
    rest: Sequence[str],
    reread: set[str],
) -> None:
    """Lay down a line for each row of either version; with cells only where they may differ."""
    hashed, hash_joins = hashing.of(new, rest, reread - {*key})
    columns, joins = hashing.keys(new, key)
    joined = joins + _others(hash_joins, joins)
    ks = [f"k{number}" for number in range(len(key))]
    on = " AND ".join(f"o.{k} = n.{k}" for k in ks)
    cells = ", ".join(new.cell(each.name) for each in new.fields)
    differs = "o.h IS DISTINCT FROM n.h"
    kept = ", ".join(f"CASE WHEN {differs} THEN coalesce(n.{k}, o.{k}) END AS {k}" for k in ks)
    new.scan(
        lambda: (
            f"CREATE OR REPLACE TABLE told.new AS SELECT o.here IS NOT NULL AS old, "
            f"n.here IS NOT NULL AS new, {differs} AS differs, {kept}, "
            f"CASE WHEN {differs} AND n.here THEN [{cells}] END AS cells "
            f"FROM told.old AS o FULL JOIN (SELECT true AS here, {', '.join(columns)}, "
            f"{hashed} AS h, source.* FROM {new.relation} AS source{joined}) AS n ON {on}"
        )
    )


def _repeats(connection: duckdb.DuckDBPyConnection, relation: str, ks: Sequence[str]) -> bool:
    """Whether a key stands there twice. Hashes tell at little cost that none does."""
    keys = ", ".join(ks)
    rows, distinct = connection.execute(
        f"SELECT count(*), count(DISTINCT hash({keys})) FROM {relation}"
    ).fetchall()[0]
    if rows == distinct:
        return False
    twice = f"SELECT 1 FROM {relation} GROUP BY {keys} HAVING count(*) > 1 LIMIT 1"
    return bool(connection.execute(twice).fetchall())


def _read_old(
    connection: duckdb.DuckDBPyConnection, old: Source, key: Sequence[str], ks: Sequence[str]
) -> None:
    """Lay down the rows of the old version that are gone or may differ.

    A bitmap of their hashes comes first: to probe a join with all rows costs as much as to read
    them.
    """
    columns, joins = hashing.keys(old, key)
    cells = ", ".join(old.cell(each.name) for each in old.fields)
    names = ", ".join(ks)
    bit = f"CAST(hash({names}) % {_BITS} AS INTEGER)"
    wanted = f"SELECT {names} FROM told.new WHERE differs AND old"
    connection.execute(
        f"SET VARIABLE wanted = (SELECT bitstring_agg({bit}, 0, {_BITS - 1}) FROM ({wanted}))"
    )
    found = f"get_bit(getvariable('wanted'), {bit}) = 1 AND ({names}) IN ({wanted})"
    old.scan(
        lambda: (
            f"CREATE OR REPLACE TABLE told.was AS SELECT {names}, [{cells}] AS cells FROM "
            f"(SELECT {', '.join(columns)}, source.* FROM {old.relation} AS source{joins}) "
            f"AS source WHERE {found}"
        )
    )


def _pairs(
    connection: duckdb.DuckDBPyConnection, old: Source, new: Source, key: Sequence[str]
) -> Iterator[tuple[Cells | None, Cells | None]]:
    """The rows that may differ, in the order of their keys: the old one and the new one."""
    ks = [f"k{number}" for number in range(len(key))]
    numeric = [new.field(name).type in ("integer", "number", "year") for name in key]
    order = ", ".join(
        f"TRY_CAST(n.{k} AS DOUBLE), n.{k}" if number else f"n.{k}"
        for k, number in zip(ks, numeric, strict=True)
    )
    on = " AND ".join(f"w.{k} = n.{k}" for k in ks)
    before, after = ([each.name for each in side.fields] for side in (old, new))
    answer = connection.execute(
        "SELECT n.old, n.new, w.cells, n.cells FROM told.new AS n LEFT JOIN told.was AS w "
        f"ON n.old AND {on} WHERE n.differs ORDER BY {order}"
    )
    while batch := answer.fetchmany(_BATCH):
        for was, now, one, other in batch:
            yield (
                dict(zip(before, one, strict=True)) if was else None,
                dict(zip(after, other, strict=True)) if now else None,
            )
