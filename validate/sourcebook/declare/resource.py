"""A resource of a data package as a ``Table``: its files or data, and how they are written.

Source: https://datapackage.org/standard/data-resource/ (v2; v1 and Frictionless's are accepted).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sourcebook.declare import files
from sourcebook.declare.about import check_about
from sourcebook.declare.container import read_compression, read_encoding, read_hash
from sourcebook.declare.dialect import read_dialect
from sourcebook.declare.inline import read_inline
from sourcebook.declare.keys import read_foreign_keys, read_keys
from sourcebook.declare.lifecycle import read_claims, read_lifecycle
from sourcebook.declare.model import Dialect, Table
from sourcebook.declare.naming import read_naming
from sourcebook.declare.node import said
from sourcebook.declare.paths import inside, is_file, shown
from sourcebook.declare.rules import read_rules
from sourcebook.declare.schema import read_fields, read_match
from sourcebook.declare.schema_file import read_schema
from sourcebook.declare.tabular import (
    NO_TABLE,
    Kind,
    check_profile,
    read_kind,
)

if TYPE_CHECKING:
    from pathlib import Path

    from sourcebook.declare.keys import Elsewhere
    from sourcebook.declare.node import Node

_WORDS = (
    "$schema", "name", "path", "data", "schema", "title", "description", "homepage", "format",
    "mediatype", "encoding", "dialect", "bytes", "hash", "sources", "licenses", "profile", "type",
    "compression", "innerpath", "extrapaths", "scheme", "url", "rows", "fields", "missingValues",
    "stats", "hashing", "alternatives",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What reading a resource needs to know of its package."""

    root: Path
    descriptor: Path
    elsewhere: Elsewhere
    tabular: bool = False
    """The profile of the package asks for tables only."""
    schemas: dict[str, Node] = field(default_factory=dict)
    """By table, the place of its schema."""
    references: dict[str, list[Node]] = field(default_factory=dict)
    """By table, the places of what its foreign keys refer to."""


def read_resource(node: Node, around: Surroundings) -> Table | None:
    """The table of a resource. What its file holds is not looked at, nor that it is there."""
    if not node.is_object():
        return None
    name = _name(node)
    node.words(_WORDS)
    check_about(node, package=False)
    check_profile(node, tabular=around.tabular)
    found = _place(node, around)
    schema = read_schema(node, around.root)
    if not name or found is None or (schema is None and node.given("schema")):
        return None
    return _table(schema, name, found, node, around)


def _name(node: Node) -> str | None:
    """The name of a resource: any text that is printable and could be the name of its file."""
    name = node.text("name", required=True)
    if not name:
        return None
    if not name.isprintable():
        node.wrong(f"{said(name)} has a control character in it.", "Rename it.", at="name")
    elif name.startswith("/") or "\\" in name or ".." in name.split("/"):
        node.wrong(f"{said(name)} can't be the name of a table.", "Rename it.", at="name")
    else:
        return name
    return None


def read_file(file: Path, schema: Node, name: str, around: Surroundings) -> Table | None:
    """A single file with its schema, as a table."""
    node = schema.root({"name": name, "path": file.name, "schema": schema.value}, shown(file))
    found = _file(node, file.parent, [file.name])
    return None if found is None else _table(schema, name, found, node, around)


def read_derived(schema: Node, found: Table, around: Surroundings) -> Table:
    """A table that no resource gives, with its schema."""
    table = _table(schema, found.name, found, schema.root({}, schema.file), around)
    return replace(table, resource=None)


def _place(node: Node, around: Surroundings) -> Table | None:
    """Where the data is: a table that as yet has no fields."""
    # `url` is how version 0 wrote it.
    word = "url" if node.given("url") and not node.given("path") else "path"
    if node.given("data") == node.given("path") and not (word == "url" and not node.given("data")):
        both = node.given("data")
        message = "stands beside `path`." if both else "is missing."
        hint = "Keep one of them." if both else "Name the file, or write the rows under `data`."
        node.wrong(message, hint, at="data" if both else "path")
        return None
    if node.given("data"):
        return _inline(node, around)
    paths = _paths(node, word)
    return None if not paths else _file(node, around.root, paths)


