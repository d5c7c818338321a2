"""Descriptors that one side refuses and the other takes: which of these differences are decided.

Like the quirks of ``engines.quirks``, each has an id, the clause that decides it and a condition,
here over what both sides say of the descriptor. ``docs/conformance.md`` lists them beside those.
"""

from __future__ import annotations

import re
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
    unlooked: bool = False
    """We have skipped its foreign keys, because a table that they refer to can't be read."""

    def __str__(self) -> str:
        said = [f"reference {'valid' if self.their_verdict else '; '.join(self.theirs[:3])[:200]}"]
        words = "valid" if self.our_verdict else "; ".join(self.ours[:3])[:300] or "invalid"
        return f"{said[0]} | we {words}"


@dataclass(frozen=True, slots=True)
class Quirk:
    id: str
    clause: str
    covers: Callable[[Refusal], bool]


def _is_referring(refusal: Refusal) -> bool:
    """The reference refuses a table whose foreign key refers to a file that can't be read."""
    of_file = ("source-error", "scheme-error", "encoding-error")
    theirs = bool(refusal.theirs) and all(each.startswith(of_file) for each in refusal.theirs)
    return theirs and refusal.our_verdict and refusal.unlooked


def _they_refuse(*notes: str) -> Callable[[Refusal], bool]:
    """The reference alone refuses, and each of its reasons is one of these."""
    reason = re.compile("|".join(notes), re.DOTALL)
    return lambda refusal: (
        refusal.our_verdict
        and not refusal.their_verdict
        and bool(refusal.theirs)
        and all(reason.search(each) for each in refusal.theirs)
    )


def _we_refuse(*places: str) -> Callable[[Refusal], bool]:
    """We refuse the descriptor, the reference does not, and each of our reasons is one of these."""
    reason = re.compile("|".join(places), re.DOTALL)
    return lambda refusal: bool(refusal.ours) and all(reason.search(each) for each in refusal.ours)


REFUSALS: tuple[Quirk, ...] = (
    Quirk(
        "Q10",
        "constraints: MUST apply all the constraints.",
        _they_refuse(
            r'constraint "jsonSchema" is not supported by type "(object|array)"',
            r'constraint "(exclusiveM|m)(in|ax)imum" is not supported by type "duration"',
            r'constraint "enum" is not supported by type "list"',
        ),
    ),
    Quirk("Q12", "lineTerminator: of Table Dialect.", _we_refuse(r"\.dialect\.lineTerminator:")),
    Quirk(
        "Q30",
        "name: SHOULD consist of; example: an example value.",
        _they_refuse(
            "field-error: example value ",
            r"schema-error: .* does not match '\^\(\[-a-z0-9._/\]\)\+\$' at property 'name'",
        ),
    ),
    Quirk(
        "Q31",
        "MUST of the descriptors.",
        _we_refuse(
            r"^resources: is empty",
            r"^contributors\[\d+\]: is empty",
            r"^: can't be read: (NaN|-?Infinity) is not JSON",
            r"\.categories(\[\d+\])?(\.\w+)?:",
            r"\.constraints\.enum\[\d+\]: .* is no category",
            r"\.constraints\.enum: is empty",
            r"\.missingValues\[\d+\]: .* stands twice",
            r"\.uniqueKeys(\[\d+\])?: ",
            r"\.dialect\.headerRows\[\d+\]: must be the number of a row",
            r"\.foreignKeys\[\d+\]\.reference\.fields: .* has no field",
        ),
    ),
    Quirk(
        "Q31",
        "data: JSON string, in this case the format MUST be provided.",
        _they_refuse("^resource-error: '.*' is not of type 'object', 'array' "),
    ),
    Quirk(
        "Q33",
        "fieldsMatch: fields MUST be mapped by their names.",
        lambda refusal: any(
            "requires unique labels in the header" in each for each in refusal.theirs
        ),
    ),
    Quirk("S04", "foreignKeys: of values, not of files.", _is_referring),
)


def recognise(refusal: Refusal) -> str | None:
    """The id of the quirk that explains a difference, if one does."""
    return next((quirk.id for quirk in REFUSALS if quirk.covers(refusal)), None)
