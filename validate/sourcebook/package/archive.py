"""Zip archives whose bytes say nothing but what is in them: no time, no owner, no permissions."""

from __future__ import annotations

import shutil
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_DAY = (1980, 1, 1, 0, 0, 0)
"""The first moment that an archive can name."""

_PACKED = (".parquet", ".xlsx", ".zip", ".gz")
"""Endings of files that are compressed already."""


def pack(folder: Path, names: list[str], below: str, target: Path) -> None:
    """Write some files of a folder into an archive, all of them ``below`` a folder there."""
    with zipfile.ZipFile(target, "w") as archive:
        for name in names:
            packed = zipfile.ZIP_STORED if name.endswith(_PACKED) else zipfile.ZIP_DEFLATED
            with (folder / name).open("rb") as source:
                size = (folder / name).stat().st_size
                with archive.open(_entry(f"{below}/{name}", packed, size), "w") as out:
                    shutil.copyfileobj(source, out, 1 << 20)


def repack(source: Path, target: Path) -> None:
    """The entries of an archive in another one, in their order."""
    with zipfile.ZipFile(source) as given, zipfile.ZipFile(target, "w") as archive:
        for each in given.infolist():
            entry = _entry(each.filename, zipfile.ZIP_DEFLATED, each.file_size)
            with given.open(each) as content, archive.open(entry, "w") as out:
                shutil.copyfileobj(content, out, 1 << 20)


def _entry(name: str, packed: int, size: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _DAY)
    entry.compress_type = packed
    entry.file_size = size  # tells whether it takes the form for large files
    entry.create_system = 3  # Unix, whatever this one is
    entry.external_attr = 0o644 << 16
    return entry
