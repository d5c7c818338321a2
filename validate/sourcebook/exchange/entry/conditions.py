"""Rules that a browser can tell: comparisons of the fields of one row, as a tree of lists.

DuckDB's own syntax tree of an ``expression`` is written anew with a few words: and, or, not, null,
in, coalesce, compare, field, value. Where a tree has any other, or compares what SQL would first
convert, the rule is not told here: it is checked when the row is handed in.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sourcebook.declare import lexical
from sourcebook.exchange.entry.json_schema import told

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sourcebook.declare import Field, Rule, Table

Tree = list[Any]
_COMPARISONS = {
    "COMPARE_EQUAL": "=",
    "COMPARE_NOTEQUAL": "<>",
    "COMPARE_LESSTHAN": "<",
    "COMPARE_GREATERTHAN": ">",
    "COMPARE_LESSTHANOREQUALTO": "<=",
    "COMPARE_GREATERTHANOREQUALTO": ">=",
}
_LOGIC = {"CONJUNCTION_AND": "and", "CONJUNCTION_OR": "or", "OPERATOR_NOT": "not"}
_KINDS = {"integer": "number", "year": "number"}
"""Types whose values can be compared with those of another type."""
_CONSTANTS = {"STRING": "string", "INTEGER": "number", "NUMERIC": "number", "BOOLEAN": "boolean"}
_DIGITS = 15
"""Of a number that a double keeps."""
_DEEPEST = 60


class _Untold(Exception):  # noqa: N818 - it is no error: a rule that stays with the engines
    """A part of an expression that a browser can't tell."""


def conditions(table: Table) -> Mapping[str, Tree]:
    """The rules of a table that a browser can tell, by id: each a tree of three values."""
    import duckdb

    rules = [rule for rule in table.rules if rule.expression is not None]
    found: dict[str, Tree] = {}
    with duckdb.connect(config={"threads": 1}) as connection:
        for rule in rules:
            tree = _parsed(connection, rule)
            try:
                kind, made = _made(tree, {f.name.lower(): f for f in table.fields}, 0)
            except _Untold:
                continue
            if kind == "boolean":
                found[rule.id] = made
    return found


def reads(tree: Tree) -> set[str]:
    """The fields that a tree reads."""
    if tree[0] == "field":
        return {tree[1]}
    return {name for each in tree[1:] if isinstance(each, list) for name in reads(each)}


def _parsed(connection: Any, rule: Rule) -> Any:
    text = f"SELECT {rule.expression}\n"
    (written,) = connection.execute("SELECT json_serialize_sql(?)", [text]).fetchone()
    tree = json.loads(written)
    if tree.get("error") or len(tree["statements"]) != 1:
        return None
    listed = tree["statements"][0]["node"].get("select_list", ())
    return listed[0] if len(listed) == 1 else None


def _made(node: Any, fields: Mapping[str, Field], depth: int) -> tuple[str, Tree]:
    """The kind of value that a node gives, and its tree. Raises ``_Untold``."""
    if not isinstance(node, dict) or depth > _DEEPEST:
        raise _Untold
    kind = node.get("type")
    if kind == "COLUMN_REF":
        return _field(node, fields)
    if kind == "VALUE_CONSTANT":
        return _constant(node["literal"])
    if kind in _COMPARISONS:
        sides = [_made(node[side], fields, depth + 1) for side in ("left", "right")]
        return "boolean", ["compare", _COMPARISONS[kind], *_alike(sides, fields)]
    if kind == "COMPARE_BETWEEN":
        parts = [_made(node[part], fields, depth + 1) for part in ("input", "lower", "upper")]
        value, low, high = _alike(parts, fields)
        return "boolean", ["and", ["compare", "<=", low, value], ["compare", "<=", value, high]]
    parts = [_made(each, fields, depth + 1) for each in node.get("children") or ()]
    return _operation(str(kind), parts, fields)


def _operation(
    kind: str, parts: list[tuple[str, Tree]], fields: Mapping[str, Field]
) -> tuple[str, Tree]:
    """What an operation makes of its parts. Raises ``_Untold``."""
    if kind in _LOGIC and all(each == "boolean" for each, _ in parts):
        return "boolean", [_LOGIC[kind], *(tree for _, tree in parts)]
    if kind in ("OPERATOR_IS_NULL", "OPERATOR_IS_NOT_NULL"):
        tree = ["null", parts[0][1]]
        return "boolean", tree if kind == "OPERATOR_IS_NULL" else ["not", tree]
    if kind == "COMPARE_IN":
        return "boolean", ["in", *_alike(parts, fields)]
    if kind == "OPERATOR_COALESCE":
        return _common(parts), ["coalesce", *_alike(parts, fields)]
    raise _Untold


def _field(node: Any, fields: Mapping[str, Field]) -> tuple[str, Tree]:
    names = node["column_names"]
    field = fields.get(names[-1].lower())
    if len(names) != 1 or field is None or field.shadowed:
        raise _Untold
    if "type" in told(field).untold:
        raise _Untold
    return _KINDS.get(field.type, field.type), ["field", field.name]


def _constant(literal: Mapping[str, str]) -> tuple[str, Tree]:
    kind = _CONSTANTS.get(literal["kind"])
    text = literal["text"]
    if kind is None:
        raise _Untold
    if kind == "boolean":
        return kind, ["value", text == "true"]
    if kind == "number":
        if "e" in text.lower() or sum(sign.isdigit() for sign in text) > _DIGITS:
            raise _Untold
        return kind, ["number", text]
    return kind, ["value", text]


def _common(parts: Iterable[tuple[str, Tree]]) -> str:
    """The kind that all parts have; texts written in the rule are of the kind of the others."""
    kinds = {kind for kind, tree in parts if not (kind == "string" and tree[0] == "value")}
    if len(kinds) > 1:
        raise _Untold
    return next(iter(kinds), "string")


def _alike(parts: list[tuple[str, Tree]], fields: Mapping[str, Field]) -> list[Tree]:
    """The trees of parts that can be compared as they are. Raises ``_Untold``."""
    kind = _common(parts)
    if kind in ("string", "number", "boolean"):
        if any(each != kind for each, _ in parts):
            raise _Untold
        return [tree for _, tree in parts]
    # Of a date or time, in its one form, the order of the texts is that of the values.
    known = next(field for field in fields.values() if field.type == kind)
    for each, tree in parts:
        if each != kind and not _is_written(known, str(tree[1])):
            raise _Untold
    return [tree for _, tree in parts]


def _is_written(field: Field, text: str) -> bool:
    from sourcebook.declare import Field as Plain

    plain = Plain(field.name, type=field.type)
    value = lexical.value(plain, text)
    return value is not lexical.INVALID and lexical.written(plain, value) == text
