"""A Table Schema: its fields in order, every mistake with its place.

Source: https://datapackage.org/standard/table-schema/ (v2; v1's words are accepted).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast, get_args

from sourcebook.declare.fields import read_field
from sourcebook.declare.missing import read_missing
from sourcebook.declare.model import FieldsMatch
from sourcebook.declare.node import said
from sourcebook.declare.spelling import did_you_mean

if TYPE_CHECKING:
    from sourcebook.declare.model import Field
    from sourcebook.declare.node import Node

_WORDS = (
    "$schema", "name", "title", "description", "homepage", "version", "created", "keywords",
    "contributors", "fields", "fieldsMatch", "missingValues", "primaryKey", "uniqueKeys",
    "foreignKeys", "rules", "lifecycle", "claims", "naming", "example", "examples", "profile",
)  # fmt: skip
_MATCHES = get_args(FieldsMatch)


def read_fields(node: Node) -> tuple[Field, ...]:
    """The fields of a schema, in order."""
    missing = read_missing(node, ("",))
    node.words(_WORDS)
    node.text("$schema")
    if not node.given("fields"):
        node.wrong("is missing.", "List the columns of the table under `fields:`.", at="fields")
    elif node.value["fields"] == []:
        node.wrong("is empty.", "List the columns of the table.", at="fields")
    fields: dict[str, Field] = {}
    for number, item in enumerate(node.items("fields"), start=1):
        field = read_field(item, number, missing)
        if field is None:
            continue
        # Version 1 allowed it. Here a field is told by its name, in keys, rules and findings.
        if field.name in fields:
            item.wrong(f"is a second field {said(field.name)}.", "Give it another name.", at="name")
            continue
        fields[field.name] = field
    return tuple(fields.values())


def read_match(node: Node) -> FieldsMatch:
    """``fieldsMatch``; v2.0's profile writes it as a list of one, its text as a word."""
    if not node.given("fieldsMatch"):
        return "exact"
    names = node.names("fieldsMatch")
    word = names[0] if len(names) == 1 else None
    if word in _MATCHES:
        return cast("FieldsMatch", word)
    if len(names) == 1:
        hint = did_you_mean(names[0], _MATCHES)
        node.wrong(f"unknown word {said(word)}.", hint, at="fieldsMatch")
    elif isinstance(node.value["fieldsMatch"], list):
        node.wrong("must be one word.", f"Write one of: {', '.join(_MATCHES)}.", at="fieldsMatch")
    return "exact"
