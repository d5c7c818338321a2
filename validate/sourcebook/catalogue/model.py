"""What a catalogue holds, as frozen data. ``document`` reads and writes it as JSON."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sourcebook.catalogue import versions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class File:
    """A file of a version; ``path`` is relative to the version's folder, with slashes."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a version. ``files`` gives the path of each format (``csv``, ``parquet``)."""

    name: str
    rows: int | None
    content_hash: str | None
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Why a version should not be used any more, and since when (UTC)."""

    on: str
    reason: str


@dataclass(frozen=True, slots=True)
class Version:
    """A published version. ``published`` is a time in UTC, as RFC 3339 writes it."""

    dataset: str
    version: str
    title: str | None
    published: str
    files: tuple[File, ...]
    tables: tuple[Table, ...]
    withdrawn: Withdrawal | None = None

    @property
    def bytes(self) -> int:
        return sum(file.bytes for file in self.files)

    @property
    def hash(self) -> str:
        """One hash over all files: that of what ``sha256sum`` prints of them, sorted by path."""
        return total(self.files)

    @property
    def path(self) -> str:
        """The version's folder in the catalogue."""
        return f"{self.dataset}/{self.version}"

    @property
    def name(self) -> str:
        """The name of its package: ``<dataset>-<version>``."""
        return f"{self.dataset}-{self.version}"

    def file(self, path: str) -> File | None:
        return next((file for file in self.files if file.path == path), None)


def total(files: Iterable[File]) -> str:
    lines = sorted((file.path.encode(), file.sha256) for file in files)
    text = b"".join(sha256.encode() + b"  " + path + b"\n" for path, sha256 in lines)
    return f"sha256:{hashlib.sha256(text).hexdigest()}"


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset and its versions, the oldest first (by precedence, not by day)."""

    name: str
    versions: tuple[Version, ...]

    @property
    def latest(self) -> Version | None:
        """The newest version that is neither a pre-release nor withdrawn."""
        known = {each.version: each for each in self.versions if each.withdrawn is None}
        newest = versions.newest(known)
        return None if newest is None else known[newest]

    def version(self, version: str) -> Version | None:
        return next((each for each in self.versions if each.version == version), None)


@dataclass(frozen=True, slots=True)
class Catalog:
    datasets: Mapping[str, Dataset] = field(default_factory=dict)

    def version(self, dataset: str, version: str) -> Version | None:
        found = self.datasets.get(dataset)
        return None if found is None else found.version(version)

    def with_version(self, version: Version) -> Catalog:
        """The catalogue with this version in it, in place of the entry that it may have."""
        known = self.datasets.get(version.dataset, Dataset(version.dataset, ()))
        others = [each for each in known.versions if each.version != version.version]
        ordered = sorted([*others, version], key=lambda each: versions.order(each.version))
        datasets = {**self.datasets, version.dataset: replace(known, versions=tuple(ordered))}
        return Catalog(dict(sorted(datasets.items())))
