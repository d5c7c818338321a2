"""Dates, times, years and months in their default formats.

Sources: Table Schema; https://www.w3.org/TR/xmlschema-2/#dateTime, #gYear and #gYearMonth;
for version 1 https://specs.frictionlessdata.io/table-schema/#datetime. Years
0001 to 9999 for what has days; a moment with a zone is the same moment in UTC.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from sourcebook.declare.lexical.form import INVALID, Form
from sourcebook.declare.lexical.formats import formatted, in_utc
from sourcebook.declare.lexical.numbers import integer_name, integer_text, whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from sourcebook.declare.model import Field

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
_TIME = re.compile(_CLOCK)
_DATETIME = re.compile(
    rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}T{_CLOCK}(?:\.[0-9]+)?"
    r"(?P<zone>Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)?"
)
_ISO = re.compile(
    rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}[T ]{_CLOCK}(?:\.[0-9]+)?"
    r"(?P<zone>Z|[+-](?:(?:0[0-9]|1[0-3])(?::[0-5][0-9])?|14(?::00)?))?"
)
"""What version 1 asks for, "an ISO8601 format string": hours alone may tell a zone, and a blank may
stand for the T, as RFC 3339 has it."""
_YEAR = re.compile(r"-?(?!0000)(?:[1-9][0-9]{4,}|[0-9]{4})")
_YEARMONTH = re.compile(r"[0-9]{4}-[0-9]{2}")


def date(field: Field) -> Form:
    """The form of a ``date``: a ``datetime.date``."""
    read, write = formatted(field, _read_date, dt.date.isoformat)
    return Form(read=read, take=_take_date, write=write, name=dt.date.isoformat)


def datetime(field: Field) -> Form:
    """The form of a ``datetime``: a naive ``datetime.datetime``, in UTC where there is a zone."""
    usual = _instant(_ISO if field.version == 1 else _DATETIME)
    read, write = formatted(field, usual, dt.datetime.isoformat)
    return Form(read=read, take=_take_datetime, write=write, name=dt.datetime.isoformat)


def time(field: Field) -> Form:
    """The form of a ``time``: a naive ``datetime.time``."""
    read, write = formatted(field, _read_time, dt.time.isoformat)
    return Form(read=read, take=_take_time, write=write, name=dt.time.isoformat)


def year(_field: Field) -> Form:
    """The form of a ``year``: an int; there is no year 0."""
    return Form(read=_read_year, take=_take_year, write=_year_text, name=integer_name)


def yearmonth(_field: Field) -> Form:
    """The form of a ``yearmonth``: the first day of the month."""
    return Form(read=_read_yearmonth, take=_take_nothing, write=_month_text, name=_month_text)


def _read_date(text: str) -> Any:
    if _DATE.fullmatch(text) is None:
        return INVALID
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return INVALID


def _instant(form: re.Pattern[str]) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        match = form.fullmatch(text)
        if match is None:
            return INVALID
        try:
            value = dt.datetime.fromisoformat(text)
        except ValueError:
            return INVALID
        return in_utc(value) if match["zone"] else value

    return read


def _read_time(text: str) -> Any:
    return INVALID if _TIME.fullmatch(text) is None else dt.time.fromisoformat(text)


def _read_year(text: str) -> Any:
    return INVALID if _YEAR.fullmatch(text) is None else whole(text)


def _read_yearmonth(text: str) -> Any:
    if _YEARMONTH.fullmatch(text) is None:
        return INVALID
    try:
        return dt.date.fromisoformat(f"{text}-01")
    except ValueError:
        return INVALID


def _take_date(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.date() if value.time() == dt.time() else INVALID
    return value if isinstance(value, dt.date) else INVALID


def _take_datetime(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return in_utc(value)
    return dt.datetime.combine(value, dt.time()) if isinstance(value, dt.date) else INVALID


def _take_time(value: Any) -> Any:
    return value if isinstance(value, dt.time) and value.tzinfo is None else INVALID


def _take_year(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value else INVALID


def _take_nothing(_value: Any) -> Any:
    return INVALID


def _year_text(value: Any) -> str:
    text = integer_text(value)
    return text.zfill(5 if text.startswith("-") else 4)


def _month_text(value: dt.date) -> str:
    return value.isoformat()[:7]
