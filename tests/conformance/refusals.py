"""Descriptors that one side refuses and the other takes: which of these differences are decided.

Like the quirks of ``engines.quirks``, each has an id, the clause that decides it and a condition,
here over what both sides say of the descriptor. ``docs/conformance.md`` lists them beside those.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Refusal:
    """What both sides say of a descriptor, or of a file that can't be read."""

    case: str
    theirs: tuple[str, ...]
    """``type: note`` of each error."""
    their_verdict: bool
    ours: tuple[str, ...]
    our_verdict: bool

    def __str__(self) -> str:
        said = [f"reference {'valid' if self.their_verdict else '; '.join(self.theirs[:3])[:200]}"]
        words = "valid" if self.our_verdict else "; ".join(self.ours[:3])[:300] or "invalid"
        return f"{said[0]} | we {words}"


@dataclass(frozen=True, slots=True)
class Quirk:
    id: str
    clause: str
    covers: Callable[[Refusal], bool]


REFUSALS: tuple[Quirk, ...] = ()


def recognise(refusal: Refusal) -> str | None:
    """The id of the quirk that explains a difference, if one does."""
    return next((quirk.id for quirk in REFUSALS if quirk.covers(refusal)), None)
