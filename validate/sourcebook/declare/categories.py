"""``categories``: the codes of a controlled vocabulary, with their labels.

Source: https://datapackage.org/standard/table-schema/#categories.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sourcebook.declare.model import Category
from sourcebook.declare.node import said
from sourcebook.declare.types import CATEGORICAL
from sourcebook.declare.values import NONE, constant

if TYPE_CHECKING:
    from sourcebook.declare.model import Field
    from sourcebook.declare.node import Node


def read_categories(node: Node, field: Field) -> tuple[Category, ...]:
    """Codes, or ``{value, label}`` with our ``description``; each is a value of the field."""
    if not node.given("categories"):
        return ()
    if field.type not in CATEGORICAL:
        message = f"a field of type {field.type!r} can't have categories."
        node.wrong(message, "Only string and integer fields can.", at="categories")
        return ()
    found: dict[Any, Category] = {}
    labels: set[str | None] = set()
    for item in node.items("categories"):
        category = _category(item, field)
        if category is None:
            continue
        if category.value in found:
            item.wrong(f"the code {said(category.value)} stands twice.", "Remove one of them.")
        elif category.label in labels:
            message = f"the label {said(category.label)} stands twice."
            item.wrong(message, "Give each code its own.", at="label")
        else:
            found[category.value] = category
            labels |= {category.label} - {None}
    if node.value["categories"] == []:
        node.wrong("is empty, so no value could ever fit.", "List the codes.", at="categories")
    return tuple(found.values())


def _category(item: Node, field: Field) -> Category | None:
    labelled = isinstance(item.value, dict)
    if labelled and not item.given("value"):
        item.wrong("is missing.", "Add `value:`.", at="value")
        return None
    written = item.value["value"] if labelled else item.value
    value = constant(item, field, written)
    if value is NONE:
        return None
    if not labelled:
        return Category(value)
    return Category(value, item.text("label"), item.text("description"))
