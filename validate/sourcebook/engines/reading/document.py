"""The rows of a JSON document, one after the other: it is never held in memory as a whole."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, TextIO

from sourcebook.declare.lexical.numbers import real
from sourcebook.engines.reading.fault import Fault, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from decimal import Decimal
    from pathlib import Path

ROW = 16_000_000
"""Characters of the longest row that is read."""
_CHUNK = 1 << 16
_BLANKS = " \t\r\n"
_KINDS = {
    bool: "true or false",
    int: "a number",
    float: "a number",
    str: "a text",
    dict: "an object",
}

Placed = tuple[Any, int]
"""A value, and the line on which it begins."""


def rows(file: Path, path: str | None) -> Iterator[Placed]:
    """The values of the array of a document, or of that at the key, or the keys between points.

    Raises ``UnreadableError`` where it is no JSON or has no such array, ``OSError``.
    """
    with file.open(encoding="utf-8-sig", newline="") as source:
        stream = _Stream(source)
        found = yield from (_items(stream) if path is None else _members(stream, path))
        if not found:
            raise unreadable(f"it has no {path!r}, where its rows should be")
        if stream.peek():
            raise stream.wrong("Extra data", stream.at)


def loads(text: str) -> Any:
    """The value of a text. Raises ``ValueError``, ``RecursionError``; see ``told``."""
    return _DECODER.decode(text)


def kind(value: Any) -> str:
    """What a value is, in words."""
    return "null" if value is None else _KINDS.get(type(value), "an array")


def told(error: Exception) -> str:
    """Why a text is no JSON."""
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if isinstance(error, json.JSONDecodeError):
        return f"it is no JSON: {error.msg} in column {error.colno}"
    if "integer string conversion" in str(error):
        return "a number in it has more than 4,300 digits"
    return str(error)


def unreadable(detail: str, line: int | None = None) -> UnreadableError:
    """A fault of the document as a whole."""
    return UnreadableError(Fault("source-error", line=line, detail=detail))


def _real(digits: str) -> float | Decimal:
    value = float(digits)
    return value if math.isfinite(value) else real(digits)


def _refuse(word: str) -> Any:
    raise ValueError(f"{word} is no JSON")


_DECODER = json.JSONDecoder(parse_float=_real, parse_constant=_refuse)


def _items(stream: _Stream) -> Generator[Placed, None, bool]:
    """The items of an array; a generator that returns true."""
    if stream.peek() != "[":
        value = stream.value()
        hint = "; name the key of the rows as `property` of the dialect"
        raise unreadable(
            f"it holds {kind(value)} where an array of rows is expected"
            + (hint if isinstance(value, dict) else "")
        )
    for _ in stream.parts("[]"):
        line = stream.line
        yield stream.value(), line
    return True


def _members(stream: _Stream, path: str) -> Generator[Placed, None, bool]:
    """The items of the array at ``path``; a generator that returns whether there is one."""
    found = False
    if stream.peek() != "{":
        stream.value()
        return found
    for _ in stream.parts("{}"):
        key = stream.value()
        if not isinstance(key, str) or stream.peek() != ":":
            raise stream.wrong("Expecting a property name and ':'", stream.at)
        stream.at += 1
        if not found and key == path:
            found = yield from _items(stream)
        elif not found and path.startswith(f"{key}."):
            found = yield from _members(stream, path[len(key) + 1 :])
        else:
            stream.peek()
            stream.value()
    return found


class _Stream:
    """A text that is read as far as the next value needs. ``at`` is the place in what is held."""

    def __init__(self, source: TextIO) -> None:
        self._read: Callable[[int], str] = source.read
        self._text = ""
        self.at = 0
        self._over = False
        self._lines = 1
        """The line on which what is held begins, and the characters of it that are gone."""
        self._gone = 0
        self._counted = 0

    @property
    def line(self) -> int:
        """The line of the place."""
        self._lines += self._text.count("\n", self._counted, self.at)
        self._counted = self.at
        return self._lines

    def peek(self) -> str:
        """The next character that is no blank; nothing at the end."""
        while True:
            while self.at < len(self._text):
                if self._text[self.at] not in _BLANKS:
                    return self._text[self.at]
                self.at += 1
            if not self._more():
                return ""

    def parts(self, signs: str) -> Iterator[None]:
        """Stop at each part between two signs; commas stand between the parts."""
        self.at += 1
        if self.peek() == signs[1]:
            self.at += 1
            return
        while True:
            self.peek()
            yield
            sign = self.peek()
            if sign not in (",", signs[1]):
                raise self.wrong("Expecting ',' delimiter", self.at)
            self.at += 1
            if sign == signs[1]:
                return

    def value(self) -> Any:
        """The value that stands here."""
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self.at)
            except json.JSONDecodeError as error:
                if not self._more():
                    raise self.wrong(error.msg, error.pos) from error
            except (ValueError, RecursionError) as error:
                raise unreadable(told(error), self.line) from error
            else:
                # A number may go on in what has not been read.
                if end < len(self._text) or not self._more():
                    self.at = end
                    return value

    def wrong(self, message: str, at: int) -> UnreadableError:
        """A fault of the document at a place in what is held."""
        before = self._text[:at]
        line = self.line + before.count("\n", self.at)
        column = at - before.rfind("\n") if "\n" in before else self._gone + at + 1
        return unreadable(f"it is no JSON: {message} in column {column}", line)

    def _more(self) -> bool:
        """Read on, as much again as is held. False at the end."""
        held = len(self._text) - self.at
        if held > ROW:
            raise unreadable(f"a row has more than {ROW:,} characters", self.line)
        chunk = "" if self._over else self._read(max(_CHUNK, held))
        self._over = not chunk
        if self._over:
            return False
        _ = self.line
        before = self._text[: self.at]
        self._gone = len(before) - before.rfind("\n") - 1 + ("\n" not in before) * self._gone
        self._text = self._text[self.at :] + chunk
        self.at = self._counted = 0
        return True
