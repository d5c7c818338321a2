"""What the file of a workbook says of cells beside their values: formulas, percentages, errors.

The library that reads the values does not tell these. Sources: ECMA-376, part 1, 18.3 and 18.8;
OpenDocument 1.3, part 3, 9.1.
"""

from __future__ import annotations

import zipfile
from typing import IO, TYPE_CHECKING
from xml.etree import ElementTree as ET

from sourcebook.engines.reading import workbook
from sourcebook.engines.reading.archive import BROKEN as _ARCHIVE
from sourcebook.engines.reading.fault import UnreadableError
from sourcebook.errors import UseError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    Marks = dict[tuple[int, int], str]
    """A mark by row and column, from 1: ``formula``, ``percent``, or ``error`` and its text."""

_BROKEN: tuple[type[Exception], ...] = (*_ARCHIVE, ET.ParseError, ValueError)
FORMULA, PERCENT, ERROR = "formula", "percent", "error "
_BUILT_IN = frozenset({9, 10})
"""Numbers of the formats ``0%`` and ``0.00%``."""
_REPEATED = 1_000
"""Of marked cells that are written once for many, how many are told."""
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}p"


def marks(file: Path) -> dict[str, Marks]:
    """The marks of each sheet, by its name.

    Raises ``UseError`` where the file is no workbook that can be read with a bounded memory, and
    ``OSError``.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            workbook.check_size(archive)
            if "content.xml" in archive.namelist():
                return _document(archive)
        extents = workbook.look(file)
        with zipfile.ZipFile(file) as archive:
            percent = _percent(archive)
            found = {name: _sheet(archive, part, percent) for name, part in workbook.parts(archive)}
    except UnreadableError as error:
        raise UseError(f"{file}: {error.fault.detail}. Save it anew, as XLSX or ODS.") from error
    except _BROKEN as error:
        raise UseError(
            f"{file}: is no spreadsheet, or a broken or protected one ({error}). "
            "Save it anew, as XLSX or ODS, without a password."
        ) from error
    for name, extent in extents.items():
        found[name] |= {at: ERROR + text for at, text in extent.errors.items()}
    return found


def _percent(archive: zipfile.ZipFile) -> frozenset[int]:
    """The styles of cells that show a number as a percentage."""
    try:
        root = ET.fromstring(archive.read("xl/styles.xml"))  # noqa: S314 - of a checked size
    except KeyError:
        return frozenset()
    formats = set(_BUILT_IN)
    for each in root.iter(_own(root, "numFmt")):
        if "%" in (each.get("formatCode") or ""):
            formats.add(int(each.get("numFmtId", "-1")))
    cells = root.find(_own(root, "cellXfs"))
    styles = [] if cells is None else cells.findall(_own(root, "xf"))
    return frozenset(
        number for number, style in enumerate(styles) if int(style.get("numFmtId", "0")) in formats
    )


def _own(root: ET.Element, tag: str) -> str:
    return root.tag.rpartition("}")[0] + "}" + tag if "}" in root.tag else tag


def _sheet(archive: zipfile.ZipFile, part: str, percent: frozenset[int]) -> Marks:
    found: Marks = {}
    row = column = 0
    with archive.open(part) as source:
        for event, each in _elements(source):
            tag = each.tag.rpartition("}")[2]
            if event == "start" and tag == "row":
                row, column = int(each.get("r", row + 1)), 0
            elif event == "end" and tag == "c":
                column = _column(each.get("r")) or column + 1
                kinds = {child.tag.rpartition("}")[2] for child in each}
                if "f" in kinds:
                    found[row, column] = FORMULA
                elif "v" in kinds and int(each.get("s", "0")) in percent:
                    found[row, column] = PERCENT
                each.clear()
            elif event == "end" and tag == "row":
                each.clear()
    return found


def _elements(source: IO[bytes]) -> Iterator[tuple[str, ET.Element]]:
    return ET.iterparse(source, ("start", "end"))  # noqa: S314 - of a checked size


def _column(reference: str | None) -> int:
    """The number of a column: that of ``B3`` is 2; 0 where nothing is said."""
    number = 0
    for letter in reference or "":
        if letter.isdigit():
            break
        number = number * 26 + ord(letter.upper()) - 64
    return number


def _document(archive: zipfile.ZipFile) -> dict[str, Marks]:
    found: dict[str, Marks] = {}
    here: Marks = {}
    row = column = times = far = 0
    with archive.open("content.xml") as source:
        for event, each in _elements(source):
            if event == "start" and each.tag == f"{_TABLE}table":
                row, far, here = 0, 0, found.setdefault(each.get(f"{_TABLE}name", ""), {})
            elif event == "start" and each.tag == f"{_TABLE}table-row":
                times, column = _times(each, "rows"), 0
            elif event == "end" and each.tag in _CELLS:
                wide = _times(each, "columns")
                mark = _mark(each)
                if len(each):
                    # The library holds the whole rectangle in memory.
                    far = max(far, column + wide)
                    _bounded((row + times) * far)
                if mark is not None:
                    for down in range(min(times, _REPEATED)):
                        for right in range(min(wide, _REPEATED)):
                            here[row + down + 1, column + right + 1] = mark
                column += wide
                each.clear()
            elif event == "end" and each.tag == f"{_TABLE}table-row":
                row += times
                each.clear()
    return found


def _bounded(cells: int) -> None:
    if cells > workbook.CELLS:
        raise workbook.unreadable(f"a sheet spans more than {workbook.CELLS:,} cells")


def _times(element: ET.Element, what: str) -> int:
    return int(element.get(f"{_TABLE}number-{what}-repeated", "1"))


def _mark(cell: ET.Element) -> str | None:
    if cell.get(f"{_CALC}value-type") == "error":
        return ERROR + "".join(text for part in cell.iter(_TEXT) for text in part.itertext())
    if cell.get(f"{_TABLE}formula") is not None:
        return FORMULA
    return PERCENT if cell.get(f"{_OFFICE}value-type") == "percentage" else None
