"""The records of a text written out so that the strictest reader takes them, each with its place.

Each fault of the structure is named on the way, so that a broken record never shifts those after
it. Most records have the cells they should have; only the others are looked at one by one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sourcebook.engines.reading import tokens
from sourcebook.engines.reading.fault import Fault, Faults, UnreadableError
from sourcebook.engines.reading.model import MISSING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path
    from typing import TextIO

    from sourcebook.declare import Table
    from sourcebook.engines.reading.model import Reading


def rewrite(reading: Reading, table: Table, scratch: Path) -> Reading:
    """The same source with its records rewritten. See ``Reading``.

    Raises ``OSError`` where ``scratch`` has no room.
    """
    if reading.text is None:
        return reading
    faults = Faults(list(reading.faults), reading.found.copy())
    file = scratch / f"{table.name}.records.csv"
    writer = _Writer(reading, faults)
    with file.open("w", encoding="utf-8", newline="") as out:
        try:
            for batch in tokens.batches(reading.text, table.dialect):
                writer.write(batch, out)
        except UnreadableError as error:
            faults.add(error.fault)
    return replace(
        reading, file=file, plain=False, delimiter=",", quote='"', skip=0,
        faults=faults.listed, found=faults.found,
    )  # fmt: skip


class _Writer:
    def __init__(self, reading: Reading, faults: Faults) -> None:
        self.first = reading.first
        self.width = reading.width
        self.faults = faults
        self.quotes = 2 * (self.width - 1)

    def write(self, batch: tokens.Batch, out: TextIO) -> None:
        skipped = max(0, self.first - batch.row)
        row = batch.row + skipped
        records, lines = batch.records[skipped:], batch.lines[skipped:]
        if not records:
            return
        if set(map(len, records)) == {self.width} and all(map(any, records)):
            numbers = range(row, row + len(records))
            out.write(
                "".join(
                    f'"{number}","{line}","","{self._cells(cells)}"\n'
                    for number, line, cells in zip(numbers, lines, records, strict=True)
                )
            )
        else:
            for number, (line, cells) in enumerate(zip(lines, records, strict=True), start=row):
                state = self._state(number, line, cells)
                whole = cells[: self.width] + [MISSING] * (self.width - len(cells))
                out.write(f'"{number}","{line}","{state}","{self._cells(whole)}"\n')
        if batch.open is not None:
            detail = f"the quote opened in line {batch.open} is never closed"
            number = batch.row + len(batch.records) - 1
            self.faults.add(Fault("source-error", number, line=batch.open, detail=detail))

    def _cells(self, cells: Sequence[str]) -> str:
        joined = '","'.join(cells)
        if joined.count('"') == self.quotes:
            return joined
        return '","'.join([cell.replace('"', '""') for cell in cells])

    def _state(self, row: int, line: int, cells: Sequence[str]) -> str:
        if not any(cells):
            return "blank"
        if len(cells) == self.width:
            return ""
        for fault in _ragged(row, line, cells, self.width):
            self.faults.add(fault)
        return "broken"


def _ragged(row: int, line: int, cells: Sequence[str], width: int) -> Iterable[Fault]:
    for column in range(width + 1, len(cells) + 1):
        yield Fault("extra-cell", row, column, line, cells[column - 1])
    for column in range(len(cells) + 1, width + 1):
        yield Fault("missing-cell", row, column, line)
