"""What findings are held against: a dataset in a folder, a built package, or a dataset in git.

``REF_OR_DIR`` is a folder where it names one with a descriptor in it, else a commit in the
repository that the dataset is in. A folder comes before a branch of its name, which
``refs/heads/...`` still reaches. What the base does not have is new as a whole.
"""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from sourcebook.declare import Target, open_target
from sourcebook.declare.neighbours import descriptor
from sourcebook.declare.paths import shown
from sourcebook.declare.waivers import read_waivers
from sourcebook.errors import DeclarationError, UseError
from sourcebook.standing import git

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sourcebook.declare import Dataset, Table
    from sourcebook.findings import Waiver
    from sourcebook.standing.git import Commit

_LFS = b"version https://git-lfs.github.com/spec/"
"""How the file begins that git stores in place of one in LFS. Source: git-lfs, docs/spec.md."""


@dataclass(frozen=True, slots=True)
class Base:
    """The same tables, as they were, with the waivers that they had."""

    name: str
    """As the user named it."""
    target: Target
    waivers: tuple[Waiver, ...]
    folder: Path | None = None
    """Where the files of a commit were written to."""


@contextmanager
def opened(targets: Sequence[Target], against: str | Path) -> Iterator[list[Base | None]]:
    """The base of each target while the context lasts; ``None`` where there is nothing of it.

    Raises ``UseError`` where ``against`` names no base, or one that can't be checked.
    """
    name, place = str(against), Path(against)
    if not name:
        raise UseError("The base is named by an empty text. Name a commit or a folder.")
    if descriptor(place) if place.is_dir() else place.is_file():
        yield [_in_folder(targets, name)]
        return
    with tempfile.TemporaryDirectory(prefix="sourcebook-base-") as folder:
        scratch = Path(folder).resolve()
        yield [
            _in_git(target, name, scratch / str(number)) for number, target in enumerate(targets)
        ]


@contextmanager
def told(name: str, folder: Path | None, to_be: str = "the base") -> Iterator[None]:
    """A mistake in what the base declares, as a ``UseError``: there is no mending what was.

    ``to_be``: what it was wanted for.
    """
    try:
        yield
    except DeclarationError as error:
        first = str(error.mistakes[0])
        if folder is not None:
            for written in (str(folder), shown(folder)):
                first = first.replace(f"{written}/", f"{name}:")
        more = len(error.mistakes) - 1
        others = f" ({more} more like it.)" if more else ""
        message = f"{name}: can't be {to_be}, for it can't be checked. {first}{others}"
        raise UseError(f"{message} Name another one.") from error


def _in_folder(targets: Sequence[Target], name: str) -> Base | None:
    if Path(name).is_file() and Path(name).suffix not in (".json", ".yaml", ".yml"):
        raise UseError(f"{name}: is a single file. Name the folder of a dataset or of a package.")
    if len(targets) != 1:
        raise UseError(
            f"{name}: is the base of one dataset, and {len(targets)} targets were named. "
            "Name the one, or compare with a commit."
        )
    with told(name, None):
        found = open_target(name).dataset
        base = _base(targets[0], found, name)
    if base is None:
        known = ", ".join(table.name for table in found.tables)
        raise UseError(f"{name}: has none of the tables that are checked. It has: {known}.")
    return base


def _base(target: Target, found: Dataset, name: str, folder: Path | None = None) -> Base | None:
    """The base of a target in a dataset that was found: those of its tables that are there."""
    asked = {t.name for t in target.dataset.tables if target.only is None or t.name in target.only}
    there = {table.name for table in found.tables}
    only = None if asked >= there else frozenset(asked & there)
    if not asked & there:
        return None
    return Base(name, Target(found, only), read_waivers(found), folder)


def _in_git(target: Target, name: str, into: Path) -> Base | None:
    dataset = target.dataset
    commit = git.find(dataset.root, name)
    extract = _dataset if dataset.file else _single
    file, schema, absent = extract(dataset, commit, into)
    if file is None:
        return None
    with told(name, into):
        found = open_target(file, schema).dataset
        check_whole(found, absent, into, name)
        if schema is None:
            check_schemas(found, into, name)
        return _base(target, named(found, into, name), name, into)


_Written = tuple["Path | None", "Path | None", "dict[Path, str]"]
"""The file of a target as of a commit, the schema to read it with, and what git did not give."""


def _dataset(dataset: Dataset, commit: Commit, into: Path) -> _Written:
    """Write a dataset, and every folder in which ``declare`` looks for its schemas."""
    place = place_in(dataset.root, commit)
    wanted = [place, *(above / "schemas" for above in place.parents)]
    for table in dataset.external:
        package = _package(table)
        if package is not None and package.is_relative_to(commit.repository):
            wanted.append(place_in(package, commit))
    absent = git.extract(commit, wanted, into)
    file = into / place / Path(dataset.file).name
    return (file if file.is_file() else descriptor(into / place)), None, absent


def _single(dataset: Dataset, commit: Commit, into: Path) -> _Written:
    """Write a file without a descriptor, and its schema; that of today where it had none."""
    table = dataset.tables[0]
    schema = Path(table.schema_file)
    place = place_in(dataset.root, commit) / table.source.name
    wanted, then = [place], None
    if schema.resolve().is_relative_to(commit.repository):
        then = place_in(schema.parent, commit) / schema.name
        wanted.append(then)
    absent = git.extract(commit, wanted, into)
    if then is not None and (into / then).is_file():
        schema = into / then
    there = (into / place).is_file() or into / place in absent
    return (into / place if there else None), schema, absent


def place_in(folder: Path, commit: Commit) -> PurePosixPath:
    return PurePosixPath(folder.resolve().relative_to(commit.repository).as_posix())


def _package(table: Table) -> Path | None:
    """The folder of the package that a table of another one is in."""
    return next((above for above in table.source.resolve().parents if descriptor(above)), None)


def named(dataset: Dataset, into: Path, name: str) -> Dataset:
    """The dataset with its files named as git names them: ``main:datasets/bakery/orders.csv``."""
    tables = (
        replace(table, path=f"{name}:{table.source.relative_to(into).as_posix()}")
        for table in dataset.tables
    )
    return replace(dataset, tables=tuple(tables))


def check_whole(dataset: Dataset, absent: dict[Path, str], into: Path, name: str) -> None:
    """A file that is not what it was would make all of its table's findings new in silence."""
    for table in (*dataset.tables, *dataset.external):
        for file in table.files:
            why = next((absent[at] for at in (file, *file.parents) if at in absent), None)
            if why is None and file.is_file():
                with file.open("rb") as data:
                    why = "is kept in Git LFS" if data.read(len(_LFS)) == _LFS else None
            if why is not None:
                shown = file.relative_to(into).as_posix() if file.is_relative_to(into) else file
                raise UseError(
                    f"{name}:{shown}: {why}, which is not read as of a commit. Check that commit "
                    "out elsewhere (git worktree add) and compare with its folder."
                )


def check_schemas(dataset: Dataset, into: Path, name: str) -> None:
    for table in dataset.tables:
        file = Path(table.schema_file).absolute()
        if table.schema_file and not file.is_relative_to(into):
            raise UseError(
                f"{name}: has no schema of {table.name!r} in the repository. Name another base."
            )
