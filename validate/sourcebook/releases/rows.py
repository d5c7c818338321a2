"""The rows of two versions of a table, compared by key: first by a hash of each row, in SQL.

Three readings tell all: the old file, of which keys and hashes are kept; the new one, of which only
rows with another hash are; and the old one again, for the cells of those. What then differs as text
is compared as values: ``1.0`` and ``1.00`` are one number. Two texts of one row share a 64-bit hash
by chance once in 10^19 times.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sourcebook.package.plain import plain_field, restate
from sourcebook.releases.changes import CellChange, RowChange, TableDiff
from sourcebook.releases.fields import FORM
from sourcebook.releases.source import Source, key_text, namer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import duckdb

    from sourcebook.declare import Lifecycle

_BATCH = 10_000
_BITS = 1 << 20
Cells = dict[str, str | None]
Namer = Callable[["str | None"], "str | None"]
REPEATED = (
    "Its key stands on several rows, so it was compared as a bag of rows: none is told as changed."
)
NO_KEY = "It has no key, so it was compared as a bag of rows: none is told as changed."


@dataclass(slots=True)
class Found:
    """What was found so far in a table; counts go on where the lists are full."""

    limit: int | None
    counts: Counter[str] = field(default_factory=Counter)
    by_field: Counter[str] = field(default_factory=Counter)
    rows: list[RowChange] = field(default_factory=list)
    cells: list[CellChange] = field(default_factory=list)

    def row(self, change: RowChange) -> None:
        self.counts[change.kind] += 1
        if self.limit is None or self.counts[change.kind] <= self.limit:
            self.rows.append(change)

    def cell(self, change: CellChange) -> None:
        self.by_field[change.field] += 1
        if self.limit is None or len(self.cells) < self.limit:
            self.cells.append(change)


def compare(
    connection: duckdb.DuckDBPyConnection, old: Source, new: Source, limit: int | None
) -> TableDiff:
    """The differences of two versions of a table's rows, in the order of their keys."""
    key = _key(old, new)
    found = Found(limit)
    note = None if key else NO_KEY
    if key:
        sizes = _by_key(connection, old, new, key, found)
        if sizes is None:
            key, note, found = (), REPEATED, Found(limit)
    if not key:
        sizes = _as_bag(connection, old, new, found)
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


def _key(old: Source, new: Source) -> tuple[str, ...]:
    """The key by which rows of both can be told: that of the new version if the old one has it."""
    for one, other in ((new, old), (old, new)):
        names = {each.name for each in other.fields}
        if one.table.primary_key and names.issuperset(one.table.primary_key):
            return one.table.primary_key
    return ()


def _common(old: Source, new: Source) -> list[str]:
    there = {each.name for each in old.fields}
    return [each.name for each in new.fields if each.name in there]


def _reread(old: Source, new: Source, name: str) -> bool:
    """Whether the same text may be another value in the two versions."""
    one, other = old.field(name), new.field(name)
    if set(one.missing_values) != set(other.missing_values):
        return True
    if one.type != other.type:
        return False
    words = (*FORM, "true_values", "false_values") if one.type == "boolean" else FORM
    return any(getattr(one, word) != getattr(other, word) for word in words)


def _hash(source: Source, names: Sequence[str], reread: set[str]) -> tuple[str, str]:
    """A hash of the cells, and the joins that it needs.

    Of cells as they are written: what stands for no value need not be told here.
    """
    cells, joins = [], ""
    for name in names:
        if name in reread:
            cell, join = source.canonical(name)
            joins += join
        else:
            cell = source.written(name)
        cells.append(cell)
    return f"hash({', '.join(cells)})" if cells else "0::UBIGINT", joins


def _keys(source: Source, key: Sequence[str]) -> tuple[list[str], str]:
    """The columns of a key, and the joins that they need."""
    columns, joins = [], ""
    for number, name in enumerate(key):
        cell, join = source.canonical(name)
        if cell == f"NULLIF({source.written(name)}, '')":
            cell = source.written(name)  # no value is the empty text in any case
        columns.append(f"coalesce({cell}, '') AS k{number}")
        if join not in joins:
            joins += join
    return columns, joins


