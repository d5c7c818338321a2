"""Files of a dataset changed together: all of them, or none."""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from sourcebook.errors import UseError

if TYPE_CHECKING:
    from collections.abc import Mapping


def replace_all(changes: Mapping[Path, tuple[bytes, bytes]]) -> None:
    """Replace files, each given as what it was and what it becomes.

    Everything is written beside the files first; then they are renamed, one after the other. After
    a failure each file is as it was. A machine that stops between two of the renames leaves some
    of them done, each file whole. Raises ``UseError`` where a file is not what it was any more,
    and ``OSError``.
    """
    places = {Path(os.path.realpath(file)): change for file, change in changes.items()}
    beside = {place: place.with_name(f".{place.name}.{os.getpid()}.part") for place in places}
    done: list[Path] = []
    try:
        for place, (_, after) in places.items():
            _write(beside[place], after)
            shutil.copymode(place, beside[place])
        _see_unchanged(changes)
        for place in places:
            beside[place].replace(place)
            done.append(place)
    except BaseException:
        for place in done:
            # One that can't be brought back is no reason to leave the others.
            with contextlib.suppress(OSError):
                _write(beside[place], places[place][0])
                shutil.copymode(place, beside[place])
                beside[place].replace(place)
        raise
    finally:
        for each in beside.values():
            each.unlink(missing_ok=True)


def _see_unchanged(changes: Mapping[Path, tuple[bytes, bytes]]) -> None:
    for file, (before, _) in changes.items():
        if file.read_bytes() != before:
            raise UseError(f"{file}: was changed meanwhile. Nothing was added; run it again.")


def _write(file: Path, content: bytes) -> None:
    with file.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
