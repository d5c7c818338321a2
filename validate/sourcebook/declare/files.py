"""Descriptor files as plain values: YAML 1.2's core words, JSON, no key twice."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import yaml

from sourcebook.errors import DeclarationError, Mistake

if TYPE_CHECKING:
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


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key {key!r} stands twice")
        found[key] = value
    return found


def read(file: Path, name: str) -> Any:
    """The value of a YAML or JSON file. ``name`` is the file as the user named it.

    Raises ``DeclarationError`` where the file can't be read or is not YAML or JSON.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
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
