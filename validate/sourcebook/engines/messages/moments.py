"""Dates and times as people and spreadsheets write them, in this order and in that."""

from __future__ import annotations

import re
from calendar import month_name, monthrange
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sourcebook.declare import Field

_ORDERS: tuple[tuple[str, ...], ...] = (
    ("%Y/%m/%d",),
    ("%Y/%d/%m",),
    ("%d/%m/%Y", "%m/%d/%Y"),
    ("%d/%m/%y", "%m/%d/%y"),
    ("%d/%B/%Y", "%d/%b/%Y", "%B/%d/%Y", "%b/%d/%Y"),
    ("%Y%m%d",),
)
"""Once what stands between the parts is a slash. Only those of one line are told together."""
_MONTHS = ("%m/%Y", "%Y/%m", "%B/%Y", "%b/%Y", "%Y/%B", "%Y/%b", "%Y%m")
_CLOCK = re.compile(
    r"(?P<h>[0-9]{1,2})(?::(?P<m>[0-9]{2}))?(?::(?P<s>[0-9]{2}))?(?:\.[0-9]+)?\s*(?P<half>[ap]\.?m\.?)?",
    re.IGNORECASE,
)
_DAY_AND_CLOCK = re.compile(r"(.+?)(?:[T,]\s*|\s+)([0-9]{1,2}:[0-9].*)")
_FIRST, _LAST = 20_000, 60_000
"""Serial numbers of days from 1954 to 2064."""
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001
"""Day 0 of spreadsheets, for all days after February 1900."""


def days(_field: Field, text: str) -> Iterable[date]:
    """The days that a text may name, earliest order first."""
    found = _DAY_AND_CLOCK.fullmatch(text.strip())
    return _days(found[1] if found else text)


def _days(text: str) -> list[date]:
    parts = re.sub(r"(?<=[0-9])(st|nd|rd|th)\b", "", text.strip().removesuffix("T"))
    parts = re.sub(r"[\s,./\\-]+", "/", parts).strip("/")
    for order in _ORDERS:
        found = [day for pattern in order if (day := _parsed(parts, pattern)) is not None]
        if found:
            return list(dict.fromkeys(found))
    return []


def _parsed(text: str, pattern: str) -> date | None:
    if pattern == "%Y%m%d" and len(text) != 8:
        return None
    try:
        return datetime.strptime(text, pattern).date()  # noqa: DTZ007
    except ValueError:
        return None


def clock(_field: Field, text: str) -> Iterator[time]:
    """The time of day that a text names."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None or (found["m"] is None and found["half"] is None):
        return
    hour = int(found["h"])
    if found["half"]:
        if not 1 <= hour <= 12:
            return
        hour = hour % 12 + (12 if found["half"].lower().startswith("p") else 0)
    try:
        yield time(hour, int(found["m"] or 0), int(found["s"] or 0))
    except ValueError:
        return


def instants(field: Field, text: str) -> Iterator[datetime]:
    """The dates with times that a text may name; of a date alone, its midnight."""
    found = _DAY_AND_CLOCK.fullmatch(text.strip())
    times: Iterable[time] = clock(field, found[2]) if found else [time()]
    for at in times:
        for day in _days(found[1] if found else text):
            yield datetime.combine(day, at)


def serial_day(field: Field, text: str) -> Iterator[date]:
    """The day that a spreadsheet stores as a number of days."""
    for found in serial_instant(field, text):
        yield found.date()


def serial_instant(_field: Field, text: str) -> Iterator[datetime]:
    """The moment that a spreadsheet stores as a number of days."""
    if re.fullmatch(r"[0-9]{5}(\.[0-9]{1,12})?", text) and _FIRST <= float(text) <= _LAST:
        found = _EPOCH + timedelta(days=float(text))
        yield (found + timedelta(microseconds=500_000)).replace(microsecond=0)


def years(field: Field, text: str) -> Iterator[int]:
    """The year of a text: ``2024.0``, or that of a date."""
    if found := re.fullmatch(r"\s*([0-9]{4})\.0*\s*", text):
        yield int(found[1])
    yield from {day.year: None for day in (*days(field, text), *months(field, text))}


def months(field: Field, text: str) -> Iterator[date]:
    """The month of a text, as its first day."""
    parts = re.sub(r"[\s,./\\-]+", "/", text.strip()).strip("/")
    for pattern in _MONTHS:
        if pattern == "%Y%m" and len(parts) != 6:
            continue
        if (found := _parsed(parts, pattern)) is not None:
            yield found
            return
    yield from {day.replace(day=1): None for day in days(field, text)}


def impossible(text: str) -> str | None:
    """Why a date that is written as it should be is none."""
    found = re.match(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?![0-9])", text)
    if found is None:
        return None
    year, month, day = (int(part) for part in found.groups())
    if not 1 <= month <= 12:
        return f"Correct the month: there is none of the number {month}."
    if year and not 1 <= day <= monthrange(year, month)[1]:
        return f"Correct the day: {month_name[month]} {year} has {monthrange(year, month)[1]}."
    return None
