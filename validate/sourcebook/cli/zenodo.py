"""``sourcebook zenodo``: a package as a deposit, its page or DOI on stdout."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import typer

from sourcebook.cli import progress

if TYPE_CHECKING:
    from pathlib import Path

    from sourcebook.catalogue.zenodo import Plan


def run(package: Path, server: str, record: int | None, publish: bool, dry_run: bool) -> int:
    """0 if it is there, or with ``dry_run`` if it could be sent."""
    from sourcebook.catalogue import zenodo
    from sourcebook.catalogue.zenodo.access import address

    # The server comes first: to sum up the files of a package takes a while.
    if dry_run:
        named = address(server)
        _show(zenodo.plan(package), named, record, publish)
        return 0
    there = zenodo.server(server)
    begun = zenodo.Initial(there, zenodo.plan(package), record).begin()
    with progress.transferred() as bar:
        filled = begun.fill(bar)
    if not publish:
        typer.echo(filled.page)
        typer.echo("It is a draft. Look at it, and publish it there.", err=True)
        return 0
    done = filled.publish()
    typer.echo(f"https://doi.org/{done.doi}")
    return 0


def _show(planned: Plan, server: str, record: int | None, publish: bool) -> None:
    sent = {
        "server": server,
        "newVersionOf": record,
        "publish": publish,
        "metadata": planned.metadata,
        "files": [
            {"name": file.name, "bytes": file.bytes, "md5": file.md5} for file in planned.files
        ],
    }
    typer.echo(json.dumps(sent, ensure_ascii=False, indent=2))
