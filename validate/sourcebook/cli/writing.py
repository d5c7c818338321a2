"""Files written whole or not at all: beside their place first, then renamed into it."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from sourcebook.errors import UseError

if TYPE_CHECKING:
    from collections.abc import Iterable


def check_place(file: Path) -> None:
    """Refuse early what could not be written late. Raises ``UseError`` or ``PermissionError``."""
    if file.is_dir():
        raise UseError(f"{file}: is a folder. Name a file in it.")
    if not file.absolute().parent.is_dir():
        raise UseError(f"{file.parent}: there is no such folder. Make it first.")
    place = file if file.exists() else file.absolute().parent
    if not os.access(place, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(file))


def check_apart(file: Path, known: Iterable[Path]) -> None:
    """Refuse to write over what is read. Raises ``UseError``."""
    place = Path(os.path.realpath(file))
    if any(place == Path(os.path.realpath(each)) for each in known):
        raise UseError(f"{file}: is read by this command. Name another file to write to.")


def write(file: Path, content: bytes) -> None:
    """Write a file; after a failure the one that was there is untouched. Raises ``OSError``."""
    try:
        if file.exists() and not file.is_file():
            file.write_bytes(content)  # A device or a pipe is written to, never replaced.
        else:
            _replace(Path(os.path.realpath(file)), content)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(file)) from error


def _replace(place: Path, content: bytes) -> None:
    beside = place.with_name(f".{place.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(content)
        if place.exists():
            shutil.copymode(place, beside)
        beside.replace(place)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
