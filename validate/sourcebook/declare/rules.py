"""The rules of a schema: ours, in a custom property which the standard allows."""

from __future__ import annotations

import re
import string
from typing import TYPE_CHECKING

from sourcebook.declare.checks import CHECKS
from sourcebook.declare.model import Rule
from sourcebook.declare.spelling import did_you_mean
from sourcebook.findings import Severity

if TYPE_CHECKING:
    from sourcebook.declare.model import Field
    from sourcebook.declare.node import Node

_KEYS = (
    "id",
    "title",
    "description",
    "severity",
    "message",
    "fields",
    "after",
    "expression",
    "query",
    "check",
    "params",
)


_QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*|/\*.*?\*/", re.DOTALL)

_RESERVED = re.compile(
    r"(type|constraint|unique|source|encoding)-error|primary-key|foreign-key|"
    r"(blank|duplicate|extra|missing|incorrect)-(row|cell|label|header)|"
    r"(byte|hash)-count|nul-byte|byte-order-mark|line-ending|formula-cell"
)
"""Codes of the standard, which no rule may take for its id."""


def placeholders(message: str) -> set[str]:
    """The names that a message template quotes. Raises ``ValueError`` where it is malformed."""
    return {name for _, name, _, _ in string.Formatter().parse(message) if name is not None}


def read_rules(node: Node, fields: tuple[Field, ...]) -> tuple[Rule, ...]:
    """The rules of a schema. That their SQL binds is found out in ``binding``."""
    known = [field.name for field in fields]
    rules: list[Rule] = []
    for item in node.items("rules"):
        rule = _rule(item, known)
        if rule is None:
            continue
        if _RESERVED.fullmatch(rule.id):
            item.wrong(f"{rule.id!r} is a code of the standard.", "Choose another id.", at="id")
            continue
        if any(rule.id == other.id for other in rules):
            item.wrong(f"the id {rule.id!r} stands twice.", "Give each rule its own.", at="id")
            continue
        rules.append(rule)
    _check_after(node, rules)
    return tuple(rules)


def _rule(node: Node, known: list[str]) -> Rule | None:
    for key in node.mapping():
        if key not in _KEYS:
            node.wrong("is not a word of a rule.", did_you_mean(key, _KEYS), at=key)
    name = node.text("id", required=True)
    title = node.text("title", required=True)
    message = node.text("message", required=True)
    severity = node.text("severity") or "error"
    if severity not in tuple(Severity):
        node.wrong(f"unknown severity {severity!r}.", "Write error or warning.", at="severity")
        severity = "error"
    if not _check_kind(node):
        return None
    about = node.names("fields")
    for field in about:
        if field not in known:
            node.wrong(f"there is no field {field!r}.", did_you_mean(field, known), at="fields")
    if not name or not title or not message:
        return None
    try:
        placeholders(message)
    except ValueError as error:
        node.wrong(f"is not a template: {error}.", "Write a brace as `{{`.", at="message")
        return None
    check = node.text("check")
    if check is not None and not _check_params(node, check, known):
        return None
    return Rule(
        id=name,
        title=title,
        severity=Severity(severity),
        message=message,
        description=node.text("description"),
        fields=about,
        after=node.names("after"),
        expression=node.text("expression"),
        query=node.text("query"),
        check=check,
        params=node.at("params").mapping() if node.has("params") else None,
        path=node.path,
    )


def _check_kind(node: Node) -> bool:
    kinds = [kind for kind in ("expression", "query", "check") if node.has(kind)]
    if len(kinds) != 1:
        found = " and ".join(kinds) or "none"
        node.wrong(f"has {found} of expression, query and check.", "Give it exactly one.")
        return False
    if kinds[0] != "check" and not _balanced(str(node.mapping()[kinds[0]])):
        node.wrong("has brackets that don't match.", "Close each one you open.", at=kinds[0])
        return False
    return True


def _balanced(sql: str) -> bool:
    """Whether the brackets of a text match, so that it can stand inside a statement of ours."""
    depth = 0
    for sign in _QUOTED.sub("", sql):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth < 0:
            return False
    return depth == 0


def _check_params(node: Node, check: str, known: list[str]) -> bool:
    if check not in CHECKS:
        node.wrong(f"there is no check {check!r}.", did_you_mean(check, CHECKS), at="check")
        return False
    before = len(node.mistakes)
    spec = CHECKS[check]
    params = node.at("params") if node.has("params") else node.child("params", {})
    given = params.mapping()
    for name in given:
        if name not in spec.params:
            hint = did_you_mean(name, spec.params)
            params.wrong(f"is not a parameter of {check!r}.", hint, at=name)
    for name, kind in spec.params.items():
        if name not in given:
            params.wrong(f"{check!r} needs it.", f"Add `{name}:`.", at=name)
        else:
            params.typed(name, kind, "of another type: " + _word(kind))
    for name in spec.field_params:
        for field in params.names(name):
            if field not in known:
                hint = did_you_mean(field, known)
                params.wrong(f"there is no field {field!r}.", hint, at=name)
    return len(node.mistakes) == before


def _word(kind: type | tuple[type, ...]) -> str:
    names = {str: "a text", int: "a whole number", list: "a list"}
    return "a number" if isinstance(kind, tuple) else names[kind]


def _check_after(node: Node, rules: list[Rule]) -> None:
    """``after`` names earlier rules of the same table, so that there is an order to run them in."""
    seen: list[str] = []
    for rule in rules:
        for name in rule.after:
            if name not in seen:
                hint = did_you_mean(name, seen) if seen else "Remove it."
                place = node.child("rules", None)
                place.path = f"{rule.path}.after"
                place.wrong(f"there is no rule {name!r} above this one.", hint)
        seen.append(rule.id)
