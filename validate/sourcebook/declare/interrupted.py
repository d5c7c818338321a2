"""A change of several files of a dataset that was interrupted: undone before anybody reads them.

Who changes files together (``exchange.together``) first writes a journal beside the first of them:
their names, and the SHA-256 of what each was and is to become. Beside each stands, hidden, what it
was and what it becomes. The last step is to remove the journal: where one is left, all files are
brought back, unless all have been changed. It is locked by who is at it; the lock ends with the
process.
"""

from __future__ import annotations

import json
import os
import re
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sourcebook.declare.paths import shown
from sourcebook.errors import Mistake, UseError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

JOURNAL = ".sourcebook-change.json"
_MARK = re.compile("[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of a file."""

    file: Path
    before: str
    """SHA-256, in hexadecimal digits."""
    after: str
    mark: str
    """What tells the hidden files of this change from those of another."""

    @property
    def place(self) -> Path:
        """The file itself, where a link leads to it."""
        return Path(os.path.realpath(self.file))

    @property
    def old(self) -> Path:
        return self._hidden("old")

    @property
    def part(self) -> Path:
        return self._hidden("part")

    def _hidden(self, word: str) -> Path:
        return self.place.with_name(f".{self.place.name}.{self.mark}.{word}")


def undo(files: Iterable[Path]) -> list[Mistake]:
    """Bring files back that a change which was interrupted has changed, and say so.

    A journal that names any other file than these is none of theirs, and left alone. Raises
    ``UseError`` where somebody has changed a file since, and ``OSError``.
    """
    known = {file.absolute() for file in files}
    told = []
    for folder in sorted({file.parent for file in known}):
        journal = folder / JOURNAL
        if os.path.lexists(journal):
            with _locked(journal) as content:
                changes = None if content is None else _changes(folder, content)
                if changes is None or not {each.file for each in changes} <= known:
                    continue
                undone = restore(changes, journal)
                if changes:
                    told.append(_told(journal, undone=undone))
    return told


def _told(journal: Path, *, undone: bool) -> Mistake:
    if undone:
        message = "A change of these files was interrupted. It is undone: all are as before."
        return Mistake(shown(journal), "", message, "Make it again.")
    message = "A change of these files was interrupted at its very end. It is complete."
    return Mistake(shown(journal), "", message, "Look at them once more.")


@contextmanager
def _locked(journal: Path) -> Iterator[bytes | None]:
    """What a journal holds, once nobody is at it any more; ``None`` where it is gone then."""
    try:
        handle = os.open(journal, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
    except FileNotFoundError:
        yield None
        return
    try:
        lock(handle)
        there = os.path.lexists(journal) and os.path.samestat(os.fstat(handle), journal.lstat())
        yield os.read(handle, 1 << 20) if there else None
    finally:
        os.close(handle)


def lock(handle: int) -> None:
    """Wait until nobody else has an open file locked (not on Windows, nor on some file systems)."""
    with suppress(ImportError, OSError):
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX)


def _changes(folder: Path, content: bytes) -> list[Change] | None:
    """What a journal says. Of one that was not written to its end nothing has begun.

    ``None`` for one that nobody of us has written: marks are parts of names of files.
    """
    try:
        given: Any = json.loads(content)
        changes = [Change(_beside(folder, name), *map(str, rest)) for name, *rest in given]
    except (ValueError, TypeError, RecursionError):
        return []
    return changes if all(_MARK.fullmatch(each.mark) for each in changes) else None


def _beside(folder: Path, name: str) -> Path:
    return Path(os.path.normpath(folder / name))


def restore(changes: Sequence[Change], journal: Path) -> bool:
    """Bring all files back, or leave them where all are changed already; remove the journal.

    Gives whether they were brought back. Nothing is done where one can't be. Raises ``UseError``
    where somebody has changed a file since, and ``OSError``.
    """
    now = [digest(each.place) for each in changes]
    complete = now == [each.after for each in changes]
    for each, found in zip(changes, now, strict=True):
        kept = found == each.after and digest(each.old) == each.before
        if not (complete or kept or found == each.before):
            raise UseError(
                f"{shown(each.file)}: was changed after a change of it had been interrupted. "
                f"Remove {shown(journal)} to keep the files as they are."
            )
    if not complete:
        bring_back(changes)
    finish(changes, journal)
    return not complete


def bring_back(changes: Sequence[Change]) -> None:
    """Make those files that have been changed what they were. Raises ``OSError``."""
    for each in changes:
        if digest(each.place) == each.after != each.before and each.old.is_file():
            each.old.replace(each.place)


def finish(changes: Sequence[Change], journal: Path) -> None:
    """Remove what stands hidden beside the files, and the journal last."""
    for folder in {each.place.parent for each in changes}:
        flush_folder(folder)
    for each in changes:
        each.part.unlink(missing_ok=True)
        each.old.unlink(missing_ok=True)
    journal.unlink()
    flush_folder(journal.parent)


def digest(file: Path) -> str:
    """The SHA-256 of a file; empty where there is none."""
    try:
        with file.open("rb") as content:
            return file_digest(content, "sha256").hexdigest()
    except FileNotFoundError:
        return ""


def flush_folder(folder: Path) -> None:
    with suppress(OSError):  # A system that can't open a folder has no need of this.
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
