"""``primaryKey``, ``uniqueKeys`` and ``foreignKeys`` of a schema; each names fields of it.

Source: https://datapackage.org/standard/table-schema/#primaryKey and below.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcebook.declare.model import ForeignKey
from sourcebook.declare.node import said
from sourcebook.declare.spelling import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable

    from sourcebook.declare.model import Field
    from sourcebook.declare.node import Node

    Elsewhere = Callable[[Node, str, str], str]
    """Where to find a table of another package: of the node, package and resource, its name."""


def read_keys(
    node: Node, fields: tuple[Field, ...]
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """``primaryKey`` and ``uniqueKeys``."""
    known = [field.name for field in fields]
    primary = node.names("primaryKey")
    _known(node, "primaryKey", primary, known)
    unique = []
    for item in node.items("uniqueKeys"):
        # A lone name is a key of one, as the recipe for version 1 had it.
        names = (item.value,) if isinstance(item.value, str) else _names(item)
        _known(item, "", names, known)
        if names:
            unique.append(tuple(dict.fromkeys(names)))
    if node.given("uniqueKeys") and node.value["uniqueKeys"] == []:
        node.wrong("is empty.", "List the keys, or remove it.", at="uniqueKeys")
    return tuple(dict.fromkeys(primary)), tuple(unique)


def _names(item: Node) -> tuple[str, ...]:
    found = []
    for below in item.elements():
        if isinstance(below.value, str):
            found.append(below.value)
        else:
            below.wrong(f"must be a field name, not {said(below.value)}.", "Name a field.")
    if item.value == []:
        item.wrong("is empty.", "Name the fields of the key.")
    return tuple(found)


def read_foreign_keys(
    node: Node, fields: tuple[Field, ...], table: str, elsewhere: Elsewhere
) -> tuple[tuple[ForeignKey, Node], ...]:
    """``foreignKeys``, each with the place of its reference; that the other side exists is the
    package's matter.
    """
    known = [field.name for field in fields]
    found = []
    for item in node.items("foreignKeys"):
        if not item.is_object():
            continue
        own = _side(item)
        _known(item, "fields", own, known)
        if not item.given("reference"):
            hint = "Say which `resource` and `fields` it refers to."
            item.wrong("is missing.", hint, at="reference")
            continue
        reference = item.at("reference")
        if not reference.is_object():
            continue
        other = _side(reference)
        if own and other and len(own) != len(other):
            message = f"names {len(other)} fields for {len(own)}."
            reference.wrong(message, "Name as many on each side.", at="fields")
            continue
        # Version 1 writes an empty text where version 2 leaves it out.
        resource = reference.text("resource") or table
        # `datapackage` is how version 0 wrote it, mostly with an empty text.
        word = "package" if reference.given("package") else "datapackage"
        package = reference.text(word)
        if package:
            resource = elsewhere(reference.child(word, package), package, resource)
        if own and other:
            found.append((ForeignKey(own, resource, other), reference))
    return tuple(found)


def _side(node: Node) -> tuple[str, ...]:
    """The fields of one side of a foreign key."""
    names = node.names("fields")
    if not node.given("fields"):
        node.wrong("is missing.", "Name the fields.", at="fields")
    elif node.value["fields"] == [] or names == ("",):
        node.wrong("is empty.", "Name the fields.", at="fields")
    return names


def _known(node: Node, at: str, names: tuple[str, ...], known: list[str]) -> None:
    for name in names:
        if name not in known:
            node.wrong(f"there is no field {said(name)}.", did_you_mean(name, known), at=at)
