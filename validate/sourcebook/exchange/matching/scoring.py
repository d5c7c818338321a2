"""How well two events agree, as a number from 0 to 1 and in words.

The number is the mean of up to four parts, each from 0 (they differ) to 1 (they agree):

* time: how far apart they are, within the window;
* place: the same in km;
* actors: same 1, close 0.8, broad 0.5, different 0, unknown 0.5;
* counts: the smaller of two by the larger, and the mean of those where there are several.

What says neither counts one half. So does what is coarse, the more the wider it makes the window:
two events of one month agree less than two of one day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcebook.declare.binding import quote
from sourcebook.engines.nearness import great_circle
from sourcebook.engines.sql import literal
from sourcebook.exchange.matching.shape import count_column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sourcebook.exchange.matching.model import Window

DAYS = "greatest(0, date_diff('day', a.last, b.first), date_diff('day', b.last, a.first))"
"""Days between two events: 0 where they overlap."""

KM = great_circle("a", "b")

_GRADES = {"same": 1.0, "close": 0.8, "broad": 0.5, "different": 0.0, "unknown": 0.5}


def score(window: Window, counts: Sequence[str], *, actors: bool) -> str:
    """The score of a row with ``days``, ``km``, ``actors`` and the columns of a pair."""
    parts = [_time(window), _place(window)]
    if actors:
        cases = " ".join(f"WHEN {literal(word)} THEN {value}" for word, value in _GRADES.items())
        parts.append(f"CASE agreement {cases} END")
    if counts:
        ratios = " + ".join(_ratio(name) for name in counts)
        parts.append(f"({ratios}) / {len(counts)}")
    return f"round(({' + '.join(parts)}) / {len(parts)}, 6)"


def _time(window: Window) -> str:
    asked = f"{window.days + 1}.0"
    spread = "abs(date_diff('day', a.first, a.last) - date_diff('day', b.first, b.last))"
    near = f"1 - pair.days / ({asked} + a.days + b.days)"
    return f"(0.5 + ({near} - 0.5) * ({asked} / ({asked} + a.days + b.days + {spread})))"


def _place(window: Window) -> str:
    asked = f"{window.km + 1!r}"
    near = f"1 - pair.km / ({asked} + a.km + b.km)"
    return f"(0.5 + ({near} - 0.5) * ({asked} / ({asked} + a.km + b.km)))"


def _ratio(name: str) -> str:
    one, other = (f"{side}.{quote(count_column(name))}" for side in "ab")
    return (
        f"CASE WHEN {one} IS NULL OR {other} IS NULL THEN 0.5 "
        f"WHEN greatest({one}, {other}) = 0 THEN 1.0 "
        f"ELSE least({one}, {other}) / greatest({one}, {other}) END"
    )


def reasons(counts: Sequence[str], *, actors: bool) -> str:
    """The same in words, for a reviewer."""
    days = """CASE
        WHEN pair.days > 1 THEN CAST(pair.days AS VARCHAR) || ' days apart'
        WHEN pair.days = 1 THEN 'a day apart'
        WHEN a.first = b.first AND a.last = b.last THEN
            CASE WHEN a.first = a.last THEN 'same day' ELSE 'same days' END
        ELSE 'days overlap' END"""
    far = "CASE WHEN pair.km < 0.05 THEN 'same point' ELSE printf('%.1f km apart', pair.km) END"
    told = [days, far]
    if actors:
        told.append(
            "CASE agreement WHEN 'unknown' THEN 'actors can''t be compared' "
            "WHEN 'different' THEN 'different actors' WHEN 'same' THEN 'same actor' "
            "ELSE agreement || ' match of actors' END"
        )
    for name in counts:
        one, other = (f"{side}.{quote(count_column(name))}" for side in "ab")
        word = literal(name.replace("_", " "))
        told.append(
            f"CASE WHEN {one} IS NULL OR {other} IS NULL THEN {word} || ' not known of both' "
            f"WHEN {one} = {other} THEN printf('%s %g in both', {word}, {one}) "
            f"ELSE printf('%s %g and %g', {word}, {one}, {other}) END"
        )
    told += [f"CASE WHEN {axis}.days > 0 THEN 'date of {axis} is coarse' END" for axis in "ab"]
    told += [f"CASE WHEN {axis}.km > 0 THEN 'place of {axis} is coarse' END" for axis in "ab"]
    return f"concat_ws('; ', {', '.join(told)})"
