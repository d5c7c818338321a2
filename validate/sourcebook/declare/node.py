"""A walk through a descriptor that remembers where it is and collects every mistake on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sourcebook.declare.spelling import nearest
from sourcebook.errors import Mistake

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


@dataclass(slots=True)
class Node:
    """A value of a descriptor and its place in the file."""

    value: Any
    file: str
    path: str = ""
    mistakes: list[Mistake] = field(default_factory=list)

    def wrong(self, message: str, hint: str = "", at: str = "") -> None:
        """Note a mistake here, or at the key ``at`` below."""
        path = f"{self.path}.{at}" if at and self.path else at or self.path
        self.mistakes.append(Mistake(self.file, path, message, hint))

    def child(self, key: str | int, value: Any) -> Node:
        if isinstance(key, int):
            path = f"{self.path}[{key}]"
        else:
            path = f"{self.path}.{key}" if self.path else key
        return Node(value, self.file, path, self.mistakes)

    def mapping(self) -> Mapping[str, Any]:
        """The value as a mapping; a mistake and an empty one where it isn't."""
        if isinstance(self.value, dict):
            return self.value
        self.wrong("must be an object.", "Write it as `key: value` pairs.")
        return {}

    def has(self, key: str) -> bool:
        return isinstance(self.value, dict) and self.value.get(key) is not None

    def at(self, key: str) -> Node:
        return self.child(key, self.mapping().get(key))

    def items(self, key: str) -> Iterator[Node]:
        """The elements of a list below ``key``, each with its place; none where it is absent."""
        if not self.has(key):
            return
        below = self.at(key)
        if not isinstance(below.value, list):
            below.wrong("must be a list.", "Put `- ` before each element.")
            return
        for number, value in enumerate(below.value):
            yield below.child(number, value)

    def typed(self, key: str, kind: type | tuple[type, ...], word: str) -> Any:
        """The value below ``key`` if it is of that kind, else ``None``, with a mistake."""
        value = self.mapping().get(key)
        if value is None:
            return None
        # A boolean is an integer in Python, not in a descriptor.
        accepts_bool = kind is bool or (isinstance(kind, tuple) and bool in kind)
        if isinstance(value, kind) and (accepts_bool or not isinstance(value, bool)):
            return value
        hint = "Put it in quotes." if kind is str else "Mend it."
        self.wrong(f"must be {word}, not {value!r}.", hint, at=key)
        return None

    def words(self, known: Iterable[str]) -> None:
        """Note each word that is not known but nearly one: a slip, where any other is custom."""
        choices = set(known)
        for word in self.mapping():
            meant = None if word in choices else nearest(str(word), choices, 80)
            if meant is not None:
                self.wrong(
                    "is not a word of the standard.", f"Did you mean {meant!r}?", at=str(word)
                )

    def text(self, key: str, *, required: bool = False) -> str | None:
        value = self.typed(key, str, "a text")
        if required and not value and not self.has(key):
            self.wrong("is missing.", f"Add `{key}:`.", at=key)
        return value if isinstance(value, str) else None

    def flag(self, key: str) -> bool:
        return bool(self.typed(key, bool, "true or false"))

    def names(self, key: str) -> tuple[str, ...]:
        """A list of texts; a lone text counts as a list of one, as Data Package v1 allows."""
        value = self.mapping().get(key)
        if isinstance(value, str):
            return (value,)
        found = []
        for item in self.items(key):
            if isinstance(item.value, str):
                found.append(item.value)
            else:
                item.wrong(f"must be a text, not {item.value!r}.")
        return tuple(found)
