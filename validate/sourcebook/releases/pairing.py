"""Which fields of two versions of a table are held against each other, and as what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcebook.releases.fields import FORM

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sourcebook.declare import Field


def key_of(
    old_key: tuple[str, ...],
    old: Iterable[Field],
    new_key: tuple[str, ...],
    new: Iterable[Field],
) -> tuple[str, ...]:
    """The key by which rows of both can be told: that of the new version if the old one has it."""
    for key, fields in ((new_key, old), (old_key, new)):
        if key and {each.name for each in fields}.issuperset(key):
            return key
    return ()


def common(old: Iterable[Field], new: Iterable[Field]) -> list[str]:
    """The names of the fields that both have, in the order of the new version."""
    there = {each.name for each in old}
    return [each.name for each in new if each.name in there]


def reread(old: Field, new: Field) -> bool:
    """Whether the same text may be another value in the two versions."""
    if set(old.missing_values) != set(new.missing_values):
        return True
    if old.type != new.type:
        return False
    words = (*FORM, "true_values", "false_values") if old.type == "boolean" else FORM
    return any(getattr(old, word) != getattr(new, word) for word in words)
