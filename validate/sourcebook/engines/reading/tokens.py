"""The records of a text as Python's csv module finds them, with the lines on which they stand.

It takes what nearly everybody means by CSV: any of LF, CRLF and CR ends a record, a quote in the
middle of a cell is a quote, and a record has the cells it has.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from sourcebook.engines.reading.fault import Fault, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from sourcebook.declare.model import Dialect

CELL = 16_000_000
"""Characters of the longest cell that is read. Beyond that, a quote has been left open."""
_BATCH = 2048
_BREAK = re.compile(r"\r\n|\r|\n")
_ENDS = "\ufdd0\ufdd1\ufdd2\ufdd3"
"""Characters that stand for none: one of them, put after the last line, is a record in its own
right unless a quote is still open there."""

Record = list[str]


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
    end = next(each for each in _ENDS if each not in (dialect.delimiter, dialect.quote_char))
    csv.field_size_limit(CELL)
    with text.open(encoding="utf-8-sig", newline="") as source:
        ended: list[bool] = []
        reader: Any = csv.reader(chain(source, _ending(end, ended)), **options(dialect))
        row, line = 1, 1
        while not ended:
            records: list[Record] = []
            seen = reader.line_num
            problem = None
            try:
                # On an error the list keeps what it was given so far.
                records.extend(islice(reader, size))
            except csv.Error as error:
                problem = error
            if reader.line_num - seen == len(records):
                lines: Sequence[int] = range(line, line + len(records) + 1)
            else:
                lines = _starts(records, line)
            batch = Batch(row, records, lines[:-1])
            row, line = row + len(records), lines[-1]
            if ended and problem is None:
                _close(batch, end)
            if batch.records:
                yield batch
            if problem is not None:
                raise UnreadableError(Fault("source-error", row, line=line, detail=_told(problem)))


def _ending(end: str, ended: list[bool]) -> Iterator[str]:
    ended.append(True)
    yield end


def options(dialect: Dialect) -> dict[str, Any]:
    """A dialect in the words of Python's csv module."""
    return {
        "delimiter": dialect.delimiter,
        "quotechar": dialect.quote_char,
        "quoting": csv.QUOTE_NONE if dialect.quote_char is None else csv.QUOTE_MINIMAL,
        "doublequote": dialect.double_quote,
        "escapechar": dialect.escape_char,
        "skipinitialspace": dialect.skip_initial_space,
    }


def breaks(cells: Sequence[str]) -> int:
    """The line breaks inside the cells."""
    joined = "\x1f".join(cells)
    return len(_BREAK.findall(joined)) if "\n" in joined or "\r" in joined else 0


def _starts(records: Sequence[Record], line: int) -> list[int]:
    """The line on which each record starts, and that on which the next would."""
    starts = [line]
    for cells in records:
        line += 1 + breaks(cells)
        starts.append(line)
    return starts


def _close(batch: Batch, end: str) -> None:
    """Take the end off the last batch, and see whether a quote was open before it."""
    if batch.records[-1] == [end]:
        batch.records.pop()
        batch.lines = batch.lines[:-1]
        return
    cells = batch.records[-1]
    cells[-1] = cells[-1].removesuffix(end)
    batch.open = batch.lines[-1] + breaks(cells[:-1])


def _told(problem: csv.Error) -> str:
    if "field larger" in str(problem):
        return (
            f"a cell has more than {CELL:,} characters, most likely behind a quote that is "
            "never closed"
        )
    return str(problem)
