"""Two versions of a table compared as bags of rows, of which each has as many copies as it has."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sourcebook.releases import hashing, pairing
from sourcebook.releases.changes import RowChange
from sourcebook.releases.judging import shower
from sourcebook.releases.source import Source, namer

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

    from sourcebook.releases.judging import Cells, Found


def compare(
    connection: duckdb.DuckDBPyConnection, old: Source, new: Source, found: Found
) -> tuple[int, int]:
    """Compare as bags of rows, of which each has as many copies as it has; the numbers of rows."""
    common = pairing.common(old.fields, new.fields)
    reread = {n for n in common if pairing.reread(old.field(n), new.field(n))}
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
    one, joins = hashing.of(source, names, reread)
    other, _ = hashing.of(source, names[::-1], reread)
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
