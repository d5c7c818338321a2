"""The formats of dates and times besides the default: strptime patterns, and ``any``.

Source: Table Schema, ``datetime``: "standard Python / C strptime", and for ``any`` "an example is
dateutil.parser.parse". A pattern is read as Python's strptime reads it, with ASCII digits only; a
word that does not say when (``10``, ``Friday``) is of no date, though dateutil fills in today.
"""

from __future__ import annotations

import datetime as dt
import operator
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
_GUESSES = (dt.datetime(1604, 1, 1), dt.datetime(1608, 2, 2, 1))  # noqa: DTZ001
"""What dateutil fills in: where it stands in the answer, the text may not have said it."""
_ZONES = ("UTC", "GMT")
"""Names of zones that a pattern's ``%Z`` takes; Python takes this machine's own too."""


def formatted(
    field: Field, read: Callable[[str], Any], write: Callable[[Any], str]
) -> tuple[Callable[[str], Any], Callable[[Any], str]]:
    """How the field's format is read and written; ``read`` and ``write`` if it is the default."""
    pattern = field.format.removeprefix("fmt:")
    if pattern in _DEFAULTS:
        return read, write
    part = _PARTS[field.type]
    if pattern == "any":
        return _any_reader(field.type, part, read), write
    return _pattern_reader(pattern, part), _pattern_writer(pattern)


def in_utc(value: dt.datetime) -> dt.datetime:
    """The same moment in UTC, naive; the ends of the calendar where it lies beyond them."""
    offset = value.utcoffset()
    if offset is None:
        return value
    naive = value.replace(tzinfo=None)
    try:
        return naive - offset
    except OverflowError:
        return dt.datetime.max if offset < dt.timedelta(0) else dt.datetime.min  # noqa: DTZ901


def _pattern_reader(pattern: str, part: Callable[[dt.datetime], Any]) -> Callable[[str], Any]:
    pieces = _pieces(pattern)
    patterns = tuple(
        dict.fromkeys(
            "".join(zone if piece == "%Z" else piece for piece in pieces) for zone in _ZONES
        )
    )

    def read(text: str) -> Any:
        if not text.isascii() and _FOREIGN_DIGIT.search(text):
            return INVALID
        for spelled in patterns:
            try:
                return part(dt.datetime.strptime(text, spelled))  # noqa: DTZ007
            except (ValueError, OverflowError, re.error):
                continue
        return INVALID

    return read


def _pieces(pattern: str) -> list[str]:
    """Texts and directives in turn."""
    return re.split(r"(%.)", pattern, flags=re.DOTALL)


def _pattern_writer(pattern: str) -> Callable[[Any], str]:
    """Writes in UTC, where the pattern has a zone, and years with four digits."""
    pieces = _pieces(pattern)

    def write(value: Any) -> str:
        if isinstance(value, dt.time):
            value = dt.datetime.combine(dt.date(1900, 1, 1), value)
        elif not isinstance(value, dt.datetime):
            value = dt.datetime.combine(value, dt.time())
        value = value.replace(tzinfo=dt.UTC)
        return "".join(
            value.strftime(piece).zfill(4 if piece in ("%Y", "%G") else 0) if n % 2 else piece
            for n, piece in enumerate(pieces)
        )

    return write


def _any_reader(
    kind: str, part: Callable[[dt.datetime], Any], usual: Callable[[str], Any]
) -> Callable[[str], Any]:
    """As ``usual``; or by dateutil, if the text says an hour, a year and a month, or a year alone.

    What it says is what does not come from the guess; where they agree, a second guess decides.
    """
    said = _hour if kind == "time" else _month
    first, second = _GUESSES

    def read(text: str) -> Any:
        if (found := usual(text)) is not INVALID:
            return found
        if len(text) > _LONGEST or (not text.isascii() and _FOREIGN_DIGIT.search(text)):
            return INVALID
        found = _parsed(text, first)
        if found is None:
            return INVALID
        if any(map(operator.eq, said(found), said(first))):
            again = _parsed(text, second)
            alone = kind != "time" and _YEAR_ALONE.fullmatch(text)
            if not alone and (again is None or said(found) != said(again)):
                return INVALID
        return part(found)

    return read


def _hour(moment: dt.datetime) -> tuple[int, ...]:
    return (moment.hour,)


def _month(moment: dt.datetime) -> tuple[int, ...]:
    return (moment.year, moment.month)


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


def _clock(value: dt.datetime) -> dt.time:
    """The time of day, in UTC where there is a zone: then it has no day to run over to."""
    offset = value.utcoffset() or dt.timedelta()
    return (dt.datetime.combine(dt.date(2000, 1, 2), value.time()) - offset).time()


_PARTS: dict[str, Callable[[dt.datetime], Any]] = {
    "date": dt.datetime.date,
    "datetime": in_utc,
    "time": _clock,
}
