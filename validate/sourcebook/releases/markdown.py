"""A diff as Markdown, for the comment on a pull request or a change log.

At most ``ROOM`` characters, since GitHub refuses a comment of more than 65,536. Where all that is
listed does not fit, each list shows fewer; the totals are exact in any case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcebook.releases import words
from sourcebook.report.prose import code, prose

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sourcebook.releases.changes import Diff, SchemaChange, TableDiff

ROOM = 60_000
MOST = (1000, 300, 100, 50, 20, 10, 5, 2, 1, 0)
"""How many of a list are shown: the first number with which all fits."""


def text(diff: Diff) -> str:
    """The diff as Markdown, in as much detail as there is room for."""
    head = f"## Sourcebook: {'the same' if diff.same else 'different'}"
    said = f"{head}\n\n{code(diff.old.label)} → {code(diff.new.label)}\n\n"
    said += f"{prose(words.verdict(diff))}\n\n"
    for most in MOST:
        body = "".join(f"{line}\n" for line in lines(diff, most))
        if len(said) + len(body) <= ROOM:
            return (said + body).rstrip("\n") + "\n"
    return _cut(said, lines(diff, 0))


def summary(diff: Diff) -> str:
    """The change log of a release: every change of the schema, and the totals of each table."""
    found = [*_schema(diff.schema, len(diff.schema))]
    found += [f"- {prose(table.name)}: {prose(words.totals(table))}" for table in _told(diff)]
    text = "\n".join(line for line in found if line)
    return text if len(text) <= ROOM else _cut("", iter(text.splitlines())).rstrip("\n")


def _cut(said: str, body: Iterator[str]) -> str:
    note = "- and more, for which there is no room here\n"
    for line in body:
        if len(said) + len(line) + 1 + len(note) > ROOM:
            return said + note
        said += f"{line}\n"
    return said


def lines(diff: Diff, most: int) -> Iterator[str]:
    """The changes, at most so many of each list."""
    if diff.schema:
        yield "### Schema"
        yield ""
        yield from _schema(diff.schema, most)
        yield ""
    for table in _told(diff):
        yield f"### {prose(table.name)}"
        yield ""
        yield prose(f"{words.totals(table)}.")
        yield ""
        if table.note:
            yield prose(table.note)
            yield ""
        yield from _table(table, most)


def _told(diff: Diff) -> list[TableDiff]:
    return [table for table in diff.tables if not table.same]


def _schema(changes: Sequence[SchemaChange], most: int) -> Iterator[str]:
    ranked = sorted(changes, key=lambda change: -change.level)
    for change in ranked[:most]:
        level = f"**{change.level}**" if change.breaking else str(change.level)
        where = f"{prose(change.table)}: " if change.table else ""
        yield f"- {level}: {where}{code(words.schema(change))}. {prose(change.why)}"
    if len(ranked) > most:
        yield f"- {len(ranked) - most:,} more changes of the schema"


def _table(table: TableDiff, most: int) -> Iterator[str]:
    for kind in ("added", "removed", "withdrawn", "merged"):
        listed = [row for row in table.rows if row.kind == kind][:most]
        for row in listed:
            reason = f" ({prose(words.short(row.reason))})" if row.reason else ""
            yield f"- {kind}: {code(words.row(row))}{reason}"
        if more := words.more(len(listed), getattr(table, kind)):
            yield f"- {more} {kind}"
    cells = table.cells[:most]
    for cell in cells:
        reason = f" ({prose(words.short(cell.reason))})" if cell.reason else ""
        yield f"- {code(words.short(words.key(cell.key)))} {prose(words.cell(cell))}{reason}"
    if more := words.more(len(cells), table.cells_changed):
        yield f"- {more} cells changed"
    yield ""
