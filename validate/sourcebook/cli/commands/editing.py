"""The commands that change the files of a dataset: their options, as typer reads them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sourcebook.cli.commands.options import Datasets


def format_(
    targets: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="TARGET...",
            help="A dataset's folder, or a CSV file of one. Without one: every dataset below "
            "datasets/.",
            show_default=False,
        ),
    ] = None,
    check: Annotated[
        bool,
        typer.Option("--check", help="Change nothing; exit with 1 and name what would change."),
    ] = False,
) -> int:
    """Bring the files of datasets into canonical form, so that a diff shows only what changed."""
    from sourcebook.cli.format import run

    return run(targets, check=check)


def merge(
    base: Annotated[Path, typer.Argument(metavar="BASE", help="The version both come from.")],
    ours: Annotated[
        Path, typer.Argument(metavar="OURS", help="Ours; it is overwritten with the result.")
    ],
    theirs: Annotated[Path, typer.Argument(metavar="THEIRS", help="Theirs.")],
    path: Annotated[str, typer.Argument(metavar="PATH", help="Where the file stands.")],
    marker_size: Annotated[
        int, typer.Option("--marker-size", min=1, metavar="N", help="Of the marks of a conflict.")
    ] = 7,
) -> int:
    """Merge two versions of a table by key and cell. Git calls it: see setup-git."""
    from sourcebook.cli.merge import run

    return run(base, ours, theirs, path, marker_size)


def setup_git(
    targets: Datasets = None,
) -> int:
    """Have git merge the tables of datasets by key and cell, in this clone."""
    from sourcebook.cli.merge import setup

    return setup(targets)
