"""The structure of a CSV file: its labels, its records and the lines on which they stand.

A file is *regular* where a strict reader can take it as it is. One that isn't is read once, slowly
and tolerantly, by Python's csv module: each fault of its structure becomes a finding with its
place, and its records are written out regular, so that a broken row never shifts the rows after it.
Conventions of Frictionless: records count from the header as 1, blank lines included; the number of
cells that a record should have is the number of labels.
"""

from __future__ import annotations

import codecs
import csv
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sourcebook.engines.reading import MISSING, Fault

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

__all__ = ["MISSING", "Fault", "Layout", "lines", "repair", "scan"]

_CHUNK = 1 << 22


@dataclass(slots=True)
class Layout:
    """What one pass over the bytes of a file tells."""

    labels: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    regular: bool = True
    """A strict reader can be given the file; it may still refuse it."""
    readable: bool = True
    """False where nothing below the header can be trusted (no file, no UTF-8, no header)."""
    line_ends: int = 0


def scan(file: Path) -> Layout:
    """Look at the bytes and at the header. Faults of the file as a whole are in ``faults``."""
    layout = Layout()
    try:
        _scan_bytes(file, layout)
        if layout.readable:
            with file.open(encoding="utf-8-sig", newline="") as text:
                first = next(_reader(text), None)
            if not first:
                _unreadable(layout, Fault("source-error", detail="the file is empty"))
            else:
                layout.labels = first
    except OSError as error:
        what = "there is no such file" if isinstance(error, FileNotFoundError) else error.strerror
        _unreadable(layout, Fault("source-error", detail=what))
    except csv.Error as error:
        _unreadable(layout, Fault("source-error", line=1, detail=str(error)))
    return layout


def _unreadable(layout: Layout, fault: Fault) -> None:
    layout.readable = False
    layout.regular = False
    layout.faults.append(fault)


def _scan_bytes(file: Path, layout: Layout) -> None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    seen, last = 0, b""
    with file.open("rb") as source:
        while chunk := source.read(_CHUNK):
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                # ``error.start`` counts from what the decoder still held of the last chunk.
                held = len(error.object) - len(chunk)
                at = seen + error.start - held
                line = layout.line_ends + chunk[: max(0, error.start - held)].count(b"\n") + 1
                detail = f"byte {at + 1} (0x{error.object[error.start]:02x})"
                _unreadable(layout, Fault("encoding-error", line=line, detail=detail))
                return
            joined = last + chunk
            if b"\n\n" in joined or b"\n\r\n" in joined or b"\x00" in chunk:
                layout.regular = False
            if chunk.count(b"\r") != chunk.count(b"\r\n") and not chunk.endswith(b"\r"):
                layout.regular = False
            if seen == 0 and chunk.startswith((b"\n", b"\r")):
                layout.regular = False
            layout.line_ends += chunk.count(b"\n")
            seen += len(chunk)
            last = chunk[-2:]
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        detail = f"byte {seen} (the last character is cut off)"
        _unreadable(layout, Fault("encoding-error", line=layout.line_ends + 1, detail=detail))
    if last and not last.endswith(b"\n"):
        layout.line_ends += 1


def _reader(text: Iterator[str]) -> Iterator[list[str]]:
    csv.field_size_limit(sys.maxsize)
    return csv.reader(text)


def lines(file: Path, rows: Collection[int]) -> dict[int, int]:
    """The physical line on which each of the records starts."""
    wanted = set(rows)
    found: dict[int, int] = {}
    if not wanted:
        return found
    last = max(wanted)
    with file.open(encoding="utf-8-sig", newline="") as text:
        reader = _reader(text)
        start = 1
        for row, _ in enumerate(reader, start=1):
            if row in wanted:
                found[row] = start
            if row >= last:
                break
            start = reader.line_num + 1  # type: ignore[attr-defined]
    return found


def repair(file: Path, width: int, regular: Path, missing: str = MISSING) -> list[Fault]:
    """Write the records of ``file`` to ``regular`` with exactly ``width`` cells each, no header.

    Before the cells stand the record's number and whether its structure is broken (0 or 1). A
    blank record becomes one of empty cells; ``missing`` is written where a cell is not there.
    Returns the faults, in order.
    """
    faults: list[Fault] = []
    with (
        file.open(encoding="utf-8-sig", newline="") as text,
        regular.open("w", encoding="utf-8", newline="") as out,
    ):
        reader = _reader(text)
        write = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerow
        start = 1
        row = 0
        try:
            for row, cells in enumerate(reader, start=1):
                line, start = start, reader.line_num + 1  # type: ignore[attr-defined]
                if row == 1:
                    continue
                if not any(cells):
                    write([row, 0, *[""] * width])
                    continue
                faults += [
                    Fault("extra-cell", row, column, line, cells[column - 1])
                    for column in range(width + 1, len(cells) + 1)
                ]
                faults += [
                    Fault("missing-cell", row, column, line)
                    for column in range(len(cells) + 1, width + 1)
                ]
                broken = int(len(cells) != width)
                whole = cells[:width] + [missing] * (width - len(cells))
                write([row, broken, *whole])
        except csv.Error as error:
            faults.append(Fault("source-error", row + 1, line=start, detail=str(error)))
    return faults
