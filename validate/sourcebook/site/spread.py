"""How full a field is and how its values are spread: numbers, and a small chart where it helps."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sourcebook.site import bars, text
from sourcebook.site.cells import field_title
from sourcebook.site.measures import Share, filled, year

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from markupsafe import Markup

    from sourcebook.declare import Field
    from sourcebook.site.contents import Row

_BINS = 12
_NUMBERS = ("integer", "number")


@dataclass(frozen=True, slots=True)
class Spread:
    full: Share
    distinct: int
    chart: Markup | None
    codes: dict[str, Share]
    """For a field with a vocabulary, how often each code stands."""


def spread(field: Field, rows: Sequence[Row]) -> Spread:
    """What the rows of a table hold in one field."""
    values = [row[field.name] for row in rows if row[field.name] not in (None, "")]
    counts = Counter(str(value) for value in values)
    codes = {
        str(code.value): Share("", counts[str(code.value)], len(rows)) for code in field.categories
    }
    return Spread(
        Share("", filled(rows, field.name), len(rows)),
        len(counts),
        None if field.categories else _chart(field, values),
        codes,
    )


def _chart(field: Field, values: list[Any]) -> Markup | None:
    """Numbers in bins, dates by year; nothing for keys, texts and what hardly varies."""
    years = [found for value in values if (found := year(value)) is not None]
    bins: list[tuple[str, float]]
    if field.type in _NUMBERS and len(set(values)) > 2:
        bins, kind = _binned(field, values), "by value"
    elif _dated(field) and len(set(years)) > 2 and len(years) == len(values):
        counts, ends = Counter(map(int, years)), sorted(map(int, set(years)))
        if ends[-1] - ends[0] > 60:
            return None
        bins = [(str(one), counts[one]) for one in range(ends[0], ends[-1] + 1)]
        kind = "by year"
    else:
        return None
    words = ", ".join(f"{name}: {text.number(count)}" for name, count in bins)
    return bars.draw(bins, f"{field_title(field)} {kind}. {words}", height=90)


def _dated(field: Field) -> bool:
    return field.type in ("date", "datetime", "year", "yearmonth") or (
        field.type == "string" and (field.unit or "").startswith("date")
    )


def _binned(field: Field, values: list[Any]) -> list[tuple[str, float]]:
    """Each number for itself where they are few, else in bins of one width, a round one."""
    low, high = float(min(values)), float(max(values))
    if field.type == "integer" and high - low < _BINS:
        counts = Counter(int(value) for value in values)
        return [(str(one), counts[one]) for one in range(int(low), int(high) + 1)]
    width = _round((high - low) / _BINS)
    first = low // width
    bins = Counter(int(float(value) // width - first) for value in values)
    return [(f"{text.number(_whole((first + n) * width))}+", bins[n]) for n in range(max(bins) + 1)]


def _round(width: float) -> float:
    """The next of 1, 2 or 5 times a power of ten."""
    power = 10.0 ** int(f"{width:e}".partition("e")[2])
    return next(step * power for step in (1, 2, 5, 10) if step * power >= width)


def _whole(value: float) -> float:
    return int(value) if value == int(value) else round(value, 6)
