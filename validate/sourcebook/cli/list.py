"""``sourcebook list``: the datasets of a catalogue, or the versions of one, a line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from sourcebook.cli.get import remark
from sourcebook.errors import UseError
from sourcebook.report.visible import visible

if TYPE_CHECKING:
    from sourcebook.catalogue import Version


def run(name: str | None, catalog: str | None) -> int:
    """0 if the catalogue was read, also if there is nothing in it."""
    from sourcebook import client

    found = client.listed(catalog, remark)
    if name is not None and name not in found.datasets:
        known = ", ".join(found.datasets) or "nothing"
        raise UseError(f"The catalogue has no dataset {name!r}. It has: {known}.")
    if name is not None:
        shown = list(found.datasets[name].versions)
    else:
        shown = [each.latest or each.versions[-1] for each in found.datasets.values()]
    rows = [_row(version) for version in shown]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        typer.echo("  ".join(cells).rstrip())
    return 0


def _row(version: Version) -> tuple[str, ...]:
    mark = version.withdrawn
    note = f"withdrawn: {mark.reason}" if mark else version.title or ""
    tables = "1 table" if len(version.tables) == 1 else f"{len(version.tables)} tables"
    return (
        version.dataset,
        version.version,
        version.published[:10],
        f"{version.bytes / 1e6:,.1f} MB",
        tables,
        visible(note),
    )
