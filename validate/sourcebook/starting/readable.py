"""A column with the ways in which its cells can be read as numbers or dates, each found once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from sourcebook.starting import moments, numerals

if TYPE_CHECKING:
    from sourcebook.starting.column import Column

MARKS = frozenset({
    "NA", "N/A", "n/a", "na", "n.a.", "N.A.", "#N/A", "NULL", "Null", "null", "None", "none",
    "nan", "NaN", "NAN", "-", "--", "?", ".", "..", "…",
})  # fmt: skip
"""What statistics programs, databases and people write for no value."""


@dataclass(frozen=True)
class Readable:
    column: Column

    @cached_property
    def words(self) -> list[str]:
        """Its texts that may stand for a value."""
        return [text for text in self.column.texts if text not in MARKS]

    @cached_property
    def marks(self) -> list[str]:
        """Its texts that may stand for none."""
        return [text for text in self.column.texts if text in MARKS]

    @cached_property
    def numbers(self) -> list[numerals.Reading]:
        """The spellings in which they all are numbers."""
        if numerals.coded(self.words):
            return []
        return numerals.readings(self.column, self.words)

    @cached_property
    def dates(self) -> list[moments.Reading]:
        """The formats, other than the standard's, in which they all are dates or times."""
        return moments.readings(self.column, self.words)
