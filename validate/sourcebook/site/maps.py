"""Maps as SVG in the page: points over the outlines of areas, drawn when the site is built.

A drawing of Vega's takes 40 ms, and a site has thousands; so these are written here. Text and lines
take their colours from the page's style. Equirectangular, true to scale at the middle latitude.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from sourcebook.errors import DeclarationError, Mistake
from sourcebook.site import text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shapely.geometry.base import BaseGeometry

    from sourcebook.site.contents import Contents
    from sourcebook.site.declared import Site

WIDTH = 480
"""Of every map, in its own units."""
_MARGIN = 0.04
_TOLERANCE = 0.8
"""How far a simplified outline may be from the given one, in units of the map."""
_LEAST = 1.0
"""The least span of a map, in degrees."""


@dataclass(frozen=True, slots=True)
class Point:
    latitude: float
    longitude: float
    label: str
    size: float = 1
    """What the area of the mark stands for."""


@dataclass(frozen=True, slots=True)
class _Frame:
    """Degrees to the units of a map."""

    west: float
    south: float
    east: float
    north: float

    @property
    def _narrowing(self) -> float:
        return max(math.cos(math.radians((self.north + self.south) / 2)), 0.1)

    @property
    def unit(self) -> float:
        """Units of the map in a degree of latitude."""
        return WIDTH / ((self.east - self.west) * self._narrowing)

    @property
    def height(self) -> float:
        return (self.north - self.south) * self.unit

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        across = (longitude - self.west) * self._narrowing * self.unit
        return round(across, 1), round((self.north - latitude) * self.unit, 1)


class Atlas:
    """The outlines that a dataset's maps are drawn on, if it declares any."""

    def __init__(self, contents: Contents, site: Site) -> None:
        self.shapes = _shapes(contents, site) if site.areas else []

    @cached_property
    def _frame(self) -> _Frame | None:
        bounds = [shape.bounds for shape in self.shapes]
        if not bounds:
            return None
        west, south, east, north = zip(*bounds, strict=True)
        return _framed(min(west), min(south), max(east), max(north))

    @cached_property
    def _outlines(self) -> Markup:
        """The areas, each a path."""
        if self._frame is None:
            return Markup("")
        paths = [_path(shape, self._frame) for shape in self.shapes]
        shown = [Markup('<path d="{}"/>').format(path) for path in paths if path]
        return Markup('<g class="sb-areas">{}</g>').format(Markup("").join(shown))

    def draw(self, points: Iterable[Point], label: str) -> Markup | None:
        """The points as one picture with a text alternative; ``None`` where there are none."""
        found = [p for p in points if math.isfinite(p.latitude) and math.isfinite(p.longitude)]
        if not found:
            return None
        frame = self._frame or _around(found)
        biggest = max(point.size for point in found)
        marks = [
            _mark(point, frame, _radius(point.size, biggest, len(found)))
            for point in sorted(found, key=lambda p: -p.size)
        ]
        return Markup(
            '<svg class="sb-map" role="img" aria-label="{}" viewBox="0 0 {} {}">{}{}</svg>'
        ).format(
            text.visible(label),
            WIDTH,
            round(frame.height, 1),
            self._outlines,
            Markup('<g class="sb-points">{}</g>').format(Markup("").join(marks)),
        )


def scale(points: Iterable[Point]) -> str | None:
    """What the size of the circles says; ``None`` where they are all of one size."""
    sizes = {point.size for point in points}
    if len(sizes) < 2:
        return None
    return f"The area of a circle stands for its number: the largest is {text.number(max(sizes))}."


def gathered(rows: Iterable[dict[str, Any]]) -> list[Point]:
    """Rows with ``latitude`` and ``longitude`` as points, those at one place as one.

    A row's ``size`` is added up; without one it counts as 1. Its other columns are the label.
    """
    sizes: Counter[tuple[float, float]] = Counter()
    labels: dict[tuple[float, float], str] = {}
    for row in rows:
        if row["latitude"] is None or row["longitude"] is None:
            continue
        place = (float(row["latitude"]), float(row["longitude"]))
        size = row.get("size", 1)
        sizes[place] += 0 if size is None else size
        others = [v for n, v in row.items() if n not in ("latitude", "longitude", "size")]
        labels.setdefault(place, ", ".join(str(value) for value in others if value is not None))
    return [Point(*place, labels[place], size) for place, size in sizes.items()]


def _radius(size: float, biggest: float, count: int) -> float:
    """So that the area of a mark stands for its size."""
    if count == 1:
        return 7
    return round(max(2.5, 16 * math.sqrt(max(size, 0) / biggest)) if biggest > 0 else 2.5, 1)


def _mark(point: Point, frame: _Frame, radius: float) -> Markup:
    across, down = frame.place(point.longitude, point.latitude)
    title = f"{point.label}: {text.number(point.size)}" if point.size != 1 else point.label
    return Markup('<circle cx="{}" cy="{}" r="{}"><title>{}</title></circle>').format(
        across, down, radius, text.plain(title)
    )


def _framed(west: float, south: float, east: float, north: float) -> _Frame:
    across, up = ((east - west) * _MARGIN, (north - south) * _MARGIN)
    return _Frame(west - across, south - up, east + across, north + up)


def _around(points: list[Point]) -> _Frame:
    norths, easts = [p.latitude for p in points], [p.longitude for p in points]
    middle = ((min(easts) + max(easts)) / 2, (min(norths) + max(norths)) / 2)
    half = max(max(easts) - min(easts), max(norths) - min(norths), _LEAST) / 2
    return _framed(middle[0] - half, middle[1] - half, middle[0] + half, middle[1] + half)


def _path(shape: BaseGeometry, frame: _Frame) -> str:
    drawn = shape.simplify(_TOLERANCE / frame.unit)
    parts = []
    for polygon in getattr(drawn, "geoms", [drawn]):
        if polygon.geom_type != "Polygon":
            continue
        for ring in (polygon.exterior, *polygon.interiors):
            places = (frame.place(x, y) for x, y, *_ in ring.coords)
            parts.append("M" + "L".join(f"{x:g} {y:g}" for x, y in places) + "Z")
    return "".join(parts)


def _shapes(contents: Contents, site: Site) -> list[BaseGeometry]:
    from shapely.errors import ShapelyError
    from shapely.geometry import shape

    file = contents.folder / str(site.areas)
    problem, hint = "is no file of the package.", "Name a GeoJSON file that a rule reads."
    if file.resolve().is_relative_to(contents.folder.resolve()) and file.is_file():
        try:
            document = json.loads(file.read_text(encoding="utf-8"))
            return [shape(feature["geometry"]) for feature in document["features"]]
        except (KeyError, TypeError, ValueError, AttributeError, ShapelyError) as error:
            problem = f"can't be drawn: {type(error).__name__} {error}"
            hint = "Give a GeoJSON FeatureCollection of polygons."
    raise DeclarationError([Mistake(site.file, "areas", problem, hint)])
