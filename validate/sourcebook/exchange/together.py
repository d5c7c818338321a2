"""Files of a dataset changed together: all of them, or none, whatever ends the process.

How a change that is interrupted is undone, ``declare.interrupted`` says, which does it when the
dataset is read the next time.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from contextlib import contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING

from sourcebook.declare import interrupted
from sourcebook.declare.interrupted import Change
from sourcebook.errors import UseError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path


def replace_all(changes: Mapping[Path, tuple[bytes, bytes]]) -> None:
    """Replace files, each given as what it was and what it becomes.

    Everything is written beside the files first; then they are renamed, one after the other. After
    a failure each file is as it was, and after a kill it will be when the dataset is read again.
    Raises ``UseError`` where a file is not what it was any more, and ``OSError``.
    """
    mark = secrets.token_hex(4)
    told = [
        Change(file.absolute(), sha256(before).hexdigest(), sha256(after).hexdigest(), mark)
        for file, (before, after) in changes.items()
    ]
    with _journal(told):
        for each, (_, after) in zip(told, changes.values(), strict=True):
            _write(each.part, after)
            shutil.copymode(each.place, each.part)
            _keep(each)
        for folder in {each.place.parent for each in told}:
            interrupted.flush_folder(folder)
        _see_unchanged(changes)
        for each in told:
            each.part.replace(each.place)


@contextmanager
def _journal(changes: Sequence[Change]) -> Iterator[None]:
    """A journal as long as the context lasts; where that ends in an error, all is brought back."""
    if not changes:
        yield
        return
    interrupted.undo(each.file for each in changes)
    folder = changes[0].file.parent
    journal = folder / interrupted.JOURNAL
    rows = [
        (os.path.relpath(each.file, folder), each.before, each.after, each.mark) for each in changes
    ]
    try:
        handle = os.open(journal, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644)
    except FileExistsError:
        raise UseError(f"{journal}: another change is at work here. Run it again.") from None
    try:
        interrupted.lock(handle)
        os.write(handle, json.dumps(rows).encode())
        os.fsync(handle)
        interrupted.flush_folder(folder)
        try:
            yield
        except BaseException:
            # Where that fails, the journal stays for the next who reads the files.
            interrupted.bring_back(changes)
            interrupted.finish(changes, journal)
            raise
        interrupted.finish(changes, journal)
    finally:
        os.close(handle)


def _keep(change: Change) -> None:
    """Keep what a file is under a second name."""
    try:
        os.link(change.place, change.old)
    except OSError:  # It is not ours, or the file system has no links.
        _write(change.old, change.place.read_bytes())
        shutil.copymode(change.place, change.old)


def _see_unchanged(changes: Mapping[Path, tuple[bytes, bytes]]) -> None:
    for file, (before, _) in changes.items():
        if file.read_bytes() != before:
            raise UseError(f"{file}: was changed meanwhile. Nothing was added; run it again.")


def _write(file: Path, content: bytes) -> None:
    with file.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
