"""Numbers as people and spreadsheets write them: with other signs, separators and units."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sourcebook.declare import Field

SIGNS = str.maketrans({"−": "-", "–": "-", "﹣": "-", "－": "-", "＋": "+", "٫": ".", "٬": ","})  # noqa: RUF001
_GROUPS = " '’_\u00a0\u202f\u2009"  # noqa: RUF001
_SEPARATED = re.compile(
    rf"(?P<sign>[+-]?)(?P<digits>[0-9][0-9.,{_GROUPS}]*)(?P<exponent>[eE][+-]?[0-9]{{1,2}})?"
)
_THOUSANDS = re.compile(
    rf"[0-9]+|[1-9][0-9]{{0,2}}(?P<mark>[.,{_GROUPS}])(?:[0-9]{{2,3}}(?P=mark))*[0-9]{{3}}"
)
"""Two digits between marks are those of lakh and crore."""
_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,]?[0-9]+)*")
_DEGREES = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_TALL = 40
"""Digits of the greatest number that is guessed."""


def separated(_field: Field, text: str) -> Iterator[Decimal]:
    """The numbers that digits with points, commas and blanks between them may be."""
    found = _SEPARATED.fullmatch(text.strip())
    if found is None:
        return
    sign, digits, exponent = found["sign"], found["digits"], found["exponent"] or ""
    readings = []
    for point in (".", ","):
        whole, _, decimals = digits.partition(point)
        if point not in decimals and _THOUSANDS.fullmatch(whole) and decimals.isdecimal():
            readings.append(f"{whole}.{decimals}")
    if _THOUSANDS.fullmatch(digits):
        readings.append(f"{digits}.")
    for reading in readings:
        whole, _, decimals = reading.rpartition(".")
        value = _decimal(f"{sign}{re.sub('[^0-9]', '', whole)}.{decimals}{exponent}")
        if value is not None:
            yield value


def whole(field: Field, text: str) -> Iterator[int]:
    """The whole numbers among these."""
    for value in separated(field, text):
        if value == value.to_integral_value() and value.adjusted() < _TALL:
            yield int(value)


def alone(field: Field, text: str) -> Iterator[Decimal | int]:
    """The only number in a text of other things."""
    found = _NUMBER.findall(text)
    if len(found) == 1 and not re.search(r"[0-9]\s*[-–/:]|\bor\b|[<>~+]", text):  # noqa: RUF001
        reading = whole if field.type == "integer" else separated
        yield from reading(field, found[0].rstrip(".,"))


def fraction(text: str) -> str | None:
    """What to do with a number that is no whole one."""
    value = _decimal(text.strip().replace(",", "."))
    if value is None:
        return None
    return "It has a fraction: round it, or declare the field as of type number."


def points(_field: Field, text: str) -> Iterator[tuple[Decimal, Decimal]]:
    """Longitude and latitude; in the other order where they are out of range in this."""
    found = _DEGREES.findall(text)
    if len(found) != 2:
        return
    first, second = Decimal(found[0]), Decimal(found[1])
    if re.search("lat.*(lon|lng)", text, re.DOTALL | re.IGNORECASE):
        first, second = second, first
    yield (first, second) if abs(second) <= 90 else (second, first)


def _decimal(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value.adjusted()) < _TALL else None
