"""Data package descriptors, and single files with a schema, as a ``Dataset``.

A resource's ``schema`` is an object, the path of a file in the package, or the bare name of a
schema: ``schema: events`` is ``schemas/events.yaml`` beside the package or in a folder above it.
Source: https://datapackage.org/standard/data-package/ and /data-resource/ (v2; v1 is accepted).
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sourcebook.declare import files
from sourcebook.declare.model import Dataset, Table
from sourcebook.declare.node import Node
from sourcebook.declare.rules import read_rules
from sourcebook.declare.schema import read_fields, read_foreign_keys, read_keys, read_match
from sourcebook.declare.spelling import did_you_mean
from sourcebook.errors import DeclarationError

if TYPE_CHECKING:
    from sourcebook.declare.model import Field
    from sourcebook.errors import Mistake

DESCRIPTORS = ("datapackage.yaml", "datapackage.yml", "datapackage.json")
SCHEMA_SUFFIXES = (".yaml", ".yml", ".json")
FORMATS = ("csv", "parquet")
_RESOURCE_WORDS = (
    "name", "path", "data", "schema", "title", "description", "format", "mediatype", "encoding",
    "dialect", "bytes", "hash", "sources", "licenses", "profile", "compression", "type", "rows",
    "alternatives",
)  # fmt: skip
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9])?")


def find_schema(name: str, folder: Path) -> Path | None:
    """The file of a schema known by its name: in ``schemas/`` of the folder or of one above it."""
    for place in (folder, *folder.parents):
        for suffix in SCHEMA_SUFFIXES:
            file = place / "schemas" / (name + suffix)
            if file.is_file():
                return file
    return None


def shown(file: Path) -> str:
    """A path as a user would name it: relative to the working folder where it is below it."""
    absolute = file.absolute()
    # Normalised as text: a link is shown under the name that the user knows.
    plain = Path(os.path.normpath(absolute))
    return str(plain.relative_to(Path.cwd())) if plain.is_relative_to(Path.cwd()) else str(file)


def read_dataset(file: Path) -> Dataset:
    """The dataset of a descriptor. Raises ``DeclarationError`` with every mistake in it."""
    node = Node(files.read(file, shown(file)), shown(file))
    root = file.parent
    name = node.text("name") or root.absolute().name
    tables: list[Table] = []
    if not node.has("resources"):
        node.wrong("is missing.", "List the tables under `resources:`.", at="resources")
    if node.has("resources") and node.mapping()["resources"] == []:
        node.wrong("is empty.", "List the tables.", at="resources")
    for item in node.items("resources"):
        table = _resource(item, root)
        if table is None:
            continue
        if any(other.name.lower() == table.name.lower() for other in tables):
            item.wrong(f"is a second resource {table.name!r}.", "Rename it.", at="name")
            continue
        tables.append(table)
    _check_references(tables, node.mistakes)
    _check_rule_ids(tables, node.mistakes)
    if node.mistakes:
        raise DeclarationError(node.mistakes)
    return Dataset(
        name=name,
        root=root,
        file=shown(file),
        tables=tuple(tables),
        title=node.text("title"),
        description=node.text("description"),
        version=node.text("version"),
        descriptor=node.mapping(),
    )


def read_table(data: Path, schema: Path) -> Dataset:
    """One file with its schema, as a dataset of one table. Raises ``DeclarationError``."""
    node = Node(files.read(schema, shown(schema)), shown(schema))
    name = node.text("name") or data.stem
    resource = {"name": name, "path": data.name}
    table = _table(node, name, data, resource)
    if node.mistakes:
        raise DeclarationError(node.mistakes)
    return Dataset(name=name, root=data.parent, file="", tables=(table,), descriptor=None)


def _resource(node: Node, root: Path) -> Table | None:
    name = node.text("name", required=True)
    path = _path(node)
    if not name or path is None:
        return None
    if not _NAME.fullmatch(name):
        hint = "Use letters, digits, and . _ - between them, at most 100."
        node.wrong(f"{name[:60]!r} can't be the name of a table.", hint, at="name")
        return None
    kind = node.text("format") or path.rpartition(".")[2].lower()
    if kind not in FORMATS:
        hint = "Give a CSV or a Parquet file."
        node.wrong(f"the format {kind!r} is not read yet.", hint, at="format")
        return None
    if (node.text("encoding") or "utf-8").lower() not in ("utf-8", "utf8"):
        node.wrong("is not read yet.", "Save the file as UTF-8.", at="encoding")
    for key in ("dialect", "compression"):
        if node.has(key):
            node.wrong("is not read yet.", "Use a plain comma-separated file.", at=key)
    node.words(_RESOURCE_WORDS)
    schema = _schema(node, root)
    if schema is None:
        return None
    return _table(schema, name, root / path, node.mapping(), kind)


def _path(node: Node) -> str | None:
    paths = node.names("path")
    if len(paths) != 1:
        what = "is missing." if not paths else "several files for one table are not read yet."
        node.wrong(what, "Name one CSV or Parquet file.", at="path")
        return None
    path = paths[0]
    # The specification allows neither: a package may not reach outside its own folder.
    if "://" in path:
        node.wrong("remote files are not read.", "Put the file beside the descriptor.", at="path")
        return None
    if path.startswith(("/", "~")) or ".." in path.replace("\\", "/").split("/") or ":" in path:
        node.wrong(f"{path!r} leads out of the package.", "Use a path inside it.", at="path")
        return None
    return path


def _schema(node: Node, root: Path) -> Node | None:
    given = node.mapping().get("schema")
    if isinstance(given, dict):
        return node.at("schema")
    if not isinstance(given, str) or not given:
        node.wrong("is missing.", "Name the table's schema, or write it out.", at="schema")
        return None
    file: Path | None = root / given
    if ".." in given.split("/") or given.startswith("/"):
        node.wrong(f"{given!r} leads out of the package.", "Name it instead.", at="schema")
        return None
    if not given.endswith(SCHEMA_SUFFIXES):
        file = find_schema(given, root.absolute())
    if file is None or not file.is_file():
        known = _schema_names(root.absolute())
        hint = did_you_mean(given, known) if known else f"Write schemas/{given}.yaml."
        node.wrong(f"there is no schema {given!r}.", hint, at="schema")
        return None
    return Node(files.read(file, shown(file)), shown(file), "", node.mistakes)


def _schema_names(folder: Path) -> list[str]:
    for place in (folder, *folder.parents):
        names = [f.stem for f in (place / "schemas").glob("*") if f.suffix in SCHEMA_SUFFIXES]
        if names:
            return names
    return []


def _table(
    schema: Node, name: str, source: Path, resource: dict[str, Any] | Any, kind: str | None = None
) -> Table:
    fields = read_fields(schema)
    primary, unique = read_keys(schema, fields)
    return Table(
        name=name,
        source=source,
        path=shown(source),
        format="parquet" if (kind or source.suffix.lstrip(".")) == "parquet" else "csv",
        fields=fields,
        primary_key=primary,
        unique_keys=unique,
        foreign_keys=read_foreign_keys(schema, fields, name),
        rules=read_rules(schema, fields),
        fields_match=read_match(schema),
        title=schema.text("title"),
        description=schema.text("description"),
        schema_file=schema.file,
        schema=schema.mapping(),
        resource=resource,
    )


def _check_references(tables: list[Table], mistakes: list[Mistake]) -> None:
    names = {table.name: table for table in tables}
    for table in tables:
        for number, key in enumerate(table.foreign_keys):
            at = f"foreignKeys[{number}].reference"
            place = Node(None, table.schema_file, at, mistakes)
            other = names.get(key.resource)
            if other is None:
                hint = did_you_mean(key.resource, names)
                place.wrong(f"there is no table {key.resource!r}.", hint, at="resource")
                continue
            known = [field.name for field in other.fields]
            for field in key.reference_fields:
                if field not in known:
                    hint = did_you_mean(field, known)
                    place.wrong(f"{key.resource!r} has no field {field!r}.", hint, at="fields")
            for own, theirs in zip(key.fields, key.reference_fields, strict=True):
                if theirs in known and not _comparable(table.field(own), other.field(theirs)):
                    kinds = f"{table.field(own).type} and {other.field(theirs).type}"
                    hint = "Give both sides one type."
                    place.wrong(f"{own!r} and {theirs!r} are {kinds}.", hint, at="fields")


def _comparable(own: Field, theirs: Field) -> bool:
    numbers = {"integer", "number", "year"}
    return own.type == theirs.type or {own.type, theirs.type} <= numbers


def _check_rule_ids(tables: list[Table], mistakes: list[Mistake]) -> None:
    """A rule's id is its name in reports of the whole dataset, so it stands once in it."""
    seen: dict[str, str] = {}
    for table in tables:
        for rule in table.rules:
            if rule.id in seen:
                place = Node(None, table.schema_file, f"{rule.path}.id", mistakes)
                place.wrong(f"{rule.id!r} is a rule of {seen[rule.id]!r} too.", "Rename one.")
            seen[rule.id] = table.name
