"""The records of a text written out so that the strictest reader takes them, each with its place.

Each fault of the structure is named on the way, so that a broken record never shifts those after
it. Most records have the cells they should have; only the others are looked at one by one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sourcebook.engines.reading import places, tokens
from sourcebook.engines.reading.fault import Fault, Faults, UnreadableError, unclosed
from sourcebook.engines.reading.model import MISSING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from typing import TextIO

    from sourcebook.declare import Table
    from sourcebook.engines.reading.model import Reading
    from sourcebook.engines.reading.tokens import Record

NULS = 1_000
"""Cells with a NUL character that are listed."""


def rewrite(reading: Reading, table: Table, scratch: Path) -> Reading:
    """The same source with its records rewritten. See ``Reading``.

    Raises ``OSError`` where ``scratch`` has no room.
    """
    if reading.text is None or not reading.plain:
        return reading
    faults = Faults(list(reading.faults), reading.found.copy(), {"nul-byte": NULS})
    writer = Writer(reading.first, reading.width, faults, table.dialect.null_sequence, reading.nul)
    file = places.scratch_file(table, scratch, "records.csv")
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


@dataclass(slots=True)
class Writer:
    """Writes records from number ``first`` on with ``width`` cells each."""

    first: int
    width: int
    faults: Faults
    null: str | None = None
    """The text that stands for null in the dialect."""
    nul: bool = False
    """Look for NUL characters."""

    def write(self, batch: tokens.Batch, out: TextIO) -> None:
        skipped = max(0, self.first - batch.row)
        records, lines = batch.records[skipped:], batch.lines[skipped:]
        row = batch.row + skipped
        if self._regular(records):
            out.write(
                "".join(
                    self.record(number, line, "", cells)
                    for number, (line, cells) in enumerate(zip(lines, records, strict=True), row)
                )
            )
        else:
            for number, (line, cells) in enumerate(zip(lines, records, strict=True), row):
                if cells is not tokens.COMMENT:
                    state = self._state(number, line, cells)
                    out.write(self.record(number, line, state, self._whole(cells)))
        if batch.open is not None:
            self.faults.add(unclosed(batch.row + len(batch.records) - 1, batch.open))

    def record(self, row: int, line: int | str, state: str, cells: Sequence[str]) -> str:
        """A record as it is written."""
        joined = '","'.join(cells)
        if joined.count('"') != 2 * self.width - 2:
            joined = '","'.join([cell.replace('"', '""') for cell in cells])
        return f'"{row}","{line}","{state}","{joined}"\n'

    def _regular(self, records: Sequence[Record]) -> bool:
        return (
            self.null is None
            and not self.nul
            and set(map(len, records)) <= {self.width}
            and all(map(any, records))
        )

    def _whole(self, cells: Record) -> Record:
        whole = cells[: self.width] + [MISSING] * (self.width - len(cells))
        if self.null is None:
            return whole
        return [MISSING if cell == self.null else cell for cell in whole]

    def _state(self, row: int, line: int, cells: Record) -> str:
        if self.nul and any("\0" in cell for cell in cells):
            for column, cell in enumerate(cells, start=1):
                if "\0" in cell:
                    self.faults.add(Fault("nul-byte", row, column, line, cell))
        if not any(cells):
            return "blank"
        if len(cells) == self.width:
            return ""
        self.faults.many(*ragged(row, line, cells, self.width))
        return "broken"


def ragged(
    row: int, line: int | None, cells: Sequence[str], width: int
) -> tuple[str, int, Iterator[Fault]]:
    """What a record has too many or too few of, how many of them, and a fault for each."""
    if len(cells) > width:
        extra = enumerate(cells[width:], start=width + 1)
        faults = (Fault("extra-cell", row, column, line, cell) for column, cell in extra)
        return "extra-cell", len(cells) - width, faults
    missing = range(len(cells) + 1, width + 1)
    faults = (Fault("missing-cell", row, column, line) for column in missing)
    return "missing-cell", len(missing), faults
