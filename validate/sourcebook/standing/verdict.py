"""A validation with the waivers of its datasets, and against a base where one is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcebook import engines
from sourcebook.declare.waivers import read_waivers
from sourcebook.errors import DeclarationError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from sourcebook.declare import Target
    from sourcebook.errors import Mistake
    from sourcebook.findings import Progress, Report, Waiver


def validate(
    targets: Sequence[Target],
    engine: str,
    limit: int | None,
    progress: Progress,
    version: str,
    *,
    against: str | Path | None = None,
    today: date | None = None,
) -> Report:
    """Check targets as ``engines.validate`` does, with their waivers, and against a base if named.

    ``limit`` bounds what is listed: first what fails, then what the base has too, then what is
    waived. Raises ``DeclarationError`` where a ``waivers.yaml`` is wrong and ``UseError`` where
    ``against`` names nothing that can be a base.
    """
    waivers = _waivers(targets)
    if against is None and not any(waivers):
        return engines.validate(targets, engine, limit, progress, version)
    # What most runs have no use for is imported only now.
    from sourcebook.standing.judging import judge

    return judge(targets, waivers, engine, limit, progress, version, against=against, today=today)


def _waivers(targets: Sequence[Target]) -> list[tuple[Waiver, ...]]:
    """The waivers of each target. Raises ``DeclarationError`` with the mistakes of them all."""
    found: list[tuple[Waiver, ...]] = []
    mistakes: list[Mistake] = []
    for target in targets:
        try:
            found.append(read_waivers(target.dataset))
        except DeclarationError as error:
            mistakes += error.mistakes
    if mistakes:
        raise DeclarationError(mistakes)
    return found
