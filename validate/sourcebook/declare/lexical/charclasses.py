r"""Classes of characters in regular expressions: ``[a-z-[aeiou]]``, ``[^\s\p{Lu}]``.

Source: https://www.w3.org/TR/xmlschema-2/#regexs. A class without subtraction is written part by
part, so that ``\d`` costs no table of digits; one with it is worked out.
"""

from __future__ import annotations

import re
from collections.abc import Callable  # noqa: TC003  (a dataclass needs it)
from dataclasses import dataclass

from sourcebook.declare.lexical import characters
from sourcebook.declare.lexical.characters import Ranges, complement, difference, union

SETS = "sSiIcCwWpP"
"""Letters that mean a set of characters behind a backslash; and ``d`` and ``D``."""
_PROPERTY = re.compile(r"\\[pP]\{([^}]*)\}")
_CODE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "v": "\v", "a": "\a", "b": "\b"}
_SPECIAL = frozenset("\\.+*?()|[]{}^$")
_SPECIAL_INSIDE = frozenset("\\[]^-&~|")
_SURROGATES = [(0xD800, 0xDFFF)]


@dataclass(frozen=True, slots=True)
class Unit:
    """One part of a class: as text, and as a set."""

    text: str
    ranges: Callable[[], Ranges]
    code: int | None = None
    """Of a single character."""


def literal(character: str) -> str:
    """A character that stands for itself, outside of a class."""
    return f"\\{character}" if character in _SPECIAL else character


def spelled(ranges: Ranges) -> str:
    """A set as a class."""
    inside = _inside(ranges)
    return f"[{inside}]" if inside else f"[^{_inside([(0, characters.LAST)])}]"


def read_class(pattern: str, at: int, digit: str) -> tuple[str, int]:
    """The class whose bracket stands before ``at``, written anew; and where the rest begins.

    Raises ``ValueError``.
    """
    try:
        unit, end = _class(pattern, at, digit)
    except IndexError as error:
        raise ValueError(f"{pattern!r} is not a regular expression: a [ is not closed.") from error
    return unit.text, end


def one_escape(pattern: str, at: int, digit: str) -> tuple[Unit, int]:
    """What the backslash at ``at`` begins, and where the rest begins. Raises ``ValueError``."""
    letter = pattern[at + 1]
    if letter in "pP":
        match = _PROPERTY.match(pattern, at)
        if match is None:
            raise ValueError(rf"{pattern!r} is not a regular expression: \{letter} without {{…}}.")
        ranges = characters.property_of(match[1])
        return _set(complement(ranges) if letter == "P" else ranges), match.end()
    if letter in SETS:
        return _set(characters.escape(letter)), at + 2
    if letter in "dD":
        text = digit if letter == "d" else _NO_DIGIT[digit]
        return Unit(text, lambda: characters.escape(letter)), at + 2
    if match := _CODE.match(pattern, at):
        code = int(match[match.lastindex or 0], 16)
        if code > characters.LAST:
            raise ValueError(f"{pattern!r} is not a regular expression: no character {match[0]}.")
        return _single(chr(code)), match.end()
    if letter in _CONTROLS:
        return _single(_CONTROLS[letter]), at + 2
    if letter.isascii() and letter.isalnum():
        raise ValueError(rf"{pattern!r} is not a regular expression: bad escape \{letter}.")
    return _single(letter), at + 2


_NO_DIGIT = {r"\d": r"\D", r"\p{Nd}": r"\P{Nd}"}


def _class(pattern: str, at: int, digit: str) -> tuple[Unit, int]:
    negated = pattern[at] == "^"
    at += negated
    units: list[Unit] = []
    while pattern[at] != "]" or not units:
        if units and pattern.startswith("-[", at):
            other, end = _class(pattern, at + 2, digit)
            if pattern[end] != "]":
                raise ValueError(
                    f"{pattern!r} is not a regular expression: a class ends after -[…]."
                )
            left = _negation(union(*(unit.ranges() for unit in units)), negated)
            return _worked_out(difference(left, other.ranges())), end + 1
        unit, at = _unit(pattern, at, digit)
        if unit.code is not None and pattern[at] == "-" and pattern[at + 1] not in "[]":
            high, end = _unit(pattern, at + 1, digit)
            if high.code is not None:
                unit, at = _range(pattern, unit.code, high.code), end
        units.append(unit)
    text = "".join(unit.text for unit in units)

    def ranges() -> Ranges:
        return _negation(union(*(unit.ranges() for unit in units)), negated)

    return Unit(f"[{'^' * negated}{text}]" if text else spelled(ranges()), ranges), at + 1


def _negation(ranges: Ranges, negated: bool) -> Ranges:
    return complement(ranges) if negated else ranges


def _unit(pattern: str, at: int, digit: str) -> tuple[Unit, int]:
    if pattern[at] == "\\":
        return one_escape(pattern, at, digit)
    return _single(pattern[at]), at + 1


def _single(character: str) -> Unit:
    code = ord(character)
    return Unit(_inside([(code, code)]), lambda: [(code, code)], code)


def _range(pattern: str, low: int, high: int) -> Unit:
    if low > high:
        raise ValueError(
            f"{pattern!r} is not a regular expression: {chr(low)}-{chr(high)} runs backwards."
        )
    return Unit(_inside([(low, high)]), lambda: [(low, high)])


def _set(ranges: Ranges) -> Unit:
    return Unit(_inside(ranges), lambda: ranges)


def _worked_out(ranges: Ranges) -> Unit:
    return Unit(spelled(ranges), lambda: ranges)


def _inside(ranges: Ranges) -> str:
    """A set, between brackets. No text has half of a surrogate pair, and RE2 refuses it."""
    found = []
    for low, high in difference(ranges, _SURROGATES):
        found.append(_letter(low) if low == high else f"{_letter(low)}-{_letter(high)}")
    return "".join(found)


def _letter(code: int) -> str:
    if code < 0x20 or code == 0x7F:
        return f"\\x{code:02x}"
    return f"\\{chr(code)}" if chr(code) in _SPECIAL_INSIDE else chr(code)
