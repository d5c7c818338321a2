"""Files as of a commit, read from git's object store: nothing is checked out.

Neither the working tree nor the index is read or written, and nothing that a repository configures
(hooks, filters, attributes) runs. So files come as they are stored, with the line ends they have
there, and what git does not store itself (Git LFS, submodules) does not come at all.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING

from sourcebook.errors import UseError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

_CHUNK = 1 << 20
_REGULAR, _LINK, _SUBMODULE = "100", "120000", "160000"
"""How the mode of an entry of a tree begins. Source: git-fast-import(1)."""


@dataclass(frozen=True, slots=True)
class Commit:
    repository: Path
    """The top of its working tree, every link resolved."""
    id: str
    name: str
    """As the user named it."""


@dataclass(frozen=True, slots=True)
class _Entry:
    mode: str
    id: str
    path: PurePosixPath


def find(folder: Path, name: str) -> Commit:
    """The commit of that name in the repository that a folder is in.

    Raises ``UseError`` where git is not installed, the folder is in no repository, or the name is
    that of no commit there.
    """
    top = run(folder, "rev-parse", "--show-toplevel")
    if top.returncode:
        said = os.fsdecode(top.stderr).strip().partition("\n")[0]
        if "not a git repository" in said:
            raise UseError(
                f"{name}: is no dataset's folder, and {folder} is in no git repository, where it "
                "could be a commit. Name the folder of a dataset or of a package."
            )
        raise UseError(f"{folder}: git says: {said}. Mend that, or compare with a folder.")
    # ``--end-of-options``: a name that begins with a hyphen stays a name.
    wanted = ("--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    found = run(folder, "rev-parse", *wanted)
    commit = os.fsdecode(found.stdout).strip()
    if found.returncode or not re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", commit):
        raise UseError(
            f"{name}: is neither a dataset's folder nor a commit that git knows. Check its "
            "spelling, or fetch it first (a shallow clone lacks most: git fetch --unshallow)."
        )
    return Commit(Path(os.fsdecode(top.stdout.rstrip(b"\r\n"))).resolve(), commit, name)


def day(commit: Commit) -> date:
    """The day on which it was committed, in UTC."""
    told = run(commit.repository, "show", "--no-patch", "--format=%ct", commit.id)
    return datetime.fromtimestamp(int(told.stdout), UTC).date()


def extract(commit: Commit, paths: Collection[PurePosixPath], into: Path) -> dict[Path, str]:
    """Write files and folders of a commit below ``into``, under their paths in the repository.

    A path that the commit does not have is left out. Gives the places that it has and that were not
    written, each with the reason: submodules, and links to what was not written. Raises
    ``UseError`` where git can't give a file.
    """
    absent: dict[Path, str] = {}
    files = []
    for entry in _entries(commit, paths):
        place = into / entry.path
        if entry.path.is_absolute() or ".." in entry.path.parts:
            raise UseError(f"{commit.name}: has a file named {entry.path}. Compare with a folder.")
        if entry.mode == _SUBMODULE:
            absent[place] = "is a submodule"
        elif entry.mode == _LINK or entry.mode.startswith(_REGULAR):
            files.append(entry)
    _write(commit, files, into)
    for place in [into / entry.path for entry in files if entry.mode == _LINK]:
        # A chain of links shows only as a whole where it leads.
        if not place.exists() or not place.resolve().is_relative_to(into):
            place.unlink()
            absent[place] = "is a link that leads out of the dataset"
    return absent


def changed(folder: Path, places: Sequence[Path]) -> list[str]:
    """Files at or below ``places`` that are not as the last commit has them, new ones among them.

    Those that git ignores are none. Empty where the folder is in no repository, or git is not
    installed. Raises ``UseError`` where git can't tell.
    """
    if shutil.which("git") is None:
        return []
    top = run(folder, "rev-parse", "--show-toplevel")
    if top.returncode:
        return []
    repository = Path(os.fsdecode(top.stdout.rstrip(b"\r\n"))).resolve()
    inside = [str(place) for place in places if place.is_relative_to(repository)]
    # No hook of the repository's runs, and the index is not written.
    options = ("-c", "core.fsmonitor=false", "--no-optional-locks")
    asked = ("status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames", "--")
    found = run(repository, *options, *asked, *inside)
    if found.returncode:
        said = os.fsdecode(found.stderr).strip().partition("\n")[0]
        raise UseError(f"{folder}: git says: {said}. Mend that first.")
    return [os.fsdecode(line[3:]) for line in found.stdout.split(b"\0")[:-1]]


def commit_of(folder: Path, name: str) -> str | None:
    """The id of the commit of that name, where it is in the repository."""
    found = run(
        folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"
    )
    return None if found.returncode else os.fsdecode(found.stdout).strip()


def parents(folder: Path, name: str) -> list[str]:
    """The ids of the parents of a commit, also where a shallow clone lacks them."""
    found = run(folder, "cat-file", "commit", name)
    head = os.fsdecode(found.stdout).partition("\n\n")[0]
    return [line.removeprefix("parent ") for line in head.split("\n") if line.startswith("parent ")]


def has(commit: str, file: Path) -> bool:
    """Whether a commit has a file, which stands at that place in the working tree."""
    return bool(run(file.parent, "ls-tree", "--name-only", commit, "--", file.name).stdout)


def merge_base(folder: Path, one: str, other: str) -> str | None:
    """The newest commit that both come from; ``None`` where the clone has none."""
    found = run(folder, "merge-base", "--end-of-options", one, other)
    return None if found.returncode else os.fsdecode(found.stdout).split("\n")[0]


def fetch(folder: Path, name: str) -> bool:
    """Bring one commit, without what came before, from ``origin``; whether it is there then."""
    options = ("--quiet", "--no-tags", "--depth=1", "--no-recurse-submodules")
    return not run(folder, "fetch", *options, "--end-of-options", "origin", name).returncode


def differing(folder: Path, one: str, other: str) -> list[PurePosixPath]:
    """The files, by their path in the repository, that two commits do not have alike.

    Raises ``UseError`` where git can't tell.
    """
    options = ("-r", "-z", "--name-only", "--no-renames", "--end-of-options")
    found = run(folder, "diff-tree", *options, one, other)
    if found.returncode:
        said = os.fsdecode(found.stderr).strip().partition("\n")[0]
        raise UseError(f"{folder}: git says: {said}. Mend that first.")
    return [PurePosixPath(os.fsdecode(path)) for path in found.stdout.split(b"\0")[:-1]]


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run git in the repository that a folder is in. Raises ``UseError`` where there is no git."""
    command = [_git(), "-C", str(folder), *arguments]
    try:
        return subprocess.run(  # noqa: S603 - no shell, and no name is taken for an option
            command, env=_environment(), stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
    except ValueError as error:  # a NUL in a name
        raise UseError(f"{' '.join(map(repr, arguments[-1:]))}: {error}. Check it.") from error


def _git() -> str:
    found = shutil.which("git")
    if found is None:
        raise UseError(
            "git is not installed, and what was named is no folder. Install git, or compare with "
            "the folder of a dataset or of a package."
        )
    return found


def _environment() -> dict[str, str]:
    """The repository is the one that the dataset is in, also where a hook of another runs this."""
    kept = {name: value for name, value in os.environ.items() if name not in _OF_A_REPOSITORY}
    return {**kept, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_LITERAL_PATHSPECS": "1"}


_OF_A_REPOSITORY = frozenset(
    {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_NAMESPACE"}
)


def _entries(commit: Commit, paths: Collection[PurePosixPath]) -> Iterator[_Entry]:
    # The top itself has no name in a tree: without a path, git lists all of it.
    named = [] if PurePosixPath() in paths else [str(path) for path in paths]
    options = ("-r", "-z", "--full-tree", commit.id, "--")
    listed = run(commit.repository, "ls-tree", *options, *named)
    if listed.returncode:
        said = os.fsdecode(listed.stderr).strip().partition("\n")[0]
        raise UseError(f"{commit.name}: git says: {said}. Mend that, or compare with a folder.")
    for line in listed.stdout.split(b"\0")[:-1]:
        about, _, path = line.partition(b"\t")
        mode, _, name = os.fsdecode(about).split(" ")
        yield _Entry(mode, name, PurePosixPath(os.fsdecode(path)))


def _write(commit: Commit, entries: Collection[_Entry], into: Path) -> None:
    links = []
    with _objects(commit) as process:
        for entry in entries:
            place = into / entry.path
            place.parent.mkdir(parents=True, exist_ok=True)
            with place.open("wb") as file:
                if not _object(process, entry.id, file):
                    raise UseError(
                        f"{commit.name}: git can't give {entry.path}. Fetch it, or compare with a "
                        "folder."
                    )
            if entry.mode == _LINK:
                links.append(place)
    for place in links:
        target = os.fsdecode(place.read_bytes())
        place.unlink()
        place.symlink_to(target)


def _objects(commit: Commit) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - as in ``run``
        [_git(), "-C", str(commit.repository), "cat-file", "--batch"],
        env=_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def _object(process: subprocess.Popen[bytes], name: str, file: IO[bytes]) -> bool:
    """Copy an object of git's to a file; whether it is there. Source: git-cat-file(1), --batch."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(f"{name}\n".encode())
        process.stdin.flush()
    except BrokenPipeError:
        return False
    *_, size = process.stdout.readline().split(b" ")
    if not size.strip().isdigit():
        return False
    left = int(size)
    while left:
        chunk = process.stdout.read(min(left, _CHUNK))
        if not chunk:
            return False
        file.write(chunk)
        left -= len(chunk)
    process.stdout.read(1)  # the line break that ends an object
    return True
