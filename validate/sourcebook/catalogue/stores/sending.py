"""The bytes of a package's file, as an object store is given them: a large one is not read at once.

A conditional request brings a whole file, since the parts of a multipart upload have no condition.
A large file is mapped, so that the system reads each page as it is sent and may forget it again.
"""

from __future__ import annotations

import hashlib
import mmap
from typing import TYPE_CHECKING

from sourcebook.errors import UseError

if TYPE_CHECKING:
    from pathlib import Path

    from sourcebook.catalogue.model import File

Content = bytes | mmap.mmap

MAPPED = 2**26
"""Bytes from which on a file is mapped. A smaller one is read: it can't change while it is sent."""


def content(file: Path) -> Content:
    """The bytes of a file."""
    if file.stat().st_size < MAPPED:
        return file.read_bytes()
    with file.open("rb") as opened:
        return mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)


def check(content: Content, file: File) -> None:
    """Raise ``UseError`` where the bytes are not those that the package's sums say."""
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise UseError(f"{file.path} has just changed. Publish it again.")
