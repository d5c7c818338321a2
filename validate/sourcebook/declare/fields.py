"""One field of a schema: its type, and what changes how a cell of it is read.

Source: https://datapackage.org/standard/table-schema/#field.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sourcebook.declare.categories import read_categories
from sourcebook.declare.constraints import read_constraints
from sourcebook.declare.formats import read_format
from sourcebook.declare.missing import read_missing
from sourcebook.declare.model import Field
from sourcebook.declare.node import said
from sourcebook.declare.spelling import did_you_mean
from sourcebook.declare.types import CONSTRAINTS, ITEMS, PROPERTIES, TYPES

if TYPE_CHECKING:
    from sourcebook.declare.node import Node

_WORDS = (
    "name", "type", "format", "title", "description", "example", "examples", "unit", "constraints",
    "categories", "categoriesOrdered", "missingValues", "rdfType", *sorted(PROPERTIES),
)  # fmt: skip
_TEXTS = {
    "decimalChar": "decimal_char",
    "groupChar": "group_char",
    "delimiter": "delimiter",
    "itemType": "item_type",
}
_WORD_LISTS = {"trueValues": "true_values", "falseValues": "false_values"}


def read_field(node: Node, number: int, missing: tuple[str, ...]) -> Field | None:
    """A field; ``missing`` is what its table says of missing values."""
    if not node.is_object():
        return None
    name = node.text("name", required=True)
    if name is not None and "\0" in name:
        node.wrong("has a NUL in it.", "Rename the field.", at="name")
    if not name:
        return None
    kind = _type(node)
    _check_words(node, kind)
    if kind is None:
        # Its place in the table is known, so that mistakes elsewhere are no consequence of this.
        return Field(name, number=number)
    node.text("rdfType")
    field = Field(
        name=name,
        type=kind,
        format=read_format(node, kind),
        title=node.text("title"),
        description=node.text("description"),
        unit=node.text("unit"),
        example=node.mapping().get("example"),
        categories_ordered=node.flag("categoriesOrdered"),
        missing_values=read_missing(node, missing),
        number=number,
        version=2 if node.v2 else 1,
        **_properties(node, kind),
    )
    # Codes and bounds are values of the field, so how one is read must be known first.
    field = replace(field, categories=read_categories(node, field))
    return replace(field, constraints=read_constraints(node, field))


def _type(node: Node) -> str | None:
    if not node.given("type"):
        # What version 1 says of it: https://specs.frictionlessdata.io/table-schema/.
        return "any" if node.v2 else "string"
    kind = node.text("type")
    if kind is None or kind in TYPES:
        return kind
    node.wrong(f"unknown type {said(kind)}.", did_you_mean(kind, TYPES), at="type")
    return None


def _check_words(node: Node, kind: str | None) -> None:
    node.words((*_WORDS, *CONSTRAINTS))
    for word in sorted(CONSTRAINTS & node.mapping().keys()):
        node.doubt("says nothing here.", "Move it into `constraints`.", at=word)
    if kind is not None:
        for word in sorted(PROPERTIES & node.mapping().keys() - TYPES[kind].properties):
            node.doubt(f"says nothing of the type {kind!r}.", "Remove it.", at=word)


def _properties(node: Node, kind: str) -> dict[str, Any]:
    """What is written of the properties of a type, by the names that ``Field`` has for them."""
    allowed = TYPES[kind].properties
    found: dict[str, Any] = {}
    for word, name in _TEXTS.items():
        text = node.text(word) if word in allowed else None
        if text == "" and word != "groupChar":
            node.wrong("is empty.", "Give it a character, or remove it.", at=word)
        elif text:
            found[name] = text
    for word, name in _WORD_LISTS.items():
        texts = node.texts(word) if word in allowed else None
        if texts is not None:
            found[name] = texts
    if "bareNumber" in allowed:
        found["bare_number"] = node.flag("bareNumber", default=True)
    group = found.get("group_char")
    if kind == "number" and group == found.get("decimal_char", Field("").decimal_char):
        message = f"can't be the decimal character too, {said(group)}."
        node.wrong(message, "Set `decimalChar` or `groupChar`.", at="groupChar")
    item = found.get("item_type")
    if item is not None and item not in ITEMS:
        hint = did_you_mean(item, ITEMS)
        node.wrong(f"a list can't have items of type {said(item)}.", hint, at="itemType")
    return found
