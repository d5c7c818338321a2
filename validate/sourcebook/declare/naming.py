"""``naming``, a property of ours in a schema: the columns with the names by which people know rows.

    naming: {fields: [name, full_name], beside: [type, country_code]}
    naming: {fields: [name], of: group_id}

``fields`` hold names, the first of them the one that is shown; ``beside`` tells namesakes apart. A
table of names says with ``of`` which of its columns has the key of the row that is named. Read by
who resolves a name that a person has written where a key is asked (``exchange.sheets``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcebook.declare.lifecycle import declared, named
from sourcebook.declare.model import Naming
from sourcebook.declare.node import said
from sourcebook.declare.spelling import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sourcebook.declare.model import Field, ForeignKey
    from sourcebook.declare.node import Node


def read_naming(
    node: Node, fields: tuple[Field, ...], foreign: Sequence[ForeignKey]
) -> Naming | None:
    """The ``naming`` of a schema; ``None`` where it has none that can be read.

    Wrong in a dataset that is kept by hand, and doubted elsewhere, as ``lifecycle`` is.
    """
    given = declared(node, "naming", ("fields", "beside", "of"))
    if given is None:
        return None
    found, beside = (_fields(given, word, fields) for word in ("fields", "beside"))
    if not found:
        if "fields" not in given.value:
            given.doubt("is missing.", "List the columns that hold names.", at="fields")
        return None
    of = named(given, "of", fields)
    if of is None and "of" in given.value:
        return None
    if of is not None and all(key.fields != (of,) for key in foreign):
        message = f"{said(of)} is no foreign key."
        given.doubt(message, "Declare under `foreignKeys` which table it refers to.", at="of")
        return None
    return Naming(found, beside, of)


def _fields(given: Node, word: str, fields: tuple[Field, ...]) -> tuple[str, ...]:
    value = given.value.get(word, [])
    names = value if isinstance(value, list) else [value]
    known = [field.name for field in fields]
    for name in names:
        if name not in known:
            hint = did_you_mean(str(name), known)
            given.doubt(f"there is no field {said(name)}.", hint, at=word)
    return tuple(name for name in names if name in known)
