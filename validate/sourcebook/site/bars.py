"""Bars as SVG in the page: a number for each of a row of values, such as years.

Positions across are percentages, so that one drawing fits a wide page and a telephone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from sourcebook.site import text

if TYPE_CHECKING:
    from collections.abc import Sequence

_TOP, _BOTTOM = 16, 20
_LABELS = 6
"""How many labels below the bars fit on a telephone."""
_WIDEST = 16
"""The most of the page's width, in percent, that one bar takes."""


def draw(
    bars: Sequence[tuple[str, float]], label: str, *, height: int = 130, numbers: bool = True
) -> Markup:
    """The bars as one picture. ``numbers`` writes each one's number above it."""
    most = max((value for _, value in bars), default=0) or 1
    each = 100 / max(len(bars), 1)
    usable = height - _TOP - _BOTTOM
    step = -(-len(bars) // _LABELS)
    parts = []
    for number, (name, value) in enumerate(bars):
        tall = round(usable * value / most, 1)
        across = each * number
        parts.append(
            Markup(
                '<rect x="{:.2f}%" y="{}" width="{:.2f}%" height="{}"><title>{}</title></rect>'
            ).format(
                across + each * 0.1,
                round(_TOP + usable - tall, 1),
                each * 0.8,
                tall,
                f"{name}: {text.number(value)}",
            )
        )
        if numbers and value:
            parts.append(_label(across + each / 2, _TOP + usable - tall - 4, text.number(value)))
        if number % step == 0:
            parts.append(_label(across + each / 2, height - 5, name))
    axis = Markup('<line class="sb-axis" x1="0" x2="100%" y1="{0}" y2="{0}"/>')
    parts.append(axis.format(_TOP + usable))
    return Markup(
        '<svg class="sb-bars" role="img" aria-label="{}" width="{}%" height="{}">{}</svg>'
    ).format(text.visible(label), min(100, _WIDEST * len(bars)), height, Markup("").join(parts))


def _label(across: float, down: float, words: str) -> Markup:
    return Markup('<text x="{:.2f}%" y="{}" text-anchor="middle">{}</text>').format(
        across, round(down, 1), text.visible(words)
    )
