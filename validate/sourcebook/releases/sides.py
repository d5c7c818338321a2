"""What the two sides of a comparison name: a folder, a commit in git, a version in a catalogue.

* the folder or the descriptor of a dataset or of a package;
* ``NAME@VERSION``, a version in the catalogue (a branch of such a name: ``refs/heads/...``);
* ``REF:PATH``, as git writes it: the dataset in that folder, as of a commit;
* ``REF`` alone: the dataset that is named beside it, as of a commit.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sourcebook.declare import every_dataset, open_target
from sourcebook.declare.neighbours import descriptor
from sourcebook.errors import UseError
from sourcebook.standing import bases, git

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sourcebook.catalogue import Transfer
    from sourcebook.declare import Dataset

_DESCRIPTORS = (".yaml", ".yml", ".json")
_PUBLISHED = re.compile(r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)@(?P<version>[0-9A-Za-z.+-]+)")


@dataclass(frozen=True, slots=True)
class Side:
    dataset: Dataset
    label: str
    """As the user named it."""


def is_published(name: str | Path) -> bool:
    """Whether a side names a version in a catalogue."""
    return not Path(name).exists() and _PUBLISHED.fullmatch(str(name)) is not None


@contextmanager
def opened(
    old: str | Path,
    new: str | Path,
    *,
    dataset: str | Path | None = None,
    catalog: str | Path | None = None,
    transfer: Transfer | None = None,
) -> Iterator[tuple[Side, Side]]:
    """Both sides, open while the context lasts.

    ``dataset`` is the folder of which a bare commit is meant; by default the other side's, or the
    only one below ``datasets/``. Raises ``UseError`` where a side is nothing that can be compared,
    ``DeclarationError`` where the declaration of a folder is wrong.
    """
    names = [str(old), str(new)]
    with TemporaryDirectory(prefix="sourcebook-sides-") as folder:
        sides = []
        for number, (name, other) in enumerate(zip(names, names[::-1], strict=True)):
            into = Path(folder).resolve() / str(number)
            beside = dataset or (other if other and Path(other).exists() else None)
            sides.append(Side(_open(name, beside, catalog, into, transfer), name))
        yield sides[0], sides[1]


@contextmanager
def opened_one(
    name: str, *, catalog: str | Path | None = None, transfer: Transfer | None = None
) -> Iterator[Side]:
    """A side by itself, open while the context lasts: a folder, a commit or a version.

    The catalogue is by default that of the settings. Raises as ``opened`` does.
    """
    with TemporaryDirectory(prefix="sourcebook-sides-") as folder:
        into = Path(folder).resolve() / "0"
        yield Side(_open(name, None, catalog, into, transfer), name)


def _open(
    name: str,
    beside: str | Path | None,
    catalog: str | Path | None,
    into: Path,
    transfer: Transfer | None,
) -> Dataset:
    if not name:
        raise UseError("A side is named by an empty text. Name a folder, a commit or a version.")
    if Path(name).exists():
        return _whole(name)
    published = _PUBLISHED.fullmatch(name)
    if published is not None:
        return _published(published["name"], published["version"], catalog, into, transfer)
    ref, colon, path = name.partition(":")
    if colon and ref:
        commit = git.find(Path.cwd(), ref)
        return _as_of(commit, _written(path, commit), into)
    if Path(name).name != name and (Path(name).parent.is_dir() or Path(name).is_absolute()):
        # Who writes the path of a folder has not meant a branch, unless it is one.
        try:
            git.find(Path.cwd(), name)
        except UseError as error:
            message = f"{name}: there is no such file or folder, nor such a commit. Check the path."
            raise UseError(message) from error
    folder = _folder(beside, name)
    commit = git.find(folder, name)
    return _as_of(commit, bases.place_in(folder, commit), into)


def _whole(name: str | Path) -> Dataset:
    single = UseError(f"{name}: is a single file. Name the folder of a dataset or of a package.")
    if not Path(name).is_dir() and Path(name).suffix.lower() not in _DESCRIPTORS:
        raise single
    target = open_target(name)
    if target.only is not None or not target.dataset.file:
        raise single
    return target.dataset


def _folder(beside: str | Path | None, name: str) -> Path:
    """The folder of the dataset of which a commit is meant."""
    if beside is not None:
        found = Path(beside)
        return found if found.is_dir() else found.absolute().parent
    known = every_dataset()
    if len(known) != 1:
        names = ", ".join(map(str, known))
        raise UseError(f"{name}: of which dataset? Name one with --dataset: {names}.")
    return known[0]


def _written(path: str, commit: git.Commit) -> PurePosixPath:
    """The folder that a path after a colon names: from the top, or from here if it has a dot."""
    place = PurePosixPath(path)
    if place.parts[:1] == ("..",) or path.startswith("./") or path == ".":
        here = (Path.cwd() / path).resolve()
        if not here.is_relative_to(commit.repository):
            raise UseError(f"{commit.name}:{path}: leads out of the repository. Check the path.")
        return PurePosixPath(here.relative_to(commit.repository).as_posix())
    if place.is_absolute() or ".." in place.parts:
        raise UseError(f"{commit.name}:{path}: write the path as it is below the repository's top.")
    return place


def _as_of(commit: git.Commit, place: PurePosixPath, into: Path) -> Dataset:
    """A dataset as of a commit, its files written to ``into``."""
    label = f"{commit.name}:{place}"
    folder = place.parent if place.suffix in _DESCRIPTORS else place
    # Schemas stand beside a dataset or above it, and packages that it refers to beside it.
    wanted = [folder, *(above / "schemas" for above in (folder, *folder.parents))]
    absent = git.extract(commit, wanted, into)
    file = into / place if folder != place else descriptor(into / folder)
    if file is None or not file.is_file():
        raise UseError(f"{label}: there is no dataset in that commit. Check the path.")
    with bases.told(commit.name, into):
        found = open_target(file).dataset
    bases.check_whole(found, absent, into, commit.name)
    bases.check_schemas(found, into, commit.name)
    return bases.named(found, into, commit.name)


def _published(
    name: str,
    version: str,
    catalog: str | Path | None,
    into: Path,
    transfer: Transfer | None,
) -> Dataset:
    """A version of a catalogue, fetched and verified: here catalogues are touched, and nowhere else
    but in ``publishing``.
    """
    from sourcebook import catalogue
    from sourcebook.catalogue import versions

    if catalog is None:
        raise UseError(f"{name}@{version}: in which catalogue? Name it with --catalog.")
    listed = catalogue.read(catalog).datasets.get(name)
    if listed is None:
        raise UseError(f"{catalog}: has no dataset {name!r}. See sourcebook list.")
    known = [each.version for each in listed.versions]
    found = version if version in known else versions.newest(known, version)
    if found is None:
        raise UseError(f"{catalog}: has no {name} {version}. It has: {', '.join(known)}.")
    catalogue.fetch(catalog, name, found, into, transfer)
    return _whole(into)
