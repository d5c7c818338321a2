"""The cache: what was brought from catalogues, in the user's cache folder.

``catalogs/<sha256 of the address>.json``
    The last ``catalog.json`` that came from there, for when it can't be reached.
``packages/<hash>/<dataset>-<version>/``
    Files of a version, of which some may be missing. What has its name is whole: it was verified
    before it got it, and is verified again at each use. ``<hash>`` is that of the version.

Several processes may use it at once: one at a time brings files of a version, the others wait for
it. It may be removed at any time.
"""

from __future__ import annotations

import hashlib
import secrets
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sourcebook.catalogue import NAME, Quiet, document
from sourcebook.catalogue.document import LARGEST, CatalogueError
from sourcebook.catalogue.fetching import bring, retried, right
from sourcebook.catalogue.stores import TransientError
from sourcebook.package.placing import locked

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from sourcebook.catalogue import Catalog, File, Transfer, Version
    from sourcebook.catalogue.stores import Store


def root() -> Path:
    """The cache's folder, as the system has it for this user (``XDG_CACHE_HOME``, …)."""
    from platformdirs import user_cache_path

    return user_cache_path("sourcebook", appauthor=False)


def read(store: Store, remarked: Callable[[str], object]) -> Catalog:
    """The catalogue, or if it can't be reached the last that was seen, with a remark.

    Raises ``CatalogueError`` where it is wrong, and where it can't be reached and was never seen.
    """
    seen = root() / "catalogs" / f"{hashlib.sha256(store.url.encode()).hexdigest()}.json"
    # With something to fall back upon, nobody has to wait long.
    tries = {"tries": 2} if seen.is_file() else {}
    try:
        content = retried(lambda: store.read(NAME, LARGEST), **tries)
    except TransientError as error:
        if not seen.is_file():
            raise CatalogueError(f"{str(error).rstrip('.')}. Try again later.") from None
        day = datetime.fromtimestamp(seen.stat().st_mtime, UTC).strftime("%Y-%m-%d %H:%M UTC")
        remarked(f"{error} What follows is from the cache, as of {day}.")
        return document.parse(seen.read_bytes(), store.url)
    if content is None:
        raise CatalogueError(
            f"{store.url}: there is no {NAME}, so no catalogue. Check the address."
        )
    found = document.parse(content, store.url)
    with suppress(OSError):  # The answer is there; that it can't be kept harms nobody now.
        _keep(seen, content)
    return found


def folder(version: Version) -> Path:
    """Where files of a version lie."""
    return root() / "packages" / version.hash.removeprefix("sha256:") / version.name


def hold(
    store: Store, version: Version, files: Sequence[File], progress: Transfer | None = None
) -> Path:
    """The folder of a version, in which these files are, verified. Raises as ``fetch`` does."""
    place = folder(version)
    if all(right(place / file.path, file) for file in files):
        return place
    place.parent.mkdir(parents=True, exist_ok=True)
    with locked(place.parent):
        missing = [file for file in files if not right(place / file.path, file)]
        for file in missing:
            (place / file.path).unlink(missing_ok=True)
        bring(store, version, missing, place, progress or Quiet())
    return place


def _keep(seen: Path, content: bytes) -> None:
    seen.parent.mkdir(parents=True, exist_ok=True)
    beside = seen.with_name(f".{secrets.token_hex(8)}.partial")
    try:
        beside.write_bytes(content)
        beside.replace(seen)
    finally:
        beside.unlink(missing_ok=True)
