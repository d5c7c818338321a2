"""How a figure moved over time: its claims as marks by day and value, as SVG in the page.

Positions along the time are percentages, so that one drawing fits a wide page and a telephone.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from markupsafe import Markup

from sourcebook.site import text

if TYPE_CHECKING:
    from collections.abc import Sequence

HEIGHT = 170
_TOP, _BOTTOM = 14, 26
_LEFT, _RIGHT = 11.0, 97.0
"""Where the time begins and ends, in hundredths of the width."""
_BREAK = 74.0
"""Where the days end that are drawn to scale, if there is a later time."""
_SCALED = 14
"""How many days are drawn to scale, where the claims go on for long."""


@dataclass(frozen=True, slots=True)
class Saying:
    """A claim as a mark: ``said`` is false where only the day of publication is known."""

    day: date
    value: float
    said: bool
    replaced: bool
    label: str


@dataclass(frozen=True, slots=True)
class Published:
    best: float | None
    low: float | None
    high: float | None


def draw(sayings: Sequence[Saying], published: Published, label: str) -> Markup | None:
    """The claims in their course; ``None`` where they are of less than two days."""
    days = sorted({saying.day for saying in sayings})
    if len(days) < 2:
        return None
    line = _Days(days[0], days[-1])
    ends = [saying.value for saying in sayings]
    ends += [v for v in (published.best, published.low, published.high) if v is not None]
    scale = _Values(min(ends), max(ends))
    parts = [
        *_range(published, scale),
        *_values(scale),
        *_days(line),
        *_marks(sayings, line, scale),
    ]
    return Markup(
        '<svg class="sb-course" role="img" aria-label="{}" width="100%" height="{}">{}</svg>'
    ).format(text.visible(label), HEIGHT, Markup("").join(parts))


@dataclass(frozen=True, slots=True)
class _Days:
    first: date
    last: date

    @property
    def broken(self) -> bool:
        return (self.last - self.first).days > 4 * _SCALED

    def across(self, day: date) -> float:
        after = (day - self.first).days
        if not self.broken:
            return _LEFT + (_RIGHT - _LEFT) * after / (self.last - self.first).days
        if after <= _SCALED:
            return _LEFT + (_BREAK - 3 - _LEFT) * after / _SCALED
        rest = (self.last - self.first).days - _SCALED
        return _BREAK + 3 + (_RIGHT - _BREAK - 3) * (after - _SCALED) / rest

    def ticks(self) -> list[tuple[float, str, str]]:
        """Where a day stands, in words, and how its text is anchored."""
        start = (self.across(self.first), _short(self.first), "start")
        end = (self.across(self.last), _short(self.last), "end")
        if not self.broken:
            return [start, end]
        edge = date.fromordinal(self.first.toordinal() + _SCALED)
        return [start, (self.across(edge), _short(edge, year=False), "end"), end]


@dataclass(frozen=True, slots=True)
class _Values:
    low: float
    high: float

    def down(self, value: float) -> float:
        span = (self.high - self.low) or 1
        usable = HEIGHT - _TOP - _BOTTOM - 16
        return round(_TOP + 8 + usable * (1 - (value - self.low) / span), 1)


def _short(day: date, *, year: bool = True) -> str:
    words = f"{day.day} {text.MONTHS[day.month][:3]}"
    return f"{words} {day.year}" if year else words


def _range(published: Published, scale: _Values) -> list[Markup]:
    """The published range as a band, and its best value as a line."""
    parts = []
    if published.low is not None and published.high is not None:
        top, bottom = scale.down(published.high), scale.down(published.low)
        parts.append(
            Markup('<rect class="sb-band" x="{}%" width="{}%" y="{}" height="{}"/>').format(
                _LEFT - 2, _RIGHT - _LEFT + 4, top - 3, bottom - top + 6
            )
        )
    if published.best is not None:
        down = scale.down(published.best)
        parts.append(_line("sb-best", _LEFT - 2, down, _RIGHT + 2, down))
    return parts


def _values(scale: _Values) -> list[Markup]:
    ends = {scale.low, scale.high}
    return [
        Markup('<text x="{}%" y="{}" text-anchor="end">{}</text>').format(
            _LEFT - 3, scale.down(value) + 4, text.number(int(value) if value % 1 == 0 else value)
        )
        for value in sorted(ends)
    ]


def _days(line: _Days) -> list[Markup]:
    parts = [_line("sb-axis", _LEFT - 2, HEIGHT - _BOTTOM, _RIGHT + 2, HEIGHT - _BOTTOM)]
    parts += [
        Markup('<text x="{}%" y="{}" text-anchor="{}">{}</text>').format(
            round(across, 2), HEIGHT - 8, anchor, words
        )
        for across, words, anchor in line.ticks()
    ]
    if line.broken:
        parts.append(_line("sb-break", _BREAK, _TOP, _BREAK, HEIGHT - _BOTTOM))
        parts.append(Markup('<text x="{}%" y="11">later</text>').format(_BREAK + 1))
    return parts


def _marks(sayings: Sequence[Saying], line: _Days, scale: _Values) -> list[Markup]:
    """A circle a claim; those of one day and value stand beside each other."""
    beside: Counter[tuple[date, float]] = Counter()
    parts = []
    for saying in sayings:
        nth = beside[saying.day, saying.value]
        beside[saying.day, saying.value] += 1
        # The first in its place, the others to its right and left in turn.
        shift = (nth + 1) // 2 * 9 * (1 if nth % 2 else -1)
        kinds = ["sb-said" if saying.said else "sb-printed", *["sb-gone"] * saying.replaced]
        parts.append(
            Markup('<circle class="{}" cx="{}%" cy="{}" r="4"{}><title>{}</title></circle>').format(
                " ".join(kinds),
                round(line.across(saying.day), 2),
                scale.down(saying.value),
                Markup(' transform="translate({} 0)"').format(shift) if shift else "",
                text.plain(saying.label),
            )
        )
    return parts


def _line(kind: str, x1: float, y1: float, x2: float, y2: float) -> Markup:
    return Markup('<line class="{}" x1="{}%" y1="{}" x2="{}%" y2="{}"/>').format(
        kind, round(x1, 2), y1, round(x2, 2), y2
    )
