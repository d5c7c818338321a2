"""A look into an XLSX file before the library that reads it is given it.

A sheet with one cell in its last corner, or an archive that unpacks to more than a memory holds,
would end the process. The look also finds the cells that hold an error (``#N/A``), which the
library gives as empty ones.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from posixpath import join, normpath
from typing import IO, TYPE_CHECKING
from xml.etree import ElementTree as ET

from sourcebook.engines.reading.archive import BROKEN
from sourcebook.engines.reading.fault import Fault, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

UNPACKED = 640 << 20
"""Bytes that an XLSX file may unpack to."""
CELLS = 30_000_000
"""Cells of the rectangle that a sheet may span: the library holds it in memory as a whole."""
ROWS = 1 << 20
"""Rows that a sheet can have."""
COLUMNS = 1 << 14
"""Columns that a sheet can have."""
ERRORS = 1_000_000
"""Cells of a sheet that may hold an error."""
_BROKEN: tuple[type[Exception], ...] = (*BROKEN, ET.ParseError)
_CHUNK = 1 << 20
_LIST = 1 << 22
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,9})([0-9]{1,18})["']""")
_PREFIX = re.compile(rb"<(\w+:)(?:row|c)\b")
_SHARED = "xl/sharedstrings.xml"
_ANNOUNCED = re.compile(rb"""\buniqueCount\s*=\s*["']\s*\+?([0-9]{1,30})""")
_ERROR = re.compile(
    rb"""<(?:\w+:)?c\b(?=[^>]*\bt\s*=\s*["']e["'])[^>]*\br\s*=\s*["']([A-Za-z]+)([0-9]+)["'][^>]*>"""
    rb"""(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)<""",
    re.DOTALL,
)


@dataclass(slots=True)
class Extent:
    """How far a sheet reaches, and the errors in its cells by row and column, from 1."""

    rows: int = 0
    columns: int = 0
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    begun: int = 0
    """Rows that have begun, and cells in the last of them: their references may be left out."""
    cells: int = 0


def look(file: Path) -> dict[str, Extent]:
    """The extent of each sheet, by its name.

    Raises ``UnreadableError`` where the library should not be given the file, ``OSError``.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            check_size(archive)
            _texts(archive)
            return {name: _extent(archive.open(part)) for name, part in parts(archive)}
    except _BROKEN as error:
        detail = f"it is no XLSX file, or a broken or a protected one ({error})"
        raise unreadable(detail) from error


def unreadable(detail: str) -> UnreadableError:
    """A fault of the file as a whole."""
    return UnreadableError(Fault("source-error", detail=detail))


def check_size(archive: zipfile.ZipFile) -> None:
    """See that an archive unpacks to what a memory holds. Raises ``UnreadableError``."""
    taken = 0
    for member in archive.infolist():
        with archive.open(member) as source:
            while chunk := source.read(_CHUNK):
                taken += len(chunk)
                if taken > UNPACKED:
                    raise unreadable(f"it unpacks to more than {UNPACKED >> 20} MiB")


def _texts(archive: zipfile.ZipFile) -> None:
    """See that there can be as many shared texts as are announced: room is made for all of them."""
    for member in archive.infolist():
        if member.filename.lower() == _SHARED:
            with archive.open(member) as source:
                announced = _ANNOUNCED.search(source.read(_CHUNK))
            if announced is not None and int(announced[1]) > member.file_size:
                raise unreadable(f"it announces {int(announced[1]):,} texts and holds fewer")


def parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """The names of the sheets, and the files of the archive that hold them."""
    relations = _xml(archive, "xl/_rels/workbook.xml.rels")
    targets = {each.get("Id"): each.get("Target", "") for each in relations}
    for sheet in _xml(archive, "xl/workbook.xml").iter():
        target = targets.get(sheet.get(_RELATION))
        if sheet.tag.endswith("}sheet") and target is not None:
            yield sheet.get("name", ""), normpath(join("/xl", target)).lstrip("/")


def _xml(archive: zipfile.ZipFile, name: str) -> ET.Element:
    with archive.open(name) as source:
        # What is longer is cut, and then no XML. The parser bounds what entities expand to.
        return ET.fromstring(source.read(_LIST))  # noqa: S314


def _extent(source: IO[bytes]) -> Extent:
    extent = Extent()
    held = b""
    with source:
        while chunk := source.read(_CHUNK):
            held += chunk
            # Cut where a cell begins, or at least a tag.
            cut = held.rfind(b"<c ")
            cut = held.rfind(b"<") if cut <= 0 else cut
            _extend(extent, held[:cut])
            held = held[cut:]
    _extend(extent, held)
    return extent


def _extend(extent: Extent, xml: bytes) -> None:
    references = set(_REFERENCE.findall(xml))
    columns = {letters for letters, _ in references}
    extent.columns = max(extent.columns, *map(_number, columns), 0)
    extent.rows = max(extent.rows, *(int(digits) for _, digits in references), 0)
    _count(extent, xml)
    if extent.rows * extent.columns > CELLS or extent.rows > ROWS or extent.columns > COLUMNS:
        raise unreadable(
            f"the sheet spans {extent.rows:,} rows and {extent.columns:,} columns, which is more "
            f"than {ROWS:,} rows, {COLUMNS:,} columns or {CELLS:,} cells; save the table as CSV"
        )
    if b'"e"' in xml or b"'e'" in xml:
        for letters, digits, text in _ERROR.findall(xml):
            extent.errors[int(digits), _number(letters)] = text.decode("utf-8", "replace")
    if len(extent.errors) > ERRORS:
        raise unreadable(f"more than {ERRORS:,} of its cells hold an error such as #N/A")


def _count(extent: Extent, xml: bytes) -> None:
    """Count rows and cells by their tags."""
    prefix = _PREFIX.search(xml)
    row, cell = (b"<" + (prefix[1] if prefix else b"") + tag for tag in (b"row", b"c"))
    for number, piece in enumerate(xml.split(row)):
        if number:
            extent.begun, extent.cells = extent.begun + 1, 0
        extent.cells += sum(piece.count(cell + end) for end in (b" ", b">", b"/"))
        extent.columns = max(extent.columns, extent.cells)
    extent.rows = max(extent.rows, extent.begun)


def _number(letters: bytes) -> int:
    """The number of a column: A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
