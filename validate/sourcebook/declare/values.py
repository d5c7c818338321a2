"""Values that a declaration names: a bound, an allowed value, a code, as values of their field."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sourcebook.declare import lexical
from sourcebook.declare.model import Constraints
from sourcebook.declare.node import said

if TYPE_CHECKING:
    from sourcebook.declare.model import Field
    from sourcebook.declare.node import Node

NONE = lexical.INVALID
"""In place of a value that is none."""


def constant(node: Node, field: Field, word: Any) -> Any:
    """The logical value of a word of the descriptor; ``NONE``, with a mistake, where it has none.

    Source: https://datapackage.org/standard/table-schema/#field-constraints: primitive types of
    JSON, or texts as a cell of the field has them.
    """
    try:
        return lexical.constant(field, word)
    except ValueError:
        kind = f"{field.type!r}"
        if field.format != "default":
            kind += f" in the format {field.format!r}"
        hint = "Write it as a cell would."
        if field.type == "string":
            hint = "Put it in quotes." if isinstance(word, (int, float)) else "Write a text."
        node.wrong(f"{said(word)} is not of type {kind}.", hint)
        return NONE


def above(field: Field, low: Any, high: Any) -> bool:
    """Whether a logical value is more than a bound, as the bound is written."""
    alone = replace(field, constraints=Constraints(maximum=high), categories=())
    return "maximum" in lexical.broken(alone, low)
