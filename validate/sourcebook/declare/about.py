"""What a package and a resource say about themselves: words that check nothing, but have a form.

Source: https://datapackage.org/standard/data-package/#properties.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from sourcebook.declare.node import said

if TYPE_CHECKING:
    from sourcebook.declare.node import Node

_TEXTS = ("title", "description", "profile", "$schema")
_TEXTS_OF_A_PACKAGE = ("homepage", "image", "version", "created")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_LISTS = {
    "licenses": ("name", "path", "title"),
    "sources": ("title", "path", "email", "version"),
    "contributors": (
        "title", "givenName", "familyName", "path", "email", "organization", "role",
    ),
}  # fmt: skip
"""Lists of objects, and which of their properties are texts."""
_OF_A_SCHEMA = ("missingValues", "fields")
"""Words of a schema that change what is checked, and say nothing beside it."""


def check_about(node: Node, *, package: bool) -> None:
    """Note what has not the form that the standard asks for."""
    for key in (*_TEXTS, *(_TEXTS_OF_A_PACKAGE if package else ())):
        node.text(key)
    for key in _OF_A_SCHEMA:
        # Frictionless counts the fields of a resource under that name.
        if node.given(key) and not isinstance(node.value[key], int):
            node.wrong("says nothing here.", "Move it into the `schema`.", at=key)
    for key, texts in _LISTS.items():
        if package or key != "contributors":
            for item in node.items(key):
                _check_item(item, key, texts)
    if package:
        node.texts("keywords")
        _check_created(node)


def _check_item(item: Node, key: str, texts: tuple[str, ...]) -> None:
    if item.value == {}:
        item.wrong("is empty.", "Say who or what it is.")
        return
    for text in texts:
        item.text(text)
    email = item.value.get("email")
    if isinstance(email, str) and email and not _EMAIL.fullmatch(email):
        item.wrong(f"{said(email)} is no address.", "Write it as name@example.org.", at="email")
    if key == "licenses" and item.value and not item.has("name") and not item.has("path"):
        item.wrong("has neither `name` nor `path`.", "Add one of them.")


def _check_created(node: Node) -> None:
    created = node.value.get("created")
    if not isinstance(created, str):
        return
    try:
        moment = datetime.fromisoformat(created)
    except ValueError:
        hint = "Write it as 2024-01-31T12:00:00Z."
        node.wrong(f"{said(created)} is no time.", hint, at="created")
        return
    if moment.tzinfo is None:
        hint = f"Write it as {moment.isoformat()}Z."
        node.doubt("is a time without a zone.", hint, at="created")
