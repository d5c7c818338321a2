"""What every rendering of a diff says in the same words; safe to print, each on one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcebook.editing.text import row as record
from sourcebook.releases.json import least_version
from sourcebook.releases.version import count, told
from sourcebook.report.visible import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sourcebook.releases.changes import CellChange, Diff, RowChange, SchemaChange, TableDiff

LONGEST = 300
"""Characters of a cell, a reason or a property that are shown."""


def verdict(diff: Diff) -> str:
    """As ``Different: 2 rows added. That is a minor change: at least 1.1.0 after 1.0.0``."""
    if diff.same:
        rows = sum(table.new_rows for table in diff.tables)
        tables = count(len(diff.tables), "table")
        return f"The same: {tables}, {count(rows, 'row')}, nothing differs."
    parts = []
    if diff.schema:
        breaking = sum(change.breaking for change in diff.schema)
        more = f" ({breaking:,} breaking)" if breaking else ""
        parts.append(f"{count(len(diff.schema), 'change')} of the schema{more}")
    for word in ("added", "removed", "withdrawn", "merged"):
        number = sum(getattr(table, word) for table in diff.tables)
        if number:
            parts.append(f"{count(number, 'row')} {word}")
    cells = sum(table.cells_changed for table in diff.tables)
    if cells:
        rows = sum(table.changed for table in diff.tables)
        parts.append(f"{count(cells, 'cell')} changed in {count(rows, 'row')}")
    return f"Different: {', '.join(parts)}. {asked(diff)}"


def asked(diff: Diff) -> str:
    """The version that the difference asks for."""
    version = least_version(diff)
    if version is None:
        return f"That is a {diff.level} change."
    return f"That is a {diff.level} change: at least {version} after {diff.old.version}."


def totals(table: TableDiff) -> str:
    """``1,200 rows, before 1,199: 1 added, 3 cells changed in 2 rows``."""
    parts = [
        f"{getattr(table, word):,} {word}"
        for word in ("added", "removed", "withdrawn", "merged")
        if getattr(table, word)
    ]
    if table.changed:
        cells = count(table.cells_changed, "cell")
        parts.append(f"{cells} changed in {count(table.changed, 'row')}")
    before = "" if table.old_rows == table.new_rows else f", before {table.old_rows:,}"
    return f"{count(table.new_rows, 'row')}{before}: {', '.join(parts) or 'the same'}"


def key(values: Sequence[str]) -> str:
    """The values of a key as text: one as it is, several as a record of CSV."""
    if len(values) == 1:
        return values[0]
    return record(values)


def row(change: RowChange) -> str:
    """``inc-00002 into inc-00001``."""
    into = f" into {change.into}" if change.kind == "merged" else ""
    return short(f"{key(change.key)}{into}")


def cell(change: CellChange) -> str:
    """``deaths_best: 13 → 14``."""
    return f"{short(change.field)}: {value(change.old)} → {value(change.new)}"


def value(text: str | None) -> str:
    """A cell as it is shown; what stands for no value is told from every text."""
    return "(no value)" if text is None else short(text) or "''"


def schema(change: SchemaChange) -> str:
    """``deaths_best: type: integer → number``."""
    field = f"{change.field}: " if change.field else ""
    old, new = (None if each is None else short(each) for each in (change.old, change.new))
    return visible(f"{field}{told(change.what, old, new)}")


def short(text: str) -> str:
    """A text on one line, cut where it is long."""
    text = visible(text)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"


def more(listed: int, total: int) -> str | None:
    """What to say of those that are not listed."""
    return f"and {total - listed:,} more" if total > listed else None
