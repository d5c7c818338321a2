"""The review itself: the datasets that are touched, checked and compared with the base."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sourcebook import standing
from sourcebook.declare.selection import open_targets
from sourcebook.errors import DeclarationError, UseError
from sourcebook.findings import Severity, Standing
from sourcebook.review import gathering, touched
from sourcebook.standing import git

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sourcebook.declare import Target
    from sourcebook.errors import Mistake
    from sourcebook.findings import Progress, Report
    from sourcebook.releases import Diff
    from sourcebook.review.comment import Comment
    from sourcebook.review.event import Event
    from sourcebook.review.touched import Base

FailOn = Literal["error", "warning", "never"]
LIMIT = 1000
"""How many findings of each kind a table lists, and how many rows and cells a diff does."""


@dataclass(frozen=True, slots=True)
class Review:
    comment: Comment
    report: Report | None = None
    """``None`` where nothing is touched, or the declaration is wrong."""
    mistakes: tuple[Mistake, ...] = ()

    def fails(self, fail_on: FailOn) -> bool:
        """Whether it is to fail: on new errors, on new warnings too, or never."""
        if fail_on == "never":
            return False
        if not self.comment.valid:
            return True
        return fail_on == "warning" and self.report is not None and _warns(self.report)


def _warns(report: Report) -> bool:
    return any(
        finding.severity is Severity.WARNING
        and finding.waiver is None
        and finding.standing is not Standing.OLD
        for finding in report.findings
    )


def review(
    place: str,
    event: Event,
    engine: str,
    progress: Progress,
    version: str,
    *,
    against: str | None = None,
) -> Review:
    """Review the last commit, as it is checked out. ``place`` is a dataset's folder, or that of
    several. Without a base all datasets are checked, and nothing is old.

    Raises ``UseError`` where that can't be done, ``OSError``.
    """
    folders = touched.datasets(place)
    base = touched.base(folders[0] if folders[0].is_dir() else Path.cwd(), event, against)
    label = "" if base is None else base.label
    try:
        targets = [target for folder in folders for target in open_targets([folder])]
        if base is not None:
            targets = _touched(targets, base)
        if not targets:
            return Review(gathering.untouched(place, label))
        report, remarks = _checked(targets, base, engine, progress, version)
    except DeclarationError as error:
        return Review(gathering.mistaken(place, error.mistakes, label), mistakes=error.mistakes)
    remarks += [str(each) for target in targets for each in target.dataset.remarks]
    diffs: list[Diff] = []
    for target in targets if base is not None else ():
        assert base is not None, "compared with nothing"
        diffs += _diff(target, base, remarks, progress)
    return Review(gathering.comment(place, report, diffs, remarks), report)


def _checked(
    targets: Sequence[Target], base: Base | None, engine: str, progress: Progress, version: str
) -> tuple[Report, list[str]]:
    """The report, and why there is no base in it where there should be one."""
    remarks: list[str] = []
    if base is not None:
        commit = base.commit
        try:
            report = standing.validate(targets, engine, LIMIT, progress, version, against=commit)
        except UseError as error:
            told = str(error).replace(commit, base.label)
            remarks.append(f"All is told as new, for the base can't be checked. {told}")
        else:
            return replace(report, against=base.label), remarks
    return standing.validate(targets, engine, LIMIT, progress, version), remarks


def _touched(targets: Sequence[Target], base: Base) -> list[Target]:
    repository = git.find(targets[0].dataset.root, "HEAD").repository
    changed = touched.changed(repository, base)
    return [target for target in targets if touched.is_touched(target.dataset, repository, changed)]


def _diff(target: Target, base: Base, remarks: list[str], progress: Progress) -> Iterator[Diff]:
    """How a dataset differs from the base; nothing where it is new, or one can't be read."""
    from sourcebook.releases import compare, sides

    root = target.dataset.root
    if not git.has(base.commit, root / Path(target.dataset.file).name):
        remarks.append(f"{base.label} has no dataset in {root}.")
        return
    try:
        with sides.opened(base.commit, root) as (old, new):
            yield compare.compare(
                old.dataset, new.dataset, labels=(base.label, str(root)),
                limit=LIMIT, progress=progress,
            )  # fmt: skip
    except UseError as error:
        told = str(error).replace(base.commit, base.label)
        remarks.append(f"What changes in {root} is not shown. {told}")
