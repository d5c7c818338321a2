"""What our tool says of a case, in the corpus's own words: a line for each resource.

Whatever is wrong with a descriptor counts for the resources that it concerns; the others are
checked all the same, from a copy of the package that lacks the faulty ones.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from sourcebook.declare import open_target
from sourcebook.engines import engine
from sourcebook.errors import DeclarationError, SourcebookError
from sourcebook.findings import Severity, Silent

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sourcebook.declare import Dataset, Target
    from sourcebook.engines.outcome import Outcome
    from sourcebook.errors import Mistake
    from sourcebook.findings import Finding, TableReport

_RESOURCE = re.compile(r"resources\[(\d+)\]")
DESCRIPTORS = ("datapackage.json", "datapackage.yaml")


@dataclass(frozen=True, slots=True)
class Candidate:
    """What we say of one resource, or, with ``resource`` ``None``, of a descriptor as a whole."""

    case: str
    resource: str | None
    valid: bool
    stage: str
    rows: int | None = None
    errors: tuple[tuple[str, int | None, int | None], ...] = ()
    outcome: str = "ok"
    said: tuple[str, ...] = ()
    """What is wrong with the descriptor, each with its place in it and no file; or the exception
    that should not have been."""

    def line(self) -> str:
        """The line that ``compare.py`` reads."""
        return json.dumps(
            {
                "case": self.case,
                "resource": self.resource,
                "valid": self.valid,
                "outcome": self.outcome,
                "stage": self.stage,
                "rows": self.rows,
                "errors": self.errors,
                **({"exception": self.said[0]} if self.outcome != "ok" else {}),
            }
        )


@dataclass(frozen=True, slots=True)
class Checked:
    """A case after our tool has seen it."""

    candidates: tuple[Candidate, ...]
    dataset: Dataset | None = None
    outcome: Outcome | None = None


def check(folder: Path, name: str, scratch: Path) -> Checked:
    """Check one case with the engine of that name. What should never be raised is a crash."""
    case = folder.name
    try:
        if case.startswith("schema__"):
            return Checked((_schema(folder, scratch),))
        return _package(folder, name, scratch)
    except Exception as error:  # noqa: BLE001 - that nothing is raised is what is tested
        said = (f"{type(error).__name__}: {error}",)
        return Checked(
            (Candidate(case, None, valid=False, stage="crash", outcome="crash", said=said),)
        )


def _schema(folder: Path, scratch: Path) -> Candidate:
    """A schema alone, held to an empty file: only what is wrong with itself counts."""
    data = scratch / "data.csv"
    data.write_text("", encoding="utf-8")
    try:
        open_target(data, folder / "schema.json")
    except DeclarationError as error:
        return _refused(folder.name, None, error.mistakes)
    return Candidate(folder.name, None, valid=True, stage="descriptor")


def _refused(case: str, resource: str | None, mistakes: Iterable[Mistake]) -> Candidate:
    said = tuple(f"{mistake.path}: {mistake.message}" for mistake in mistakes)
    return Candidate(case, resource, valid=False, stage="descriptor", said=said)


def _package(folder: Path, name: str, scratch: Path) -> Checked:
    file = next(folder / each for each in DESCRIPTORS if (folder / each).is_file())
    try:
        target = open_target(file)
        checked = _data(folder.name, target, name)
    except DeclarationError as error:
        return _without(file, error.mistakes, name, scratch)
    except SourcebookError as error:
        return Checked((replace(_refused(folder.name, None, ()), said=(str(error),)),))
    valid = all(each.valid for each in checked.candidates)
    whole = Candidate(folder.name, None, valid=valid, stage="data")
    return replace(checked, candidates=(*checked.candidates, whole))


def _data(case: str, target: Target, name: str) -> Checked:
    outcome = engine(name)(target, None, Silent())
    candidates = [
        Candidate(
            case,
            report.name,
            valid=report.valid,
            stage="data",
            rows=report.rows,
            errors=_errors(report, outcome.findings),
        )
        for report in outcome.tables
    ]
    return Checked(tuple(candidates), target.dataset, outcome)


def _errors(
    report: TableReport, findings: Iterable[Finding]
) -> tuple[tuple[str, int | None, int | None], ...]:
    return tuple(
        (finding.code, finding.row, finding.column)
        for finding in findings
        if finding.table == report.name and finding.severity is Severity.ERROR
    )


def _without(file: Path, mistakes: Sequence[Mistake], name: str, scratch: Path) -> Checked:
    """Drop the resources which a descriptor is wrong about and check the rest of them."""
    case = file.parent.name
    whole = _refused(case, None, mistakes)
    try:
        given = yaml.safe_load(file.read_text(encoding="utf-8"))
        resources = list(given["resources"])
        names = [str(each["name"]) for each in resources]
    except Exception:  # noqa: BLE001 - nothing to drop from
        return Checked((whole,))
    faulty: dict[int, list[Mistake]] = {}
    checked = Checked(())
    while mistakes:
        for number, mistake in _concerned(mistakes, resources):
            faulty.setdefault(number, []).append(mistake)
        left = [number for number in range(len(resources)) if number not in faulty]
        if not left:
            break
        reduced = _copy(file, scratch, {**given, "resources": [resources[n] for n in left]})
        try:
            checked, mistakes = _data(case, open_target(reduced), name), ()
        except DeclarationError as error:
            # A place in the smaller descriptor is another one in the whole.
            mistakes = [_moved(mistake, left) for mistake in error.mistakes]
    refused = [_refused(case, names[number], why) for number, why in sorted(faulty.items())]
    return replace(checked, candidates=(*checked.candidates, *refused, whole))


def _copy(file: Path, scratch: Path, given: dict[str, Any]) -> Path:
    """The package with another descriptor; gives the place of that."""
    folder = Path(tempfile.mkdtemp(dir=scratch)) / file.parent.name
    for each in file.parent.rglob("*"):
        if each.is_file():
            copied = folder / each.relative_to(file.parent)
            copied.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(each, copied)
    for each in DESCRIPTORS:
        (folder / each).unlink(missing_ok=True)
    descriptor = folder / "datapackage.json"
    descriptor.write_text(json.dumps(given, default=str), encoding="utf-8")
    return descriptor


def _concerned(
    mistakes: Iterable[Mistake], resources: Sequence[Any]
) -> Iterable[tuple[int, Mistake]]:
    """The numbers of the resources that a mistake is about: all, where it is the package's own."""
    for mistake in mistakes:
        place = _RESOURCE.match(mistake.path)
        if place is not None:
            yield int(place[1]), mistake
            continue
        found = [
            number
            for number, resource in enumerate(resources)
            if any(
                isinstance(word, str) and Path(mistake.file).name == Path(word).name
                for word in (resource.get("schema"), resource.get("dialect"))
            )
        ]
        yield from ((number, mistake) for number in found or range(len(resources)))


def _moved(mistake: Mistake, left: Sequence[int]) -> Mistake:
    place = _RESOURCE.match(mistake.path)
    if place is None:
        return mistake
    number = left[int(place[1])]
    return replace(mistake, path=f"resources[{number}]{mistake.path[place.end() :]}")
