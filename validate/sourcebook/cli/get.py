"""``sourcebook get``: where what was brought lies, on stdout."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from sourcebook.cli import progress
from sourcebook.report.visible import visible

if TYPE_CHECKING:
    from pathlib import Path


def run(
    name: str,
    table: str | None,
    format: str | None,
    to: Path | None,
    lock: bool,
    catalog: str | None,
) -> int:
    """0 if it is there now."""
    from sourcebook import client

    with progress.transferred() as bar:
        place = client.get(
            name,
            table=table,
            format=format,
            to=to,
            catalog=catalog,
            pin=lock,
            progress=bar,
            remarked=remark,
        )
    typer.echo(place)
    return 0


def remark(text: str) -> None:
    """A remark of the client's, on stderr."""
    typer.echo(visible(f"warning: {text}"), err=True)
