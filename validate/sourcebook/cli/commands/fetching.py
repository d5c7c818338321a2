"""The commands that read a catalogue: their options, as typer reads them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sourcebook.cli.commands.options import Catalog


def list_(
    name: Annotated[
        str | None,
        typer.Argument(metavar="NAME", help="All versions of this dataset.", show_default=False),
    ] = None,
    catalog: Catalog = None,
) -> int:
    """List what a catalogue holds."""
    from sourcebook.cli.list import run

    return run(name, catalog)


def get(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME[@RANGE]", help="The dataset, and which version: 1, 1.2, 1.2.3, '>=1,<2'."
        ),
    ],
    table: Annotated[str | None, typer.Option(metavar="NAME", help="Only this table.")] = None,
    format: Annotated[
        str | None, typer.Option(metavar="FORMAT", help="Only this format: csv, parquet, …")
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Copy it there. Without it, it stays in the cache."),
    ] = None,
    lock: Annotated[
        bool, typer.Option("--lock", help="Pin the version in sourcebook.lock.")
    ] = False,
    catalog: Catalog = None,
) -> int:
    """Bring a published version, or a table of it, verified; say where it lies."""
    from sourcebook.cli.get import run

    return run(name, table, format, to, lock, catalog)
