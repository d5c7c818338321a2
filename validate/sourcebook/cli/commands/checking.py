"""The commands that check: their options, as typer reads them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from sourcebook import EngineName
from sourcebook.report import Format, by_ending

FailOn = Literal["error", "warning", "never"]


def validate(
    targets: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="TARGET...",
            help="A dataset's folder, a datapackage.yaml or .json, or a CSV or Parquet file. "
            "Without one: every dataset below datasets/.",
            show_default=False,
        ),
    ] = None,
    schema: Annotated[
        str | None, typer.Option(metavar="FILE", help="The schema of a single file.")
    ] = None,
    engine: Annotated[EngineName, typer.Option(help="Which engine checks.")] = "duckdb",
    format: Annotated[
        Format | None,
        typer.Option(
            help="How the report is written. By default as the ending of --output says "
            "(.json, .sarif, .xml, .md, .html), else as text.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the report to a file.")
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(
            min=0,
            metavar="N",
            help="How many findings of each kind a table lists; totals are always exact. "
            "By default 10 as text and up to 1000 in other formats.",
            show_default=False,
        ),
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(
            metavar="REF_OR_DIR",
            help="Mark each finding as new or old: a commit in git (origin/main, HEAD~3, a tag), "
            "or the folder of a dataset or package. Only new errors fail.",
        ),
    ] = None,
) -> int:
    """Check datasets against what their schemas declare."""
    from sourcebook.cli.validate import run

    asked = format or by_ending(output.name if output else "")
    return run(targets, schema, engine, asked, output, limit, against)


def verify(
    packages: Annotated[
        list[str],
        typer.Argument(metavar="PACKAGE...", help="A package's folder, or its zip."),
    ],
) -> int:
    """Say whether packages are what they say they are."""
    from sourcebook.cli.verify import run

    return run(packages)


def review(
    place: Annotated[
        str, typer.Argument(metavar="DIR", help="A dataset's folder, or that of several.")
    ] = "datasets",
    engine: Annotated[EngineName, typer.Option(help="Which engine checks.")] = "duckdb",
    fail_on: Annotated[
        FailOn, typer.Option("--fail-on", help="Exit with 1 on new errors, on warnings too, never.")
    ] = "error",
    against: Annotated[
        str | None,
        typer.Option(
            metavar="REF", help="The base. By default that of the pull request, or of the push."
        ),
    ] = None,
    folder: Annotated[
        Path, typer.Option(metavar="DIR", help="Where the comment and the reports are written.")
    ] = Path("sourcebook-review"),
) -> int:
    """Check what a pull request touches, and write what is to be said of it. For workflows."""
    from sourcebook.cli.review import run

    return run(place, engine, fail_on, against, folder)


def comment(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder that `sourcebook review` has written.")
    ],
) -> int:
    """Post what a review has found as the one comment on its pull request. For workflows."""
    from sourcebook.cli.review import comment as run

    return run(folder)
