"""Several targets as one selection: every mistake told at once, a dataset never checked twice."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sourcebook.declare.targets import Target, open_target
from sourcebook.errors import DeclarationError, UseError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sourcebook.errors import Mistake


def open_targets(
    targets: Iterable[str | Path], schema: str | Path | None = None
) -> tuple[Target, ...]:
    """Read what the targets declare; two files of one dataset become one target.

    Raises ``UseError`` where one of them is nothing that can be checked, else ``DeclarationError``
    with the mistakes of them all.
    """
    places = list(targets)
    if not places:
        raise UseError("The list of targets is empty. Name at least one.")
    if schema is not None and len(places) != 1:
        raise UseError("--schema goes with a single data file. Name that file.")
    opened: list[Target] = []
    mistakes: list[Mistake] = []
    for place in places:
        try:
            opened.append(open_target(place, schema))
        except DeclarationError as error:
            mistakes += [mistake for mistake in error.mistakes if mistake not in mistakes]
    if mistakes:
        raise DeclarationError(mistakes)
    return _joined(opened)


def _joined(targets: list[Target]) -> tuple[Target, ...]:
    found: dict[tuple[Path, ...], Target] = {}
    for target in targets:
        dataset = target.dataset
        # A single file has no descriptor: it is itself, under the schema it was given.
        files = [dataset.file] if dataset.file else [table.source for table in dataset.tables]
        identity = tuple(Path(file).resolve() for file in files)
        first = found.get(identity)
        found[identity] = target if first is None else Target(first.dataset, _either(first, target))
    return tuple(found.values())


def _either(first: Target, second: Target) -> frozenset[str] | None:
    if first.only is None or second.only is None:
        return None
    return first.only | second.only
