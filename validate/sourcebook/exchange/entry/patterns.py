r"""Patterns for a browser: regular expressions of ECMAScript, which JSON Schema asks for.

What XML Schema and ECMAScript read in two ways (``\d``, the anchors, what a class escapes) is
spelled out, so that the pattern means the same to every reader, Python's ``re`` among them.
"""

from __future__ import annotations

from functools import cache

from sourcebook.declare.lexical import characters, charclasses, patterns

_END = r"(?![\s\S])"
"""The end of the text: Python's ``$`` stands before a last line break too."""
_PLAIN = {"&": r"\x26", "~": r"\x7e"}
"""Signs that other dialects escape in a class, and ECMAScript does not allow to be escaped."""


def ecmascript(pattern: str) -> str | None:
    """A pattern that a search finds exactly where the whole text has the form of ``pattern``.

    ``None`` where it has what only Python knows. Raises ``ValueError`` where it is no pattern.
    """
    portable = patterns.portable(pattern)
    if portable is None:
        return None
    return f"^(?:{_rewritten(portable)}){_END}"


def _rewritten(portable: str) -> str:
    pieces: list[str] = []
    at, inside = 0, False
    while at < len(portable):
        sign, width = portable[at], 1
        if portable.startswith((r"\p{Nd}", r"\P{Nd}"), at):
            digits = _digits(other=portable[at + 1] == "P")
            piece, width = digits if inside else f"[{digits}]", 6
        elif sign == "\\":
            piece, width = _PLAIN.get(portable[at + 1], portable[at : at + 2]), 2
        elif sign == "$" and not inside:
            piece = _END
        else:
            piece = sign
            inside = (inside or sign == "[") and sign != "]"
        pieces.append(piece)
        at += width
    return "".join(pieces)


@cache
def _digits(*, other: bool) -> str:
    """The digits of all scripts, or all else, as they stand between brackets."""
    found = characters.property_of("Nd")
    return charclasses.spelled(characters.complement(found) if other else found)[1:-1]
