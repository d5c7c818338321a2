"""``catalog.json``: read with suspicion, since it may be anybody's, and written canonically."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

from sourcebook.catalogue import names, versions
from sourcebook.catalogue.model import Catalog, Dataset, File, Table, Version, Withdrawal
from sourcebook.errors import SourcebookError

NAME = "catalog.json"
FORMAT = 1
LARGEST = 64 * 2**20
"""Bytes of a ``catalog.json`` that are read: some fifty thousand times a version's usual entry."""


class CatalogueError(SourcebookError):
    """A catalogue, or what is in it, is not what it has to be. Its text is one line."""


def parse(content: bytes, url: str) -> Catalog:
    """The catalogue in a ``catalog.json``. Raises ``CatalogueError``, naming the place."""
    try:
        found = json.loads(content, object_pairs_hook=_pairs)
    except (ValueError, RecursionError) as error:
        raise _wrong(url, "is not JSON", str(error)) from None
    if (
        isinstance(found, dict)
        and isinstance(found.get("format"), int)
        and found["format"] > FORMAT
    ):
        raise CatalogueError(
            f"{url}/{NAME}: is of format {found['format']}, and this sourcebook reads format "
            f"{FORMAT}. Install a newer one."
        )
    flaw = next(iter(_validator().iter_errors(found)), None)
    if flaw is not None:
        raise _wrong(url, f"is no catalogue: {flaw.json_path[:200]}", flaw.message)
    datasets = {
        name: Dataset(name, tuple(_versions(name, entry["versions"], url)))
        for name, entry in found["datasets"].items()
    }
    for name in datasets:
        if flaw := names.dataset_flaw(name):
            raise _wrong(url, f"{name!r} {flaw}")
    if both := names.clash(datasets):
        raise _wrong(url, f"{both!r} is there twice on systems that don't tell case")
    return Catalog(datasets)


def _versions(dataset: str, entries: dict[str, Any], url: str) -> list[Version]:
    for version in entries:
        if versions.parse(version) is None:
            raise _wrong(url, f"{dataset}: {version[:100]!r} is no version as SemVer has it")
    return [
        _version(dataset, version, entries[version], url)
        for version in sorted(entries, key=versions.order)
    ]


def _version(dataset: str, version: str, entry: dict[str, Any], url: str) -> Version:
    place = f"{dataset} {version}"
    for path in entry["files"]:
        if flaw := names.path_flaw(path):
            raise _wrong(url, f"{place}: the file {path[:100]!r} {flaw}")
    if both := names.clash(entry["files"]):
        raise _wrong(url, f"{place}: the file {both!r} is there twice on some systems")
    files = tuple(File(path, e["bytes"], e["sha256"]) for path, e in sorted(entry["files"].items()))
    tables = tuple(
        Table(name, table.get("rows"), table.get("contentHash"), table["files"])
        for name, table in entry["tables"].items()
    )
    for table in tables:
        for path in table.files.values():
            if path not in entry["files"]:
                raise _wrong(
                    url, f"{place}: the table {table.name!r} has a file that is not listed"
                )
    mark = entry.get("withdrawn")
    withdrawn = None if mark is None else Withdrawal(mark["on"], mark["reason"])
    found = Version(
        dataset, version, entry.get("title"), entry["published"], files, tables, withdrawn
    )
    if (found.hash, found.bytes) != (entry["hash"], entry["bytes"]):
        raise _wrong(url, f"{place}: its hash or size is not that of its files")
    return found


def text(catalog: Catalog) -> bytes:
    """The same catalogue as the same bytes."""
    datasets = {
        name: {
            "latest": None if dataset.latest is None else dataset.latest.version,
            "versions": {each.version: entry(each) for each in dataset.versions},
        }
        for name, dataset in catalog.datasets.items()
    }
    return _json({"format": FORMAT, "datasets": datasets})


def entry(version: Version) -> dict[str, Any]:
    """A version as ``catalog.json`` has it."""
    mark = version.withdrawn
    return {
        **({"title": version.title} if version.title else {}),
        "published": version.published,
        **({"withdrawn": {"on": mark.on, "reason": mark.reason}} if mark else {}),
        "bytes": version.bytes,
        "hash": version.hash,
        "tables": {table.name: _table(table) for table in version.tables},
        "files": {
            file.path: {"bytes": file.bytes, "sha256": file.sha256} for file in version.files
        },
    }


def latest(dataset: Dataset) -> bytes:
    """``latest.json`` of a dataset. Without a version that anybody should use all is null."""
    found = dataset.latest
    return _json(
        {
            "dataset": dataset.name,
            "version": found and found.version,
            "published": found and found.published,
            "path": found and f"{found.version}/",
            "hash": found and found.hash,
        }
    )


def _table(table: Table) -> dict[str, Any]:
    known = {"rows": table.rows, "contentHash": table.content_hash}
    return {key: value for key, value in known.items() if value is not None} | {
        "files": dict(table.files)
    }


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name is there twice")
    return found


@cache
def _validator() -> Any:
    from jsonschema import Draft202012Validator

    schema = resources.files("sourcebook.catalogue").joinpath("catalog.schema.json")
    return Draft202012Validator(json.loads(schema.read_text("utf-8")))


def _wrong(url: str, what: str, detail: str = "") -> CatalogueError:
    more = f" ({' '.join(detail.split())[:200]})" if detail else ""
    return CatalogueError(
        f"{url}/{NAME}: {what}{more}. Check the address, or tell the catalogue's publisher."
    )
