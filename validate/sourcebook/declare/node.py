"""A walk through a descriptor that remembers where it is and collects every mistake on the way."""

from __future__ import annotations

import reprlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sourcebook.declare.spelling import slip
from sourcebook.errors import Mistake

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = _SHORT.maxlong = 60
_SHORT.maxlevel, _SHORT.maxlist, _SHORT.maxdict = 2, 3, 3


def said(value: Any) -> str:
    """A value of a descriptor as a message quotes it: in the descriptor's words, and cut short."""
    words = {None: "null", True: "true", False: "false"}
    if value is None or isinstance(value, bool):
        return words[value]
    return _SHORT.repr(value)


def below(path: str, step: str | int) -> str:
    """The place of a key or an element below another place; on one line, whatever the key."""
    if isinstance(step, int):
        return f"{path}[{step}]"
    word = step if step.isprintable() and len(step) <= 200 else said(step)
    return f"{path}.{word}" if path else word


@dataclass(slots=True)
class Node:
    """A value of a descriptor and its place in the file."""

    value: Any
    file: str
    path: str = ""
    mistakes: list[Mistake] = field(default_factory=list)
    """What is wrong by the standard."""
    told: list[Mistake] = field(default_factory=list)
    """The mistakes and, between them, what the standard allows and its writer hardly meant."""
    v2: bool = False
    """Whether the file says by ``$schema`` that it follows version 2, which is stricter at times
    and must not be held against a file of version 1."""

    def wrong(self, message: str, hint: str = "", at: str = "") -> None:
        """Note a mistake here, or at the key ``at`` below."""
        self.doubt(message, hint, at)
        self.mistakes.append(self.told[-1])

    def doubt(self, message: str, hint: str = "", at: str = "") -> None:
        """Note what the standard allows and is most likely a slip."""
        path = below(self.path, at) if at else self.path
        self.told.append(Mistake(self.file, path, message, hint))

    def remarks(self) -> tuple[Mistake, ...]:
        """What was told and is no mistake."""
        return tuple(note for note in self.told if note not in self.mistakes)

    def child(self, key: str | int, value: Any) -> Node:
        path = below(self.path, key)
        return Node(value, self.file, path, self.mistakes, self.told, self.v2)

    def root(self, value: Any, file: str, *, v2: bool = False) -> Node:
        """The top of another file that this one names; what is noted there is noted here too."""
        return Node(value, file, "", self.mistakes, self.told, v2)

    def mapping(self) -> Mapping[str, Any]:
        """The value as a mapping; a mistake (told once) and an empty one where it isn't."""
        if not isinstance(self.value, dict):
            self.wrong(f"must be an object, not {said(self.value)}.", "Write `key: value` pairs.")
            self.value = {}
        return self.value

    def is_object(self) -> bool:
        """Whether the value is a mapping; a mistake where it isn't."""
        before = len(self.mistakes)
        self.mapping()
        return len(self.mistakes) == before

    def given(self, key: str) -> bool:
        """Whether the key is there, be it with ``null``."""
        return isinstance(self.value, dict) and key in self.value

    def has(self, key: str) -> bool:
        return isinstance(self.value, dict) and self.value.get(key) is not None

    def at(self, key: str) -> Node:
        return self.child(key, self.mapping().get(key))

    def elements(self) -> Iterator[Node]:
        """The elements of a list, each with its place; a mistake where it is none."""
        if not isinstance(self.value, list):
            self.wrong(f"must be a list, not {said(self.value)}.", "Put `- ` before each element.")
            return
        for number, value in enumerate(self.value):
            yield self.child(number, value)

    def items(self, key: str) -> Iterator[Node]:
        """The elements of a list below ``key``; none where it is absent."""
        if self.given(key):
            yield from self.at(key).elements()

    def typed(self, key: str, kind: type | tuple[type, ...], word: str) -> Any:
        """The value below ``key`` if it is of that kind, else ``None``, with a mistake."""
        if key not in self.mapping():
            return None
        value = self.value[key]
        # A boolean is an integer in Python, not in a descriptor.
        accepts_bool = kind is bool or (isinstance(kind, tuple) and bool in kind)
        if isinstance(value, kind) and (accepts_bool or not isinstance(value, bool)):
            return value
        hint = "Mend it."
        if value is None:
            hint = "Give it a value, or remove it."
        elif kind is str and isinstance(value, (int, float)):
            hint = "Put it in quotes."
        self.wrong(f"must be {word}, not {said(value)}.", hint, at=key)
        return None

    def words(self, known: Iterable[str]) -> None:
        """Doubt each word that is not known but nearly one: a slip, where any other is custom.

        Source: https://datapackage.org/standard/glossary/#custom-properties.
        """
        choices = sorted(known)
        for word in self.mapping():
            # With these signs, others have made words of their own: `title@fr`, `dc:title`.
            custom = word in choices or "@" in word or ":" in word
            meant = None if custom else slip(word, choices)
            if meant is not None:
                self.doubt("is not a word of the standard.", f"Did you mean {meant!r}?", at=word)

    def text(self, key: str, *, required: bool = False) -> str | None:
        value = self.typed(key, str, "a text")
        if required and not value and not self.given(key):
            self.wrong("is missing.", f"Add `{key}:`.", at=key)
        elif required and value == "":
            self.wrong("is empty.", "Give it a value.", at=key)
        return value if isinstance(value, str) else None

    def flag(self, key: str, default: bool = False) -> bool:
        value = self.typed(key, bool, "true or false")
        return default if value is None else bool(value)

    def whole(self, key: str, least: int) -> int | None:
        """A whole number from ``least``; JSON has one kind of number, so 5.0 is one too."""
        value = self.typed(key, (int, float), "a whole number")
        if value is None:
            return None
        if isinstance(value, float) and not value.is_integer():
            self.wrong(f"must be a whole number, not {said(value)}.", "Mend it.", at=key)
            return None
        if value < least:
            word = "must not be negative." if least == 0 else f"must be {least} or more."
            self.wrong(word, f"Use {least} or more.", at=key)
            return None
        return int(value)

    def texts(self, key: str) -> tuple[str, ...] | None:
        """A list of texts; ``None`` where it is absent."""
        if not self.given(key):
            return None
        found = []
        for item in self.items(key):
            if isinstance(item.value, str):
                found.append(item.value)
            else:
                item.wrong(f"must be a text, not {said(item.value)}.", "Put it in quotes.")
        return tuple(found)

    def names(self, key: str) -> tuple[str, ...]:
        """A list of texts; a lone text counts as a list of one, as Data Package v1 allows."""
        value = self.mapping().get(key)
        if isinstance(value, str):
            return (value,)
        return self.texts(key) or ()
