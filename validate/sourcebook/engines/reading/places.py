"""Where things stand: records on lines, lines in files, our own files in ``scratch``."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

from sourcebook.engines.reading import tokens
from sourcebook.engines.reading.fault import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from sourcebook.declare import Table
    from sourcebook.engines.reading.model import Reading


def lines(reading: Reading, rows: Collection[int]) -> dict[int, int]:
    """The physical line on which each of the records starts, for those that stand on one."""
    wanted = set(rows)
    if not wanted or reading.file is None:
        return {}
    if not reading.plain:
        return _written(reading.file, wanted)
    found: dict[int, int] = {}
    last = max(wanted)
    try:
        for batch in tokens.batches(reading.file, reading.table.dialect):
            numbers = range(batch.row, batch.row + len(batch.records))
            here = wanted.intersection(numbers)
            found.update((row, batch.lines[row - batch.row]) for row in here)
            if numbers.stop > last:
                break
    except UnreadableError:
        # No record stands beyond; ``rewrite`` says why.
        pass
    return found


def _written(file: Path, wanted: Collection[int]) -> dict[int, int]:
    last = max(wanted)
    found: dict[int, int] = {}
    with file.open(encoding="utf-8", newline="") as records:
        for row, line, *_ in csv.reader(records):
            if int(row) in wanted and line:
                found[int(row)] = int(line)
            if int(row) >= last:
                break
    return found


def origin(parts: Sequence[int], line: int) -> tuple[int, int]:
    """Which of a table's files, from 0, a line of all of them stands in, and the line of that file.

    ``parts`` are those of the reading.
    """
    number = max(n for n, before in enumerate(parts) if before < max(line, 1))
    return number, line - parts[number]


def scratch_file(table: Table, folder: Path, what: str) -> Path:
    """A file of ours for a table, whose own name may be anything."""
    name = table.name
    if not re.fullmatch(r"[A-Za-z0-9._-]{1,100}", name):
        import hashlib

        name = hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()
    return folder / f"{name}.{what}"
