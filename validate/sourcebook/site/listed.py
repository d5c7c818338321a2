"""A cell in a table of rows: what it shows, what it sorts by, and how much room it needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from sourcebook.site import text

if TYPE_CHECKING:
    from sourcebook.site.cells import Cells, Link
    from sourcebook.site.contents import Row

LONG = 40
"""From how many characters on a text needs room in a table."""


@dataclass(frozen=True, slots=True)
class Cell:
    html: Markup
    sort: str | None
    """What a browser sorts the row by; ``None`` where that is the text which it shows."""
    kind: str
    """The class of its box: for a number, or for a long text."""


def numeric(cells: Cells, table: str, name: str) -> bool:
    """Whether a field's cells are set as numbers."""
    field = cells.table(table).field(name)
    return field.type in ("integer", "number") and not field.categories


def cell(
    cells: Cells, table: str, name: str, row: Row, link: Link, *, missed: bool = False
) -> Cell:
    """``missed``: whether it is news that a number is not there. Elsewhere, an empty cell speaks
    for itself.
    """
    value = row[name]
    sort = text.visible(cells.sort_key(table, name, value))
    number = numeric(cells, table, name)
    if sort == "" and not (number and missed):
        return Cell(Markup(""), None, "")
    size = len(text.visible(value))
    kind = "sb-number" if number else "sb-long" if size > LONG else ""
    return told(cells.show(table, name, value, link), sort, kind)


def told(html: Markup, sort: str, kind: str) -> Cell:
    """The cell, which says what it sorts by only where that is not what it shows."""
    return Cell(html, None if sort == " ".join(html.striptags().split()) else sort, kind)
