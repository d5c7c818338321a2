"""How a file writes numbers and dates, by those of its columns that can be read in one way only.

What is open in one column (``1.234``, 03/04/2024) may be told by another of the same file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sourcebook.starting import numerals, units
from sourcebook.starting.numerals import NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sourcebook.starting.numerals import Reading
    from sourcebook.starting.readable import Readable


@dataclass(frozen=True, slots=True)
class Habits:
    """Marks and formats, each with the first column that shows it, in words."""

    decimals: dict[str, str] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    dates: dict[str, str] = field(default_factory=dict)
    """By format."""

    def speaks_for(self, decimal: str | None, group: str | None) -> int:
        """How much speaks for these marks: above zero for them, below it against."""
        found = (decimal in self.decimals) + (group in self.groups)
        other = decimal is not None and bool(self.decimals) and decimal not in self.decimals
        return found - other - (decimal in self.groups) - (group in self.decimals)

    def decides(self, one: Reading, other: Reading) -> bool:
        """Whether the file is of one mind, and that is for one reading rather than another."""
        mine, its = (self.speaks_for(each.decimal, each.group) for each in (one, other))
        return mine > its and len(self.decimals) < 2

    @property
    def why(self) -> str:
        """What the other columns show of numbers, in words; empty where they show nothing."""
        return " and ".join([*self.decimals.values(), *self.groups.values()][:2])


def habits(columns: Iterable[Readable], delimiter: str) -> Habits:
    """The habits of a file, by what is between its cells too where no column shows its marks."""
    found = Habits()
    for each in columns:
        _numbers(each, found)
        if len(each.dates) == 1:
            reading = each.dates[0]
            place = each.column.places([reading.telling])
            told = f"{each.column.name} has {reading.format} ({place})"
            found.dates.setdefault(reading.format, told)
    if delimiter == ";" and not found.decimals:
        found.decimals[","] = "the file has semicolons between cells, as where commas are decimal"
    return found


def _numbers(each: Readable, found: Habits) -> None:
    """Add what a column shows of numbers, if it can be read in one way only."""
    column = each.column
    readings = each.numbers or numerals.readings(column, units.numbers(each.words))
    if len(readings) != 1:
        return
    decimal, group = readings[0].decimal, readings[0].group
    for mark, words, known in (
        (decimal, "decimal {}s", found.decimals),
        (group, "a {} between thousands", found.groups),
    ):
        if mark is not None:
            text = next(text for text in each.words if mark in text)
            told = f"{column.name} has {words.format(NAMES[mark])} ({column.places([text])})"
            known.setdefault(mark, told)
