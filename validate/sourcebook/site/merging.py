"""Records that stand in another one by now: which, and in which one, at the end of all mergers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sourcebook.site import text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sourcebook.declare import Table
    from sourcebook.site.contents import Row


def merged(table: Table, rows: Mapping[Any, Row]) -> Iterator[tuple[Row, Row]]:
    """Each row that was merged, and the one it stands in. ``rows`` are those of a table, by key."""
    lifecycle = table.lifecycle
    if lifecycle is None or lifecycle.merged_into is None:
        return
    for key, row in rows.items():
        last, seen = row, {key}
        while (following := last[lifecycle.merged_into]) in rows and following not in seen:
            seen.add(following)
            last = rows[following]
        if last is not row:
            yield row, last


def anchor(key: Any) -> str:
    """Where the page of a record tells of another one that was merged into it."""
    return text.anchor("merged", key)
