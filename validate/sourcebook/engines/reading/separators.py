"""Separators of any length, for a tokenizer that knows single characters and line breaks only.

A ``lineTerminator`` of one's own becomes a line break and a delimiter of several characters a
single one; line breaks that are then mere text, and what was quoted, are turned back in the cells.
The characters that stand in for others are ones that the text does not hold.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sourcebook.engines.reading.fault import Fault, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import TextIO

    from sourcebook.declare.model import Dialect

BREAKS = (None, "\n", "\r\n", "\r")
"""The line terminators that every reader takes, one for another."""
_CHUNK = 1 << 18
_NEEDED = 3


@dataclass(frozen=True, slots=True)
class Separators:
    """``within`` are the pairs (what a cell holds, what it means) of a tokenized cell, in order."""

    terminator: str | None
    delimiter: str | None
    within: tuple[tuple[str, str], ...]

    def lines(self, source: TextIO) -> Iterator[str]:
        """The text in lines for the tokenizer."""
        for line in source if self.terminator is None else self._pieces(source):
            yield line if self.delimiter is None else line.replace(self.delimiter, self._single)

    def mean(self, cells: list[str]) -> list[str]:
        """The cells of a record as they stand in the text."""
        joined = "".join(cells)
        for held, meant in self.within:
            if held in joined:
                cells = [cell.replace(held, meant) for cell in cells]
        return cells

    @property
    def _single(self) -> str:
        return self.within[-1][0]

    def _pieces(self, source: TextIO) -> Iterator[str]:
        assert self.terminator is not None
        (_, _), (feed, _), (carriage, _), *_ = self.within
        held = ""
        while chunk := source.read(_CHUNK):
            *pieces, held = (held + chunk).split(self.terminator)
            for piece in pieces:
                yield piece.replace("\n", feed).replace("\r", carriage) + "\n"
        if held.strip("\r\n"):
            # A line break after the last terminator is the editor's, not a record.
            yield held.replace("\n", feed).replace("\r", carriage)


def separators(text: Path, dialect: Dialect) -> tuple[Separators | None, Dialect]:
    """How to read a text of this dialect, and the dialect of what the tokenizer is then given.

    Raises ``UnreadableError``.
    """
    terminator = None if dialect.line_terminator in BREAKS else dialect.line_terminator
    delimiter = dialect.delimiter if len(dialect.delimiter) > 1 else None
    if terminator is None and delimiter is None:
        return None, dialect
    spare = _spare(text)
    within: list[tuple[str, str]] = []
    if terminator is not None:
        within += [("\n", terminator), (next(spare), "\n"), (next(spare), "\r")]
    if delimiter is not None:
        within.append((next(spare), delimiter))
        dialect = replace(dialect, delimiter=within[-1][0])
    return Separators(terminator, delimiter, tuple(within)), dialect


def _spare(text: Path) -> Iterator[str]:
    """Characters that the text does not hold, of the 32 that stand for none (U+FDD0 to U+FDEF)."""
    held: set[bytes] = set()
    tail = b""
    with text.open("rb") as source:
        while chunk := source.read(_CHUNK):
            held.update(re.findall(rb"\xef\xb7[\x90-\xaf]", tail + chunk))
            tail = chunk[-2:]
    spare = [each for each in map(chr, range(0xFDD0, 0xFDF0)) if each.encode() not in held]
    if len(spare) < _NEEDED:
        detail = "no character is left to read its separators with"
        raise UnreadableError(Fault("source-error", detail=detail))
    return iter(spare)
