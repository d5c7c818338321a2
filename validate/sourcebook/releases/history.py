"""The history that a release adds to: an entry of the change log, and a row for each change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcebook.package.history import Change, Entry, History
from sourcebook.releases import markdown, words
from sourcebook.releases.changes import Level
from sourcebook.releases.version import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sourcebook.package.history import Kind
    from sourcebook.releases.changes import Diff, RowKind

FIRST = "The first release."
NOTHING = "Nothing in the data has changed."

_KINDS: dict[RowKind, Kind] = {
    "added": "row added",
    "removed": "row removed",
    "withdrawn": "row withdrawn",
    "merged": "row merged",
}


def first(version: str, day: str) -> History:
    """The history of a dataset that has not been released before: all of it is more."""
    return History((Entry(version, day, str(Level.MINOR), FIRST),))


def after(past: History, diff: Diff, version: str, day: str) -> History:
    """The history with one release more, the newest first."""
    summary = markdown.summary(diff) or NOTHING
    entry = Entry(version, day, str(diff.level or "patch"), summary)
    changes = tuple(_changes(diff, version))
    return History((entry, *past.entries), (*changes, *past.changes))


def _changes(diff: Diff, version: str) -> Iterator[Change]:
    """A line for each change; a table that came or went has one, with the number of its rows."""
    sizes = {table.name: max(table.old_rows, table.new_rows) for table in diff.tables}
    for each in diff.schema:
        why = each.why
        if each.what == "table" and each.table in sizes:
            why += f" It has {count(sizes[each.table], 'row')}."
        what = f"{each.field}: {each.what}" if each.field and each.what != "field" else each.what
        yield Change(
            version, each.table or diff.new.name, "", each.field, each.old, each.new,
            f"{what} ({each.level}). {why}", "schema changed",
        )  # fmt: skip
    for table in diff.tables:
        for row in table.rows:
            key = words.key(row.key)
            yield Change(
                version, table.name, key, None, None, row.into, row.reason, _KINDS[row.kind]
            )
        for cell in table.cells:
            key = words.key(cell.key)
            yield Change(
                version, table.name, key, cell.field, cell.old, cell.new, cell.reason,
                "cell changed",
            )  # fmt: skip
