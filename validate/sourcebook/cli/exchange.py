"""``sourcebook import-from`` and ``export``: other people's datasets in, and their columns out."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import typer

from sourcebook.cli.writing import check_place, write
from sourcebook.report.visible import visible

if TYPE_CHECKING:
    from pathlib import Path


def import_from(origin: str, file: Path, into: str, report: Path | None, *, dry_run: bool) -> int:
    """0 if the file keeps to its codebook and brought the dataset no errors, else 1."""
    from sourcebook.exchange.origins import telling
    from sourcebook.exchange.origins.account import as_json
    from sourcebook.exchange.origins.bringing import import_from

    if report is not None:
        check_place(report)
    account = import_from(origin, file, into, dry_run=dry_run)
    for line in telling.account(account):
        typer.echo(visible(line))
    if report is not None:
        text = json.dumps(as_json(account), ensure_ascii=False, indent=2) + "\n"
        write(report, text.encode())
    return 1 if account.errors or account.failing else 0


def export(dataset: str, origin: str, output: Path) -> int:
    """0: it is written, and what is lost is told on stderr."""
    from sourcebook.exchange.origins import exporting, telling

    check_place(output)
    done = exporting.export(dataset, origin)
    write(output, done.content)
    for line in telling.exported(done, str(output)):
        typer.echo(visible(line), file=sys.stderr)
    return 0