def _paths(node: Node, word: str) -> list[str]:
    """The paths of a resource; none, with a mistake, where one of them is not in the package."""
    if isinstance(node.value[word], list):
        items = [*node.items(word)]
        if not items:
            node.wrong("is empty.", "Name at least one file.", at=word)
    else:
        items = [node.at(word)]
    items += node.items("extrapaths")  # where Frictionless puts all but the first
    for item in items:
        if not isinstance(item.value, str):
            item.wrong(f"must be a path, not {said(item.value)}.", "Name a file of the package.")
            return []
    return [item.value for item in items] if all(inside(i, i.value) for i in items) else []


def _file(node: Node, root: Path, paths: list[str]) -> Table | None:
    compression = read_compression(node, paths[0])
    inner = node.text("innerpath") or None
    kind = read_kind(node, _ending(inner or paths[0], compression if inner is None else None))
    encoding, size, digest = read_encoding(node), node.whole("bytes", 0), read_hash(node)
    dialect = _dialect(node, root, kind)
    if kind is None:
        return None
    sources = [root / path for path in paths]
    return Table(
        name="",
        source=sources[0],
        path=shown(sources[0]),
        format=kind.format,
        fields=(),
        parts=tuple(sources) if len(sources) > 1 else (),
        part_paths=tuple(map(shown, sources)) if len(sources) > 1 else (),
        dialect=dialect,
        encoding=encoding,
        compression=None if kind is NO_TABLE else compression,
        inner_path=inner if compression == "zip" else None,
        bytes=size,
        hash=digest,
    )


def _ending(path: str, compression: str | None) -> str:
    """What a file name ends with, in lower case, below the ending of its compression."""
    name = path.rpartition("/")[2]
    if compression is not None and name.lower().endswith("." + compression):
        name = name[: -len(compression) - 1]
    stem, _, ending = name.rpartition(".")
    return ending.lower() if stem else ""


def _inline(node: Node, around: Surroundings) -> Table | None:
    found = read_inline(node)
    dialect = _dialect(node, around.root, None if found is None else found[0])
    if found is None:
        return None
    kind, data = found
    return Table(
        name="",
        source=around.descriptor,
        path=shown(around.descriptor),
        format=kind.format,
        fields=(),
        data=data,
        # Where the rows stand is found already.
        dialect=replace(dialect, property=None),
    )


def _dialect(node: Node, root: Path, kind: Kind | None) -> Dialect:
    delimiter = "," if kind is None else kind.delimiter
    if not node.given("dialect"):
        return Dialect(delimiter=delimiter)
    below = node.at("dialect")
    if isinstance(below.value, str):
        if not inside(below, below.value):
            return Dialect()
        file = root / below.value
        if not is_file(file):
            below.wrong(f"there is no file {said(below.value)}.", "Check the path.")
            return Dialect()
        return read_dialect(files.top(node, file, shown(file)) or node.root({}, ""), delimiter)
    return read_dialect(below, delimiter)


def _table(schema: Node | None, name: str, found: Table, node: Node, around: Surroundings) -> Table:
    resource = node.mapping()
    if schema is None:
        return replace(found, name=name, resource=resource)
    fields = read_fields(schema)
    primary, unique = read_keys(schema, fields)
    foreign = read_foreign_keys(schema, fields, name, around.elsewhere)
    around.schemas.setdefault(name, schema)
    around.references.setdefault(name, [place for _, place in foreign])
    return replace(
        found,
        name=name,
        fields=fields,
        primary_key=primary,
        unique_keys=unique,
        foreign_keys=tuple(key for key, _ in foreign),
        rules=read_rules(schema, fields),
        lifecycle=read_lifecycle(schema, fields),
        claims=read_claims(schema, fields),
        naming=read_naming(schema, fields, [key for key, _ in foreign]),
        fields_match=read_match(schema),
        title=schema.text("title"),
        description=schema.text("description"),
        schema_file=schema.file,
        schema=schema.mapping(),
        resource=resource,
    )
