"""A catalogue in a folder: one publisher at a time, files and versions renamed into place."""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from sourcebook.catalogue import document
from sourcebook.catalogue.document import CatalogueError
from sourcebook.catalogue.model import Catalog
from sourcebook.declare.interrupted import flush_folder
from sourcebook.errors import UseError
from sourcebook.package.placing import locked, placed
from sourcebook.package.sums import sha256

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sourcebook.catalogue.model import Version
    from sourcebook.catalogue.transfer import Transfer

CHUNK = 2**20


class _Part:
    """The rest of a file; the file stays open for as long as it is read."""

    def __init__(self, file: Path, start: int) -> None:
        self.start = start
        self._file = file

    def __iter__(self) -> Iterator[bytes]:
        with self._file.open("rb") as source:
            source.seek(self.start)
            while chunk := source.read(CHUNK):
                yield chunk


class Folder:
    """The store of a local folder. What the system says of it is an ``OSError``."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.url = str(root)

    def read(self, name: str, limit: int) -> bytes | None:
        try:
            with (self.root / name).open("rb") as source:
                content = source.read(limit + 1)
        except FileNotFoundError:
            return None
        if len(content) > limit:
            raise CatalogueError(
                f"{self.url}/{name}: is larger than {limit:,} bytes. Check the address."
            )
        return content

    @contextmanager
    def stream(self, name: str, start: int, size: int) -> Iterator[_Part]:  # noqa: ARG002
        file = self.root / name
        if not file.is_file():
            raise CatalogueError(f"{self.url}/{name}: isn't there, though the catalogue lists it.")
        yield _Part(file, start)

    @contextmanager
    def alone(self) -> Iterator[None]:
        if self.root.exists() and not self.root.is_dir():
            raise UseError(f"{self.url}: is no folder. Name the folder of a catalogue.")
        made = not self.root.exists()
        self.root.mkdir(parents=True, exist_ok=True)
        try:
            with locked(self.root):
                yield
        finally:
            if made:
                with suppress(OSError):
                    self.root.rmdir()  # if nothing came to be in it

    def upload(self, version: Version, package: Path, progress: Transfer) -> None:
        with placed(self.root / version.path) as work:
            for file in version.files:
                copy = work.new / file.path
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(package / file.path, copy)
                if sha256(copy) != file.sha256:
                    raise UseError(f"{package}: {file.path} has just changed. Publish it again.")
                progress.moved(file.bytes)

    def change(self, change: Callable[[Catalog], Catalog], ours: Version | None) -> Catalog:
        """The lock of ``alone`` is held, so nobody else is at it."""
        assert ours is None or (self.root / ours.path).is_dir()
        content = self.read(document.NAME, document.LARGEST)
        old = Catalog() if content is None else document.parse(content, self.url)
        new = change(old)
        if new != old:
            self.write(document.NAME, document.text(new))
        return new

    def write(self, name: str, content: bytes) -> None:
        file = self.root / name
        if self.read(name, document.LARGEST) == content:
            return
        beside = file.with_name(f".{file.name}.{secrets.token_hex(4)}.partial")
        for left in file.parent.glob(f".{file.name}.*.partial"):
            left.unlink(missing_ok=True)
        try:
            with beside.open("wb") as target:
                target.write(content)
                target.flush()
                os.fsync(target.fileno())
            beside.replace(file)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
        flush_folder(file.parent)
