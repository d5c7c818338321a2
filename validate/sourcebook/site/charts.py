"""Charts as static SVG, drawn when the site is built: no script runs, no host is asked.

Each is drawn twice, for a wide page and for a telephone. Text and axes take the colour of the page
around them, so that one drawing serves light and dark; the marks' colours are Okabe and Ito's,
which colour-blind readers tell apart (https://jfly.uni-koeln.de/color/).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from sourcebook.errors import DeclarationError, Mistake
from sourcebook.site.behind import as_csv
from sourcebook.site.maps import gathered, scale

if TYPE_CHECKING:
    from sourcebook.site.contents import Contents, Row
    from sourcebook.site.declared import Chart
    from sourcebook.site.maps import Atlas

WIDE, NARROW = 640, 300
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#999999", "#F0E442")

_ELSEWHERE = "shows or links to something outside the site."

# Stands for the colour of the page's text until the drawing is done: Vega knows no currentColor.
_INK = "#0a0b0c"
_CONFIG: dict[str, Any] = {
    "background": "transparent",
    "font": "sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": _INK,
        "titleColor": _INK,
        "tickColor": _INK,
        "domainColor": _INK,
        "gridColor": _INK,
        "gridOpacity": 0.12,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
    },
    "axisX": {"labelAngle": 0, "labelOverlap": True},
    "legend": {
        "labelColor": _INK,
        "titleColor": _INK,
        "labelFontSize": 12,
        "orient": "top",
        "title": None,
    },
    "range": {"category": list(COLOURS)},
    "bar": {"color": COLOURS[0]},
    "line": {"color": COLOURS[0]},
    "point": {"color": COLOURS[0], "filled": True, "size": 60},
    "rule": {"color": _INK},
    "text": {"color": _INK},
}


@dataclass(frozen=True, slots=True)
class Drawing:
    chart: Chart
    rows: list[Row]
    wide: Markup
    narrow: Markup | None
    """For a telephone; ``None`` for a drawing that fits any width."""
    scale: str | None = None
    """What the size of its marks says, in words."""

    @property
    def names(self) -> list[str]:
        return list(self.rows[0]) if self.rows else []

    @property
    def csv(self) -> str:
        """The rows behind the drawing."""
        return as_csv(self.names, (row.values() for row in self.rows))


def draw(chart: Chart, contents: Contents, file: str, atlas: Atlas) -> Drawing:
    """The chart over the package's rows. Raises ``DeclarationError`` where it can't be drawn."""
    rows = contents.ask(chart.query, file, f"{chart.path}.query")
    if not chart.layers:
        return Drawing(chart, rows, *_map(chart, rows, file, atlas))
    drawn = [_svg(chart, rows, width, file) for width in (WIDE, NARROW)]
    return Drawing(chart, rows, drawn[0], drawn[1])


def _map(chart: Chart, rows: list[Row], file: str, atlas: Atlas) -> tuple[Markup, None, str | None]:
    if rows and not {"latitude", "longitude"} <= rows[0].keys():
        hint = "Select latitude and longitude, and size if the marks are to differ."
        wrong = Mistake(file, f"{chart.path}.query", "gives no points for a map.", hint)
        raise DeclarationError([wrong])
    points = gathered(rows)
    return atlas.draw(points, chart.title) or Markup(""), None, scale(points)


def _svg(chart: Chart, rows: list[Row], width: int, file: str) -> Markup:
    import altair as alt
    import jsonschema
    import vl_convert

    spec: dict[str, Any] = {
        "data": {"values": [{k: _plain(v) for k, v in row.items()} for row in rows]},
        "layer": [dict(layer) for layer in chart.layers],
        "width": width,
        "height": chart.height,
        "autosize": {"type": "fit", "contains": "padding"},
    }
    try:
        spec = alt.LayerChart.from_dict(spec).to_dict() | {"config": _CONFIG}
        svg = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    except (jsonschema.ValidationError, ValueError, TypeError) as error:
        problem = " ".join(getattr(error, "message", str(error)).split())[:200]
        hint = "Use Vega-Lite's marks and encodings."
        wrong = Mistake(file, f"{chart.path}.layers", f"can't be drawn: {problem}", hint)
        raise DeclarationError([wrong]) from None
    if re.search(r'<image|href="(?!#)', svg):
        wrong = Mistake(file, f"{chart.path}.layers", _ELSEWHERE, "Use no image or href.")
        raise DeclarationError([wrong])
    return _inline(svg, f"{chart.id}-{width}")


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def _inline(svg: str, prefix: str) -> Markup:
    """The drawing as part of a page: ids of its own, and decoration to a screen reader."""
    names = re.compile(r'(\bid="|url\(#|xlink:href="#|\bhref="#)')
    svg = names.sub(lambda found: f"{found[1]}{prefix}-", svg)
    svg = svg.replace(_INK, "currentColor").replace(_INK.upper(), "currentColor")
    svg = re.sub(r"rgb\(\s*10,\s*11,\s*12\s*\)", "currentColor", svg)
    return Markup(re.sub(r"<svg ", '<svg aria-hidden="true" focusable="false" ', svg, count=1))  # noqa: S704
