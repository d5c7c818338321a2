"""A catalogue in an object store (S3, Google Cloud Storage, Azure), through obstore.

obstore, since one small library without further ones speaks to all three, with conditional writes;
s3fs pins a botocore of its own. Credentials come from the environment alone (``AWS_*``,
``GOOGLE_*``, ``AZURE_*``), and errors are told in our words, since those of a store may hold them.
"""

from __future__ import annotations

import hashlib
import os
import random
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NoReturn

from sourcebook.catalogue import document
from sourcebook.catalogue.document import CatalogueError
from sourcebook.catalogue.model import Catalog
from sourcebook.catalogue.stores import sending
from sourcebook.catalogue.stores.refused import errors
from sourcebook.errors import UseError
from sourcebook.package.sums import NAME as SUMS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from obstore import GetResult
    from obstore.store import AzureStore, GCSStore, S3Store

    from sourcebook.catalogue.model import File, Version
    from sourcebook.catalogue.stores.sending import Content
    from sourcebook.catalogue.transfer import Transfer

LEASE = timedelta(hours=1)
"""How long files that nobody lists are taken for those of a publisher at work."""

CHUNK = 2**18
THREADS = 4
LARGEST = 5 * 10**9
"""Bytes that one conditional request may bring. Source: Amazon S3, PutObject."""

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "jsonld": "application/ld+json",
    "geojson": "application/geo+json",
    "md": "text/markdown; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "zip": "application/zip",
}


class _Rest:
    def __init__(self, found: GetResult, start: int, url: str) -> None:
        self.start = start
        self._found = found
        self._url = url

    def __iter__(self) -> Iterator[bytes]:
        with errors(self._url):
            for chunk in self._found.stream(CHUNK):
                yield bytes(chunk)


