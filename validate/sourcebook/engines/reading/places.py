"""The physical lines on which records stand, as an editor counts them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcebook.engines.reading import tokens
from sourcebook.engines.reading.fault import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Collection

    from sourcebook.engines.reading.model import Reading


def lines(reading: Reading, rows: Collection[int]) -> dict[int, int]:
    """The line on which each of the records starts, for those that have one."""
    wanted = set(rows)
    found: dict[int, int] = {}
    if not wanted or reading.text is None:
        return found
    last = max(wanted)
    try:
        for batch in tokens.batches(reading.text, reading.table.dialect):
            numbers = range(batch.row, batch.row + len(batch.records))
            here = wanted.intersection(numbers)
            found.update((row, batch.lines[row - batch.row]) for row in here)
            if numbers.stop > last:
                break
    except UnreadableError:
        # It has been told already, and there is no record beyond.
        pass
    return found
