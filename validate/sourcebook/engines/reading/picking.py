"""Some records of a plain text in which every record is one line, without parsing the others."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from sourcebook.engines.reading import tokens

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sourcebook.engines.reading.model import Reading

_CHUNK = 1 << 18


def pick(reading: Reading, rows: Collection[int]) -> dict[int, list[str | None]]:
    """The cells of some records, by number. Lines end in LF or CRLF, and ``line_ends`` counts them.

    To count the line ends before a record is a fraction of any parser's work, for one line as for
    a thousand.
    """
    lines = dict(_lines(reading, sorted(rows)))
    records = csv.reader(lines.values(), **tokens.options(reading.table.dialect))
    return dict(zip(lines, map(list, records), strict=True))


def _lines(reading: Reading, rows: list[int]) -> Iterator[tuple[int, str]]:
    assert reading.file is not None
    wanted, line = iter(rows), 1
    row = next(wanted, None)
    rest = b""
    with reading.file.open("rb", buffering=0) as source:
        while row is not None and (chunk := source.read(_CHUNK)):
            last = line + chunk.count(b"\n")
            if last <= row:
                # What the wanted line begins with may be at the end.
                rest = (rest if last == line else b"") + chunk[chunk.rfind(b"\n") + 1 :]
                line = last
                continue
            lines = (rest + chunk).split(b"\n")
            while row is not None and row < last:
                yield row, _text(lines[row - line], row)
                row = next(wanted, None)
            rest, line = lines[-1], last
    if row is not None and row == line and rest:
        yield row, _text(rest, row)


def _text(line: bytes, number: int) -> str:
    return line.decode("utf-8-sig" if number == 1 else "utf-8").removesuffix("\r") + "\n"
