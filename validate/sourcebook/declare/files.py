"""Descriptor files as plain values: JSON, or YAML with JSON's words; no key twice."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NoReturn

import yaml

from sourcebook.declare import plain
from sourcebook.errors import DeclarationError, Mistake

if TYPE_CHECKING:
    from pathlib import Path

    from sourcebook.declare.node import Node

_Base = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG = "tag:yaml.org,2002:"
_MERGED = 100_000
_EVENTS = 250_000
"""Values, and ends of lists and objects; YAML is slow to read. JSON may have more."""


class _Loader(_Base):  # type: ignore[misc, valid-type]
    """YAML as descriptors mean it: JSON's words and numbers, and all else a text.

    YAML 1.1 reads the code ``NO`` as false, ``2022-03-04`` as a date, ``12:30:00`` as 45000 and
    ``010`` as 8; all would change what a curator wrote.
    """

    merged = 0
    """The keys that merges have repeated so far."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                problem = "a key is a list or an object"
                raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
            if key.tag == _TAG + "merge":
                continue
            if key.value in seen:
                problem = f"the key {key.value!r} stands twice"
                raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
            seen.add(key.value)
            key.tag = _TAG + "str"  # as in JSON, a key is a text
        return super().construct_mapping(node, deep)  # type: ignore[no-any-return]

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Take in what is merged (``<<``): merges of merges grow without an end."""
        before = len(node.value)
        super().flatten_mapping(node)
        self.merged += max(0, len(node.value) - before)
        if self.merged > _MERGED:
            problem = f"merges (`<<`) repeat more than {_MERGED:,} keys"
            raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark)


_Loader.yaml_implicit_resolvers = {}
for _kind, _pattern, _first in (
    ("bool", "true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", "~|null|Null|NULL|", ("~", "n", "N", "")),
    ("int", "-?(?:0|[1-9][0-9]*)", "-0123456789"),
    ("float", r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?", "-0123456789"),
    ("merge", "<<", "<"),
):
    _Loader.add_implicit_resolver(_TAG + _kind, re.compile(f"^(?:{_pattern})$"), list(_first))
_Loader.yaml_constructors = {
    tag: build
    for tag, build in _Base.yaml_constructors.items()
    if tag is None or tag[len(_TAG) :] in ("str", "bool", "null", "int", "float", "seq", "map")
}


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key {key!r} stands twice")
        found[key] = value
    return found


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is not JSON")


def _yaml(text: str) -> Any:
    # Before a value is made of it: the parser in C runs out of its stack in a deep one.
    depth = 0
    for number, event in enumerate(yaml.parse(text, Loader=_Loader)):
        if number > _EVENTS:
            raise plain.Unsound("", f"has more than {_EVENTS:,} values, which is too much for YAML")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > plain.DEPTH:
                raise plain.Unsound("", plain.TOO_DEEP)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return yaml.load(text, Loader=_Loader)  # noqa: S506 - a subclass of the safe loader


def read(file: Path, name: str) -> Any:
    """The value of a YAML or JSON file. ``name`` is the file as the user named it.

    Raises ``DeclarationError`` where the file can't be read, is not YAML or JSON in UTF-8, or holds
    what no descriptor needs (see ``plain``).
    Source: https://datapackage.org/standard/glossary/#descriptor.
    """
    try:
        value = _value(file)
        plain.check(value)
    except OSError as error:
        wrong = Mistake(name, "", f"can't be read: {error.strerror}.", "Check the path.")
    except UnicodeDecodeError as error:
        wrong = Mistake(name, "", f"is not UTF-8 at byte {error.start}.", "Save it as UTF-8.")
    except (yaml.YAMLError, json.JSONDecodeError) as error:
        wrong = _not_parsed(name, error)
    except RecursionError:
        wrong = Mistake(name, "", f"{plain.TOO_DEEP}.", "Mend it.")
    except plain.Unsound as error:
        wrong = Mistake(name, error.path, f"{error}.", "Mend it.")
    except ValueError as error:
        problem = str(error).partition(";")[0]
        wrong = Mistake(name, "", f"can't be read: {problem}.", "Mend it.")
    else:
        return value
    raise DeclarationError([wrong])


def top(node: Node, file: Path, name: str) -> Node | None:
    """The top of a file that a descriptor names; ``None`` where it can't be read, which is told."""
    try:
        return node.root(read(file, name), name)
    except DeclarationError as error:
        node.told += error.mistakes
        node.mistakes += error.mistakes
        return None


def _value(file: Path) -> Any:
    text = file.read_text(encoding="utf-8-sig")
    if file.suffix.lower() == ".json":
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    return _yaml(text)


def _not_parsed(name: str, error: yaml.YAMLError | json.JSONDecodeError) -> Mistake:
    if isinstance(error, json.JSONDecodeError):
        place = f"line {error.lineno}, column {error.colno}"
        return Mistake(name, place, f"is not JSON: {error.msg}.", "Mend that line.")
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        return Mistake(name, place, f"is not YAML: {error.problem}.", "Mend that line.")
    return Mistake(name, "", f"is not YAML: {' '.join(str(error).split())}.", "Mend it.")


def read_texts(file: Path, name: str) -> tuple[Any, tuple[int, ...]]:
    """A YAML file in which every scalar is the text that is written: ``007`` and ``null`` too.

    Also gives the line on which each item of its list starts, if it is a list. Raises as ``read``
    does.
    """
    read(file, name)  # which tells all that can be wrong with it
    root = yaml.compose(file.read_text(encoding="utf-8-sig"), Loader=_Loader)
    items = root.value if isinstance(root, yaml.SequenceNode) else ()
    try:
        return _texts(root), tuple(item.start_mark.line + 1 for item in items)
    except RecursionError:
        wrong = Mistake(name, "", "is nested without an end.", "Mend it.")
        raise DeclarationError([wrong]) from None


def _texts(node: yaml.Node | None) -> Any:
    if isinstance(node, yaml.SequenceNode):
        return [_texts(item) for item in node.value]
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _texts(value) for key, value in node.value}
    return "" if node is None else node.value
