"""The explorer in ``site.yaml``, read: its table, columns, filters and map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcebook.site.declared import Added, Explorer, Map
from sourcebook.site.named import need, only

if TYPE_CHECKING:
    from sourcebook.declare.node import Node
    from sourcebook.site.named import Named


def explorer(named: Named, node: Node) -> Explorer:
    only(node, "table", "columns", "filters", "date", "add", "map", "note")
    table = named.table(node, "table")
    if node.has("add") or node.has("map"):
        named.one_key(node, table)
    own = [field.name for field in named.tables[table].fields] if table in named.tables else []
    add = tuple(_added(named, item, own) for item in node.items("add"))
    known = (*own, *(one.name for one in add))
    return Explorer(
        table=table,
        columns=named.of(node, "columns", known),
        filters=named.of(node, "filters", known),
        date=named.field(node, "date", table),
        add=add,
        map=_map(named, node.at("map"), known) if node.has("map") else None,
        note=node.text("note"),
        path=node.path,
    )


def _added(named: Named, node: Node, own: list[str]) -> Added:
    only(node, "name", "title", "description", "query", "refers_to")
    name = need(node, "name")
    if name in own:
        node.wrong(f"{name!r} is a field of the table.", "Choose another name.", at="name")
    refers_to = named.table(node, "refers_to") if node.has("refers_to") else None
    if refers_to is not None:
        named.one_key(node, refers_to, at="refers_to")
    return Added(
        name=name,
        title=need(node, "title"),
        description=node.text("description"),
        query=need(node, "query"),
        refers_to=refers_to,
        path=node.path,
    )


def _map(named: Named, node: Node, known: tuple[str, ...]) -> Map:
    only(node, "query", "property", "area", "note")
    if node.has("area") or node.has("property"):
        for key in ("property", "area"):
            need(node, key)
    area = (*named.of(node, "area", known), None)
    return Map(
        query=node.text("query"),
        property=node.text("property"),
        area=area[0],
        note=node.text("note"),
        path=node.path,
    )
