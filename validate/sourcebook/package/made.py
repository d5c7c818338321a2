"""What was written into a package, for the files that tell of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sourcebook.package.sums import sha256

if TYPE_CHECKING:
    from pathlib import Path

    from sourcebook.declare import Dataset, Table
    from sourcebook.package.history import History

MEDIA = {
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "geojson": "application/geo+json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "sqlite": "application/vnd.sqlite3",
}
"""The formats of a package and their media types, as IANA registers them."""

WORDS = {
    "csv": "CSV",
    "parquet": "Parquet",
    "geojson": "GeoJSON",
    "xlsx": "Excel workbook",
    "sqlite": "SQLite database",
}


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file with data."""

    path: str
    """Relative to the package."""
    format: str
    bytes: int
    sha256: str
    notes: tuple[str, ...] = ()
    """What it doesn't hold as it is."""

    @property
    def mediatype(self) -> str:
        return MEDIA[self.format]


@dataclass(frozen=True, slots=True)
class MadeTable:
    table: Table
    """As the package declares it."""
    rows: int
    content: str
    """Its content hash."""
    files: tuple[MadeFile, ...]
    """Its CSV first."""


@dataclass(frozen=True, slots=True)
class Made:
    dataset: Dataset
    """As the package declares it: with plain tables, the table of changes among them."""
    history: History
    tables: tuple[MadeTable, ...]
    files: tuple[MadeFile, ...] = ()
    """Those with all tables in one."""
    omitted: tuple[str, ...] = field(default=())
    """What is not in some file that one would look for, and why."""


def made_file(folder: Path, path: str, format: str, notes: tuple[str, ...] = ()) -> MadeFile:
    """A file that was just written."""
    file = folder / path
    return MadeFile(path, format, file.stat().st_size, sha256(file), notes)
