"""Two properties of ours in a schema: how a row is taken back, and which rows say why a cell is so.

``lifecycle`` tells the field whose codes withdraw a row and the one that names the row into which
it was merged, so that an id never has to vanish. ``claims``, in the schema of a table each row of
which is about a cell of another, tells which of its columns mean what.

    lifecycle: {status: status, withdrawn: [withdrawn], merged_into: merged_into}
    claims: {subject_table: about, subject_id: id, field: field, adopted: adopted, reason: note}

Anybody may have properties of these names that mean something else; so what is wrong with them is
a mistake in a dataset that is kept by hand, and a remark elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcebook.declare.model import Claims, Lifecycle
from sourcebook.declare.node import said
from sourcebook.declare.spelling import did_you_mean

if TYPE_CHECKING:
    from sourcebook.declare.model import Field
    from sourcebook.declare.node import Node


def read_lifecycle(node: Node, fields: tuple[Field, ...]) -> Lifecycle | None:
    """The ``lifecycle`` of a schema; ``None`` where it has none that can be read."""
    given = declared(node, "lifecycle", ("status", "withdrawn", "merged_into"))
    if given is None:
        return None
    status, merged = named(given, "status", fields), named(given, "merged_into", fields)
    codes = _codes(given)
    if (status is None) != (not codes):
        at, hint = ("withdrawn", "Name its codes.") if status else ("status", "Name the field.")
        given.doubt("is missing: a field and its codes withdraw a row together.", hint, at=at)
        return None
    if status is None and merged is None:
        given.doubt("says nothing.", "Name a status with withdrawn codes, or merged_into.")
        return None
    return Lifecycle(status, codes, merged)


def read_claims(node: Node, fields: tuple[Field, ...]) -> Claims | None:
    """The ``claims`` of a schema; ``None`` where it has none that can be read."""
    needed, more = ("subject_table", "subject_id", "field"), ("value", "adopted", "reason")
    given = declared(node, "claims", (*needed, *more))
    if given is None:
        return None
    found = {word: named(given, word, fields) for word in (*needed, *more)}
    for word in needed:
        if found[word] is None:
            if word not in given.value:
                given.doubt("is missing.", "Name the column.", at=word)
            return None
    return Claims(
        subject_table=found["subject_table"] or "",
        subject_id=found["subject_id"] or "",
        field=found["field"] or "",
        value=found["value"],
        adopted=found["adopted"],
        reason=found["reason"],
    )


def declared(node: Node, word: str, known: tuple[str, ...]) -> Node | None:
    """The object under a word of ours; ``None`` where there is none."""
    if not node.has(word):
        return None
    given = node.at(word)
    if not isinstance(given.value, dict):
        given.doubt(f"must be an object, not {said(given.value)}.", "Write `key: value` pairs.")
        return None
    for key in given.value:
        if key not in known:
            given.doubt("is not a word of it.", did_you_mean(str(key), known), at=str(key))
    return given


def named(given: Node, word: str, fields: tuple[Field, ...]) -> str | None:
    """The field that a word of it names."""
    if word not in given.value:
        return None
    name, known = given.value[word], [field.name for field in fields]
    if name in known:
        return str(name)
    given.doubt(f"there is no field {said(name)}.", did_you_mean(str(name), known), at=word)
    return None


def _codes(given: Node) -> tuple[str, ...]:
    value = given.value.get("withdrawn", [])
    codes = value if isinstance(value, list) else [value]
    return tuple(str(code) for code in codes if isinstance(code, (str, int)))
