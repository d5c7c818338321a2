"""Numbers and integers, exact whatever their length.

Source: Table Schema, ``number`` and ``integer``; https://www.w3.org/TR/xmlschema-2/#decimal and
#integer, whose ``whiteSpace`` facet is *collapse*: blanks around a number are none of it.
"""

from __future__ import annotations

import re
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from sourcebook.declare.lexical.form import INVALID, Form

if TYPE_CHECKING:
    from collections.abc import Callable

    from sourcebook.declare.model import Field

BLANKS = " \t\r\n"
EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)
_LONG = 4000
"""Python refuses to turn more digits than 4300 into an ``int``: that takes quadratic time."""
_HUGE = 10**_LONG
_PLAIN = 30
"""Places up to which a number is written without an exponent."""
_SPECIAL = {"nan": Decimal("NaN"), "inf": Decimal("Infinity"), "-inf": Decimal("-Infinity")}
_INTEGER = re.compile(r"[+-]?[0-9]+")
_DIGITS = re.compile(r"[+-]?[0-9]{1,18}")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


def number(field: Field) -> Form:
    """The form of a ``number``: a Decimal, NaN and the infinities among them."""
    return Form(read=_number_reader(field), take=_taken, write=_writer(field), name=number_name)


def integer(field: Field) -> Form:
    """The form of an ``integer``: an int (a Decimal where it has more than 4000 digits)."""
    return Form(
        read=_integer_reader(field), take=_whole_taken, write=integer_text, name=integer_name
    )


def whole(text: str) -> Any:
    """The integer that ``text``, known to be one, says."""
    return int(text) if len(text) <= _LONG else _short(Decimal(text))


def _short(value: Decimal) -> Any:
    return int(value) if value.adjusted() < _LONG else value


def integer_text(value: Any) -> str:
    """An integer in digits."""
    return str(value) if isinstance(value, int) else format(value, "f")


def integer_name(value: Any) -> str:
    """A text that equal integers share."""
    return str(value) if isinstance(value, int) else number_name(value)


def real(text: str) -> Decimal:
    """The number that ``text``, known to be one, says; beyond any exponent, zero or infinite."""
    try:
        return Decimal(text)
    except InvalidOperation:
        mantissa, _, exponent = text.lower().partition("e")
        sign = "-" if mantissa.startswith("-") else ""
        tiny = exponent.startswith("-") or not mantissa.strip("+-0.")
        return Decimal(f"{sign}0") if tiny else Decimal(f"{sign}Infinity")


def number_name(value: Decimal) -> str:
    """A text that equal numbers share: 1.50 and 15E-1, 0 and -0; NaN is itself."""
    if not value:
        return "0"
    return str(EXACT.normalize(value)) if value.is_finite() else _special(value)


def number_text(value: Decimal) -> str:
    """A number in the default format; without an exponent where that is short."""
    if not value.is_finite():
        return _special(value)
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    return format(value, "f") if -_PLAIN <= exponent <= _PLAIN else str(value)


def _special(value: Decimal) -> str:
    return "NaN" if value.is_nan() else "INF" if value > 0 else "-INF"


def _writer(field: Field) -> Callable[[Decimal], str]:
    point = _point(field)
    return lambda value: number_text(value).replace(".", point)


def _point(field: Field) -> str:
    return field.decimal_char or "."


def _number_reader(field: Field) -> Callable[[str], Any]:
    if field.bare_number and not field.group_char and _point(field) == ".":
        return _plain_number
    point, group = _point(field), field.group_char or ""
    whole_part = _grouped(group)
    spelled = re.compile(
        _dressed(
            field,
            rf"(?:{whole_part}(?:{re.escape(point)}[0-9]*)?|{re.escape(point)}[0-9]+)"
            r"(?:[eE][+-]?[0-9]+)?",
            stops=(point, group),
        )
    )

    def read(text: str) -> Any:
        text = text.strip(BLANKS)
        if special := _SPECIAL.get(text.lower()):
            return special
        match = spelled.fullmatch(text)
        if match is None:
            return INVALID
        digits = match["number"]
        if group:
            digits = digits.replace(group, "")
        return real(_signed(match, digits.replace(point, ".")))

    return read


def _plain_number(text: str) -> Any:
    if _NUMBER.fullmatch(text) is None:
        text = text.strip(BLANKS)
        if _NUMBER.fullmatch(text) is None:
            return _SPECIAL.get(text.lower(), INVALID)
    return real(text)


def _integer_reader(field: Field) -> Callable[[str], Any]:
    if field.bare_number and not field.group_char:
        return _plain_integer
    group = field.group_char or ""
    spelled = re.compile(_dressed(field, _grouped(group), stops=(group,)))

    def read(text: str) -> Any:
        match = spelled.fullmatch(text.strip(BLANKS))
        if match is None:
            return INVALID
        return whole(
            _signed(match, match["number"].replace(group, "") if group else match["number"])
        )

    return read


def _plain_integer(text: str) -> Any:
    if _DIGITS.fullmatch(text) is not None:
        return int(text)
    text = text.strip(BLANKS)
    return INVALID if _INTEGER.fullmatch(text) is None else whole(text)


def _grouped(group: str) -> str:
    """Digits with group characters between them: never leading, trailing or doubled."""
    return rf"(?>[0-9]+(?:{re.escape(group)}[0-9]+)*)" if group else "[0-9]+"


def _dressed(field: Field, digits: str, stops: tuple[str, ...]) -> str:
    """A pattern for a number that may stand in words (``bareNumber`` false), or for it alone.

    The words hold no digit, and none of the characters of a number stands next to it: ``1.5.`` and
    ``5-`` are no numbers. A sign stands before the number or before the words: ``-EUR 5``.
    """
    if field.bare_number:
        return rf"(?P<sign>[+-])?(?P<ahead>)(?P<number>{digits})"
    after = "".join(rf"(?!{re.escape(stop)})" for stop in stops if stop.strip())
    before = "".join(rf"(?<!{re.escape(stop)})" for stop in stops if stop.strip())
    words = rf"[^\d+-]*?{before}"
    return (
        rf"(?:(?P<ahead>[+-])(?=[^\d+-]){words}|{words}(?P<sign>[+-])?)"
        rf"(?P<number>{digits})(?:{after}[^\d+-]\D*)?"
    )


def _signed(match: re.Match[str], digits: str) -> str:
    return f"{match['ahead'] or match['sign'] or ''}{digits}"


def _taken(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return INVALID
    if isinstance(value, float):
        return Decimal(repr(value))
    found = Decimal(value)
    return _SPECIAL["nan"] if found.is_nan() else found


def _whole_taken(value: Any) -> Any:
    if isinstance(value, bool):
        return INVALID
    if isinstance(value, int):
        return value if abs(value) < _HUGE else Decimal(value)
    if isinstance(value, float):
        return int(value) if value.is_integer() else INVALID
    if isinstance(value, Decimal) and value.is_finite() and EXACT.to_integral_value(value) == value:
        return _short(value)
    return INVALID
