"""Descriptor files as plain values: YAML 1.2's core words, JSON, no key twice."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import yaml

from sourcebook.errors import DeclarationError, Mistake

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_Base = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc, valid-type]
    """YAML as descriptors mean it: dates stay texts, only true and false are booleans.

    YAML 1.1 reads the code ``NO`` as false and ``2022-03-04`` as a date object; both would
    change what a curator wrote.
    """

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(
                    None, None, "a key must be a text", key.start_mark
                )
            if key.value in seen and key.value != "<<":
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key.value!r} stands twice", key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)  # type: ignore[no-any-return]


_Loader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag not in ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool")
    ]
    for first, resolvers in _Base.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile("^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)


class _Texts(_Loader):
    """Every scalar as the text that is written: ``007`` is no number and ``null`` a word."""


_Texts.yaml_implicit_resolvers = {}
_Texts.yaml_constructors = {
    tag: construct
    for tag, construct in _Loader.yaml_constructors.items()
    if tag is None or tag.rpartition(":")[2] in ("str", "seq", "map")
}


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key {key!r} stands twice")
        found[key] = value
    return found


def read_texts(file: Path, name: str) -> tuple[Any, tuple[int, ...]]:
    """The value of a YAML file of texts, and the lines on which the items of its list start.

    Raises as ``read`` does.
    """

    def load(text: str) -> tuple[Any, tuple[int, ...]]:
        loader = _Texts(text)
        try:
            node = loader.get_single_node()
            value = None if node is None else loader.construct_document(node)
        finally:
            loader.dispose()
        items = node.value if isinstance(node, yaml.SequenceNode) else ()
        return value, tuple(item.start_mark.line + 1 for item in items)

    found: tuple[Any, tuple[int, ...]] = read(file, name, load)
    return found


def read(file: Path, name: str, load: Callable[[str], Any] | None = None) -> Any:
    """The value of a YAML or JSON file. ``name`` is the file as the user named it.

    ``load`` makes the value of its text, if it is not what the ending of the file says.

    Raises ``DeclarationError`` where the file can't be read or is not YAML or JSON.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
        if load is not None:
            return load(text)
        if file.suffix.lower() == ".json":
            return json.loads(text, object_pairs_hook=_once)
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a subclass of the safe loader
    except OSError as error:
        wrong = Mistake(name, "", f"can't be read: {error.strerror}.", "Check the path.")
    except UnicodeDecodeError as error:
        wrong = Mistake(name, "", f"is not UTF-8 at byte {error.start}.", "Save it as UTF-8.")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        wrong = Mistake(name, place, f"is not YAML: {error.problem}.", "Mend that line.")
    except yaml.YAMLError as error:
        wrong = Mistake(name, "", f"is not YAML: {' '.join(str(error).split())}.", "Mend it.")
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        wrong = Mistake(name, place, f"is not JSON: {error.msg}.", "Mend that line.")
    except (ValueError, RecursionError) as error:
        wrong = Mistake(name, "", f"can't be read: {error}.", "Mend it.")
    raise DeclarationError([wrong])