def _by_key(
    connection: duckdb.DuckDBPyConnection,
    old: Source,
    new: Source,
    key: tuple[str, ...],
    found: Found,
) -> tuple[int, int] | None:
    """Compare by key; the numbers of rows, or ``None`` where a key stands on several rows."""
    common = _common(old, new)
    reread = {name for name in common if _reread(old, new, name)}
    rest = [name for name in common if name not in key]
    ks = [f"k{number}" for number in range(len(key))]
    hashed, hash_joins = _hash(old, rest, reread - {*key})
    columns, joins = _keys(old, key)
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
        "SELECT (SELECT count(*) FROM told.old), count_if(new), count_if(old) FROM told.new"
    ).fetchall()[0]
    if of_old != before or _repeats(connection, "(FROM told.new WHERE NOT old)", ks):
        return None
    changed = connection.execute("SELECT count_if(differs) FROM told.new").fetchall()[0][0]
    if changed:
        _read_old(connection, old, key, ks)
        judge = _Judge(old, new, key, common, reread)
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
    hashed, hash_joins = _hash(new, rest, reread - {*key})
    columns, joins = _keys(new, key)
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
    columns, joins = _keys(old, key)
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


class _Judge:
    """Compares the two versions of a row as values, cell by cell."""

    def __init__(
        self,
        old: Source,
        new: Source,
        key: tuple[str, ...],
        common: Sequence[str],
        reread: set[str],
    ) -> None:
        self.lifecycle = new.table.lifecycle
        self.old, self.new = shower(old), shower(new)
        self.old_key = [old.field(name) for name in key]
        self.new_key = [new.field(name) for name in key]
        self.names: list[tuple[str, bool, Namer, Namer]] = [
            (name, name in reread, namer(old.field(name)), namer(new.field(name)))
            for name in common
            if name not in key
        ]

    def __call__(self, old: Cells | None, new: Cells | None, found: Found) -> None:
        row = self.new(new) if new is not None else self.old(old or {})
        fields, written = (self.old_key, old) if new is None else (self.new_key, new)
        key = tuple(key_text(field, (written or {})[field.name]) for field in fields)
        if old is None or new is None:
            found.row(RowChange("added" if old is None else "removed", key, row))
            return
        before = self.old(old)
        changes = [
            CellChange(key, name, before[name], row[name])
            for name, reread, was, now in self.names
            if (reread or old[name] != new[name]) and was(old[name]) != now(new[name])
        ]
        if not changes:
            return
        found.counts["changed"] += 1
        for change in changes:
            found.cell(change)
        taken = self._taken_back(key, {change.field for change in changes}, before, row)
        if taken is not None:
            found.row(taken)

    def _taken_back(
        self, key: tuple[str, ...], changed: set[str], old: Cells, new: Cells
    ) -> RowChange | None:
        """That the row was merged into another, or withdrawn, if it was."""
        cycle = self.lifecycle
        if cycle is None:
            return None
        named = [name for name in (cycle.status, cycle.merged_into) if name is not None]
        cells = {name: new[name] for name in named}
        into = new[cycle.merged_into] if cycle.merged_into else None
        if into is not None and cycle.merged_into in changed:
            return RowChange("merged", key, cells, into)
        if is_withdrawn(cycle, new) and not is_withdrawn(cycle, old):
            return RowChange("withdrawn", key, cells)
        return None


def shower(source: Source) -> Callable[[Cells], Cells]:
    """What gives the cells of a row as a package writes them."""
    plain = [(field, plain_field(field)) for field in source.fields]
    restated = [(old.name, old, new) for old, new in plain if old != new]

    def show(row: Cells) -> Cells:
        if not restated:
            return row
        return row | {
            name: None if (text := row[name]) is None else restate(text, old, new)
            for name, old, new in restated
        }

    return show


def is_withdrawn(cycle: Lifecycle, row: Mapping[str, str | None]) -> bool:
    """Whether a row, by its cells, is withdrawn."""
    return cycle.status is not None and row.get(cycle.status) in cycle.withdrawn


