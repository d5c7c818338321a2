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


@dataclass(frozen=True)
class Column:
    name: str
    counts: Counter[str]
    """Each text, in the order of the file."""
    first: dict[str, int]
    """The line on which each of them stands first."""
    total: int
    """Cells, the empty ones too."""

    @cached_property
    def blanks(self) -> tuple[str, ...]:
        """The texts in it with nothing in them but blanks."""
        return tuple(text for text in self.counts if not text.strip())

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The other texts in it."""
        return tuple(text for text in self.counts if text.strip())

    @cached_property
    def loose(self) -> bool:
        """Whether its canonical form has other texts: then nothing may rest on their letters."""
        return any(cells.canonical(text) != text for text in self.texts)

    def cells(self, texts: Iterable[str]) -> int:
        """In how many cells these texts stand."""
        return sum(self.counts[text] for text in texts)

    def places(self, texts: Sequence[str]) -> str:
        """Some texts with their lines, as evidence."""
        told = ", ".join(f"{shown(text)} at line {self.first[text]}" for text in texts[:_SHOWN])
        return f"{told}, …" if len(texts) > _SHOWN else told

    def all_cells(self, texts: Sequence[str], what: Callable[[bool], str]) -> str:
        """That all cells with these texts are something; ``what`` is told whether it is many."""
        number = self.cells(texts)
        if number == self.total:
            return f"all {counted(number, 'cell')} {what(number != 1)}"
        return f"the {counted(number, 'cell')} with a value {what(number != 1)}"


def columns(source: Source) -> Iterator[Column]:
    """The columns of a file, in order."""
    for at, label in enumerate(source.labels):
        counts: Counter[str] = Counter()
        first: dict[str, int] = {}
        for line, record in zip(source.lines, source.records, strict=True):
            text = record[at]
            counts[text] += 1
            first.setdefault(text, line)
        yield Column(label, counts, first, len(source.records))
