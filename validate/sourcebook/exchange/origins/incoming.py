"""A file of an origin brought into one form: UTF-8, the codebook's names, dates in ISO 8601.

What can't be brought into it stays as it is, at its line and column, for the codebook to find.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from sourcebook.declare.spelling import did_you_mean
from sourcebook.editing.text import row
from sourcebook.engines.reading import tokens
from sourcebook.errors import UseError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from sourcebook.exchange.origins.model import Mapping

_DELIMITERS = (",", ";", "\t", "|")
_SHEETS = (".xlsx", ".xls", ".xlsb", ".ods")


@dataclass(frozen=True, slots=True)
class Incoming:
    path: str
    """The file as the user would name it."""
    file: Path
    """Its records in one form."""
    labels: tuple[str, ...]
    """Of the columns, by the codebook's names where it has them."""
    unknown: tuple[str, ...]
    """Those that the codebook does not have."""
    encoding: str


def bring(file: Path, mapping: Mapping, scratch: Path) -> Incoming:
    """Read a file and set it down in ``scratch``.

    Raises ``UseError`` where it is not text, or not a file of this origin, and ``OSError``.
    """
    if file.suffix.lower() in _SHEETS:
        records, encoding = _sheet(file), "workbook"
    else:
        text, encoding = decoded(file)
        records = _records(text, file, mapping)
    header = next(records, None)
    if header is None or not any(header):
        raise UseError(f"{file}: is empty. Name a file with a header and rows.")
    labels = _labels(header, mapping)
    _check_labels(file, labels, mapping)
    dates = [
        at for at, label in enumerate(labels)
        if label in {field.name for field in mapping.codebook.fields if field.type == "date"}
    ]  # fmt: skip
    place = scratch / "origin.csv"
    _write(place, labels, records, dates, _date_reader(mapping.dates))
    known = {field.name for field in mapping.codebook.fields}
    unknown = tuple(label for label in labels if label not in known)
    return Incoming(str(file), place, tuple(labels), unknown, encoding)


def decoded(file: Path) -> tuple[str, str]:
    """The text of a file in UTF-8 or, failing that, Windows-1252, and which of them it is.

    Raises ``UseError`` with the place of the byte that neither has.
    """
    content = file.read_bytes()
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError as error:
        # Decoding past a byte order mark counts from behind it.
        mark = 3 if content.startswith(b"\xef\xbb\xbf") else 0
        first = error.start + mark
    try:
        return content.decode("cp1252"), "cp1252"
    except UnicodeDecodeError as error:
        raise UseError(
            f"{file}: is neither UTF-8 ({_place(content, first)}) nor Windows-1252 "
            f"({_place(content, error.start)}). Save it as UTF-8."
        ) from None


def _place(content: bytes, at: int) -> str:
    line = content.count(b"\n", 0, at) + 1
    return f"byte {at + 1:,}, 0x{content[at]:02X} on line {line:,}"


def _records(text: str, file: Path, mapping: Mapping) -> Iterator[list[str]]:
    csv.field_size_limit(tokens.CELL)
    delimiter = _delimiter(text, mapping)
    # Strict, for a quote that is never closed would else swallow all rows behind it.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begun = 1
    try:
        for record in reader:
            yield record
            begun = reader.line_num + 1
    except csv.Error as error:
        last = reader.line_num > begun
        why = f"or its quote is not closed by line {reader.line_num:,}" if last else "in one line"
        message = f"{file}:{begun}: the record that begins here can't be read, {why}: {error}."
        raise UseError(f"{message} Mend its quotes.") from None


def _delimiter(text: str, mapping: Mapping) -> str:
    """What stands between the names of the header, of which as many as possible are known."""
    first = text.lstrip("\r\n").partition("\n")[0].rstrip("\r")
    known = {field.name for field in mapping.codebook.fields}

    def count(delimiter: str) -> int:
        return len(known & {*_labels(next(csv.reader([first], delimiter=delimiter), []), mapping)})

    return max(_DELIMITERS, key=count)


def _sheet(file: Path) -> Iterator[list[str]]:
    """The records of a workbook's first sheet, as a person would type them."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        rows = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
    except CalamineError as error:
        raise UseError(f"{file}: can't be read as a workbook: {error}. Save it anew.") from None
    return ([_typed(cell) for cell in row] for row in rows)


def _typed(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat()
    return cell.isoformat() if isinstance(cell, (dt.date, dt.time)) else str(cell)


def _labels(header: Sequence[str], mapping: Mapping) -> list[str]:
    known = {field.name.lower(): field.name for field in mapping.codebook.fields}
    known |= {other.lower(): name for other, name in mapping.also.items()}
    found: list[str] = []
    for cell in header:
        label = cell.strip()
        name = known.get(label.lower(), label)
        # Of two columns of one meaning, the codebook's own name is taken.
        own = any(other.strip().lower() == name.lower() for other in header)
        found.append(label if name in found or (own and label.lower() != name.lower()) else name)
    return found


def _check_labels(file: Path, labels: list[str], mapping: Mapping) -> None:
    fields = mapping.codebook.fields
    there = [field.name for field in fields if field.name in labels]
    if not there:
        raise UseError(
            f"{file}: has no column of {mapping.name} in its first line. Is it another dataset, "
            "or without its header? Then put the header there."
        )
    for field in fields:
        if field.constraints.required and field.name not in labels:
            hint = did_you_mean(field.name, labels) or "Is it a file of another dataset?"
            raise UseError(
                f"{file}: has no column {field.name!r}, which {mapping.name} needs "
                f"({len(there)} of its columns are there). {hint}"
            )
    for number, label in enumerate(labels, start=1):
        if label in labels[: number - 1]:
            raise UseError(f"{file}: has two columns {label!r}. Rename one.")


def _date_reader(forms: tuple[str, ...]) -> Callable[[str], str]:
    """What gives a date in ISO 8601, and any other text as it is."""

    @lru_cache(maxsize=100_000)
    def read(cell: str) -> str:
        for form in forms:
            try:
                return dt.datetime.strptime(cell, form).date().isoformat()  # noqa: DTZ007 - a day
            except ValueError:
                continue
        return cell

    return read


def _write(
    place: Path,
    labels: list[str],
    records: Iterator[list[str]],
    dates: list[int],
    read: Callable[[str], str],
) -> None:
    with place.open("w", encoding="utf-8", newline="") as out:
        out.write(row(labels) + "\n")
        for record in records:
            for at in dates:
                if at < len(record):
                    record[at] = read(record[at])
            out.write(row(record) + "\n")
