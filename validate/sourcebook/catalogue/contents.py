"""A package as it lies on the disk, checked against its own ``SHA256SUMS``, as a ``Version``."""

from __future__ import annotations

import hashlib
import json
import os
import re
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sourcebook.catalogue import names, versions
from sourcebook.catalogue.model import File, Table, Version
from sourcebook.declare.redistribution import check_publishable
from sourcebook.errors import UseError
from sourcebook.package.placing import files
from sourcebook.package.sums import NAME as SUMS
from sourcebook.package.sums import sha256

if TYPE_CHECKING:
    from pathlib import Path

_LINE = re.compile(r"([0-9a-f]{64}) [ *](.+)")


def version_of(package: Path) -> Version:
    """The version that a package is.

    Raises ``UseError`` where it isn't what it claims to be, or may not be published.
    """
    if not (package / "datapackage.json").is_file() or not (package / SUMS).is_file():
        raise UseError(f"{package}: is no package. Name a folder that `sourcebook build` wrote.")
    described = _descriptor(package)
    check_publishable(str(package), described)
    name, version = str(described.get("name")), str(described.get("version"))
    if flaw := names.dataset_flaw(name):
        raise UseError(f"{package}: {name!r} {flaw}. Rename the dataset.")
    if versions.parse(version) is None:
        raise UseError(
            f"{package}: {version!r} is no version as SemVer has it. "
            "Number it like 1.2.0 and build the package again."
        )
    found = _files(package, f"{name}-{version}.zip")
    try:
        tables = tuple(_tables(described.get("resources", []), {file.path for file in found}))
    except (AttributeError, LookupError, TypeError):
        raise UseError(
            f"{package}: the resources in its datapackage.json are not written as they should be. "
            "Build the package again."
        ) from None
    title = described.get("title")
    return Version(name, version, title if isinstance(title, str) else None, now(), found, tables)


def now() -> str:
    """The time in UTC, or that of SOURCE_DATE_EPOCH."""
    set_ = os.environ.get("SOURCE_DATE_EPOCH", "")
    moment = datetime.fromtimestamp(int(set_), UTC) if set_.isdecimal() else datetime.now(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _descriptor(package: Path) -> dict[str, Any]:
    try:
        found = json.loads((package / "datapackage.json").read_bytes())
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise UseError(f"{package}: its datapackage.json can't be read. Build the package again.")
    return found


def _files(package: Path, archive: str) -> tuple[File, ...]:
    listed = _sums(package)
    there = files(package)
    for path in there:
        if flaw := names.path_flaw(path):
            raise UseError(f"{package}: the file {path!r} {flaw}. Rename it.")
    if both := names.clash(there):
        raise UseError(f"{package}: some systems can't tell {both!r} from another. Rename it.")
    covered = set(there) - {SUMS, archive}
    for path in sorted(covered ^ set(listed)):
        what = "doesn't list it" if path in covered else "lists it, but it isn't there"
        raise UseError(f"{package}: {path}: {SUMS} {what}. Build the package again.")
    found = tuple(
        File(path, (package / path).stat().st_size, sha256(package / path)) for path in there
    )
    for file in found:
        if file.path in covered and file.sha256 != listed[file.path]:
            raise UseError(
                f"{package}: {file.path}: has other bytes than {SUMS} says. "
                "Build the package again."
            )
    if archive in there:
        _check_archive(package, archive, {file.path: file.sha256 for file in found})
    return found


def _sums(package: Path) -> dict[str, str]:
    lines = (package / SUMS).read_bytes().decode("utf-8", errors="replace").splitlines()
    found = [_LINE.fullmatch(line) for line in lines]
    if not lines or None in found:
        raise UseError(f"{package}: its {SUMS} can't be read. Build the package again.")
    return {match[2]: match[1] for match in found if match is not None}


def _check_archive(package: Path, archive: str, known: dict[str, str]) -> None:
    """The archive must hold the same files: whoever takes it gets what the catalogue lists."""
    root = archive.removesuffix(".zip") + "/"
    held: dict[str, str] = {}
    try:
        with zipfile.ZipFile(package / archive) as opened:
            for member in opened.infolist():
                if not member.is_dir():
                    with opened.open(member) as stream:
                        digest = hashlib.file_digest(stream, "sha256")  # type: ignore[arg-type]
                    held[member.filename.removeprefix(root)] = digest.hexdigest()
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError):
        held = {}
    if held != {path: digest for path, digest in known.items() if path != archive}:
        raise UseError(
            f"{package}: {archive} holds something else than the folder. Build the package again."
        )


def _tables(resources: Any, there: set[str]) -> list[Table]:
    found = []
    for resource in resources if isinstance(resources, list) else []:
        listed = [resource, *resource.get("alternatives", [])]
        paths = {
            each["format"]: each["path"]
            for each in listed
            if isinstance(each.get("path"), str) and each.get("format") and each["path"] in there
        }
        rows, content = resource.get("rows"), resource.get("contentHash")
        found.append(Table(resource["name"], rows, content, paths))
    return found
