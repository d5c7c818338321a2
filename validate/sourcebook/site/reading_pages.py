"""The pages of records in ``site.yaml``, read: what stands on each, and in the list of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from sourcebook.site.declared import (
    Beside,
    Estimate,
    Lineage,
    Locator,
    RecordPage,
    Related,
    Sentence,
    Timeline,
)
from sourcebook.site.named import need, only, texts

if TYPE_CHECKING:
    from sourcebook.declare.node import Node
    from sourcebook.site.named import Named

_Queried = TypeVar("_Queried", Locator, Timeline)

RESERVED = (
    "changelog",
    "charts",
    "codebook",
    "downloads",
    "explorer",
    "files",
    "quality",
    "voices",
)
"""Names of pages of every dataset, which a table with record pages can't have."""


def page(named: Named, node: Node) -> RecordPage:
    only(node, "table", "one", "title", "lead", "facts", "estimates", "related", "columns",
          "order", "note", "map", "timeline", "lineage", "search")  # fmt: skip
    table = named.table(node, "table")
    named.one_key(node, table)
    if table in RESERVED:
        node.wrong(f"{table!r} is the name of another page.", "Rename the table.", at="table")
    return RecordPage(
        table=table,
        one=need(node, "one"),
        title=need(node, "title"),
        lead=named.field(node, "lead", table),
        facts=named.fields(node, "facts", table),
        estimates=tuple(_estimate(named, item, table) for item in node.items("estimates")),
        related=tuple(_related(named, item) for item in node.items("related")),
        columns=named.fields(node, "columns", table),
        order=named.fields(node, "order", table),
        note=node.text("note"),
        path=node.path,
        map=_queried(node.at("map"), Locator) if node.has("map") else None,
        timeline=_queried(node.at("timeline"), Timeline) if node.has("timeline") else None,
        lineage=_lineage(named, node.at("lineage"), table) if node.has("lineage") else None,
        search=node.text("search"),
    )


def _queried(node: Node, kind: type[_Queried]) -> _Queried:
    only(node, "title", "query", "note")
    return kind(need(node, "title"), need(node, "query"), node.text("note"), node.path)


def _lineage(named: Named, node: Node, table: str) -> Lineage:
    only(node, "title", "table", "subject", "object", "relation", "start", "since", "until",
          "note")  # fmt: skip
    told = named.table(node, "table")
    needed = ("subject", "object", "relation", "start")
    columns = {key: named.field(node, key, told, required=True) or "" for key in needed}
    return Lineage(
        title=need(node, "title"),
        table=told,
        **columns,
        since=named.field(node, "since", table),
        until=named.field(node, "until", table),
        note=node.text("note"),
    )


def _estimate(named: Named, node: Node, table: str) -> Estimate:
    only(node, "title", "best", "low", "high", "parts", "notes")
    return Estimate(
        title=need(node, "title"),
        best=named.field(node, "best", table, required=True) or "",
        low=named.field(node, "low", table),
        high=named.field(node, "high", table),
        parts=named.fields(node, "parts", table),
        notes=named.fields(node, "notes", table),
    )


def _related(named: Named, node: Node) -> Related:
    only(node, "title", "table", "by", "where", "show", "order", "languages", "scripts",
          "note", "sentence", "beside")  # fmt: skip
    table = named.table(node, "table")
    languages, scripts = texts(node, "languages"), texts(node, "scripts")
    for key, found in (("languages", languages), ("scripts", scripts)):
        for name in found:
            named.field(node.at(key), name, table)
    where = node.at("where").mapping() if node.has("where") else {}
    return Related(
        title=need(node, "title"),
        table=table,
        by=named.field(node, "by", table, required=True) or "",
        where=where,
        show=named.fields(node, "show", table),
        order=named.fields(node, "order", table),
        languages=languages,
        scripts=scripts,
        note=node.text("note"),
        sentence=_sentence(named, node.at("sentence"), table) if node.has("sentence") else None,
        beside=_beside(named, node.at("beside"), table) if node.has("beside") else None,
    )


def _beside(named: Named, node: Node, table: str) -> Beside:
    only(node, "title", "query")
    named.one_key(node, table)
    return Beside(need(node, "title"), need(node, "query"), node.path)


def _sentence(named: Named, node: Node, table: str) -> Sentence:
    only(node, "field", "words")
    words = texts(node, "words")
    known = {f.name for f in named.tables[table].fields} if table in named.tables else set()
    for code, template in words.items():
        named.template(node.at("words"), code, template, known)
    return Sentence(named.field(node, "field", table, required=True) or "", words)
