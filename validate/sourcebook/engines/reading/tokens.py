"""The records of a text as Python's csv module finds them, with the lines on which they stand.

It takes what nearly everybody means by CSV: any of LF, CRLF and CR ends a record, a quote in the
middle of a cell is a quote, and a record has the cells it has.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from sourcebook.engines.reading.fault import Fault, UnreadableError
from sourcebook.engines.reading.separators import separators

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from sourcebook.declare.model import Dialect

CELL = 16_000_000
"""Characters of the longest cell that is read. Beyond that, a quote has been left open."""
_BATCH = 2048
_ENDS = "\U0001fffe\U0001ffff\U0002fffe\U0002ffff"
"""Characters that stand for none: one of them, put after the last line, is a record in its own
right unless a quote is still open there."""

Record = list[str]
COMMENT: Record = []
"""Stands in the place of a record that is a comment."""


@dataclass(slots=True)
class Batch:
    """Records that follow each other. ``lines`` are those on which each of them starts."""

    row: int
    records: list[Record]
    lines: Sequence[int]
    open: int | None = None
    """The line of the quote that is still open at the end of the last record of all."""


def batches(text: Path, dialect: Dialect, size: int = _BATCH) -> Iterator[Batch]:
    """All records, those of the header included, from number 1 on, at most ``size`` at a time.

    Raises ``UnreadableError`` at a record that can't be read, after those before it.
    """
    csv.field_size_limit(CELL)
    with text.open(encoding="utf-8-sig", newline="") as source:
        tokenizer = _Tokenizer(text, source, dialect)
        row, line = 1, 1
        while not tokenizer.ended:
            records: list[Record] = []
            seen = tokenizer.line_num
            problem = None
            try:
                # On an error the list keeps what it was given so far.
                records.extend(islice(tokenizer.records, size))
            except csv.Error as error:
                problem = error
            lines = tokenizer.starts(records, line, tokenizer.line_num - seen)
            batch = Batch(row, records, lines[:-1])
            row, line = row + len(records), lines[-1]
            if problem is None:
                tokenizer.close(batch)
            for number in dialect.comment_rows:
                if batch.row <= number < batch.row + len(records):
                    records[number - batch.row] = COMMENT
            if records:
                yield batch
            if problem is not None:
                raise UnreadableError(Fault("source-error", row, line=line, detail=_told(problem)))


def options(dialect: Dialect) -> dict[str, Any]:
    """A dialect in the words of Python's csv module."""
    # A quote that escapes itself is a doubled one.
    doubled = dialect.escape_char is not None and dialect.escape_char == dialect.quote_char
    return {
        "delimiter": dialect.delimiter,
        "quotechar": dialect.quote_char,
        "quoting": csv.QUOTE_NONE if dialect.quote_char is None else csv.QUOTE_MINIMAL,
        "doublequote": dialect.double_quote or doubled,
        "escapechar": None if doubled else dialect.escape_char,
        "skipinitialspace": dialect.skip_initial_space,
    }


def breaks(text: str) -> int:
    """The line breaks in a text."""
    found = text.count("\n")
    return found + text.count("\r") - text.count("\r\n") if "\r" in text else found


class _Tokenizer:
    def __init__(self, text: Path, source: Any, dialect: Dialect) -> None:
        self.ended: bool = False
        self._separators, dialect = separators(text, dialect)
        words = (dialect.delimiter, dialect.quote_char, dialect.escape_char)
        self._end = next(each for each in _ENDS if each not in words)
        lines = source if self._separators is None else self._separators.lines(source)
        lines = chain(lines, self._last())
        if dialect.comment_char:
            lines = _Commented(lines, dialect.comment_char)
        reader: Any = csv.reader(lines, **options(dialect))
        self._reader = reader
        self.records: Iterator[Record] = reader
        if isinstance(lines, _Commented):
            self.records = lines.records(reader)
        if self._separators is not None:
            self.records = map(self._separators.mean, self.records)

    @property
    def line_num(self) -> int:
        return self._reader.line_num  # type: ignore[no-any-return]

    def _last(self) -> Iterator[str]:
        self.ended = True
        yield self._end

    def starts(self, records: Sequence[Record], line: int, taken: int) -> Sequence[int]:
        """The line on which each record starts, and that on which the next one would."""
        step = 1
        if self._separators is not None and self._separators.terminator is not None:
            step = breaks(self._separators.terminator)
        elif taken == len(records):
            return range(line, line + taken + 1)
        starts = [line]
        for cells in records:
            line += step + _inside(cells)
            starts.append(line)
        return starts

    def close(self, batch: Batch) -> None:
        """Take the end off if it is the last batch, and see whether a quote was open before it."""
        if not self.ended:
            return
        cells = batch.records[-1]
        if cells == [self._end]:
            batch.records.pop()
            batch.lines = batch.lines[:-1]
        else:
            cells[-1] = cells[-1].removesuffix(self._end)
            batch.open = batch.lines[-1] + _inside(cells[:-1])


class _Commented:
    """Lines, of which those that begin a record with the comment character are kept back."""

    def __init__(self, lines: Iterator[str], char: str) -> None:
        self._lines = lines
        self._char = char
        self._fresh = True
        self._comment = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        if self._fresh:
            self._fresh = False
            self._comment = line.startswith(self._char)
        return "" if self._comment else line

    def records(self, reader: Iterator[Record]) -> Iterator[Record]:
        """The records of a reader of these lines, ``COMMENT`` where one is a comment."""
        while True:
            self._fresh = True
            cells = next(reader, None)
            if cells is None:
                return
            yield COMMENT if self._comment else cells


def _inside(cells: Record) -> int:
    """The line breaks in the cells of a record."""
    return breaks("\x1f".join(cells))


def _told(problem: csv.Error) -> str:
    if "field larger" in str(problem):
        return (
            f"a cell has more than {CELL:,} characters, most likely behind a quote that is "
            "never closed"
        )
    return str(problem)
