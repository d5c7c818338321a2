"""A column as what stands in it: each text once, how often, and on which line at first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from sourcebook.editing import cells
from sourcebook.engines.messages.words import counted, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sourcebook.starting.source import Source

_SHOWN = 3
_ONE_IN = 5


@dataclass(frozen=True)
class Column:
    name: str
    counts: Counter[str]
    """Each text, in the order of the file."""
    records: tuple[str, ...]
    """The cell of each record."""
    lines: Sequence[int]
    """The line on which each record starts."""

    @property
    def total(self) -> int:
        """Cells, the empty ones too."""
        return len(self.records)

    @cached_property
    def blanks(self) -> tuple[str, ...]:
        """The texts in it with nothing in them but blanks."""
        return tuple(text for text in self.counts if not text.strip())

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The other texts in it."""
        return tuple(text for text in self.counts if text.strip())

    @cached_property
    def letters(self) -> frozenset[str]:
        """The characters in it, for a quick look at what can't be there."""
        return frozenset().union(*self.counts)

    @cached_property
    def loose(self) -> bool:
        """Whether its canonical form has other texts: then nothing may rest on their letters."""
        return any(cells.canonical(text) != text for text in self.texts)

    def cells(self, texts: Iterable[str]) -> int:
        """In how many cells these texts stand."""
        return sum(self.counts[text] for text in texts)

    def few(self, odd: Iterable[str], texts: Iterable[str]) -> bool:
        """Whether the odd ones of some texts stand in one cell of five at most."""
        return self.cells(odd) * _ONE_IN <= self.cells(texts)

    def line(self, text: str) -> int:
        """The line on which a text stands first."""
        return self.lines[self.records.index(text)]

    def places(self, texts: Sequence[str], most: int = _SHOWN) -> str:
        """Some texts with their lines, as evidence."""
        told = ", ".join(f"{shown(text)} at line {self.line(text)}" for text in texts[:most])
        return f"{told}, …" if len(texts) > most else told

    def all_cells(self, texts: Sequence[str], what: Callable[[bool], str]) -> str:
        """That all cells with these texts are something; ``what`` is told whether it is many."""
        number = self.cells(texts)
        if number == self.total:
            return f"all {counted(number, 'cell')} {what(number != 1)}"
        return f"the {counted(number, 'cell')} with a value {what(number != 1)}"


def columns(source: Source) -> Iterator[Column]:
    """The columns of a file, in order."""
    columns = zip(*source.records, strict=True) if source.records else [()] * len(source.labels)
    for label, records in zip(source.labels, columns, strict=True):
        yield Column(label, Counter(records), records, source.lines)
