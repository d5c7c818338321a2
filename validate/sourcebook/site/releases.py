"""The versions of a dataset: those of the catalogue, and the built package if it is not there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sourcebook.catalogue import NAME, read
from sourcebook.catalogue.versions import order, parse
from sourcebook.declare.package import read_dataset
from sourcebook.package.about import about
from sourcebook.package.history import History
from sourcebook.site.contents import PackageFile

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sourcebook.catalogue import Version
    from sourcebook.package.about import About
    from sourcebook.site.contents import Contents
    from sourcebook.site.past import Past


@dataclass(frozen=True, slots=True)
class Release:
    """A version with its files. ``published`` is ``None`` for one that no catalogue has yet."""

    version: str
    published: str | None
    files: tuple[PackageFile, ...]
    tables: tuple[ReleasedTable, ...]
    withdrawn: tuple[str, str] | None
    """Since when, and why."""
    folder: Path
    """Where its bytes are when the site is built."""
    about: About
    """What its own descriptor says: a later one may have another licence, and has another DOI."""

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def archive(self) -> PackageFile | None:
        """The one file that holds all others, if there is one."""
        return next((file for file in self.files if file.path.endswith(".zip")), None)

    @property
    def size(self) -> int:
        """Of all files but the archive, which holds them again."""
        return sum(file.size for file in self.files if file is not self.archive)

    @property
    def day(self) -> str:
        return (self.published or "")[:10]


@dataclass(frozen=True, slots=True)
class ReleasedTable:
    name: str
    rows: int | None
    content_hash: str | None
    files: tuple[PackageFile, ...]


def releases(contents: Contents, catalog: Path, past: Past) -> tuple[Release, ...]:
    """All versions, the newest first. Raises ``CatalogueError`` where the catalogue is wrong."""
    name = contents.dataset.name
    found = {}
    if (catalog / NAME).is_file():
        dataset = read(catalog).datasets.get(name)
        for version in dataset.versions if dataset else ():
            found[version.version] = _published(version, catalog)
    own = contents.dataset.version or "0"
    if own not in found:
        days = {entry.version: entry.date for entry in past.entries}
        found[own] = _built(contents, own, days.get(own))
    # What is built and not published may have a version that no catalogue would take.
    own_first = [one for one in found.values() if parse(one.version) is None]
    known = [one for one in found.values() if parse(one.version) is not None]
    return (*own_first, *sorted(known, key=lambda one: order(one.version), reverse=True))


def _published(version: Version, catalog: Path) -> Release:
    files = {file.path: PackageFile(file.path, file.bytes, file.sha256) for file in version.files}
    return Release(
        version.version,
        version.published,
        tuple(files.values()),
        tuple(
            ReleasedTable(
                table.name,
                table.rows,
                table.content_hash,
                tuple(files[path] for path in table.files.values() if path in files),
            )
            for table in version.tables
        ),
        (version.withdrawn.on[:10], version.withdrawn.reason) if version.withdrawn else None,
        catalog / version.path,
        _about(catalog / version.path),
    )


def _about(folder: Path) -> About:
    return about(read_dataset(folder / "datapackage.json"), History())


def _built(contents: Contents, version: str, day: str | None) -> Release:
    files = {file.path: file for file in contents.files}
    tables = []
    for resource in contents.descriptor.get("resources") or ():
        others = resource.get("alternatives") or ()
        paths = [one.get("path") for one in (resource, *others)]
        found = tuple(files[path] for path in paths if path in files)
        tables.append(_table(resource, found))
    told = about(contents.dataset, History())
    return Release(version, day, contents.files, tuple(tables), None, contents.folder, told)


def _table(resource: Mapping[str, Any], files: tuple[PackageFile, ...]) -> ReleasedTable:
    rows, content = resource.get("rows"), resource.get("contentHash")
    return ReleasedTable(
        str(resource.get("name")),
        rows if isinstance(rows, int) else None,
        content if isinstance(content, str) else None,
        files,
    )
