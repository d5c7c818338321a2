"""The text of a table as records with their places, and records as the text of a table.

Read strictly, by RFC 4180: what parsers read in different ways is refused. ``write`` gives UTF-8,
LF, and quotes only where they are needed.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING

from sourcebook.engines.messages.structure import structure
from sourcebook.engines.reading import tokens
from sourcebook.engines.reading.fault import Fault, UnreadableError, unclosed
from sourcebook.engines.reading.scan import look

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from sourcebook.declare import Table

_MARKER = re.compile(r"(<{7,}|={7,}|>{7,}|\|{7,})( .*)?")
"""A line with which git marks a conflict. Source: git-merge(1), "How conflicts are presented"."""

_BATCH = 10_000
"""Records that are held as lines at a time."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file, or a cell of it, can't be taken as it is. Lines and columns count from 1."""

    line: int | None
    column: int | None
    message: str
    hint: str


class RefusedError(Exception):
    """A file can't be read without guessing; ``refusals`` has all that was found."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        super().__init__(refusals[0].message)
        self.refusals = tuple(refusals)


@dataclass(frozen=True, slots=True)
class Text:
    """A table as its file has it. Every record has as many cells as there are labels."""

    labels: list[str]
    records: list[list[str]]
    lines: list[int]
    """The line on which each record starts."""
    blank: int = 0
    """Blank lines, which are no records."""


def plain(table: Table) -> str | None:
    """Why the file of a table is no plain text that can be written anew; ``None`` where it is."""
    dialect = table.dialect
    usual = (dialect.quote_char, dialect.double_quote, dialect.escape_char) == ('"', True, None)
    if table.format != "csv":
        return f"it is {table.format.upper()}" if table.format != "none" else "it is no table"
    if table.compression is not None or table.inner_path is not None:
        return "it is compressed"
    if len(table.files) > 1:
        return "it has several files"
    if table.encoding.replace("_", "-") not in ("utf-8", "utf-8-sig"):
        return f"it is declared as {table.encoding}"
    if not dialect.header or dialect.header_rows != (1,):
        return "its header is not its first line"
    if dialect.comment_char or dialect.comment_rows:
        return "it has comments"
    if not usual or dialect.skip_initial_space or dialect.null_sequence is not None:
        return "its dialect has other quotes, blanks or nulls than CSV has"
    if dialect.line_terminator not in (None, "\n") or len(dialect.delimiter) != 1:
        return "its dialect has other separators than CSV has"
    if table.bytes is not None or table.hash is not None:
        return "its bytes are declared (`bytes`, `hash`)"
    return None


def read(file: Path, delimiter: str = ",") -> Text:
    """The records of a file. Raises ``RefusedError`` with every reason that was found, each with
    its place.
    """
    try:
        seen = look(file, '"', delimiter)
    except FileNotFoundError:
        hint = "Put it there, or remove the table from the descriptor."
        raise RefusedError([Refusal(None, None, "There is no such file.", hint)]) from None
    except UnreadableError as error:
        raise RefusedError([_told(error.fault)]) from None
    text = file.read_bytes().decode("utf-8-sig")
    if not seen.size or not text:
        raise RefusedError([_told(Fault("source-error", detail="the file is empty"))])
    found, refusals = _records(text, delimiter)
    if not found.labels and not refusals:
        refusals.append(_told(Fault("blank-header", line=1)))
    if seen.nul:
        refusals += _nuls(found)
    if refusals:
        raise RefusedError(refusals)
    return found


def _told(fault: Fault) -> Refusal:
    message, hint = structure(fault)
    return Refusal(fault.line, fault.column, message, hint or "")


def _records(text: str, delimiter: str) -> tuple[Text, list[Refusal]]:
    csv.field_size_limit(tokens.CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    labels: list[str] | None = None
    found = Text([], [], [])
    refusals: list[Refusal] = []
    blank, line = 0, 1
    try:
        for cells in reader:
            start, line = line, reader.line_num + 1
            if cells and _MARKER.fullmatch(cells[0]) and len(cells) == 1:
                message = "A conflict of a merge is not resolved here."
                hint = "Keep one of its rows, and remove the lines <<<<<<<, ======= and >>>>>>>."
                return found, [*refusals, Refusal(start, None, message, hint)]
            if labels is None:
                labels = cells
            elif not cells:
                blank += 1
            elif len(cells) != len(labels):
                refusals.append(_ragged(cells, labels, start, delimiter))
            else:
                found.records.append(cells)
                found.lines.append(start)
    except csv.Error as error:
        refusals.append(_unparsed(error, line, reader.line_num))
    return Text(labels or [], found.records, found.lines, blank), refusals


def _ragged(cells: list[str], labels: list[str], line: int, delimiter: str) -> Refusal:
    width, there = len(labels), len(cells)
    if there > width:
        fault = Fault("extra-cell", value=cells[width])
        message, hint = structure(fault, delimiter=delimiter)
        return Refusal(line, width + 1, message, hint or "")
    message, hint = structure(Fault("missing-cell"), labels[there], delimiter=delimiter)
    return Refusal(line, there + 1, message, hint or "")


def _unparsed(error: csv.Error, start: int, line: int) -> Refusal:
    if "unexpected end" in str(error) or "field larger" in str(error):
        return _told(unclosed(0, start))
    message = "A quote ends before its cell does, or stands twice as often as it should."
    hint = "Quote the whole cell; write a quote that belongs to its text twice."
    return Refusal(line, None, message, hint)


def _nuls(found: Text) -> Iterable[Refusal]:
    for line, cells in zip([1, *found.lines], [found.labels, *found.records], strict=True):
        for column, cell in enumerate(cells, start=1):
            if "\0" in cell:
                yield _told(Fault("nul-byte", line=line, column=column, value=cell))


def row(cells: Sequence[str], delimiter: str = ",") -> str:
    """One record as a line, without its end."""
    if len(cells) == 1 and not cells[0]:
        return '""'  # an empty line would be no record
    line = delimiter.join(cells)
    if '"' in line or "\n" in line or "\r" in line or line.count(delimiter) >= len(cells):
        return delimiter.join(_quoted(cell, delimiter) for cell in cells)
    return line


def _quoted(cell: str, delimiter: str) -> str:
    if delimiter in cell or '"' in cell or "\n" in cell or "\r" in cell:
        return '"' + cell.replace('"', '""') + '"'
    return cell


def write(labels: Sequence[str], records: Iterable[Sequence[str]], delimiter: str = ",") -> bytes:
    """A table as a file."""
    lines = (row(cells, delimiter) for cells in chain([labels], records))
    parts = iter(lambda: "".join(f"{line}\n" for line in islice(lines, _BATCH)).encode(), b"")
    return b"".join(parts)
