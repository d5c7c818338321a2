"""``missingValues``: the texts that stand for no value, of a table or of one field.

Source: https://datapackage.org/standard/table-schema/#missingValues.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcebook.declare.node import said

if TYPE_CHECKING:
    from sourcebook.declare.node import Node


def read_missing(node: Node, otherwise: tuple[str, ...]) -> tuple[str, ...]:
    """Plain texts, or version 2's ``{value, label}``; ``otherwise`` where it is absent."""
    if not node.given("missingValues"):
        return otherwise
    found: list[str] = []
    labels: list[str] = []
    for item in node.items("missingValues"):
        labelled = isinstance(item.value, dict)
        if labelled and not item.given("value"):
            item.wrong("is missing.", "Add `value:`.", at="value")
            continue
        value = item.text("value") if labelled else item.value
        if not isinstance(value, str):
            if not labelled:
                item.wrong(f"must be a text, not {said(value)}.", "Put it in quotes.")
            continue
        if value in found:
            # Version 1 does not ask that plain texts be unique, and a second one changes nothing.
            tell = item.wrong if node.v2 or labelled else item.doubt
            tell(f"{said(value)} stands twice.", "Remove one of them.")
            continue
        found.append(value)
        label = item.text("label") if labelled else None
        if label is not None and label in labels:
            item.wrong(f"the label {said(label)} stands twice.", "Choose another.", at="label")
        labels += [label] if label is not None else []
    return tuple(found)
