"""A small dataset for tests: a bakery's breads and orders, valid until a test breaks it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

DATAPACKAGE = """\
name: bakery
title: Orders of a bakery
version: 1.0.0
resources:
  - {name: breads, path: breads.csv, schema: breads}
  - {name: orders, path: orders.csv, schema: orders}
"""

BREADS_SCHEMA = """\
name: breads
title: Breads
missingValues: [""]
primaryKey: [bread_id]
fields:
  - {name: bread_id, type: string, constraints: {required: true, pattern: "brd-[0-9]{2}"}}
  - {name: name, type: string, constraints: {required: true, unique: true}}
  - name: flour
    type: string
    categories:
      - {value: wheat, label: Wheat, description: Flour of wheat.}
      - {value: rye, label: Rye, description: Flour of rye.}
  - {name: price, type: number, unit: euros, constraints: {minimum: 0}}
  - {name: sold_until, type: date, unit: date}
"""

ORDERS_SCHEMA = """\
name: orders
title: Orders
missingValues: [""]
primaryKey: [order_id]
foreignKeys:
  - {fields: [bread_id], reference: {resource: breads, fields: [bread_id]}}
fields:
  - {name: order_id, type: string, constraints: {required: true, pattern: "ord-[0-9]{3}"}}
  - {name: bread_id, type: string, constraints: {required: true}}
  - {name: quantity, type: integer, unit: loaves, constraints: {required: true, minimum: 1}}
  - {name: ordered_on, type: date, unit: date, constraints: {required: true}}
  - {name: baked_on, type: date, unit: date}
  - {name: note, type: string}
rules:
  - id: baked-after-order
    title: A bread is baked on the day of its order or later
    severity: error
    expression: baked_on >= ordered_on
    fields: [ordered_on, baked_on]
    message: "ordered on {ordered_on}, but baked on {baked_on}"
  - id: still-sold
    title: No bread is ordered after it was last sold
    severity: warning
    query: |
      SELECT o.order_id, b.name, b.sold_until
      FROM orders o JOIN breads b USING (bread_id)
      WHERE o.ordered_on > b.sold_until
    fields: [ordered_on]
    message: "{name} was sold until {sold_until}"
"""

BREADS = """\
bread_id,name,flour,price,sold_until
brd-01,Bauernlaib,rye,4.2,
brd-02,Baguette,wheat,1.9,2024-03-31
brd-03,Zopf,wheat,5,
"""

ORDERS = """\
order_id,bread_id,quantity,ordered_on,baked_on,note
ord-001,brd-01,2,2024-03-01,2024-03-01,
ord-002,brd-02,10,2024-03-02,2024-03-04,for a party
ord-003,brd-03,1,2024-03-08,,"sliced,
please"
ord-004,brd-01,3,2024-03-09,2024-03-09,
ord-005,brd-02,1,2024-03-30,2024-03-30,
"""


SALES_SCHEMA = """\
name: sales
title: Sales
description: What was ordered of each bread.
primaryKey: [bread_id]
foreignKeys:
  - {fields: [bread_id], reference: {resource: breads, fields: [bread_id]}}
fields:
  - {name: bread_id, type: string, constraints: {required: true}}
  - {name: name, type: string, constraints: {required: true}}
  - {name: loaves, type: integer, unit: loaves, constraints: {required: true, maximum: 1000}}
  - {name: takings, type: number, unit: euros}
  - {name: last_order, type: date, unit: date}
  - {name: noted, type: boolean}
  - {name: orders, type: list}
rules:
  - id: worth-baking
    title: A bread is worth baking from 4 euros of orders on
    severity: warning
    expression: takings >= 4
    fields: [takings]
    message: "only {takings} euros"
"""

SALES = """\
-- What was ordered of each bread.
SELECT b.bread_id, b.name, sum(o.quantity) AS loaves, sum(o.quantity * b.price) AS takings,
  max(o.ordered_on) AS last_order, bool_or(o.note IS NOT NULL) AS noted,
  list(o.order_id ORDER BY o.order_id) AS orders
FROM breads AS b
JOIN orders AS o USING (bread_id)
GROUP BY b.bread_id, b.name
"""


def derive(
    dataset: Path, name: str = "sales", query: str = SALES, schema: str = SALES_SCHEMA
) -> None:
    """Give a dataset a derived view, or another one of that name."""
    descriptor = dataset / "datapackage.yaml"
    text = descriptor.read_text(encoding="utf-8")
    resources, _, line = text.partition("derived: [")
    names = [each for each in line.rstrip("]\n").split(", ") if each not in ("", name)]
    derived = f"derived: [{', '.join([name, *names])}]\n"
    descriptor.write_text(resources + derived, encoding="utf-8", newline="\n")
    files = {
        dataset / "views" / f"{name}.sql": query,
        dataset.parent.parent / "schemas" / f"{name}.yaml": schema,
    }
    for file, content in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8", newline="\n")


def bakery(folder: Path) -> Path:
    """Write the dataset to ``<folder>/datasets/bakery`` and its schemas beside; give its folder."""
    files = {
        "datasets/bakery/datapackage.yaml": DATAPACKAGE,
        "datasets/bakery/breads.csv": BREADS,
        "datasets/bakery/orders.csv": ORDERS,
        "schemas/breads.yaml": BREADS_SCHEMA,
        "schemas/orders.yaml": ORDERS_SCHEMA,
    }
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    return folder / "datasets" / "bakery"


def change(file: Path, old: str, new: str) -> None:
    """Replace a text that stands exactly once in a file."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file.name}"
    file.write_text(text.replace(old, new), encoding="utf-8", newline="\n")


def break_everything(dataset: Path) -> None:
    """Many mistakes at once, hostile text among them: what a report has to cope with."""
    breads, orders = dataset / "breads.csv", dataset / "orders.csv"
    change(breads, "Baguette,wheat", "[red]Bag\u202eu\x1b[31mette :bread:,wheat")
    change(breads, "Zopf,wheat,5", "Bauernlaib,weat,-5")
    change(orders, "ord-001,brd-01,2", "ord-001,brd-01,two")
    change(orders, "ord-002,brd-02,10", "ord-002,brd-02,ten")
    change(orders, "ord-003,brd-03,1,", "ord-003,brd-3,,")
    change(orders, "2024-03-09,2024-03-09", "2024-03-09,2024-03-08")
    change(orders, "1,2024-03-30,2024-03-30", "1 000,2024-04-30,30.04.2024")
