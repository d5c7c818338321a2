"""Whether a row that is there lies near one that may be the same."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sourcebook.exchange.origins.model import Near
    from sourcebook.exchange.origins.tables import Held

_EARTH_KM = 6371.0088
"""Mean radius of the Earth, IUGG."""


def is_near(near: Near, held: Held, number: int, latitude: str, longitude: str) -> bool:
    """Whether row ``number`` of a table has a point, and one within the distance of another."""
    there = held.cell(number, near.latitude), held.cell(number, near.longitude)
    if not (all(there) and latitude and longitude):
        return False
    return kilometres(*map(float, (*there, latitude, longitude))) <= near.km


def kilometres(latitude: float, longitude: float, other: float, beside: float) -> float:
    """The great circle's distance of two points in degrees, by the haversine formula."""
    one, two = radians(latitude), radians(other)
    half = (
        sin((two - one) / 2) ** 2 + cos(one) * cos(two) * sin(radians(beside - longitude) / 2) ** 2
    )
    return 2 * _EARTH_KM * asin(min(1.0, sqrt(half)))
