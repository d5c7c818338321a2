"""What an engine is given of a source: where its records stand, and what is wrong with it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from sourcebook.declare import Table
    from sourcebook.engines.reading.fault import Fault

MISSING = "\x01\x02"
"""Stands for a cell that is not there or is null, which is not the same as an empty one."""
MISFIT = "\x01\x03"
"""Stands before a value whose kind in the source is not one that its field can have."""
PLACE = ("?row", "?line", "?state")
"""The columns of a rewritten file before the cells: number of the record, physical line on which it
starts (empty where the source has no lines), and its state: empty, ``broken`` or ``blank``."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A source as CSV in UTF-8.

    Where ``plain``, ``file`` holds the records as the source has them, by RFC 4180 to the letter:
    ``skip`` records of header, cells between ``delimiter``, quoted by ``quote`` with doubled
    quotes, no blank line. Nothing has looked at the number of cells yet: an engine that finds it
    wrong, or whose parser refuses the file, asks for ``rewrite``.

    Where not, ``file`` has no header and in each record the columns ``PLACE`` and exactly ``width``
    cells, all quoted with ``"``, between commas, ended by LF. ``MISSING`` and ``MISFIT`` stand in
    it for what no text can say.
    """

    table: Table
    labels: list[str] = field(default_factory=list)
    """Empty where the dialect has no header."""
    faults: list[Fault] = field(default_factory=list)
    """Of the file and its structure; of a plain one, only those that need no parser."""
    found: Counter[str] = field(default_factory=Counter)
    """The exact number of faults by code, of which ``faults`` may list the first only."""
    readable: bool = True
    """False where nothing below the header can be trusted (no file, wrong bytes, no header)."""
    file: Path | None = None
    plain: bool = True
    delimiter: str = ","
    quote: str = '"'
    skip: int = 1
    first: int = 2
    """The number of the first record below the header, in the source's own count."""
    width: int = 0
    """How many cells a record should have."""
    line_ends: int | None = None
    """Lines of a plain source. Where they are as many as its records, header included, the number
    of a record is its line."""
    header_line: int | None = None
    """The line on which the header stands (its last record, of several)."""
    native: bool = False
    """The source has values of its own (numbers, booleans, null) and not texts alone."""
    keyed: bool = False
    """Its records are objects: their columns have names and no order."""
    delimiter_guess: str | None = None
    """The character that seems to separate the cells, where it is not the one declared."""
    text: Path | None = None
    """The source as text in UTF-8: the file itself or a copy of it."""
    parts: tuple[int, ...] = (0,)
    """How many lines stand before the first of each of the table's files. See ``origin``."""
    nul: bool = False
    """There is a NUL character in the text."""

    def lined(self, records: int) -> bool:
        """Whether each record is a line of its own, when there are so many below the header."""
        return self.plain and self.line_ends == self.skip + records
