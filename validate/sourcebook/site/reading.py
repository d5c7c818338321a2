"""``site.yaml`` read and checked against the dataset: every mistake with its place."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING, Any, TypeVar

from sourcebook.declare import files
from sourcebook.declare.node import Node
from sourcebook.declare.paths import shown
from sourcebook.declare.spelling import did_you_mean
from sourcebook.errors import DeclarationError
from sourcebook.site.declared import (
    FILE,
    Added,
    Beside,
    Chart,
    Claims,
    Counted,
    Estimate,
    Explorer,
    Figure,
    Lineage,
    Locator,
    Map,
    RecordPage,
    Reference,
    Related,
    Sentence,
    Site,
    Timeline,
)

_Queried = TypeVar("_Queried", Locator, Timeline)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sourcebook.declare import Dataset, Table

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


def read_site(folder: Path, dataset: Dataset) -> Site:
    """The site of the dataset in a folder; an empty one where it has no ``site.yaml``.

    Raises ``DeclarationError`` with every mistake in the file.
    """
    file = folder / FILE
    if not file.is_file():
        return Site()
    node = Node(files.read(file, shown(file)), shown(file))
    reader = _Reader(dataset)
    site = reader.site(node)
    if node.mistakes:
        raise DeclarationError(node.mistakes)
    return site


def placeholders(template: str) -> list[str]:
    """The names in braces of a text. Raises ``ValueError`` where it is malformed."""
    return [name for _, name, _, _ in string.Formatter().parse(template) if name is not None]


def _keys(node: Node, *known: str) -> None:
    for key in node.mapping():
        if key not in known:
            hint = did_you_mean(str(key), known)
            node.wrong("is not a word of site.yaml here.", hint, at=str(key))


def _need(node: Node, key: str) -> str:
    return node.text(key, required=True) or ""


def _words(node: Node, key: str) -> dict[str, str]:
    """A mapping of texts to texts."""
    if not node.has(key):
        return {}
    below = node.at(key)
    return {str(name): below.text(str(name)) or "" for name in below.mapping()}


class _Reader:
    def __init__(self, dataset: Dataset) -> None:
        self.tables: dict[str, Table] = {table.name: table for table in dataset.tables}

    def site(self, node: Node) -> Site:
        _keys(node, "figures", "charts", "references", "pages", "claims", "explorer", "missing",
              "cautions", "areas", "quality")  # fmt: skip
        return Site(
            file=node.file,
            figures=tuple(self.figure(item) for item in node.items("figures")),
            charts=tuple(self.chart(item) for item in node.items("charts")),
            references=tuple(self.reference(item) for item in node.items("references")),
            pages=tuple(self.page(item) for item in node.items("pages")),
            claims=self.claims(node.at("claims")) if node.has("claims") else None,
            areas=node.text("areas"),
            quality=tuple(self.counted(item) for item in node.items("quality")),
            explorer=self.explorer(node.at("explorer")) if node.has("explorer") else None,
            missing=node.text("missing") or "no value",
            cautions=node.names("cautions"),
        )

    def table(self, node: Node, key: str) -> str:
        name = _need(node, key)
        if name and name not in self.tables:
            hint = did_you_mean(name, self.tables)
            node.wrong(f"there is no table {name!r}.", hint, at=key)
        return name

    def fields(self, node: Node, key: str, table: str) -> tuple[str, ...]:
        names = node.names(key)
        if table in self.tables:
            known = [field.name for field in self.tables[table].fields]
            for name in names:
                if name not in known:
                    hint = did_you_mean(name, known)
                    node.wrong(f"{table!r} has no field {name!r}.", hint, at=key)
        return names

    def field(self, node: Node, key: str, table: str, *, required: bool = False) -> str | None:
        if node.text(key, required=required) is None:
            return None
        return self.fields(node, key, table)[0]

    def counted(self, node: Node) -> Counted:
        _keys(node, "table", "codes", "by_year")
        table = self.table(node, "table")
        codes = self.fields(node, "codes", table)
        return Counted(table, codes, self.field(node, "by_year", table))

    def figure(self, node: Node) -> Figure:
        _keys(node, "label", "query", "note", "link")
        link = self.table(node, "link") if node.has("link") else None
        return Figure(
            _need(node, "label"), _need(node, "query"), node.text("note"), link, node.path
        )

    def chart(self, node: Node) -> Chart:
        _keys(node, "id", "title", "description", "note", "query", "layers", "height", "map")
        layers: list[Mapping[str, Any]] = []
        for layer in node.items("layers"):
            _keys(layer, "mark", "encoding")
            for key in ("mark", "encoding"):
                if not layer.has(key):
                    layer.wrong("is missing.", f"Add `{key}:`, in Vega-Lite's words.", at=key)
            layers.append(layer.mapping())
        if not layers and node.typed("map", bool, "true or false") is not True:
            node.wrong("has no layer.", "Add one with a mark and an encoding.", at="layers")
        height = node.typed("height", int, "a number of pixels")
        return Chart(
            id=_need(node, "id"),
            title=_need(node, "title"),
            description=_need(node, "description"),
            note=node.text("note"),
            query=_need(node, "query"),
            layers=tuple(layers),
            height=height or 240,
            path=node.path,
        )

    def reference(self, node: Node) -> Reference:
        _keys(node, "table", "title", "url", "details", "language")
        table = self.table(node, "table")
        self.one_key(node, table)
        return Reference(
            table=table,
            title=_need(node, "title"),
            url=self.field(node, "url", table),
            details=self.fields(node, "details", table),
            language=self.field(node, "language", table),
            path=node.path,
        )

    def page(self, node: Node) -> RecordPage:
        _keys(node, "table", "one", "title", "lead", "facts", "estimates", "related", "columns",
              "order", "note", "map", "timeline", "lineage", "search")  # fmt: skip
        table = self.table(node, "table")
        self.one_key(node, table)
        if table in RESERVED:
            node.wrong(f"{table!r} is the name of another page.", "Rename the table.", at="table")
        return RecordPage(
            table=table,
            one=_need(node, "one"),
            title=_need(node, "title"),
            lead=self.field(node, "lead", table),
            facts=self.fields(node, "facts", table),
            estimates=tuple(self.estimate(item, table) for item in node.items("estimates")),
            related=tuple(self.related(item) for item in node.items("related")),
            columns=self.fields(node, "columns", table),
            order=self.fields(node, "order", table),
            note=node.text("note"),
            path=node.path,
            map=self.queried(node.at("map"), Locator) if node.has("map") else None,
            timeline=self.queried(node.at("timeline"), Timeline) if node.has("timeline") else None,
            lineage=self.lineage(node.at("lineage"), table) if node.has("lineage") else None,
            search=node.text("search"),
        )

    def queried(self, node: Node, kind: type[_Queried]) -> _Queried:
        _keys(node, "title", "query", "note")
        return kind(_need(node, "title"), _need(node, "query"), node.text("note"), node.path)

    def lineage(self, node: Node, table: str) -> Lineage:
        _keys(node, "title", "table", "subject", "object", "relation", "start", "since", "until",
              "note")  # fmt: skip
        told = self.table(node, "table")
        needed = ("subject", "object", "relation", "start")
        named = {key: self.field(node, key, told, required=True) or "" for key in needed}
        return Lineage(
            title=_need(node, "title"),
            table=told,
            **named,
            since=self.field(node, "since", table),
            until=self.field(node, "until", table),
            note=node.text("note"),
        )

    def one_key(self, node: Node, table: str, at: str = "table") -> None:
        if table in self.tables and len(self.tables[table].primary_key) != 1:
            node.wrong(f"{table!r} has no primary key of one field.", "Give it one.", at=at)

    def estimate(self, node: Node, table: str) -> Estimate:
        _keys(node, "title", "best", "low", "high", "parts", "notes")
        return Estimate(
            title=_need(node, "title"),
            best=self.field(node, "best", table, required=True) or "",
            low=self.field(node, "low", table),
            high=self.field(node, "high", table),
            parts=self.fields(node, "parts", table),
            notes=self.fields(node, "notes", table),
        )

    def related(self, node: Node) -> Related:
        _keys(node, "title", "table", "by", "where", "show", "order", "languages", "scripts",
              "note", "sentence", "beside")  # fmt: skip
        table = self.table(node, "table")
        languages, scripts = _words(node, "languages"), _words(node, "scripts")
        for key, found in (("languages", languages), ("scripts", scripts)):
            for name in found:
                self.field(node.at(key), name, table)
        where = node.at("where").mapping() if node.has("where") else {}
        return Related(
            title=_need(node, "title"),
            table=table,
            by=self.field(node, "by", table, required=True) or "",
            where=where,
            show=self.fields(node, "show", table),
            order=self.fields(node, "order", table),
            languages=languages,
            scripts=scripts,
            note=node.text("note"),
            sentence=self.sentence(node.at("sentence"), table) if node.has("sentence") else None,
            beside=self.beside(node.at("beside"), table) if node.has("beside") else None,
        )

    def beside(self, node: Node, table: str) -> Beside:
        _keys(node, "title", "query")
        self.one_key(node, table)
        return Beside(_need(node, "title"), _need(node, "query"), node.path)

    def sentence(self, node: Node, table: str) -> Sentence:
        _keys(node, "field", "words")
        words = _words(node, "words")
        known = {f.name for f in self.tables[table].fields} if table in self.tables else set()
        for code, template in words.items():
            self.template(node.at("words"), code, template, known)
        return Sentence(self.field(node, "field", table, required=True) or "", words)

    def template(self, node: Node, key: str, template: str, known: set[str]) -> None:
        try:
            names = placeholders(template)
        except ValueError as error:
            node.wrong(f"is not a template: {error}.", "Write a brace as `{{`.", at=key)
            return
        for name in names:
            if name not in known:
                node.wrong(f"there is no {name!r}.", did_you_mean(name, known), at=key)

    def claims(self, node: Node) -> Claims:
        one = ("subject_table", "subject_id", "field", "value", "source", "adopted",
               "superseded_by", "text", "qualifier", "speaker", "said_on")  # fmt: skip
        _keys(node, "table", "words", "notes", "unsaid", "values", "printed_on", "origin",
              "origin_names", *one)  # fmt: skip
        table = self.table(node, "table")
        self.one_key(node, table)
        words = _words(node, "words")
        for code, template in words.items():
            self.template(node.at("words"), code, template, {"value"})
        values = _words(node, "values")
        for name in values:
            self.table(node.at("values"), name)
        needed = one[:5]
        named = {key: self.field(node, key, table, required=key in needed) for key in one}
        sources = self.target(table, named["source"])
        return Claims(
            table=table,
            printed_on=self.field(node, "printed_on", sources),
            origin=self.field(node, "origin", sources),
            origin_names=node.text("origin_names"),
            words=words,
            notes=self.fields(node, "notes", table),
            unsaid=node.names("unsaid"),
            values=values,
            **{key: named[key] or "" for key in needed},
            **{key: named[key] for key in one[5:]},  # type: ignore[arg-type]
        )

    def target(self, table: str, field: str | None) -> str:
        """The table that a field refers to; none, by name, where it refers to nothing."""
        keys = self.tables[table].foreign_keys if table in self.tables else ()
        return next((key.resource for key in keys if key.fields == (field,)), "")

    def explorer(self, node: Node) -> Explorer:
        _keys(node, "table", "columns", "filters", "date", "add", "map", "note")
        table = self.table(node, "table")
        if node.has("add") or node.has("map"):
            self.one_key(node, table)
        own = [field.name for field in self.tables[table].fields] if table in self.tables else []
        add = tuple(self.added(item, own) for item in node.items("add"))
        known = (*own, *(one.name for one in add))
        return Explorer(
            table=table,
            columns=self.of(node, "columns", known),
            filters=self.of(node, "filters", known),
            date=self.field(node, "date", table),
            add=add,
            map=self.map(node.at("map"), known) if node.has("map") else None,
            note=node.text("note"),
            path=node.path,
        )

    def added(self, node: Node, own: list[str]) -> Added:
        _keys(node, "name", "title", "description", "query", "refers_to")
        name = _need(node, "name")
        if name in own:
            node.wrong(f"{name!r} is a field of the table.", "Choose another name.", at="name")
        refers_to = self.table(node, "refers_to") if node.has("refers_to") else None
        if refers_to is not None:
            self.one_key(node, refers_to, at="refers_to")
        return Added(
            name=name,
            title=_need(node, "title"),
            description=node.text("description"),
            query=_need(node, "query"),
            refers_to=refers_to,
            path=node.path,
        )

    def map(self, node: Node, known: tuple[str, ...]) -> Map:
        _keys(node, "query", "property", "area", "note")
        if node.has("area") or node.has("property"):
            for key in ("property", "area"):
                _need(node, key)
        area = (*self.of(node, "area", known), None)
        return Map(
            query=node.text("query"),
            property=node.text("property"),
            area=area[0],
            note=node.text("note"),
            path=node.path,
        )

    def of(self, node: Node, key: str, known: tuple[str, ...]) -> tuple[str, ...]:
        """Columns of the explorer: fields of its table, and what is added to them."""
        names = node.names(key)
        for name in names:
            if name not in known:
                hint = did_you_mean(name, known)
                node.wrong(f"the explorer has no column {name!r}.", hint, at=key)
        return names
