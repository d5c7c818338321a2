"""Files of a version on the disk, each whole and with the bytes that the catalogue promises.

A file is written to ``.<name>.<sha256>.part`` beside its place and renamed into it when its
checksum is right; until then nothing is there. A part that was cut off is gone on with, by a range.
"""

from __future__ import annotations

import os
import random
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import TYPE_CHECKING, TypeVar

from sourcebook.catalogue import stores
from sourcebook.catalogue.document import CatalogueError
from sourcebook.catalogue.stores import TransientError
from sourcebook.catalogue.transfer import Quiet
from sourcebook.package.sums import sha256

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from sourcebook.catalogue.model import File, Version
    from sourcebook.catalogue.stores import Store
    from sourcebook.catalogue.transfer import Transfer

T = TypeVar("T")

TRIES = 5
PAUSE, LONGEST = 0.3, 60.0
"""Seconds before the second try, doubled for each further one, and the most that are waited."""

ENOUGH = 2**16
"""Bytes that a try must bring to count as progress, after which the tries begin anew."""

THREADS = 4


def fetch(
    url: str | Path, name: str, version: str, folder: Path, progress: Transfer | None = None
) -> Version:
    """Bring the whole package of a version into ``folder``, and give its entry.

    Files that are there with the right bytes stay; others are replaced. Raises ``CatalogueError``
    where the version or a file of it is not to be had as the catalogue has it, and ``OSError``.
    """
    store = stores.open_store(url)
    found = retried(lambda: stores.read(store)).version(name, version)
    if found is None:
        raise CatalogueError(f"{store.url}: has no {name} {version}. See sourcebook list.")
    bring(store, found, found.files, folder, progress or Quiet())
    return found


def bring(
    store: Store, version: Version, files: Sequence[File], folder: Path, progress: Transfer
) -> None:
    """Bring files of a version into a folder, several at a time. Raises as ``fetch`` does."""
    progress.start(version.name, sum(file.bytes for file in files))
    stop = Event()
    with ThreadPoolExecutor(THREADS) as threads:
        futures = [
            threads.submit(
                _bring, store, f"{version.path}/{file.path}", file, folder, progress, stop
            )
            for file in files
        ]
        try:
            for future in futures:
                future.result()
        except BaseException:
            stop.set()
            raise


def right(place: Path, file: File) -> bool:
    """Whether a file is there with the right bytes."""
    return place.is_file() and place.stat().st_size == file.bytes and sha256(place) == file.sha256


def retried(act: Callable[[], T], tries: int = TRIES) -> T:
    """What ``act`` gives, tried again after ``TransientError``; the last of them is raised."""
    for tried in range(1, tries):
        try:
            return act()
        except TransientError as error:
            wait(tried, error)
    return act()


def wait(tried: int, error: TransientError, stop: Event | None = None) -> None:
    """Wait longer each time, and never as long as others that failed at the same moment."""
    pause = PAUSE * 2 ** (tried - 1) * random.uniform(0.5, 1.5)  # noqa: S311
    (stop or Event()).wait(min(max(pause, error.wait), LONGEST))


def _bring(
    store: Store, name: str, file: File, folder: Path, progress: Transfer, stop: Event
) -> None:
    place = folder / file.path
    if right(place, file):
        progress.moved(file.bytes)
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    part = place.with_name(f".{place.name}.{file.sha256[:16]}.part")
    try:
        _download(store, name, file, part, progress, stop)
        part.replace(place)
    except OSError:
        part.unlink(missing_ok=True)  # The disk is full: what is there is of no use to anybody.
        raise


def _download(
    store: Store, name: str, file: File, part: Path, progress: Transfer, stop: Event
) -> None:
    tried = wrong = counted = 0
    while True:
        before = _size(part)
        try:
            _receive(store, name, file, part, stop)
        except TransientError as error:
            if error.anew:
                part.unlink(missing_ok=True)
            now = _size(part)
            tried = 1 if now - before >= ENOUGH else tried + 1
            if tried >= TRIES:
                raise CatalogueError(
                    f"{str(error).rstrip('.')}, {TRIES} times. Try again later; what came is kept."
                ) from None
            progress.moved(now - counted)
            counted = now
            wait(tried, error, stop)
            continue
        if right(part, file):
            progress.moved(file.bytes - counted)
            return
        part.unlink()
        progress.moved(-counted)
        counted = 0
        wrong += 1
        if wrong == 2:  # A part of an earlier day may have been to blame the first time.
            raise CatalogueError(
                f"{store.url}/{name}: has other bytes than the catalogue says. "
                "Nothing of it was kept; tell the catalogue's publisher."
            )


def _size(part: Path) -> int:
    return part.stat().st_size if part.is_file() else 0


def _receive(store: Store, name: str, file: File, part: Path, stop: Event) -> None:
    """Add to a part all that is still missing, or begin anew where the store does."""
    have = _size(part)
    if have >= file.bytes:
        have = 0
    with store.stream(name, have, file.bytes) as stream, part.open("ab") as target:
        if stream.start > have:
            raise TransientError(f"{store.url}/{name}: the server sent another part.", anew=True)
        target.truncate(stream.start)
        target.seek(stream.start)
        for chunk in stream:
            if stop.is_set():
                raise CatalogueError(f"{store.url}/{name}: was given up.")
            target.write(chunk)
            if target.tell() > file.bytes:
                raise CatalogueError(
                    f"{store.url}/{name}: is larger than the {file.bytes} bytes that the catalogue "
                    "says. Tell the catalogue's publisher."
                )
        target.flush()
        size = _size(part)
        if size < file.bytes:
            raise TransientError(f"{store.url}/{name}: ended after {size} of {file.bytes} bytes.")
        os.fsync(target.fileno())
