"""``sourcebook verify``: one line on stdout a package, or one a thing that is not as it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

import sourcebook
from sourcebook.cli import progress
from sourcebook.report.visible import visible

if TYPE_CHECKING:
    from collections.abc import Sequence


def run(packages: Sequence[str]) -> int:
    """0 if every package is what it says it is, else 1."""
    code = 0
    for package in packages:
        with progress.shown() as bar:
            found = sourcebook.verify(package, progress=bar)
        for problem in found.problems:
            typer.echo(visible(str(problem)))
        name = f"{found.name} {found.version}"
        if found.valid:
            typer.echo(
                visible(f"{name} is what it says: {found.files} files, {found.tables} tables.")
            )
        else:
            many = "1 thing" if len(found.problems) == 1 else f"{len(found.problems)} things"
            typer.echo(visible(f"{name} is not what it says: {many}."), err=True)
            code = 1
    return code
