"""What the value of any descriptor must be: real text, and of a size and depth that end.

A file may be from a stranger. A YAML alias may hold itself, or a million times a million copies;
JSON may escape half a character; either may be nested so deep that nothing later can walk it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sourcebook.declare.node import below as place

DEPTH = 200
"""Levels of lists and objects. Real descriptors have about ten."""
TOO_DEEP = f"is nested deeper than {DEPTH} levels"
_COPIES = 10_000_000
"""Values, with those that YAML aliases repeat counted as often as they stand."""


class Unsound(ValueError):  # noqa: N818 - read as a sentence where it is raised
    """A value that no descriptor needs, and its place."""

    def __init__(self, path: str, message: str) -> None:
        self.path = path
        super().__init__(message)


def check(value: Any) -> None:
    """Raise ``Unsound`` where a value, or a part of it, is not what a descriptor may hold."""
    if isinstance(value, (dict, list)):
        _Walk().measure(value, "", 1)
    else:
        _whole(value, "")


@dataclass(slots=True)
class _Walk:
    known: dict[int, tuple[int, int]] = field(default_factory=dict)
    """Size and height of the lists and objects that were walked, each once."""
    within: set[int] = field(default_factory=set)

    def measure(self, value: Any, path: str, depth: int) -> tuple[int, int]:
        """How many values a list or an object holds, itself included, and how many levels."""
        if id(value) in self.within:
            raise Unsound(path, "holds itself")
        size, height = self.known.get(id(value)) or self._walk(value, path, depth)
        if depth + height - 1 > DEPTH:
            raise Unsound("", TOO_DEEP)
        return size, height

    def _walk(self, value: dict[str, Any] | list[Any], path: str, depth: int) -> tuple[int, int]:
        if depth > DEPTH:
            raise Unsound("", TOO_DEEP)
        self.within.add(id(value))
        size, height = 1, 0
        for key, below in value.items() if isinstance(value, dict) else enumerate(value):
            _whole(key, path)
            if isinstance(below, (dict, list)):
                more, levels = self.measure(below, place(path, key), depth + 1)
                size, height = size + more, max(height, levels)
            else:
                size += 1
                if isinstance(below, str) and not below.isascii():
                    _whole(below, place(path, key))
        self.within.remove(id(value))
        if size > _COPIES:
            raise Unsound(path, f"has more than {_COPIES:,} values")
        self.known[id(value)] = size, height + 1
        return size, height + 1


def _whole(value: Any, path: str) -> None:
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise Unsound(path, "holds half a character (a lone surrogate)") from error