class Objects:
    """The store of an address that begins with s3://, gs:// or az://."""

    def __init__(self, url: str) -> None:
        from obstore.store import from_url

        self.url = url
        with errors(url):
            # Anything else than a retry would be seen by our caller, who tries no longer either.
            self._store: S3Store | GCSStore | AzureStore = from_url(  # type: ignore[assignment]
                url,
                client_options={
                    "connect_timeout": "10s",
                    "read_timeout": "60s",
                    "timeout": "2h",
                    # Options that are given undo those of the environment.
                    "allow_http": os.environ.get("AWS_ALLOW_HTTP", "").lower() in ("1", "true"),
                },
                retry_config={"max_retries": 4, "retry_timeout": timedelta(minutes=2)},
            )

    def read(self, name: str, limit: int) -> bytes | None:
        found = self._read(name, limit)
        return None if found is None else found[0]

    def _read(self, name: str, limit: int) -> tuple[bytes, dict[str, Any]] | None:
        """A file and its tags, by which it is replaced; they are of the same moment."""
        with errors(f"{self.url}/{name}"):
            try:
                found = self._store.get(name)
            except FileNotFoundError:
                return None
            if found.meta["size"] > limit:
                raise CatalogueError(
                    f"{self.url}/{name}: is larger than {limit:,} bytes. Check the address."
                )
            return bytes(found.bytes()), _tags(found.meta)

    @contextmanager
    def stream(self, name: str, start: int, size: int) -> Iterator[_Rest]:
        url = f"{self.url}/{name}"
        with errors(url):
            try:
                found = self._store.get(name, options={"range": {"offset": start}} if start else {})
            except FileNotFoundError:
                raise CatalogueError(
                    f"{url}: isn't there, though the catalogue lists it."
                ) from None
            if found.meta["size"] != size:
                raise CatalogueError(
                    f"{url}: has {found.meta['size']} bytes, where the catalogue says {size}."
                )
        yield _Rest(found, start, url)

    def alone(self) -> AbstractContextManager[object]:
        return nullcontext()  # An object store has no locks; its writes are conditional.

    def upload(self, version: Version, package: Path, progress: Transfer) -> None:
        first = version.file(SUMS)
        assert first is not None
        for file in version.files:
            if file.bytes > LARGEST:
                raise UseError(f"{package}: {file.path} is larger than {LARGEST:,} bytes.")
        self._reserve(version, (package / SUMS).read_bytes(), first)
        self._clear(version)
        rest = [file for file in version.files if file.path != SUMS]
        with ThreadPoolExecutor(THREADS) as threads:
            futures = [
                threads.submit(self._bring, version, package, file, progress) for file in rest
            ]
            try:
                for future in futures:
                    future.result()
            except BaseException:
                for future in futures:
                    future.cancel()
                raise
        progress.moved(first.bytes)

    def _reserve(self, version: Version, content: bytes, file: File) -> None:
        """Make the version ours by its ``SHA256SUMS``, if need be in place of one long left."""
        name = f"{version.path}/{SUMS}"
        sending.check(content, file)
        while not self._create(name, content):
            found = self._read(name, document.LARGEST)
            if found is not None and found[0] == content:
                return
            self._check_left(version)
            if found is not None and self._put(name, content, found[1]):
                return

    def _bring(self, version: Version, package: Path, file: File, progress: Transfer) -> None:
        content = sending.content(package / file.path)
        sending.check(content, file)
        name = f"{version.path}/{file.path}"
        while not self._create(name, content):
            found = self._hash(name)
            if found is not None and found[0] == file.sha256:
                break
            # Whoever else has reserved the version by the same sums brings the same bytes, but for
            # the archive, which they don't cover.
            if file.path == _archive(version):
                self._check_left(version)
            if found is not None and self._put(name, content, found[1]):
                break
        # What is mapped is read as it is sent, so it may have changed since it was looked at.
        sending.check(content, file)
        progress.moved(file.bytes)

    def _hash(self, name: str) -> tuple[str, dict[str, Any]] | None:
        """The SHA-256 of a file, and its tags, which are of the same moment."""
        with errors(f"{self.url}/{name}"):
            try:
                found = self._store.get(name)
            except FileNotFoundError:
                return None
            digest = hashlib.sha256()
            for chunk in found.stream(CHUNK):
                digest.update(chunk)
            return digest.hexdigest(), _tags(found.meta)

    def _check_left(self, version: Version) -> None:
        """Refuse while what lies there may be the work of a publisher who goes on."""
        with errors(self.url):
            there = [meta for page in self._store.list(version.path) for meta in page]
        newest = max((meta["last_modified"] for meta in there), default=None)
        if newest is not None and datetime.now(UTC) - newest < LEASE:
            self._taken(version)

    def _taken(self, version: Version) -> NoReturn:
        raise CatalogueError(
            f"{self.url}: {version.name} with other bytes is being published, or was cut off while "
            "it was. Publish another version, or try again in an hour."
        )

    def _clear(self, version: Version) -> None:
        """Remove what a publisher of other bytes left and this version doesn't have."""
        own = {f"{version.path}/{path}" for path in _paths(version)}
        with errors(self.url):
            there = [meta["path"] for page in self._store.list(version.path) for meta in page]
            # ``list`` knows folders only, but a store may not.
            left = [p for p in there if p.startswith(version.path + "/") and p not in own]
            if left:
                self._store.delete(left)

    def change(self, change: Callable[[Catalog], Catalog], ours: Version | None) -> Catalog:
        while True:
            found = self._read(document.NAME, document.LARGEST)
            old = Catalog() if found is None else document.parse(found[0], self.url)
            new = change(old)
            if new == old:
                return new
            if ours is not None:
                self._check_ours(ours)
            content = document.text(new)
            if found is None:
                done = self._create(document.NAME, content)
            else:
                done = self._put(document.NAME, content, found[1])
            if done:
                return new
            # Somebody was faster, so there is progress; how long to wait must not be alike.
            time.sleep(random.uniform(0, 0.2))  # noqa: S311

    def _check_ours(self, version: Version) -> None:
        """Whether nobody took the version over while we were kept for more than an hour."""
        file = version.file(SUMS)
        found = self._read(f"{version.path}/{SUMS}", document.LARGEST)
        if file is None or found is None or hashlib.sha256(found[0]).hexdigest() != file.sha256:
            self._taken(version)

    def write(self, name: str, content: bytes) -> None:
        with errors(f"{self.url}/{name}"):
            self._store.put(name, content, attributes=_attributes(name))

    def _create(self, name: str, content: Content) -> bool:
        from obstore.exceptions import AlreadyExistsError

        with errors(f"{self.url}/{name}"):
            try:
                self._store.put(name, content, mode="create", attributes=_attributes(name))
            except AlreadyExistsError:
                return False
        return True

    def _put(self, name: str, content: Content, tags: Any) -> bool:
        """Replace a file that is still the one that was read."""
        from obstore.exceptions import PreconditionError

        with errors(f"{self.url}/{name}"):
            try:
                self._store.put(name, content, mode=tags, attributes=_attributes(name))
            except (PreconditionError, FileNotFoundError):
                return False
        return True


def _archive(version: Version) -> str:
    return f"{version.name}.zip"


def _paths(version: Version) -> set[str]:
    return {_archive(version), *(file.path for file in version.files)}


def _tags(meta: Any) -> dict[str, Any]:
    return {key: meta[key] for key in ("e_tag", "version") if meta.get(key) is not None}


def _attributes(name: str) -> Any:
    replaced = name.endswith(("catalog.json", "latest.json"))
    cached = "no-cache" if replaced else "public, max-age=31536000, immutable"
    kind = _TYPES.get(name.rpartition(".")[2], "application/octet-stream")
    return {"Cache-Control": cached, "Content-Type": kind}
