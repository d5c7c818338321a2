"""What a pull request is held against, and which datasets it touches.

A dataset is touched by a change in its folder, of a schema that it names, or of a package that its
keys refer to; and then it is checked whole. A row is seldom wrong by itself: a key is missed by the
tables that refer to it, and a rule may read them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sourcebook.declare import every_dataset
from sourcebook.declare.neighbours import descriptor
from sourcebook.declare.paths import shown
from sourcebook.errors import UseError
from sourcebook.report.visible import visible
from sourcebook.standing import git

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sourcebook.declare import Dataset
    from sourcebook.review.event import Event


@dataclass(frozen=True, slots=True)
class Base:
    commit: str
    label: str
    """As a reader knows it: the name of the branch, or the id of the commit in short."""


def base(folder: Path, event: Event, against: str | None = None) -> Base | None:
    """The commit that the last one is held against; ``None`` where nothing says which.

    ``against`` names it; else the event does: of a pull request it is the base that GitHub has
    merged it with, of a push the commit before. Raises ``UseError`` where it is not in the clone
    and can't be fetched.
    """
    if against:
        return Base(git.find(folder, against).id, against)
    head = event.commit("pull_request", "head", "sha")
    tip = event.commit("pull_request", "base", "sha")
    if tip is not None:
        label = visible(event.text("pull_request", "base", "ref") or tip[:10])
        merged = git.parents(folder, "HEAD")
        if len(merged) == 2 and merged[1] == head:
            return Base(_there(folder, merged[0]), label)
        tip = _there(folder, tip)
        return Base(git.merge_base(folder, tip, "HEAD") or tip, label)
    before = event.commit("before") if event.name == "push" else None
    return None if before is None else Base(_there(folder, before), before[:10])


def _there(folder: Path, commit: str) -> str:
    if git.commit_of(folder, commit) is None and not git.fetch(folder, commit):
        raise UseError(
            f"The base {commit} is not in this clone and can't be fetched. Give "
            "actions/checkout `fetch-depth: 0`, or name a base with --against."
        )
    return commit


def datasets(place: str) -> list[Path]:
    """The dataset of a folder, or those below it. Raises ``UseError`` where there is none."""
    folder = Path(place)
    if folder.is_file() or descriptor(folder) is not None:
        return [folder]
    if not folder.is_dir():
        raise UseError(f"{place}: there is no such folder. Name that of a dataset, or of several.")
    return every_dataset(folder)


def is_touched(dataset: Dataset, repository: Path, changed: Sequence[Path]) -> bool:
    """Whether one of the files that have changed, by their absolute paths, is of a dataset."""
    folders = [dataset.root.resolve()]
    files = {Path(table.schema_file).resolve() for table in dataset.tables if table.schema_file}
    folders += [table.source.resolve().parent for table in dataset.external]
    assert repository.is_absolute(), "paths are compared as absolute ones"
    return any(
        file in files or any(file.is_relative_to(folder) for folder in folders) for file in changed
    )


def changed(repository: Path, base: Base) -> list[Path]:
    """The files that differ between the base and the last commit, by their absolute paths."""
    return [repository / path for path in git.differing(repository, base.commit, "HEAD")]


def names(places: Sequence[Path]) -> str:
    """Folders as the user would name them."""
    return ", ".join(shown(place) for place in places)
