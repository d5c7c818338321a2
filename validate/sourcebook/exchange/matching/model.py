"""What a match is asked and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class Window:
    """How far two events may be apart; coarse dates and places widen it."""

    days: int
    km: float


@dataclass(frozen=True, slots=True)
class Sum:
    """The events of a side."""

    name: str
    events: int
    unplaced: int
    """Those without a date or a point, which are in no pair."""
    unread: int
    """Those of them, or beside them, with a text that is no date or no coordinate."""
    example: str | None
    """One of these: its id and what could not be read."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """Where there were too many candidates to compare all of them."""

    events: int
    """Events of the first side that were not compared with all that is near."""
    left: int
    """Comparisons that were not made."""
    day: date
    """Of the densest spot, as are the next three."""
    latitude: float
    longitude: float
    candidates: int


@dataclass(frozen=True, slots=True)
class Matched:
    """What was found. The pairs themselves are in the file."""

    sides: tuple[Sum, Sum]
    window: Window
    found: int
    """Pairs within the window."""
    listed: int
    """Those that are in the table; of each event of the first side only the best are."""
    best: int
    """Those in which each event is the other's best that was left."""
    crowd: Crowd | None
