"""The commands that compare and publish versions: their options, as typer reads them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sourcebook.cli.commands.options import Catalog
from sourcebook.releases import Format as DiffFormat


def diff(
    old: Annotated[
        str,
        typer.Argument(
            metavar="OLD",
            help="The folder of a dataset or of a package; a commit in git: REF:PATH, or REF for "
            "the dataset named beside it; a version in the catalogue: NAME@VERSION.",
        ),
    ],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The same.")],
    dataset: Annotated[
        str | None,
        typer.Option(
            metavar="DIR",
            help="The dataset of which a REF is meant. By default the other side's, or the only "
            "one below datasets/.",
            show_default=False,
        ),
    ] = None,
    format: Annotated[
        DiffFormat | None,
        typer.Option(
            help="How the diff is written. By default as the ending of --output says "
            "(.json, .md, .html), else as text.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the diff to a file.")
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(
            min=0,
            metavar="N",
            help="How many rows of each kind, and cells, a table lists; totals are always exact. "
            "By default 20 as text and up to 1000 in other formats.",
            show_default=False,
        ),
    ] = None,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit with 1 if there are differences.")
    ] = False,
    catalog: Catalog = None,
) -> int:
    """Compare two versions of a dataset: schemas, rows and cells."""
    from sourcebook.cli.diff import run

    return run(old, new, dataset, format, output, limit, exit_code=exit_code, catalog=catalog)


def release(
    dataset: Annotated[str, typer.Argument(metavar="DATASET", help="A dataset's folder.")],
    catalog: Catalog = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Do everything but publish, and show it.")
    ] = False,
) -> int:
    """Publish the version that a dataset declares, if that is honest about what has changed."""
    from sourcebook.cli.release import run

    return run(dataset, catalog, dry_run=dry_run)


def publish(
    packages: Annotated[
        list[str],
        typer.Argument(metavar="PACKAGE...", help="Folders that `sourcebook build` wrote."),
    ],
    to: Annotated[
        str,
        typer.Option(
            metavar="URL", help="The catalogue: a folder, or file://, s3://, gs://, az://."
        ),
    ],
) -> int:
    """Add packages to a catalogue. What is published never changes."""
    from sourcebook.cli.publish import run

    return run(packages, to)


def withdraw(
    name: Annotated[str, typer.Argument(metavar="NAME@VERSION", help="The version.")],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why it should not be used.")],
    catalog: Catalog = None,
) -> int:
    """Mark a published version as one that should not be used. It stays where it is."""
    from sourcebook.cli.withdraw import run

    return run(name, reason, catalog)


def zenodo(
    package: Annotated[
        Path, typer.Argument(metavar="PACKAGE", help="A folder that `sourcebook build` wrote.")
    ],
    record: Annotated[
        int | None,
        typer.Option(
            metavar="ID",
            help="Send it as the next version of this record: the number of its last version.",
        ),
    ] = None,
    server: Annotated[
        str, typer.Option(metavar="URL", help="https://zenodo.org, when it is meant.")
    ] = "https://sandbox.zenodo.org",
    publish: Annotated[
        bool,
        typer.Option("--publish", help="Publish it, for good. Without this it stays a draft."),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Write what would be sent, and send nothing.")
    ] = False,
) -> int:
    """Deposit a package at Zenodo, with the token in ZENODO_TOKEN."""
    from sourcebook.cli.zenodo import run

    return run(package, server, record, publish, dry_run)
