r"""Regular expressions of XML Schema, in the syntax of Python and of other engines.

Source: https://www.w3.org/TR/xmlschema-2/#regexs, as Table Schema's ``pattern`` demands. Read with
them is what real schemas write: the anchors ``^`` and ``$``, an escaped character that needs none
(``\/``), and whatever else Python knows (looking around, going back), as Python has it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from sourcebook.declare.lexical.charclasses import SETS, literal, one_escape, read_class, spelled

_COUNT = re.compile(r"\{(?:[0-9]+(,([0-9]+)?)?|,[0-9]+)\}")
_MOST = 1000
"""Repetitions that RE2 takes."""


@dataclass(slots=True)
class _Text:
    """A pattern in another syntax, while it is written."""

    digit: str
    end: str
    pieces: list[str] = field(default_factory=list)
    foreign: bool = False
    """Whether it has what only Python knows."""


@lru_cache(maxsize=256)
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern for Python, to be used with ``fullmatch``. Raises ``ValueError``."""
    try:
        return re.compile("".join(_translated(pattern, r"\d", r"\Z").pieces))
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(f"{pattern!r} is not a regular expression: {error}.") from error


def portable(pattern: str) -> str | None:
    """The same for RE2 and for Rust's regex, to match a whole text as Python's does; ``None`` for
    a pattern with what only Python knows. Raises ``ValueError``.
    """
    compiled(pattern)
    text = _translated(pattern, r"\p{Nd}", "$")
    return None if text.foreign else "".join(text.pieces)


def _translated(pattern: str, digit: str, end: str) -> _Text:
    text = _Text(digit, end)
    at = 0
    repeated = False
    while at < len(pattern):
        before, repeats = at, False
        match pattern[at]:
            case "\\":
                at = _escape(pattern, at, text)
            case "[":
                found, at = read_class(pattern, at + 1, digit)
                text.pieces.append(found)
            case "$":
                text.pieces.append(end)
            case ".":
                text.pieces.append(r"[^\n\r]")
            case "{":
                at = _count(pattern, at, text)
                repeats = at > before
            case "}" | "]":
                text.pieces.append("\\" + pattern[at])
            case "*" | "+" | "?":
                text.pieces.append(pattern[at])
                text.foreign |= repeated and pattern[at] == "+"
                repeats = True
            case "(":
                text.pieces.append("(")
                text.foreign |= pattern[at + 1 : at + 2] == "?" and pattern[at + 2 : at + 3] != ":"
            case other:
                text.pieces.append(other)
        at += at == before
        repeated = repeats
    return text


def _escape(pattern: str, at: int, text: _Text) -> int:
    """What a backslash begins, outside of a class; returns where the rest begins."""
    letter = pattern[at + 1 : at + 2]
    if letter in ("d", "D"):
        text.pieces.append(text.digit if letter == "d" else f"[^{text.digit}]")
    elif letter and letter in SETS:
        unit, end = one_escape(pattern, at, text.digit)
        text.pieces.append(spelled(unit.ranges()))
        return end
    elif letter in ("n", "r", "t") or (letter.isascii() and letter.isalnum()) or not letter:
        text.pieces.append(pattern[at : at + 2])
        text.foreign |= letter not in ("n", "r", "t")
    else:
        text.pieces.append(literal(letter))
    return at + 2


def _count(pattern: str, at: int, text: _Text) -> int:
    """A number of repetitions, or a brace that stands for itself, as in Python."""
    match = _COUNT.match(pattern, at)
    if match is None:
        text.pieces.append(r"\{")
        return at
    text.pieces.append(match[0])
    numbers = [int(number) for number in re.findall("[0-9]+", match[0])]
    text.foreign |= match[0].startswith("{,") or max(numbers) > _MOST
    return match.end()
