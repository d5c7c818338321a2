"""``site.yaml`` read and checked against the dataset: every mistake with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sourcebook.declare import files
from sourcebook.declare.node import Node
from sourcebook.declare.paths import shown
from sourcebook.declare.spelling import did_you_mean
from sourcebook.errors import DeclarationError
from sourcebook.site import reading_explorer, reading_pages, standards
from sourcebook.site.declared import (
    FILE,
    Chart,
    Claims,
    Counted,
    Figure,
    Reference,
    Site,
    Standard,
)
from sourcebook.site.named import Named, need, only, texts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sourcebook.declare import Dataset


def read_site(folder: Path, dataset: Dataset) -> Site:
    """The site of the dataset in a folder; an empty one where it has no ``site.yaml``.

    Raises ``DeclarationError`` with every mistake in the file.
    """
    file = folder / FILE
    if not file.is_file():
        return Site()
    node = Node(files.read(file, shown(file)), shown(file))
    site = _site(Named(dataset), node)
    if node.mistakes:
        raise DeclarationError(node.mistakes)
    return site


def _site(named: Named, node: Node) -> Site:
    only(node, "figures", "charts", "references", "pages", "claims", "explorer", "missing",
          "cautions", "areas", "quality", "standards")  # fmt: skip
    return Site(
        file=node.file,
        figures=tuple(_figure(named, item) for item in node.items("figures")),
        charts=tuple(_chart(item) for item in node.items("charts")),
        references=tuple(_reference(named, item) for item in node.items("references")),
        pages=tuple(reading_pages.page(named, item) for item in node.items("pages")),
        claims=_claims(named, node.at("claims")) if node.has("claims") else None,
        areas=node.text("areas"),
        quality=tuple(_counted(named, item) for item in node.items("quality")),
        explorer=reading_explorer.explorer(named, node.at("explorer"))
        if node.has("explorer")
        else None,
        missing=node.text("missing") or "no value",
        cautions=node.names("cautions"),
        standards=tuple(_standard(named, item) for item in node.items("standards")),
    )


def _counted(named: Named, node: Node) -> Counted:
    only(node, "table", "codes", "by_year")
    table = named.table(node, "table")
    codes = named.fields(node, "codes", table)
    return Counted(table, codes, named.field(node, "by_year", table))


def _figure(named: Named, node: Node) -> Figure:
    only(node, "label", "query", "note", "link")
    link = named.table(node, "link") if node.has("link") else None
    return Figure(need(node, "label"), need(node, "query"), node.text("note"), link, node.path)


def _chart(node: Node) -> Chart:
    only(node, "id", "title", "description", "note", "query", "layers", "height", "map")
    layers: list[Mapping[str, Any]] = []
    for layer in node.items("layers"):
        only(layer, "mark", "encoding")
        for key in ("mark", "encoding"):
            if not layer.has(key):
                layer.wrong("is missing.", f"Add `{key}:`, in Vega-Lite's words.", at=key)
        layers.append(layer.mapping())
    if not layers and node.typed("map", bool, "true or false") is not True:
        node.wrong("has no layer.", "Add one with a mark and an encoding.", at="layers")
    height = node.typed("height", int, "a number of pixels")
    return Chart(
        id=need(node, "id"),
        title=need(node, "title"),
        description=need(node, "description"),
        note=node.text("note"),
        query=need(node, "query"),
        layers=tuple(layers),
        height=height or 240,
        path=node.path,
    )


def _reference(named: Named, node: Node) -> Reference:
    only(node, "table", "title", "url", "details", "language")
    table = named.table(node, "table")
    named.one_key(node, table)
    return Reference(
        table=table,
        title=need(node, "title"),
        url=named.field(node, "url", table),
        details=named.fields(node, "details", table),
        language=named.field(node, "language", table),
        path=node.path,
    )


def _standard(named: Named, node: Node) -> Standard:
    only(node, "table", "fields", "of")
    table = named.table(node, "table")
    of = need(node, "of")
    if of and of not in standards.KNOWN:
        hint = did_you_mean(of, standards.KNOWN)
        node.wrong(f"there are no words for {of!r}.", hint, at="of")
    return Standard(table, named.fields(node, "fields", table), of)


_NEEDED = ("subject_table", "subject_id", "field", "value", "source")
_MORE = ("adopted", "superseded_by", "text", "qualifier", "speaker", "said_on")


def _claims(named: Named, node: Node) -> Claims:
    """What the schema's own ``claims`` says of the columns need not be said again."""
    only(node, "table", "words", "notes", "unsaid", "values", "printed_on", "origin",
         "origin_names", *_NEEDED, *_MORE)  # fmt: skip
    table = named.table(node, "table")
    named.one_key(node, table)
    words = texts(node, "words")
    for code, template in words.items():
        named.template(node.at("words"), code, template, {"value"})
    values = texts(node, "values")
    for name in values:
        named.table(node.at("values"), name)
    schema = named.tables[table].claims if table in named.tables else None
    columns: dict[str, Any] = {}
    for key in (*_NEEDED, *_MORE):
        said: str | None = getattr(schema, key, None)
        needed = key in _NEEDED and said is None
        columns[key] = named.field(node, key, table, required=needed) or said
    sources = named.target(table, columns["source"])
    return Claims(
        table=table,
        printed_on=named.field(node, "printed_on", sources),
        origin=named.field(node, "origin", sources),
        origin_names=node.text("origin_names"),
        words=words,
        notes=named.fields(node, "notes", table),
        unsaid=node.names("unsaid"),
        values=values,
        **{key: columns[key] or "" for key in _NEEDED},
        **{key: columns[key] for key in _MORE},
    )
