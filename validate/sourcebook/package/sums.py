"""Checksums of the files of a package, in the form that ``sha256sum -c`` reads."""

from __future__ import annotations

import hashlib
from typing import IO, TYPE_CHECKING

from sourcebook.package.placing import files

if TYPE_CHECKING:
    from pathlib import Path

NAME = "SHA256SUMS"


def sha256(file: Path) -> str:
    """The SHA-256 of a file, as hexadecimal digits."""
    with file.open("rb") as source:
        return digest(source)


def digest(source: IO[bytes]) -> str:
    """The SHA-256 of what can be read from here on."""
    found = hashlib.sha256()
    while chunk := source.read(1 << 20):
        found.update(chunk)
    return found.hexdigest()


def text(folder: Path) -> str:
    """One line a file of the folder, sorted by path, but for ``SHA256SUMS`` itself."""
    return "".join(f"{sha256(folder / name)}  {name}\n" for name in files(folder) if name != NAME)
