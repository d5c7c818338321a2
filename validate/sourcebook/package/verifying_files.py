"""Whether the files of a package are those that it names: their checksums, sizes and archive."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING, Any

from sourcebook.package import sums
from sourcebook.package.placing import files
from sourcebook.package.problems import Problem, inside, objects
from sourcebook.package.unpacking import BROKEN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_SUM = re.compile(r"([0-9a-f]{64}) [ *](.+)")


def summed(folder: Path, present: list[str]) -> Iterator[Problem]:
    listed: dict[str, str] = {}
    for number, line in enumerate((folder / sums.NAME).read_bytes().splitlines(), start=1):
        found = _SUM.fullmatch(line.decode("utf-8", "replace"))
        if found is None or not inside(found[2]):
            yield Problem(sums.NAME, f"line {number} is no checksum of a file in the package")
        else:
            listed[found[2]] = found[1]
    for name, expected in listed.items():
        if not (folder / name).is_file():
            yield Problem(name, f"is missing, and {sums.NAME} lists it")
        elif sums.sha256(folder / name) != expected:
            yield Problem(name, f"has not the checksum that {sums.NAME} lists")
    own = {sums.NAME, *(each for each in present if "/" not in each and each.endswith(".zip"))}
    for name in present:
        if name not in listed and name not in own:
            yield Problem(name, f"is not listed in {sums.NAME}")


def archived(folder: Path, below: str) -> Iterator[Problem]:
    name = f"{below}.zip"
    if not (folder / name).is_file():
        return
    expected = {f"{below}/{each}" for each in files(folder) if each != name}
    try:
        with zipfile.ZipFile(folder / name) as archive:
            if sorted(archive.namelist()) != sorted(expected):
                yield Problem(name, "does not hold the files of the package, each once")
                return
            for entry in expected:
                with archive.open(entry) as source:
                    if sums.digest(source) != sums.sha256(folder / entry.removeprefix(f"{below}/")):
                        yield Problem(name, f"holds another {entry.removeprefix(f'{below}/')}")
    except BROKEN:
        yield Problem(name, "is no whole archive")


def named(folder: Path, descriptor: Mapping[str, Any]) -> Iterator[Problem]:
    """Problems with the files that the descriptor names, apart from what is in them."""
    resources = objects(descriptor.get("resources"))
    others = [*objects(descriptor.get("alternatives"))]
    for each in resources:
        others += objects(each.get("alternatives"))
    for each in [*resources, *others]:
        path = each.get("path")
        if not isinstance(path, str) or not inside(path):
            yield Problem("datapackage.json", f"{path!r} is no file in the package")
        elif not (folder / path).is_file():
            yield Problem(path, "is missing, and datapackage.json names it")
        elif each.get("bytes") != (folder / path).stat().st_size:
            yield Problem(path, "has not the size that datapackage.json says")
        elif each.get("hash") != f"sha256:{sums.sha256(folder / path)}":
            yield Problem(path, "has not the checksum that datapackage.json says")
