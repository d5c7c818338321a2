"""What to say of a cell that a spreadsheet would run."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sourcebook.engines.messages.words import Words

_NAMES = {"\t": "a tab", "\r": "a carriage return"}


def formula(value: str | None) -> Words:
    """The words for a text that is taken for a formula."""
    mark = (value or "")[:1]
    begin = _NAMES.get(mark, repr(mark))
    return (
        f"The text begins with {begin}, so that a spreadsheet would run it as a formula.",
        "Write it so that it begins otherwise, or waive it with the reason.",
    )