def _as_bag(
    connection: duckdb.DuckDBPyConnection, old: Source, new: Source, found: Found
) -> tuple[int, int]:
    """Compare as bags of rows, of which each has as many copies as it has; the numbers of rows."""
    common = _common(old, new)
    reread = {name for name in common if _reread(old, new, name)}
    for source in (old, new):
        hashed, joins = _bag_hash(source, common, reread)
        source.scan(
            lambda source=source, hashed=hashed, joins=joins: (  # type: ignore[misc]
                f"CREATE OR REPLACE TABLE told.{source.side} AS SELECT {hashed} AS h, "
                f"count(*) AS n FROM {source.relation} AS source{joins} GROUP BY h"
            )
        )
    connection.execute(
        "CREATE OR REPLACE TABLE told.other AS SELECT coalesce(o.h, n.h) AS h, "
        "coalesce(o.n, 0) - coalesce(n.n, 0) AS more "
        "FROM told.old AS o FULL JOIN told.new AS n ON o.h = n.h "
        "WHERE coalesce(o.n, 0) <> coalesce(n.n, 0)"
    )
    sizes = connection.execute(
        "SELECT (SELECT coalesce(sum(n), 0)::BIGINT FROM told.old), "
        "(SELECT coalesce(sum(n), 0)::BIGINT FROM told.new)"
    ).fetchall()[0]
    left = [
        _left(connection, source, sign, common, reread) for source, sign in ((old, 1), (new, -1))
    ]
    _tell(old, new, common, left, found)
    for name in ("old", "new", "other"):
        connection.execute(f"DROP TABLE told.{name}")
    return sizes[0], sizes[1]


def _bag_hash(source: Source, names: Sequence[str], reread: set[str]) -> tuple[str, str]:
    """A hash of 128 bits of a whole row: here all rows are held against all others."""
    one, joins = _hash(source, names, reread)
    other, _ = _hash(source, names[::-1], reread)
    return f"({one}::VARCHAR || ' ' || {other}::VARCHAR)", joins


def _left(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    sign: int,
    common: Sequence[str],
    reread: set[str],
) -> list[Cells]:
    """The rows of a version of which it has more copies than the other, so many of each."""
    hashed, joins = _bag_hash(source, common, reread)
    cells = ", ".join(source.cell(each.name) for each in source.fields)
    source.scan(
        lambda: (
            f"CREATE OR REPLACE TABLE told.was AS SELECT cells FROM (SELECT [{cells}] AS cells, "
            f"{hashed} AS h FROM {source.relation} AS source{joins}) JOIN told.other USING (h) "
            f"WHERE more * {sign} > 0 "
            f"QUALIFY row_number() OVER (PARTITION BY h ORDER BY cells) <= more * {sign}"
        )
    )
    names = [each.name for each in source.fields]
    answer = connection.execute("SELECT cells FROM told.was ORDER BY cells").fetchall()
    connection.execute("DROP TABLE told.was")
    return [dict(zip(names, row[0], strict=True)) for row in answer]


def _tell(
    old: Source, new: Source, common: Sequence[str], left: Sequence[list[Cells]], found: Found
) -> None:
    """Tell what is left of both versions once rows of equal values are paired."""
    names = [[(name, namer(source.field(name))) for name in common] for source in (old, new)]

    def values(side: int, row: Cells) -> tuple[str | None, ...]:
        return tuple(named(row[name]) for name, named in names[side])

    shown = [shower(source) for source in (old, new)]
    spare = Counter(values(1, row) for row in left[1])
    for row in left[0]:
        value = values(0, row)
        if spare[value]:
            spare[value] -= 1
        else:
            cells = shown[0](row)
            found.row(RowChange("removed", tuple(each or "" for each in cells.values()), cells))
    for row in left[1]:
        value = values(1, row)
        if spare[value]:
            spare[value] -= 1
            cells = shown[1](row)
            found.row(RowChange("added", tuple(each or "" for each in cells.values()), cells))
