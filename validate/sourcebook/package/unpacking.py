"""A package out of its archive, which may come from anybody.

No entry may lead out of the folder or be anything but a file; what it all unpacks to is bounded by
what compression can honestly do to tables.
"""

from __future__ import annotations

import shutil
import stat
import zipfile
import zlib
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sourcebook.errors import UseError

if TYPE_CHECKING:
    from collections.abc import Iterator

RATIO = 250
"""Times its own size that an archive may unpack to. Tables are packed to a tenth, or less."""
FREE = 64 << 20
"""Bytes that any archive may unpack to."""
ENTRIES = 10_000
BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError)
"""What ``zipfile`` raises where an archive is none, or one with a password."""


@contextmanager
def unpacked(archive: Path) -> Iterator[Path]:
    """The package's folder, as long as the block lasts. Raises ``UseError``, ``OSError``."""
    with TemporaryDirectory(prefix="sourcebook-") as name:
        try:
            with zipfile.ZipFile(archive) as opened:
                folder = _check(archive, opened)
                for entry in opened.infolist():
                    if not entry.is_dir():
                        _extract(opened, entry, Path(name))
        except BROKEN as error:
            raise UseError(f"{archive}: is no whole archive ({error}). Get it again.") from error
        yield Path(name) / folder


def _check(archive: Path, opened: zipfile.ZipFile) -> str:
    entries = opened.infolist()
    size = sum(entry.file_size for entry in entries)
    if len(entries) > ENTRIES or size > max(FREE, RATIO * archive.stat().st_size):
        raise UseError(f"{archive}: would unpack to {size:,} bytes. That is no package.")
    folders = set()
    for entry in entries:
        path = PurePosixPath(entry.filename)
        kind = stat.S_IFMT(entry.external_attr >> 16)
        climbs = path.is_absolute() or ".." in path.parts or "\\" in entry.filename
        if climbs or ":" in entry.filename or kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise UseError(f"{archive}: {entry.filename!r} leads out of it. That is no package.")
        folders.add(path.parts[0] if len(path.parts) > 1 or entry.is_dir() else "")
    if len(folders) != 1 or "" in folders:
        raise UseError(f"{archive}: a package is one folder in its archive, and this is not.")
    return folders.pop()


def _extract(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: Path) -> None:
    target = folder / entry.filename
    target.parent.mkdir(parents=True, exist_ok=True)
    with opened.open(entry) as source, target.open("xb") as out:
        shutil.copyfileobj(source, out, 1 << 20)
