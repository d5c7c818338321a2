"""Data package descriptors, and single files with a schema, as a ``Dataset``.

Source: https://datapackage.org/standard/data-package/ (v2; v1 is accepted).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sourcebook.declare import files, interrupted, views
from sourcebook.declare.about import check_about
from sourcebook.declare.model import Dataset
from sourcebook.declare.neighbours import Neighbours
from sourcebook.declare.node import Node, said
from sourcebook.declare.paths import shown
from sourcebook.declare.redistribution import WORD as REDISTRIBUTION
from sourcebook.declare.redistribution import check_redistribution
from sourcebook.declare.references import check_references
from sourcebook.declare.resource import Surroundings, read_file, read_resource
from sourcebook.declare.schema_file import declares_v2, is_named
from sourcebook.declare.tabular import is_tabular_package, stem
from sourcebook.errors import DeclarationError

if TYPE_CHECKING:
    from pathlib import Path

    from sourcebook.declare.model import Table
    from sourcebook.errors import Mistake

_WORDS = (
    "$schema", "name", "id", "title", "description", "version", "created", "homepage", "image",
    "licenses", "contributors", "keywords", "sources", "profile", "resources", views.WORD,
    REDISTRIBUTION,
)  # fmt: skip


def read_dataset(file: Path) -> Dataset:
    """The dataset of a descriptor. Raises ``DeclarationError`` with every mistake in it.

    A change of its files that was interrupted is undone first, which is then among its remarks.
    """
    found = _read(file, Neighbours(file.parent, _alone))
    tables = (each for table in found.tables for each in (*table.files, table.source))
    undone = interrupted.undo((file, *tables))
    if not undone:
        return found
    again = _read(file, Neighbours(file.parent, _alone))
    return replace(again, remarks=(*again.remarks, *undone))


def _alone(file: Path) -> Dataset:
    """A package to which another one refers: what it refers to itself is not followed."""
    return _read(file, Neighbours(file.parent, None))


def _read(file: Path, neighbours: Neighbours) -> Dataset:
    value = files.read(file, shown(file))
    node = Node(value, shown(file), v2=declares_v2(value))
    root = file.parent
    node.words(_WORDS)
    check_about(node, package=True)
    check_redistribution(node)
    name = node.text("name") or root.absolute().name
    around = Surroundings(root, file, neighbours.name, tabular=is_tabular_package(value))
    tables = views.read_views(node, _tables(node, around), around)
    external = neighbours.tables()
    check_references(tables, external, around.references, _named(node) | neighbours.asked)
    _check_names(tables, around)
    _check_rule_ids(tables, around)
    curated = any(
        is_named(table.resource.get("schema"), root) for table in tables if table.resource
    )
    _raise(node, node.told if curated else node.mistakes)
    return Dataset(
        name=name,
        root=root,
        file=shown(file),
        tables=tuple(tables),
        title=node.text("title"),
        description=node.text("description"),
        version=node.text("version"),
        descriptor=node.mapping(),
        external=external,
        curated=curated,
        remarks=node.remarks(),
    )


def _tables(node: Node, around: Surroundings) -> list[Table]:
    if not node.given("resources"):
        hint = "List the tables under `resources:`."
        if node.given("fields"):
            hint = f"This is a schema: name its data file, with --schema {node.file}."
        node.wrong("is missing.", hint, at="resources")
    elif node.value["resources"] == []:
        node.wrong("is empty.", "List the tables.", at="resources")
    # Tables are relations in SQL, which tells no case apart.
    tables: dict[str, Table] = {}
    for item in node.items("resources"):
        table = read_resource(item, around)
        if table is None:
            continue
        if table.name.lower() in tables:
            item.wrong(f"is a second resource {said(table.name)}.", "Rename it.", at="name")
            continue
        tables[table.name.lower()] = table
    return list(tables.values())


def _named(node: Node) -> set[str]:
    """The names of all resources, those that gave no table among them."""
    resources = node.mapping().get("resources")
    items = resources if isinstance(resources, list) else []
    return {str(item.get("name")) for item in items if isinstance(item, dict)} | {
        *views.names(node)
    }


def read_table(data: Path, schema: Path) -> Dataset:
    """One file with its schema, as a dataset of one table. Raises ``DeclarationError``."""
    value = files.read(schema, shown(schema))
    node = Node(value, shown(schema), v2=declares_v2(value))
    name = node.text("name") or stem(data)
    around = Surroundings(data.parent, schema, Neighbours(data.parent, None).name)
    table = read_file(data, node, name, around)
    _raise(node, node.mistakes)
    assert table is not None, "no table, and no word of why"
    return Dataset(name=name, root=data.parent, file="", tables=(table,), remarks=node.remarks())


def _raise(node: Node, fatal: list[Mistake]) -> None:
    # Where there is a mistake, a slip beside it may be the cause: all is told, in its order.
    if fatal:
        raise DeclarationError(node.told)


def _check_names(tables: list[Table], around: Surroundings) -> None:
    """Rules read tables and columns by name in SQL, which takes ``ID`` and ``id`` for one."""
    if not any(table.rules for table in tables):
        return
    for table in tables:
        seen: dict[str, str] = {}
        for field in table.fields:
            first = seen.setdefault(field.name.lower(), field.name)
            if first != field.name:
                message = f"SQL takes {said(field.name)} for {said(first)}, and there are rules."
                at = f"fields[{field.number - 1}].name"
                around.schemas[table.name].wrong(message, "Give it another name.", at=at)


def _check_rule_ids(tables: list[Table], around: Surroundings) -> None:
    """A rule's id is its name in reports of the whole dataset, so it stands once in it."""
    seen: dict[str, str] = {}
    for table in tables:
        for rule in table.rules:
            if rule.id in seen:
                place = around.schemas[table.name].root(None, table.schema_file)
                message = f"{rule.id!r} is a rule of {seen[rule.id]!r} too."
                place.wrong(message, "Rename one.", at=f"{rule.path}.id")
            seen[rule.id] = table.name
