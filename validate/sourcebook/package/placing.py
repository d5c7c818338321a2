"""A folder that appears whole or not at all: written beside its target and renamed into place.

While one is written, ``<output>/.<name>.<random>.partial/`` holds ``new/`` (what is to appear) and
``scratch/``. Where the system can exchange two folders in one step (Linux, macOS), it does;
elsewhere the old one is first renamed to ``old/`` in there. One process at a time writes into an
output folder: it holds a lock on the folder itself, which ends with the process. What a killed one
left behind is cleared away by the next, and an ``old/`` without its target is put back.
"""

from __future__ import annotations

import ctypes
import errno
import filecmp
import os
import secrets
import shutil
import sys
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sourcebook.declare.interrupted import flush_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Workplace:
    new: Path
    scratch: Path


@contextmanager
def placed(target: Path) -> Iterator[Workplace]:
    """A workplace whose ``new`` becomes ``target`` when the block ends without an exception.

    A target with the same files is left as it is. Raises ``OSError`` where the disk says so; then,
    and when the block raises, ``target`` is as it was and nothing else is left.
    """
    output = target.parent
    made = not output.exists()
    output.mkdir(parents=True, exist_ok=True)
    try:
        with locked(output) as alone:
            if alone:
                _clear(target)
            partial = output / f".{target.name}.{secrets.token_hex(4)}.partial"
            work = Workplace(partial / "new", partial / "scratch")
            try:
                work.new.mkdir(parents=True)
                work.scratch.mkdir()
                yield work
                if not same(work.new, target):
                    _flush(work.new)
                    _swap(work.new, target, partial / "old")
                    flush_folder(output)
            finally:
                shutil.rmtree(partial, ignore_errors=True)
    finally:
        if made:
            with suppress(OSError):
                output.rmdir()


@contextmanager
def locked(folder: Path) -> Iterator[bool]:
    """Wait for the folder's lock; ``False`` where there is none to be had (Windows, some NFS)."""
    try:
        import fcntl
    except ImportError:
        yield False
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            held = True
        except OSError:
            held = False
        yield held
    finally:
        os.close(handle)


def _clear(target: Path) -> None:
    for partial in target.parent.glob(f".{target.name}.*.partial"):
        if (partial / "old").exists() and not target.exists():
            (partial / "old").rename(target)
        shutil.rmtree(partial)


def files(folder: Path) -> list[str]:
    """Every file below a folder, as a sorted relative path with forward slashes."""
    found = (file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())
    return sorted(found)


def same(one: Path, other: Path) -> bool:
    """Whether two folders hold the same files with the same bytes."""
    names = files(one)
    if not other.is_dir() or files(other) != names:
        return False
    return filecmp.cmpfiles(one, other, names, shallow=False)[0] == names


def _flush(folder: Path) -> None:
    """Bytes onto the disk before the name that promises them."""
    for name in files(folder):
        with (folder / name).open("rb+") as file:
            os.fsync(file.fileno())
    for place in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
        flush_folder(place)


def _swap(new: Path, target: Path, old: Path) -> None:
    if not os.path.lexists(target):
        new.rename(target)
    elif not _exchange(new, target):
        target.rename(old)
        new.rename(target)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two names in one step; ``False`` where the system or the file system can't."""
    libc = ctypes.CDLL(None, use_errno=True) if os.name == "posix" else None
    first, second = os.fsencode(one), os.fsencode(other)
    if sys.platform == "darwin" and hasattr(libc, "renamex_np"):
        done = libc.renamex_np(first, second, 2)  # type: ignore[union-attr]
    elif hasattr(libc, "renameat2"):
        here, exchange = -100, 2  # AT_FDCWD and RENAME_EXCHANGE of renameat2(2)
        done = libc.renameat2(here, first, here, second, exchange)  # type: ignore[union-attr]
    else:
        return False
    if done == 0:
        return True
    number = ctypes.get_errno()
    if number in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EXDEV):
        return False
    raise OSError(number, os.strerror(number), str(other))
