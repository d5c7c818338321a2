"""Files of a published version: from the cache, or into a folder of the caller's."""

from __future__ import annotations

import secrets
import shutil
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sourcebook.catalogue import versions
from sourcebook.catalogue.stores import open_store
from sourcebook.client import cache, choosing, lock, settings
from sourcebook.errors import UseError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sourcebook.catalogue import Catalog, File, Table, Transfer, Version
    from sourcebook.catalogue.stores import Store


@dataclass(frozen=True, slots=True)
class Source:
    """A version, and the catalogue that has it."""

    store: Store
    version: Version


def get(
    name: str,
    *,
    table: str | None = None,
    format: str | None = None,
    to: str | Path | None = None,
    catalog: str | Path | None = None,
    pin: bool = False,
    progress: Transfer | None = None,
    remarked: Callable[[str], object] | None = None,
) -> Path:
    """Bring a version of a dataset, or one table or format of it; gives the file or folder.

    ``name`` is ``NAME`` or ``NAME@RANGE``. A table without a format comes as Parquet. Without
    ``to`` what is given lies in the cache and must not be changed; with it, in
    ``<to>/<dataset>-<version>/``, or for one table in ``<to>``. ``pin`` takes no notice of what
    ``sourcebook.lock`` says and writes the version into it.

    Raises ``UseError`` where there is no such thing, ``CatalogueError`` where the catalogue can't
    be used, and ``OSError``. A withdrawn version, and a catalogue that can't be reached while the
    cache has what is needed, are told to ``remarked``, by default as warnings.
    """
    source = find(name, catalog, remarked or warn, pinned=not pin)
    version = source.version
    files = _wanted(version, table, format)
    folder = cache.hold(source.store, version, files, progress)
    if pin:
        lock.pin(version.dataset, version.version, version.hash)
    if to is None:
        return folder / files[0].path if len(files) == 1 else folder
    target = Path(to) if table else Path(to) / version.name
    copies = [target / (Path(file.path).name if table else file.path) for file in files]
    for file, copy in zip(files, copies, strict=True):
        _copy(folder / file.path, copy)
    return copies[0] if len(files) == 1 else target


def folder(
    name: str,
    *,
    catalog: str | Path | None = None,
    progress: Transfer | None = None,
    remarked: Callable[[str], object] | None = None,
) -> Path:
    """The package of ``NAME@VERSION`` as a verified folder in the cache, only to be read.

    It holds every file but the archive, which has nothing that the folder hasn't. Raises as ``get``
    does.
    """
    source = find(name, catalog, remarked or warn)
    archive = f"{source.version.name}.zip"
    files = [file for file in source.version.files if file.path != archive]
    return cache.hold(source.store, source.version, files, progress)


def listed(
    catalog: str | Path | None = None, remarked: Callable[[str], object] | None = None
) -> Catalog:
    """What the catalogue holds. Raises ``UseError`` and ``CatalogueError``."""
    return cache.read(open_store(settings.catalog(catalog)), remarked or warn)


def find(
    name: str,
    catalog: str | Path | None,
    remarked: Callable[[str], object],
    *,
    pinned: bool = True,
) -> Source:
    """The version that ``NAME@RANGE`` means. Raises as ``get`` does."""
    dataset, wanted = choosing.split(name)
    versions.newest((), wanted)  # A range that nobody can read is told before anything is asked.
    pin = lock.pins().get(dataset) if pinned else None
    store = open_store(settings.catalog(catalog))
    known = cache.read(store, remarked)
    return Source(store, choosing.choose(known, store.url, dataset, wanted, pin, remarked))


def table_of(version: Version, name: str) -> Table:
    """A table by its name. Raises ``UseError``."""
    found = next((table for table in version.tables if table.name == name), None)
    if found is None:
        known = ", ".join(table.name for table in version.tables)
        raise UseError(f"{version.dataset} has no table {name!r}. It has: {known}.")
    return found


def warn(text: str) -> None:
    """A remark as a warning, at the line that called the library."""
    ours = str(Path(__file__).parents[1])
    frame, level = sys._getframe(), 1  # noqa: SLF001 - warnings looks there too
    while frame.f_back is not None and frame.f_code.co_filename.startswith(ours):
        frame, level = frame.f_back, level + 1
    warnings.warn(text, UserWarning, stacklevel=level)


def _wanted(version: Version, table: str | None, format: str | None) -> list[File]:
    """The files that are meant, at least one."""
    if table is not None:
        formats = table_of(version, table).files
        beside = {
            file.path.rpartition(".")[2]: file.path
            for file in version.files
            if file.path.rpartition(".")[0] == table  # such as <table>.geojson
        }
        every = {**beside, **formats}
        path = every.get(format or ("parquet" if "parquet" in every else "csv"))
        paths = [] if path is None else [path]
        known = set(every)
    elif format is not None:
        tables = [t.files[format] for t in version.tables if format in t.files]
        ending = [f.path for f in version.files if f.path.endswith(f".{format}")]
        paths = tables or ending
        known = {each for t in version.tables for each in t.files} | {
            f.path.rpartition(".")[2] for f in version.files if "/" not in f.path and "." in f.path
        }
    else:
        return list(version.files)
    if not paths:
        what = f"the table {table}" if table else version.name
        raise UseError(f"{what} is not there as {format}. It is as: {', '.join(sorted(known))}.")
    return [file for file in version.files if file.path in paths]


def _copy(file: Path, copy: Path) -> None:
    copy.parent.mkdir(parents=True, exist_ok=True)
    beside = copy.with_name(f".{copy.name}.{secrets.token_hex(4)}.partial")
    try:
        shutil.copyfile(file, beside)
        beside.replace(copy)
    finally:
        beside.unlink(missing_ok=True)
