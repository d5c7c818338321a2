"""The constraints of a field: each allowed on its type, and each a value that can be compared.

Source: https://datapackage.org/standard/table-schema/#field-constraints.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sourcebook.declare.json_schema import read_json_schema
from sourcebook.declare.lexical import patterns
from sourcebook.declare.model import Constraints
from sourcebook.declare.node import said
from sourcebook.declare.spelling import did_you_mean
from sourcebook.declare.types import CONSTRAINTS, TYPES
from sourcebook.declare.values import NONE, above, constant

if TYPE_CHECKING:
    from sourcebook.declare.model import Field
    from sourcebook.declare.node import Node


def read_constraints(field_node: Node, field: Field) -> Constraints:
    """The constraints of a field; those that its type can't have are mistakes."""
    if not field_node.given("constraints"):
        return Constraints()
    node = field_node.at("constraints")
    allowed = TYPES[field.type].constraints
    for name in node.mapping():
        if name not in CONSTRAINTS:
            hint = did_you_mean(name, allowed)
            node.wrong("is not a constraint of the standard.", hint, at=name)
        elif name not in allowed:
            hint = f"It may have: {', '.join(sorted(allowed))}."
            node.wrong(f"a field of type {field.type!r} can't have it.", hint, at=name)
    # A constraint that the type can't have is told already; its value is another matter.
    node.value = {key: value for key, value in node.mapping().items() if key in allowed}
    least, most = node.whole("minLength", 0), node.whole("maxLength", 0)
    if least is not None and most is not None and least > most:
        _never(node, "minLength", "maxLength")
    return Constraints(
        required=node.flag("required"),
        unique=node.flag("unique"),
        min_length=least,
        max_length=most,
        pattern=_pattern(node),
        enum=_enum(node, field),
        json_schema=read_json_schema(node),
        **_bounds(node, field),
    )


def _never(node: Node, low: str, high: str) -> None:
    node.doubt(f"is above `{high}`, so no value fits.", "Swap them, or mend one.", at=low)


def _bounds(node: Node, field: Field) -> dict[str, Any]:
    names = {
        "minimum": "minimum",
        "maximum": "maximum",
        "exclusiveMinimum": "exclusive_minimum",
        "exclusiveMaximum": "exclusive_maximum",
    }
    values = {}
    for name in filter(node.given, names):
        value = constant(node.at(name), field, node.value[name])
        if isinstance(value, Decimal) and value.is_nan():
            node.wrong("is no bound, as nothing is less or more.", "Mend it.", at=name)
        elif value is not NONE:
            values[name] = value
    for low in ("minimum", "exclusiveMinimum"):
        for high in ("maximum", "exclusiveMaximum"):
            if low in values and high in values and above(field, values[low], node.value[high]):
                _never(node, low, high)
    return {names[name]: node.value[name] for name in values}


def _enum(node: Node, field: Field) -> tuple[Any, ...] | None:
    if not node.given("enum"):
        return None
    known = {category.value for category in field.categories}
    found = []
    for item in node.items("enum"):
        if item.value is None or item.value in field.missing_values:
            message = f"{said(item.value)} stands for no value, which `enum` says nothing of."
            item.doubt(message, "Remove it; `required` does that.")
            continue
        value = constant(item, field, item.value)
        if value is not NONE and known and value not in known:
            # https://datapackage.org/standard/table-schema/#categories: a subset of them.
            hint = did_you_mean(str(value), map(str, known))
            item.wrong(f"{said(item.value)} is no category.", hint)
        found.append(item.value)
    if not found and isinstance(node.value["enum"], list):
        node.wrong("is empty, so no value could ever fit.", "List the values.", at="enum")
    return tuple(found) or None


def _pattern(node: Node) -> str | None:
    pattern = node.text("pattern")
    if pattern is not None:
        try:
            patterns.compiled(pattern)
        except ValueError as error:
            node.wrong(str(error), "Mend it.", at="pattern")
            return None
    return pattern
