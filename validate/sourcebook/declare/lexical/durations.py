"""Durations: months and seconds, in XML Schema's partial order.

Source: https://www.w3.org/TR/xmlschema-2/#duration and #duration-order. A month is no number of
days, so a duration holds two amounts; P1M and P30D can't be compared, P1M and P32D can.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sourcebook.declare.lexical.form import INVALID, Form
from sourcebook.declare.lexical.numbers import EXACT, number_name

if TYPE_CHECKING:
    from sourcebook.declare.model import Field

_INSTANTS = tuple(
    year * 12 + month - 1 for year, month in ((1696, 9), (1697, 2), (1903, 3), (1903, 7))
)
"""The four instants that decide the order, each the first of a month; in months since year 0."""
_PART = r"(?:([0-9]{1,999})%s)?"
_DURATION = re.compile(
    r"(-?)P(?=[0-9T])"
    + "".join(_PART % unit for unit in "YMD")
    + r"(?:T(?=[0-9])"
    + "".join(_PART % unit for unit in "HM")
    + r"(?:([0-9]{1,999})(\.[0-9]+)?S)?)?"
)


@dataclass(frozen=True, slots=True)
class Duration:
    """Equal durations are equal here: P1Y is P12M, P1D is PT24H. Both amounts have one sign."""

    months: int
    seconds: Decimal


def duration(_field: Field) -> Form:
    """The form of a ``duration``."""
    return Form(read=_read, take=_taken, write=duration_text, name=_name)


def order(one: Duration, other: Duration) -> int | None:
    """-1, 0 or 1 as ``one`` is less than, equal to or more than ``other``; ``None``: undecided."""
    if one == other:
        return 0
    found = {EXACT.compare(_after(start, one), _after(start, other)) for start in _INSTANTS}
    return int(found.pop()) if len(found) == 1 else None


def _after(start: int, elapsed: Duration) -> Decimal:
    """Seconds since year 0 at the instant that is ``elapsed`` after ``start``."""
    return EXACT.add(Decimal(_days(start + elapsed.months) * 86400), elapsed.seconds)


def _days(months: int) -> int:
    """Days from 0000-03-01 to the first of a month, in the proleptic Gregorian calendar."""
    year, month = divmod(months - 2, 12)
    return year * 365 + year // 4 - year // 100 + year // 400 + (month * 153 + 2) // 5


def _read(text: str) -> Any:
    match = _DURATION.fullmatch(text)
    if match is None:
        return INVALID
    sign, years, months, days, hours, minutes, seconds, fraction = match.groups()
    whole = int(days or 0) * 86400 + int(hours or 0) * 3600 + int(minutes or 0) * 60
    return Duration(
        int(f"{sign}1") * (int(years or 0) * 12 + int(months or 0)),
        Decimal(f"{sign}{whole + int(seconds or 0)}{fraction or ''}"),
    )


def _taken(value: Any) -> Any:
    if not isinstance(value, timedelta):
        return INVALID
    micros = value // timedelta(microseconds=1)
    return Duration(0, Decimal(micros).scaleb(-6, EXACT))


def duration_text(value: Duration) -> str:
    """A duration in XML Schema's form."""
    months, seconds = abs(value.months), value.seconds.copy_abs()
    whole, _, fraction = format(seconds, "f").partition(".")
    rest, days = int(whole) % 86400, int(whole) // 86400
    parts = ((months // 12, "Y"), (months % 12, "M"), (days, "D"))
    date = "".join(f"{amount}{unit}" for amount, unit in parts if amount)
    time = "".join(
        f"{amount}{unit}"
        for amount, unit in ((rest // 3600, "H"), (rest // 60 % 60, "M"))
        if amount
    )
    fraction = fraction.rstrip("0")
    if rest % 60 or fraction:
        time += f"{rest % 60}.{fraction}S" if fraction else f"{rest % 60}S"
    sign = "-" if value.months < 0 or value.seconds < 0 else ""
    return f"{sign}P{date}{'T' if time else ''}{time}" if date or time else "PT0S"


def _name(value: Duration) -> str:
    return f"{value.months} {number_name(value.seconds)}"
