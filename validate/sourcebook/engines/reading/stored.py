"""The files of a resource as they are stored: that they are there, their size and their hash.

Source: ``bytes`` and ``hash`` of https://datapackage.org/standard/data-resource/. Both are of the
file as it is stored, compressed or not; of several files, of one after the other.
"""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from sourcebook.engines.reading.fault import Fault, UnreadableError
from sourcebook.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sourcebook.declare import Table

_CHUNK = 1 << 20


def check(table: Table) -> list[Fault]:
    """What is wrong with the files of a table before they are read.

    Raises ``UnreadableError`` where one of them can't be read at all.
    """
    size = 0
    for part, file in enumerate(table.files):
        try:
            size += _size(file)
        except OSError as error:
            detail = told(error, table, file)
            raise UnreadableError(Fault("source-error", detail=detail, part=part)) from error
    faults = []
    if table.hash is not None and table.files:
        faults += list(_hash(table, table.hash))
    if table.bytes is not None and table.files and size != table.bytes:
        detail = f"it has {size:,} bytes where {table.bytes:,} are declared"
        faults.append(Fault("byte-count", value=str(size), detail=detail))
    return faults


def told(error: OSError, table: Table, file: Path) -> str:
    """Why a file can't be read, in words; with its name where there are several."""
    if isinstance(error, FileNotFoundError):
        what = "there is no such file"
    elif isinstance(error, IsADirectoryError):
        what = "it is a folder"
    elif isinstance(error, PermissionError):
        what = "there is no permission to read it"
    else:
        what = error.strerror or str(error)
    return f"{file.name}: {what}" if len(table.files) > 1 else what


def _size(file: Path) -> int:
    found = file.stat()
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError
    if not stat.S_ISREG(found.st_mode):
        # A pipe or a device may never end.
        raise OSError("it is not a file")
    with file.open("rb"):
        return found.st_size


def _hash(table: Table, declared: str) -> Iterator[Fault]:
    import hashlib

    algorithm, _, digest = declared.rpartition(":")
    name = algorithm.lower() or "md5"
    if name not in hashlib.algorithms_guaranteed or name.startswith("shake"):
        detail = f"{algorithm!r} is not a hash that can be worked out here; use sha256"
        yield Fault("hash-count", value=declared, detail=detail, severity=Severity.WARNING)
        return
    found = hashlib.new(name, usedforsecurity=False)
    for file in table.files:
        with file.open("rb", buffering=0) as source:
            while chunk := source.read(_CHUNK):
                found.update(chunk)
    if found.hexdigest() != digest.lower():
        detail = f"its {name} is {found.hexdigest()} where {digest} is declared"
        yield Fault("hash-count", value=found.hexdigest(), detail=detail)
