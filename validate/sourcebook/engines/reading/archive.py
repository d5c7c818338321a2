"""The bytes of a file, taken out of its archive on the way and never held all at once.

A few kilobytes can unpack to more than a disk holds. What unpacks to more than ``RATIO`` times its
size is given up once it has passed ``FREE`` bytes: tables shrink to a tenth, rarely a hundredth.
"""

from __future__ import annotations

import gzip
import lzma
import struct
import zipfile
import zlib
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, cast

from sourcebook.engines.reading.fault import Fault, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sourcebook.declare import Table

FREE = 256 << 20
RATIO = 200
_CHUNK = 1 << 18
BROKEN: tuple[type[Exception], ...] = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
"""What is raised by reading an archive that is none, is broken or is locked."""


def chunks(table: Table, file: Path) -> Iterator[bytes]:
    """The bytes of a file of the table, unpacked. Raises ``UnreadableError``, ``OSError``."""
    with _unpacked(table, file) as source:
        if table.compression is None:
            while chunk := source.read(_CHUNK):
                yield chunk
            return
        taken, free = 0, max(FREE, RATIO * file.stat().st_size)
        while chunk := _read(source):
            taken += len(chunk)
            if taken > free:
                detail = (
                    f"it unpacks to more than {RATIO} times its size, which no table does; "
                    "reading stopped"
                )
                raise UnreadableError(Fault("source-error", detail=detail))
            yield chunk


def _read(source: IO[bytes]) -> bytes:
    try:
        return source.read(_CHUNK)
    except BROKEN as error:
        raise UnreadableError(Fault("source-error", detail=_told(error))) from error


@contextmanager
def _unpacked(table: Table, file: Path) -> Iterator[IO[bytes]]:
    if table.compression is None:
        with file.open("rb", buffering=0) as source:
            yield source
    elif table.compression == "gz":
        with gzip.open(file) as source:
            yield cast("IO[bytes]", source)
    else:
        try:
            archive = zipfile.ZipFile(file)
        except BROKEN as error:
            raise UnreadableError(Fault("source-error", detail=_told(error))) from error
        with archive, _member(archive, table.inner_path) as source:
            yield source


def _member(archive: zipfile.ZipFile, name: str | None) -> IO[bytes]:
    names = [
        each.filename
        for each in archive.infolist()
        if not each.is_dir() and not each.filename.startswith("__MACOSX/")
    ]
    if name is None and len(names) == 1:
        name = names[0]
    if name is None or name not in names:
        held = ", ".join(sorted(names)[:8]) + (" ..." if len(names) > 8 else "")
        detail = (
            f"the archive holds {held or 'no file'}"
            if name is not None or not names
            else f"the archive holds {len(names)} files ({held}); name one of them as innerPath"
        )
        if name is not None:
            detail += f", and not {name}"
        raise UnreadableError(Fault("source-error", detail=detail))
    try:
        return archive.open(name)
    except BROKEN as error:
        raise UnreadableError(Fault("source-error", detail=_told(error))) from error


def _told(error: Exception) -> str:
    return f"the archive is broken ({error})"
