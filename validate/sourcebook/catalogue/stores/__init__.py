"""Where a catalogue lies: a folder, a web server (to read only), or an object store."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable
from urllib.parse import unquote, urlsplit

from sourcebook.catalogue import document
from sourcebook.catalogue.document import CatalogueError
from sourcebook.errors import UseError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from sourcebook.catalogue.model import Catalog, Version
    from sourcebook.catalogue.transfer import Transfer

OBJECTS = ("s3", "gs", "az")


class TransientError(CatalogueError):
    """What may go well when it is tried again.

    ``wait`` is how long the other side asks to wait, in seconds; ``anew``: the rest of a file can't
    be had, so that it has to come as a whole.
    """

    def __init__(self, message: str, wait: float = 0, *, anew: bool = False) -> None:
        super().__init__(message)
        self.wait = wait
        self.anew = anew


class Store(Protocol):
    """A catalogue that can be read; names are relative to its root."""

    url: str

    def read(self, name: str, limit: int) -> bytes | None:
        """A small file as a whole, ``None`` if there is none. Raises ``CatalogueError``."""

    def stream(self, name: str, start: int, size: int) -> AbstractContextManager[Stream]:
        """The bytes of a file of ``size`` bytes from ``start`` on, as far as the store has them.

        What comes may begin at 0 all the same, if the store knows no ranges. Raises
        ``CatalogueError``, and ``TransientError`` also in the middle.
        """


class Stream(Protocol):
    """Bytes of a file; ``start`` is where they begin."""

    start: int

    def __iter__(self) -> Iterator[bytes]: ...


@runtime_checkable
class Place(Store, Protocol):
    """A catalogue that can be written to."""

    def alone(self) -> AbstractContextManager[object]:
        """Hold off other publishers, where the store has a lock for that."""

    def upload(self, version: Version, package: Path, progress: Transfer) -> None:
        """Bring the files of a version that isn't published yet."""

    def change(self, change: Callable[[Catalog], Catalog], ours: Version | None) -> Catalog:
        """Replace ``catalog.json``, and lose nothing that others put in; gives the new one.

        ``ours`` is what was uploaded, and has to be there still.
        """

    def write(self, name: str, content: bytes) -> None:
        """Write a small file, whole or not at all."""


def open_store(url: str | Path) -> Store:
    """The store behind an address. Raises ``UseError`` where it can't be one."""
    text = os.fspath(url)
    scheme = text.split("://", 1)[0].lower() if "://" in text else ""
    if not scheme:
        from sourcebook.catalogue.stores.folder import Folder

        return Folder(Path(text))
    _check(text)
    text = text.rstrip("/")
    if scheme == "file":
        from sourcebook.catalogue.stores.folder import Folder

        parts = urlsplit(text)
        if parts.netloc not in ("", "localhost"):
            raise UseError(f"{text}: names a host. Write file:///folder.")
        return Folder(Path(unquote(parts.path) or "/"))
    if scheme in ("http", "https"):
        from sourcebook.catalogue.stores.web import Web

        return Web(text)
    if scheme in OBJECTS:
        from sourcebook.catalogue.stores.objects import Objects

        return Objects(text)
    raise UseError(
        f"{scheme}://: is no place for a catalogue. Name a folder, or an address that begins with "
        "file://, https://, s3://, gs:// or az://."
    )


def open_place(url: str | Path) -> Place:
    """The same, to publish to. Raises ``UseError`` where it can only be read."""
    store = open_store(url)
    if isinstance(store, Place):
        return store
    raise UseError(
        f"{store.url}: can only be read. Publish to the folder or bucket that is served there."
    )


def read(url: str | Path | Store) -> Catalog:
    """What a catalogue holds.

    Raises ``CatalogueError`` where there is none or it is wrong, ``TransientError`` where it can't
    be reached now, and ``UseError``.
    """
    store = open_store(url) if isinstance(url, (str, Path)) else url
    content = store.read(document.NAME, document.LARGEST)
    if content is None:
        raise CatalogueError(
            f"{store.url}: there is no {document.NAME}, so no catalogue. Check the address."
        )
    return document.parse(content, store.url)


def _check(url: str) -> None:
    parts = urlsplit(url)
    if "@" in parts.netloc:
        shown = re.sub(r"//[^/]*@", "//", url)
        raise UseError(f"{shown}: credentials don't belong in an address. Set them as variables.")
    if parts.query or parts.fragment:
        shown = re.sub(r"[?#].*", "", url, flags=re.DOTALL)
        raise UseError(f"{shown}: an address of a catalogue has no ? and no #. Name its folder.")
    if not parts.netloc and parts.scheme.lower() != "file":
        raise UseError(f"{url}: names no host or bucket. Check the address.")
