"""A CSV that somebody has, read as it is written: its character set and its delimiter are found.

What is found is told, as evidence. What can be read in two ways (a quote out of place, rows of
other lengths, a NUL) is refused with its place, since whatever is inferred of it would be wrong.
"""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from sourcebook.editing import cells, given, text
from sourcebook.editing.text import RefusedError, Text
from sourcebook.engines.messages.words import counted
from sourcebook.errors import UseError
from sourcebook.report.visible import visible

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32", "utf-32"),
    (codecs.BOM_UTF32_BE, "UTF-32", "utf-32"),
    (codecs.BOM_UTF16_LE, "UTF-16", "utf-16"),
    (codecs.BOM_UTF16_BE, "UTF-16", "utf-16"),
)
_DELIMITERS = ",;\t|"
_WORDS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
COLUMNS = 2_000
"""Labels of the widest table: each becomes a field that a person is to read."""
_SAMPLE = 200
"""Records by which a delimiter is judged."""
_HEAD = 1 << 22
"""Characters in which they are looked for."""


@dataclass(frozen=True, slots=True)
class Source:
    """The records of a file. Every one has as many cells as there are labels."""

    file: Path
    name: str
    """Of the table that is made of it."""
    labels: tuple[str, ...]
    records: list[list[str]]
    lines: list[int]
    """The line on which each record starts, in the file as it was given."""
    told: tuple[str, ...] = ()
    """How the file was written otherwise than the table is kept."""
    delimiter: str = ","
    """What stands between its cells."""

    @property
    def text(self) -> Text:
        """What is read of it, as who writes tables takes it."""
        return Text([*self.labels], self.records, self.lines)


def read(file: Path, name: str, scratch: Path) -> Source:
    """Read a file. ``scratch`` is a folder to write in. Raises ``UseError``, ``OSError``."""
    found = given.nature(file)
    if found is not given.TEXT:
        what = f"{_at(file)}: is {found.words}, and no CSV"
        raise UseError(f"{what}. Save each table as a CSV file.")
    letters, told = _decoded(file.read_bytes(), file)
    if not letters.strip():
        raise given.empty(file)
    delimiter = _delimiter(letters)
    if delimiter != ",":
        told.append(f"its cells are between {_WORDS[delimiter]}")
    if "\r" in letters:
        told.append("its lines end in CRLF or CR")
    plain = scratch / "source.csv"
    plain.write_bytes(letters.encode())
    try:
        table = text.read(plain, delimiter)
    except RefusedError as error:
        raise UseError(_refused(file, error)) from None
    if table.blank:
        told.append("it has blank lines")
    labels = _labels(file, table.labels, told)
    records, lines = _filled(table, told)
    return Source(file, name, labels, records, lines, tuple(told), delimiter)


def _filled(found: Text, told: list[str]) -> tuple[list[list[str]], list[int]]:
    """The records that have a value, and their lines: no table has a row without any."""
    blank = {at for at, record in enumerate(found.records) if not "".join(record).strip()}
    if not blank:
        return found.records, found.lines
    many, first = counted(len(blank), "row"), found.lines[min(blank)]
    left = "is left out" if len(blank) == 1 else "are left out, the first of them"
    told.append(f"{many} without any value {left} (line {first})")
    kept = [at for at in range(len(found.records)) if at not in blank]
    return [found.records[at] for at in kept], [found.lines[at] for at in kept]


def _at(file: Path) -> str:
    return visible(str(file))


def _decoded(content: bytes, file: Path) -> tuple[str, list[str]]:
    """The text of a file, and what is told of how it was encoded. Raises ``UseError``."""
    for mark, said, codec in _MARKS:
        if content.startswith(mark):
            try:
                return content.decode(codec), [f"it is in {said}, as its byte order mark says"]
            except UnicodeDecodeError as error:
                raise UseError(_undecoded(file, content, error.start, said)) from None
    try:
        letters = content.decode("utf-8")
    except UnicodeDecodeError:
        return _windows(content, file)
    if letters.startswith("\ufeff"):
        return letters[1:], ["it begins with a byte order mark"]
    return letters, []


def _windows(content: bytes, file: Path) -> tuple[str, list[str]]:
    try:
        letters = content.decode("cp1252")
    except UnicodeDecodeError as error:
        said = "UTF-8 nor Windows-1252"
        raise UseError(_undecoded(file, content, error.start, said, "neither")) from None
    first = next(at for at, letter in enumerate(letters) if not letter.isascii())
    line = letters.count("\n", 0, first) + 1
    around = visible(letters[max(0, first - 12) : first + 12].splitlines()[0])
    return letters, [f"it is no UTF-8 and was read as Windows-1252 (look at line {line}: {around})"]


def _undecoded(file: Path, content: bytes, at: int, said: str, no: str = "not") -> str:
    line = content.count(b"\n", 0, at) + 1
    byte = f"byte {at + 1:,} (0x{content[at]:02x})"
    return f"{_at(file)}:{line}: {byte} is {no} {said}. Save the file as UTF-8."


def _delimiter(letters: str) -> str:
    """What stands between the cells: what makes the rows as long as the header; else a comma."""
    best, score = ",", 0.0
    head = letters[:_HEAD]
    for candidate in _DELIMITERS:
        reader = csv.reader(io.StringIO(head, newline=""), delimiter=candidate)
        try:
            widths = [len(cells) for cells in islice(reader, _SAMPLE) if cells]
        except csv.Error:
            continue
        if widths and widths[0] > 1:
            fit = widths.count(widths[0]) / len(widths)
            if fit > score:
                best, score = candidate, fit
    return best


def _labels(file: Path, found: Sequence[str], told: list[str]) -> tuple[str, ...]:
    labels = [cells.canonical(label) for label in found]
    if labels != list(found):
        told.append("some labels have blanks around them, or are not in Unicode's form NFC")
    if len(labels) > COLUMNS:
        raise UseError(
            f"{_at(file)}:1: the header has {len(labels):,} cells, and no more than {COLUMNS:,} "
            "make a table. Turn it, so that what is measured is a row."
        )
    seen: dict[str, int] = {}
    for column, written in enumerate(labels, start=1):
        label = written or f"column_{column}"
        if not written:
            told.append(f"column {column} has no name in the header; it is {label} here")
        if not label.isprintable():
            raise UseError(
                f"{_at(file)}:1:{column}: the name {label!r:.100} has a line break or another "
                "control character in it. Rename the column."
            )
        # SQL tells no case apart, and a package has a database.
        first = seen.setdefault(label.lower(), column)
        if first != column:
            raise UseError(
                f"{_at(file)}:1:{column}: the name {label!r:.100} stands twice in the header "
                f"(columns {first} and {column}). Rename one of them."
            )
        labels[column - 1] = label
    if all(_is_value(label) for label in found):
        what = f"{_at(file)}:1: the first line has no names, but numbers"
        raise UseError(
            f"{what} ({visible(labels[0]):.60}). Put a line with the names of the columns above it."
        )
    return tuple(labels)


def _is_value(label: str) -> bool:
    digits = label.strip().lstrip("+-").replace(",", "").replace(".", "").replace("-", "")
    return digits.isdecimal() or not label.strip()


def _refused(file: Path, error: RefusedError) -> str:
    first = error.refusals[0]
    place = ":".join(str(part) for part in (_at(file), first.line, first.column) if part)
    more = len(error.refusals) - 1
    rest = f" There are {more:,} more such places." if more else ""
    return f"{place}: {first.message} {first.hint}{rest}"
