"""The commands that begin a dataset and package it: their options, as typer reads them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sourcebook.cli.commands.options import Datasets


def new(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="What the dataset and its folder are called.")
    ],
    files: Annotated[
        list[Path] | None,
        typer.Option(
            "--from",
            metavar="FILE",
            help="A CSV file of yours; again for each other one. Its schema is inferred, with the "
            "evidence for each word. Without one there is an example to replace.",
            show_default=False,
        ),
    ] = None,
) -> int:
    """Make a project for a dataset of one's own: tables, schemas, Makefile, workflows and site."""
    from sourcebook.cli.new import run

    return run(name, files)


def build(
    datasets: Datasets = None,
    output: Annotated[
        Path, typer.Option(metavar="DIR", help="Where the packages are written.")
    ] = Path("dist"),
    at: Annotated[
        str | None,
        typer.Option(
            metavar="GIT_REF",
            help="Package the datasets as they were in that commit. The working tree stays as it "
            "is.",
            show_default=False,
        ),
    ] = None,
) -> int:
    """Write datasets as checked data packages."""
    from sourcebook.cli.build import run

    return run(datasets, output, at)
