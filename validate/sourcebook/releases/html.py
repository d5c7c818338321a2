"""A diff as one HTML file that works offline, a page like that of a report (``report.page``).

Totals and the changes of the schema are in the page itself. The rows are JSON in it, which
``assets/diff.js`` lists side by side and filters, a hundred at a time.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

from sourcebook import __version__
from sourcebook.releases import words
from sourcebook.report.page import Page, html, link, safe
from sourcebook.report.visible import visible

if TYPE_CHECKING:
    from sourcebook.releases.changes import Diff, RowChange, SchemaChange, TableDiff

_OURS = files("sourcebook.releases") / "assets"


def text(diff: Diff) -> str:
    """The diff as an HTML document."""
    verdict = words.verdict(diff)
    told = Page(
        kind="diff",
        title=f"{diff.old.label} → {diff.new.label}",
        verdict=verdict,
        lead=verdict,
        state="",
        version=__version__,
        places={"changes": "Changes", "schema": "Schema", "tables": "Tables"},
        figures=_figures(diff),
        tables=_tables(diff),
        parts={"schema": _schema(diff)},
        data=_data(diff),
    )
    main, style, script = (
        (_OURS / f"diff.{ending}").read_text("utf-8") for ending in ("html", "css", "js")
    )
    return html(told, main, style, script)


def _figures(diff: Diff) -> list[tuple[str, int, str]]:
    breaking = sum(change.breaking for change in diff.schema)
    return [
        ("Changes of the schema", len(diff.schema), ""),
        ("Breaking", breaking, "error"),
        *(
            (f"Rows {word}", sum(getattr(table, word) for table in diff.tables), "")
            for word in ("added", "removed", "withdrawn", "merged", "changed")
        ),
        ("Cells changed", sum(table.cells_changed for table in diff.tables), ""),
    ]


def _schema(diff: Diff) -> str:
    if not diff.schema:
        return "<p>Nothing has changed.</p>"
    ranked = sorted(diff.schema, key=lambda change: -change.level)
    return f'<ul class="schema">\n{"".join(map(_change, ranked))}</ul>'


def _change(change: SchemaChange) -> str:
    table = f"<strong>{safe(change.table)}</strong> " if change.table else ""
    return (
        f'<li><span class="tag {change.level}">{change.level}</span> {table}'
        f"{safe(words.schema(change))}<p>{safe(change.why)}</p></li>\n"
    )


_COUNTS = ("added", "removed", "withdrawn", "merged", "changed", "cells_changed")


def _tables(diff: Diff) -> str:
    heads = "".join(
        f'<th scope="col" class="number">{name.replace("_", " ").capitalize()}</th>'
        for name in _COUNTS
    )
    body = "\n".join(map(_row, diff.tables))
    return f'<thead><tr><th scope="col">Table</th>{heads}</tr></thead>\n<tbody>{body}</tbody>'


def _row(table: TableDiff) -> str:
    cells = "".join(
        f'<td class="number{"" if getattr(table, name) else " none"}">{getattr(table, name):,}</td>'
        for name in _COUNTS
    )
    listed = table.rows or table.cells
    name = link(table.name, table=table.name) if listed else safe(table.name)
    note = f" {safe(table.note)}" if table.note else ""
    rows = f"<small>{table.new_rows:,} rows, before {table.old_rows:,}.{note}</small>"
    return f'<tr><th scope="row">{name} {rows}</th>{cells}</tr>'


def _data(diff: Diff) -> dict[str, Any]:
    return {
        "found": sum(table.added + table.removed + table.changed for table in diff.tables),
        "rows": [row for table in diff.tables for row in _rows(table)],
    }


def _rows(table: TableDiff) -> list[dict[str, Any]]:
    """The listed rows; all cells of one that changed together, and what became of it."""
    taken = {row.key: row for row in table.rows if row.kind in ("withdrawn", "merged")}
    rows = [_whole(table, row) for row in table.rows if row.kind in ("added", "removed")]
    changed: dict[tuple[str, ...], dict[str, Any]] = {}
    for cell in table.cells:
        row = changed.get(cell.key)
        if row is None:
            row = changed[cell.key] = _entry(table, "changed", cell.key, taken.get(cell.key))
        row["cells"].append(
            {
                "field": visible(cell.field),
                "old": _text(cell.old),
                "new": _text(cell.new),
                "reason": _text(cell.reason),
            }
        )
    rows += changed.values()
    rows += [_entry(table, row.kind, key, row) for key, row in taken.items() if key not in changed]
    return rows


def _entry(
    table: TableDiff, kind: str, key: tuple[str, ...], row: RowChange | None
) -> dict[str, Any]:
    return {
        "table": visible(table.name),
        "kind": kind if row is None else row.kind,
        "key": visible(words.key(key)),
        "into": None if row is None else _text(row.into),
        "reason": None if row is None else _text(row.reason),
        "cells": [],
    }


def _whole(table: TableDiff, row: RowChange) -> dict[str, Any]:
    side = "new" if row.kind == "added" else "old"
    cells = [
        {"field": visible(name), "old": None, "new": None, side: _text(text)}
        for name, text in row.cells.items()
        if text is not None
    ]
    return _entry(table, row.kind, row.key, row) | {"cells": cells}


def _text(text: str | None) -> str | None:
    return None if text is None else visible(text)
