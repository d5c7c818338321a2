"""What ``site.yaml`` names, held against the dataset: its tables, fields and templates.

What is not there becomes a mistake with its place, and with the name that was likely meant.
"""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

from sourcebook.declare.spelling import did_you_mean

if TYPE_CHECKING:
    from sourcebook.declare import Dataset, Table
    from sourcebook.declare.node import Node


def placeholders(template: str) -> list[str]:
    """The names in braces of a text. Raises ``ValueError`` where it is malformed."""
    return [name for _, name, _, _ in string.Formatter().parse(template) if name is not None]


def only(node: Node, *known: str) -> None:
    """Every key that is none of these is a mistake."""
    for key in node.mapping():
        if key not in known:
            hint = did_you_mean(str(key), known)
            node.wrong("is not a word of site.yaml here.", hint, at=str(key))


def need(node: Node, key: str) -> str:
    """A text that has to be there."""
    return node.text(key, required=True) or ""


def texts(node: Node, key: str) -> dict[str, str]:
    """A mapping of texts to texts."""
    if not node.has(key):
        return {}
    below = node.at(key)
    return {str(name): below.text(str(name)) or "" for name in below.mapping()}


class Named:
    """The tables of a dataset, by which the names in its ``site.yaml`` are read."""

    def __init__(self, dataset: Dataset) -> None:
        self.tables: dict[str, Table] = {table.name: table for table in dataset.tables}

    def table(self, node: Node, key: str) -> str:
        name = need(node, key)
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

    def one_key(self, node: Node, table: str, at: str = "table") -> None:
        if table in self.tables and len(self.tables[table].primary_key) != 1:
            node.wrong(f"{table!r} has no primary key of one field.", "Give it one.", at=at)

    def target(self, table: str, field: str | None) -> str:
        """The table that a field refers to; none, by name, where it refers to nothing."""
        keys = self.tables[table].foreign_keys if table in self.tables else ()
        return next((key.resource for key in keys if key.fields == (field,)), "")

    def template(self, node: Node, key: str, template: str, known: set[str]) -> None:
        try:
            names = placeholders(template)
        except ValueError as error:
            node.wrong(f"is not a template: {error}.", "Write a brace as `{{`.", at=key)
            return
        for name in names:
            if name not in known:
                node.wrong(f"there is no {name!r}.", did_you_mean(name, known), at=key)

    def of(self, node: Node, key: str, known: tuple[str, ...]) -> tuple[str, ...]:
        """Columns of the explorer: fields of its table, and what is added to them."""
        names = node.names(key)
        for name in names:
            if name not in known:
                hint = did_you_mean(name, known)
                node.wrong(f"the explorer has no column {name!r}.", hint, at=key)
        return names
