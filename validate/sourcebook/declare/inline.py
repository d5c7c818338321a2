"""Data inside a descriptor: rows as lists or objects, or a text in CSV.

Source: https://datapackage.org/standard/data-resource/#path-or-data and #tabular-path-or-data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sourcebook.declare.node import said
from sourcebook.declare.tabular import NO_TABLE, Kind, read_kind, says_table, word_of

if TYPE_CHECKING:
    from sourcebook.declare.node import Node


def read_inline(node: Node) -> tuple[Kind, Any] | None:
    """What the ``data`` of a resource is, and its rows; ``None``, with a mistake, for neither."""
    place = node.at("data")
    if isinstance(place.value, str):
        kind = _kind_of_text(node, place)
        return None if kind is None else (kind, place.value)
    if isinstance(place.value, dict):
        dialect = node.value.get("dialect")
        key = dialect.get("property") if isinstance(dialect, dict) else None
        if isinstance(key, str) and key in place.value:
            place = place.at(key)
    data = place.value
    if not isinstance(data, (list, dict)):
        message = f"must be a list, an object or a text, not {said(data)}."
        place.wrong(message, "Write the rows as a list.")
        return None
    rows = isinstance(data, list) and all(isinstance(row, (list, dict)) for row in data)
    if not rows and not says_table(node):
        return NO_TABLE, data
    return (Kind("inline"), data) if _are_rows(place) else None


def _kind_of_text(node: Node, place: Node) -> Kind | None:
    word = word_of(node, "")
    if not word:
        place.wrong("is a text, and nothing says in which format.", "Add `format: csv`.")
        return None
    kind = read_kind(node, word)
    if kind is None or kind is NO_TABLE:
        return kind
    if kind.format != "csv":
        message = f"is a text in {said(word)}, which is not read."
        place.wrong(message, "Write the rows as a list.")
        return None
    return Kind("inline", kind.delimiter)


def _are_rows(place: Node) -> bool:
    """Whether all rows are lists, or all objects; a mistake at the first that is not."""
    if isinstance(place.value, dict):
        place.wrong("must be a list of rows.", "Write each row as a list or an object.")
        return False
    kind = dict if place.value and isinstance(place.value[0], dict) else list
    for row in place.elements():
        if not isinstance(row.value, kind):
            word = "an object" if kind is dict else "a list"
            row.wrong(f"must be {word}, not {said(row.value)}.", "Write all rows in one way.")
            return False
    return True
