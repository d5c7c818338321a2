"""The formats of dates and times besides the default: strptime patterns, and ``any``.

Source: Table Schema, ``datetime``: "standard Python / C strptime", and for ``any`` "an example is
dateutil.parser.parse". A pattern is read as Python's strptime reads it, with ASCII digits only; a
word that does not say when (``10``, ``Friday``) is of no date, though dateutil fills in today.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from sourcebook.declare.lexical.form import INVALID

if TYPE_CHECKING:
    from collections.abc import Callable

    from sourcebook.declare.model import Field

_DEFAULTS = frozenset({"", "default"})
_FOREIGN_DIGIT = re.compile(r"(?![0-9])\d")
_YEAR_ALONE = re.compile(r"\s*[0-9]{4}\s*")
_LONGEST = 100
"""No date is longer; dateutil takes its time over long texts."""
_GUESSES = (dt.datetime(2000, 1, 1), dt.datetime(2001, 2, 2, 1))  # noqa: DTZ001
"""What dateutil fills in, twice: where the answers differ, the text did not say."""


def formatted(
    field: Field, read: Callable[[str], Any], write: Callable[[Any], str]
) -> tuple[Callable[[str], Any], Callable[[Any], str]]:
    """How the field's format is read and written; ``read`` and ``write`` if it is the default."""
    pattern = field.format.removeprefix("fmt:")
    if pattern in _DEFAULTS:
        return read, write
    part = _PARTS[field.type]
    if pattern == "any":
        return _any_reader(field.type, part), write
    return _pattern_reader(pattern, part), _pattern_writer(pattern)


def _pattern_reader(pattern: str, part: Callable[[dt.datetime], Any]) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        if not text.isascii() and _FOREIGN_DIGIT.search(text):
            return INVALID
        try:
            return part(dt.datetime.strptime(text, pattern))  # noqa: DTZ007
        except (ValueError, OverflowError, re.error):
            return INVALID

    return read


def _pattern_writer(pattern: str) -> Callable[[Any], str]:
    """Writes in UTC, where the pattern has a zone, and years with four digits."""
    pieces = re.split(r"(%.)", pattern, flags=re.DOTALL)

    def write(value: Any) -> str:
        if isinstance(value, dt.time):
            value = dt.datetime.combine(dt.date(1900, 1, 1), value)
        elif not isinstance(value, dt.datetime):
            value = dt.datetime.combine(value, dt.time())
        value = value.replace(tzinfo=dt.UTC)
        return "".join(
            f"{value.year:04}" if piece == "%Y" else value.strftime(piece) if n % 2 else piece
            for n, piece in enumerate(pieces)
        )

    return write


def _any_reader(kind: str, part: Callable[[dt.datetime], Any]) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        if len(text) > _LONGEST or (not text.isascii() and _FOREIGN_DIGIT.search(text)):
            return INVALID
        one, other = (_parsed(text, guess) for guess in _GUESSES)
        if one is None or other is None:
            return INVALID
        if kind == "time":
            return part(one) if one.hour == other.hour else INVALID
        said = (one.year, one.month) == (other.year, other.month)
        return part(one) if said or _YEAR_ALONE.fullmatch(text) else INVALID

    return read


def _parsed(text: str, guess: dt.datetime) -> dt.datetime | None:
    from dateutil.parser import parse

    try:
        found: dt.datetime = parse(text, default=guess, tzinfos=_zone)
    except Exception:  # noqa: BLE001  (dateutil meets some texts with any exception)
        return None
    return found


def _zone(_name: str | None, offset: int | None) -> dt.tzinfo | None:
    """A zone with an offset; names alone say none, whatever the machine calls its own."""
    return None if offset is None else dt.timezone(dt.timedelta(seconds=offset))


def _moment(value: dt.datetime) -> dt.datetime:
    from sourcebook.declare.lexical.times import in_utc

    return in_utc(value)


def _clock(value: dt.datetime) -> dt.time:
    """The time of day, in UTC where there is a zone: then it has no day to run over to."""
    offset = value.utcoffset() or dt.timedelta()
    return (dt.datetime.combine(dt.date(2000, 1, 2), value.time()) - offset).time()


_PARTS: dict[str, Callable[[dt.datetime], Any]] = {
    "date": dt.datetime.date,
    "datetime": _moment,
    "time": _clock,
}
