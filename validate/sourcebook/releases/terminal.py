"""A diff as text: coloured by rich at a terminal, the same words without colour elsewhere.

orders  302 rows: 1 merged, 2 cells changed in 1 row
~ quantity: constraints.maximum added: 500 (patch: The cells promise more than they did.)
> ord-002 into ord-001
~ ord-001  quantity: 13 → 14  (slips slp-012: corrected by the baker)

Different: ... That is a patch change: at least 1.0.1 after 1.0.0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcebook.releases import words
from sourcebook.report import lines
from sourcebook.report.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

    from sourcebook.releases.changes import Diff, SchemaChange, TableDiff
    from sourcebook.report.lines import Line

_SIGNS = {"added": "+", "removed": "-", "withdrawn": "x", "merged": ">"}
_STYLES = {
    "table": "bold",
    "breaking": "bold red",
    "added": "green",
    "removed": "red",
    "withdrawn": "yellow",
    "merged": "yellow",
    "changed": "cyan",
    "aside": "dim",
    "good": "bold green",
}


def text(diff: Diff) -> str:
    """The diff without colour."""
    return lines.plain(_lines(diff))


def show(diff: Diff, stream: TextIO) -> None:
    """Write the diff, in colour if the stream is a terminal that wants it."""
    lines.show(_lines(diff), _STYLES, stream)


def _lines(diff: Diff) -> Iterator[Line]:
    of_all = [change for change in diff.schema if not change.table]
    for change in of_all:
        yield _schema(change, "")
    if of_all:
        yield ()
    compared = {table.name: table for table in diff.tables}
    others = dict.fromkeys(change.table for change in diff.schema if change.table)
    for name in dict.fromkeys((*compared, *others)):
        table = compared.get(name)
        changes = [change for change in diff.schema if change.table == name]
        if changes or (table is not None and not table.same):
            totals = "" if table is None else f"  {words.totals(table)}"
            yield (visible(name), "table"), (totals, "")
            for change in changes:
                yield _schema(change, "  ")
            if table is not None:
                yield from _rows(table)
            yield ()
    yield ((visible(words.verdict(diff)), "good" if diff.same else "table"),)


def _schema(change: SchemaChange, indent: str) -> Line:
    sign, style = ("!", "breaking") if change.breaking else ("~", "changed")
    why = f"  ({change.level}: {visible(change.why)})"
    return (f"{indent}{sign} ", style), (words.schema(change), ""), (why, "aside")


def _rows(table: TableDiff) -> Iterator[Line]:
    if table.note:
        yield ((f"  {visible(table.note)}", "aside"),)
    for kind, sign in _SIGNS.items():
        listed = [row for row in table.rows if row.kind == kind]
        for row in listed:
            reason = f"  ({words.short(row.reason)})" if row.reason else ""
            yield (f"  {sign} {words.row(row)}", kind), (reason, "aside")
        total = getattr(table, kind)
        if listed and (more := words.more(len(listed), total)):
            yield ((f"    {more} {kind}", "aside"),)
    for cell in table.cells:
        reason = f"  ({words.short(cell.reason)})" if cell.reason else ""
        yield (
            (f"  ~ {words.short(words.key(cell.key))}  ", "changed"),
            (words.cell(cell), ""),
            (reason, "aside"),
        )
    if more := words.more(len(table.cells), table.cells_changed):
        yield ((f"    {more} cells changed; --limit lists more", "aside"),)
