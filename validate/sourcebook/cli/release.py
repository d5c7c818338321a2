"""``sourcebook release``: what it did or would do to stdout, why it refuses to stderr."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

import sourcebook
from sourcebook.cli import progress
from sourcebook.report.visible import visible

if TYPE_CHECKING:
    from sourcebook.releases.publishing import Release


def run(dataset: str, catalog: str | None, *, dry_run: bool) -> int:
    """0 if it is published, or could be; 1 if it is refused."""
    from sourcebook.cli.build import refuse
    from sourcebook.package import InvalidDatasetError
    from sourcebook.releases.refusals import RefusedError

    try:
        with progress.both() as (bar, moved):
            done = sourcebook.release(
                dataset, catalog, dry_run=dry_run, progress=bar, transfer=moved
            )
    except InvalidDatasetError as error:
        refuse(error.report, str(error))
        return 1
    except RefusedError as error:
        typer.echo(visible(f"sourcebook: {dataset}: not released."), err=True)
        for each in error.refusals:
            typer.echo(visible(f"  {each.code}: {each.message}"), err=True)
        return 1
    _tell(done)
    return 0


def _tell(done: Release) -> None:
    from sourcebook.releases import words

    name = f"{done.dataset} {done.version}"
    if not done.new:
        told = f"{name}: was released before, in {done.url}, and nothing has changed since."
        typer.echo(visible(told))
        return
    if done.diff is None:
        typer.echo("The first release.")
    else:
        typer.echo(visible(f"Since {done.last}: {words.verdict(done.diff)}"))
        changed = (table for table in done.diff.tables if not table.same)
        for table in changed:
            typer.echo(visible(f"  {table.name}: {words.totals(table)}"))
    size = sum(file.bytes for file in done.files)
    many = f"{len(done.files):,} files, {size:,} bytes"
    if not done.dry:
        typer.echo(visible(f"{name}: released in {done.url} ({many})."))
        return
    for file in done.files:
        typer.echo(visible(f"  {file.bytes:>14,}  {file.path}"))
    typer.echo(visible(f"{name}: would be released in {done.url} ({many}). Nothing was changed."))
