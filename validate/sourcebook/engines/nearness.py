"""Pairs of points near each other in time and space, found without comparing all with all, as SQL.

Rows are blocked into cells: buckets of days, bands of latitude, and in each band so many buckets of
longitude that none is narrower there than the distance asked for. A row of one side stands in the
cell that it lies in, one of the other side in that cell and all around it. So two rows that are
near enough share exactly one cell, whatever the latitude, on both sides of the 180th meridian and
at the poles; whether they are near enough is then asked of the pair.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

EARTH_KM = 6371.0088
"""Mean radius of the Earth, IUGG."""

CELL = ('"?t"', '"?y"', '"?x"')
"""The columns that name a cell. Two rows that are near enough agree in all of them once."""

_LEAST_KM = 0.01
"""Points at no distance still need cells of some size."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells for pairs at most ``days`` and ``km`` (great circle) apart."""

    days: float
    km: float

    def home(self, relation: str, day: str) -> str:
        """The rows of a relation, each with the one cell that it lies in.

        ``day`` is an expression: days as a number. The coordinates are ``latitude`` and
        ``longitude`` in degrees. A row without one of the three, or with one that is no finite
        number, is in no cell.
        """
        return f"""
            SELECT *, {self._x('"?y"')} AS "?x" FROM (
                SELECT *, {self._t(day)} AS "?t", {self._y()} AS "?y" FROM {relation}
            ) WHERE "?t" IS NOT NULL AND "?y" IS NOT NULL AND "?x" IS NOT NULL"""

    def around(self, relation: str, day: str) -> str:
        """The rows of a relation, each once for its cell and for each of those around it."""
        x, n = self._x('"?y"'), self._buckets('"?y"')
        beside = f"list_distinct([({x} + {n} - 1) % {n}, {x}, ({x} + 1) % {n}])"
        return f"""
            SELECT * EXCLUDE ("?beside"), unnest("?beside") AS "?x" FROM (
                SELECT *, {beside} AS "?beside" FROM (
                    SELECT * EXCLUDE ("?y"), unnest(["?y" - 1, "?y", "?y" + 1]) AS "?y" FROM (
                        SELECT * EXCLUDE ("?t"), unnest(["?t" - 1, "?t", "?t" + 1]) AS "?t" FROM (
                            SELECT *, {self._t(day)} AS "?t", {self._y()} AS "?y" FROM {relation}
                        )
                    )
                )
            ) WHERE "?t" IS NOT NULL AND "?y" IS NOT NULL"""

    @property
    def _arc(self) -> float:
        """The distance as an angle, a little more than it is: what lies on the border is near."""
        return min(math.pi, max(self.km, _LEAST_KM) * (1 + 1e-9) / EARTH_KM)

    def _t(self, day: str) -> str:
        return f"TRY_CAST(floor(({day}) / {max(float(self.days), 1.0)!r}) AS BIGINT)"

    def _y(self) -> str:
        return f"TRY_CAST(floor((latitude + 90) / {math.degrees(self._arc)!r}) AS BIGINT)"

    def _x(self, band: str) -> str:
        n = self._buckets(band)
        bucket = f"TRY_CAST(floor((longitude + 180) / 360 * {n}) AS BIGINT)"
        return f"(({bucket} % {n} + {n}) % {n})"  # 200 and -160 degrees are one longitude

    def _buckets(self, band: str) -> str:
        """How many buckets of longitude a band has.

        On a circle of angular radius d around a point at latitude p, longitudes differ from that
        of the point by at most asin(sin d / cos p); a circle around a pole has them all.
        """
        width = repr(math.degrees(self._arc))
        edge = f"greatest(abs({band} * {width} - 90), abs(({band} + 1) * {width} - 90))"
        cosine = f"cos(radians(least(90, {edge})))"
        if self._arc >= math.pi / 2:
            return "1"
        sine = repr(math.sin(self._arc))
        return (
            f"CASE WHEN {cosine} <= {sine} THEN 1 ELSE "
            f"CAST(greatest(1, floor(360 / degrees(asin({sine} / {cosine})))) AS BIGINT) END"
        )


def same_cell(a: str, b: str) -> str:
    """The condition under which a row of ``home`` and one of ``around`` are to be looked at."""
    return " AND ".join(f"{a}.{name} = {b}.{name}" for name in CELL)


def great_circle(a: str, b: str) -> str:
    """The distance of two rows with ``latitude`` and ``longitude`` in km, by the haversine formula.

    Degrees of WGS 84, taken for a sphere's.
    """
    return f"""{2 * EARTH_KM} * asin(least(1, sqrt(
                    sin(radians({b}.latitude - {a}.latitude) / 2) ** 2
                    + cos(radians({a}.latitude)) * cos(radians({b}.latitude))
                    * sin(radians({b}.longitude - {a}.longitude) / 2) ** 2
                )))"""
