"""Whether a package is what it says it is: its files, its tables, their schemas and rules.

What is looked at, in this order:

1. ``SHA256SUMS`` lists every file but itself and the archive, and each has that checksum. The
   archive, if it is there, holds the same files.
2. ``datapackage.json`` can be read, and each file that it names has the size and checksum that it
   says.
3. Every table has as many rows as it says, and its content hash; its files of all formats hold the
   same table.
4. The tables are valid by the schemas and rules that the package carries, with as many findings of
   each as ``validation.json`` says. Waivers count as they did when it was built.

A package that somebody has changed as a whole, checksums and all, is consistent and passes: that it
is the one that was published is for the catalogue to say, or for a checksum from elsewhere.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sourcebook.declare import open_target
from sourcebook.errors import DeclarationError, UseError
from sourcebook.findings import Silent
from sourcebook.package import sums, verifying_files, verifying_tables
from sourcebook.package.placing import files
from sourcebook.package.problems import Problem, mistakes, read_json
from sourcebook.package.unpacking import unpacked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sourcebook.declare import Table
    from sourcebook.findings import Progress

__all__ = ["Problem", "Verification", "verify"]


@dataclass(frozen=True, slots=True)
class Verification:
    """What came of looking at a package."""

    name: str
    version: str
    files: int
    tables: int
    problems: tuple[Problem, ...]

    @property
    def valid(self) -> bool:
        return not self.problems


def verify(package: str | Path, *, progress: Progress | None = None) -> Verification:
    """See the module. ``package`` is a package's folder or its archive.

    Raises ``UseError`` where it is no package at all, and ``OSError``.
    """
    with _opened(Path(package)) as folder:
        if not (folder / "datapackage.json").is_file() or not (folder / sums.NAME).is_file():
            raise UseError(
                f"{package}: is no package, as it has no datapackage.json or no {sums.NAME}. "
                "Name the folder or the zip that `sourcebook build` has written."
            )
        return _verify(folder, progress or Silent())


@contextmanager
def _opened(package: Path) -> Iterator[Path]:
    if not package.exists():
        raise UseError(f"{package}: there is no such file or folder. Check the path.")
    if package.is_dir():
        yield package
        return
    with unpacked(package) as folder:
        yield folder


def _verify(folder: Path, progress: Progress) -> Verification:
    present = files(folder)
    problems = list(verifying_files.summed(folder, present))
    descriptor = read_json(folder / "datapackage.json")
    name, version = str(descriptor.get("name")), str(descriptor.get("version"))
    problems += verifying_files.archived(folder, f"{name}-{version}")
    tables: tuple[Table, ...] = ()
    try:
        dataset = open_target(folder / "datapackage.json").dataset
    except DeclarationError as error:
        problems += mistakes(error)
    else:
        tables = dataset.tables
        problems += verifying_files.named(folder, descriptor)
        problems += verifying_tables.held(folder, dataset, progress)
        problems += verifying_tables.valid(folder, dataset, progress)
    return Verification(name, version, len(present), len(tables), tuple(dict.fromkeys(problems)))
