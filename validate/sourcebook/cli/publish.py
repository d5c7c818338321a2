"""``sourcebook publish``: packages into a catalogue, one line on stdout for each."""

from __future__ import annotations

import typer

from sourcebook.cli import progress
from sourcebook.report.visible import visible


def run(packages: list[str], to: str) -> int:
    """0 if all are published now, whether they were before or not."""
    from sourcebook import catalogue

    for package in packages:
        with progress.transferred() as bar:
            done = catalogue.publish(package, to, bar)
        version = done.version
        what = "published in" if done.new else "was published before, with the same bytes, in"
        typer.echo(visible(f"{version.dataset} {version.version}: {what} {done.url}"))
    return 0
