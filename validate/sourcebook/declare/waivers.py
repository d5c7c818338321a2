"""``waivers.yaml``: findings that somebody has decided to live with, each with a reason and a name.

A list beside the descriptor, of a curated dataset and of a built package alike:

    - rule: baked-after-order   # the id of a rule, or a code of the standard
      table: orders
      key: ord-002              # or {order_id: ord-002}: the primary key of the row
      reason: Baked ahead for a fair; the order came by post.
      who: A. Curator
      expires: 2026-12-31       # the last day on which it holds; without it, for good

Where a table has no primary key, ``key`` gives the cells that tell the row apart. A number of a row
would not do: it moves on with each row above it, and the waiver would cover another row in silence.
For the same reason a fault of a file as a whole can't be waived. Everything in the file is text as
it is written: a key ``007`` is that, and not 7.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from sourcebook.declare import files
from sourcebook.declare.node import Node
from sourcebook.declare.paths import shown
from sourcebook.declare.spelling import did_you_mean
from sourcebook.errors import DeclarationError
from sourcebook.findings import Waiver

if TYPE_CHECKING:
    from sourcebook.declare.model import Dataset, Table

NAME = "waivers.yaml"

_WORDS = ("rule", "table", "key", "reason", "who", "expires")
_CODES = (
    "type-error",
    "constraint-error",
    "unique-error",
    "primary-key",
    "foreign-key",
    "extra-cell",
    "missing-cell",
    "formula-cell",
)
"""The codes of the standard that speak of what a row says, not of how its file is written."""
_OF_THE_FILE = re.compile(
    "[a-z]+-(label|header|count)|(source|encoding)-error|blank-row|nul-byte|byte-order-mark|"
    "line-ending"
)


def read_waivers(dataset: Dataset) -> tuple[Waiver, ...]:
    """The waivers of a dataset, in the order of their file; none where there is no such file.

    Raises ``DeclarationError`` with every mistake in it.
    """
    if not dataset.file:
        return ()
    file = dataset.root / NAME
    if not file.exists():
        _tell_other_name(dataset)
        return ()
    value, lines = files.read_texts(file, shown(file))
    root = Node(value, shown(file), "waivers")
    if value == "":
        return ()
    if not isinstance(value, list):
        root.wrong("must be a list.", "Put `- ` before each waiver.")
        raise DeclarationError(root.mistakes)
    found: list[Waiver] = []
    for number, (each, line) in enumerate(zip(value, lines, strict=True)):
        waiver = _waiver(root.child(number, each), dataset, line)
        if waiver is not None:
            _check_second(waiver, found, root.child(number, each))
            found.append(waiver)
    if root.mistakes:
        raise DeclarationError(root.mistakes)
    return tuple(found)


def _tell_other_name(dataset: Dataset) -> None:
    for name in ("waivers.yml", "waivers.json"):
        if (dataset.root / name).exists():
            node = Node(None, shown(dataset.root / name))
            node.wrong("is not read.", f"Name it {NAME}.")
            raise DeclarationError(node.mistakes)


def _waiver(node: Node, dataset: Dataset, line: int) -> Waiver | None:
    before = len(node.mistakes)
    if not isinstance(node.value, dict):
        node.mapping()  # notes it
        return None
    for word in node.mapping():
        if word not in _WORDS:
            node.wrong("is not a word of a waiver.", did_you_mean(str(word), _WORDS), at=str(word))
    rule, table, reason, who = (_text(node, word) for word in ("rule", "table", "reason", "who"))
    expires = _expires(node)
    key: dict[str, str] = {}
    if table:
        named = next((t for t in dataset.tables if t.name == table), None)
        if named is None:
            names = [t.name for t in dataset.tables]
            node.wrong(f"there is no table {table!r}.", did_you_mean(table, names), at="table")
        else:
            key = _key(node, named)
            if rule:
                _check_rule(node, rule, named, dataset)
    if len(node.mistakes) > before:
        return None
    return Waiver(rule, table, key, reason, who, expires, node.file, line)


def _text(node: Node, word: str) -> str:
    before = len(node.mistakes)
    found = node.typed(word, str, "a text")
    if found is not None and found.strip():
        return str(found)
    if len(node.mistakes) == before:
        node.wrong("is missing.", f"Add `{word}:`.", at=word)
    return ""


def _expires(node: Node) -> date | None:
    if not node.has("expires"):
        return None
    text = node.typed("expires", str, "a date")
    if text is None:
        return None
    try:
        if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
        problem = "is not a date"
    except ValueError as error:
        problem = f"is not a date ({error})"
    hint = "Write the last day on which it holds as YYYY-MM-DD, such as 2026-12-31."
    node.wrong(f"{text!r} {problem}.", hint, at="expires")
    return None


def _check_rule(node: Node, rule: str, table: Table, dataset: Dataset) -> None:
    known = [*(each.id for each in table.rules), *_CODES]
    if rule in known:
        return
    if _OF_THE_FILE.fullmatch(rule):
        what = f"{rule!r} is a fault of the file, which can't be waived."
        node.wrong(what, "Mend the file.", at="rule")
        return
    for other in dataset.tables:
        if any(each.id == rule for each in other.rules):
            message = f"{rule!r} is a rule of {other.name!r}, not of {table.name!r}."
            node.wrong(message, f"Write `table: {other.name}`.", at="rule")
            return
    node.wrong(f"{table.name!r} has no rule {rule!r}.", did_you_mean(rule, known), at="rule")


def _key(node: Node, table: Table) -> dict[str, str]:
    """The cells that tell the row: those of the primary key, or any where there is none."""
    value = node.mapping().get("key")
    names = table.primary_key
    if isinstance(value, str) and value and len(names) == 1:
        return {names[0]: value}
    if not value:
        hint = "Name the columns that tell the row: `key: {column: text}`."
        node.wrong("is missing.", f"Add `key: {_model(names)}`." if names else hint, at="key")
        return {}
    if not isinstance(value, dict):
        wanted = _model(names) if names else "{column: text}"
        node.wrong(f"does not tell a row of {table.name!r}.", f"Write `key: {wanted}`.", at="key")
        return {}
    below = node.at("key")
    known = names or tuple(field.name for field in table.fields)
    for name in value:
        if name not in known:
            kind = "is not in the primary key" if names else "is not a field"
            below.wrong(f"{kind} of {table.name!r}.", did_you_mean(str(name), known), at=str(name))
    found: dict[str, str] = {}
    for name in names or value:
        cell: Any = value.get(name)
        if isinstance(cell, str) and (cell or not names):
            found[name] = cell
        elif name in value and cell != "":
            below.wrong("must be a text.", "Write the cell as it stands in the file.", at=name)
        else:
            below.wrong("is missing.", f"Add `{name}:`; the primary key has it.", at=name)
    return found


def _model(names: tuple[str, ...]) -> str:
    return f"{{{', '.join(f'{name}: ...' for name in names)}}}"


def _check_second(waiver: Waiver, earlier: list[Waiver], node: Node) -> None:
    for other in earlier:
        if (other.rule, other.table, other.key) == (waiver.rule, waiver.table, waiver.key):
            node.wrong(
                f"waives {waiver.rule!r} for the same row as line {other.line}.", "Remove one."
            )
            return
