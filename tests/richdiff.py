"""Diffs with everything that a rendering has to show."""

from __future__ import annotations

from dataclasses import replace

from richreport import HOSTILE
from sourcebook.releases import (
    CellChange,
    Diff,
    Level,
    RowChange,
    SchemaChange,
    TableDiff,
    Version,
)

__all__ = ["HOSTILE", "RICH", "SAME", "hostile", "long"]

_PRICE = CellChange(("brd-01",), "price", "4.2", "4.50", "claims clm-7: the bill")
_BREADS = TableDiff(
    "breads", ("bread_id",), 1203, 1204, added=1, merged=1, changed=1201,
    by_field={"price": 1200, "sold_until": 1, "merged_into": 1},
    rows=(
        RowChange("added", ("brd-04",), {"bread_id": "brd-04", "name": "Fladenbrot", "price": "3"}),
        RowChange("merged", ("brd-03",), {"merged_into": "brd-01"}, into="brd-01"),
    ),
    cells=(
        _PRICE,
        CellChange(("brd-01",), "sold_until", None, "2024-03-31"),
        CellChange(("brd-03",), "merged_into", None, "brd-01"),
    ),
    fields=("bread_id", "name", "price", "sold_until", "merged_into"),
)  # fmt: skip
_ORDERS = TableDiff(
    "orders", ("order_id",), 9, 8, removed=1, changed=1, by_field={"note": 1},
    rows=(RowChange("removed", ("ord-009",), {"order_id": "ord-009", "note": None}),),
    cells=(CellChange(("ord-002",), "note", "for a party", "for\ntwo parties"),),
    fields=("order_id", "note"),
)  # fmt: skip
_SCHEMA = (
    SchemaChange(
        "breads", "price", "constraints.maximum", None, "99", Level.PATCH,
        "The cells promise more than they did.",
    ),
    SchemaChange(
        "breads", "flour", "field", "flour", None, Level.MAJOR,
        "Who reads the column finds it no more.",
    ),
    SchemaChange("", None, "title", "Orders", "Orders of a bakery", Level.PATCH, "Other words."),
)  # fmt: skip
_SIDES = Version("bakery@1.0.0", "bakery", "1.0.0"), Version("datasets/bakery", "bakery", "1.0.1")
RICH = Diff(*_SIDES, _SCHEMA, (_BREADS, _ORDERS))
SAME = Diff(*_SIDES, (), (TableDiff("breads", ("bread_id",), 3, 3, by_field={}),))


def long(rows: int) -> Diff:
    """Many changed cells, each with much in it."""
    cells = tuple(
        CellChange((f"id-{number:05}",), "note", "x" * 500, "lorem ipsum " * 60, "because " * 20)
        for number in range(rows)
    )
    table = TableDiff(
        "long", ("id",), rows, rows, changed=rows, by_field={"note": rows}, cells=cells
    )
    return Diff(*_SIDES, (), (table,))


def hostile() -> Diff:
    """Text that would be markup, code or a steering of the terminal, wherever there is text."""
    cell = CellChange((HOSTILE,), HOSTILE, HOSTILE, HOSTILE, HOSTILE)
    row = RowChange("added", (HOSTILE,), {HOSTILE: HOSTILE}, HOSTILE, HOSTILE)
    table = TableDiff(
        HOSTILE, (HOSTILE,), 1, 2, added=1, changed=1, by_field={HOSTILE: 1}, rows=(row,),
        cells=(cell,), note=HOSTILE,
    )  # fmt: skip
    change = SchemaChange(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, Level.MAJOR, HOSTILE)
    sides = (replace(side, label=HOSTILE, version=HOSTILE) for side in _SIDES)
    return Diff(*sides, (change,), (table,))
