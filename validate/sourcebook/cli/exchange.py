"""``sourcebook import-from`` and ``export``: other people's datasets in, and their columns out."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from sourcebook.cli.writing import check_apart, check_place, write
from sourcebook.report.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator


def import_from(origin: str, file: Path, into: str, report: Path | None, *, dry_run: bool) -> int:
    """0 if the file keeps to its codebook and brought the dataset no errors, else 1."""
    from sourcebook.exchange.origins import telling
    from sourcebook.exchange.origins.account import as_json
    from sourcebook.exchange.origins.bringing import import_from

    if report is not None:
        check_place(report)
        check_apart(report, (file, *_files(into)))
    account = import_from(origin, file, into, dry_run=dry_run)
    for line in telling.account(account):
        typer.echo(visible(line))
    if report is not None:
        text = json.dumps(as_json(account), ensure_ascii=False, indent=2) + "\n"
        write(report, text.encode())
    return 1 if account.errors or account.failing else 0


def _files(dataset: str) -> Iterator[Path]:
    """All that a dataset is read from: its tables, its descriptor, its schemas, its views."""
    from sourcebook.declare import open_target

    found = open_target(dataset).dataset
    if found.file:
        yield Path(found.file)
    for table in found.tables:
        yield from (*table.files, table.source)
        if table.schema_file:
            yield Path(table.schema_file)


def export(dataset: str, origin: str, output: Path) -> int:
    """0 if what is written keeps to the codebook of the origin, else 1; what is lost is told."""
    from sourcebook.exchange.origins import exporting, telling

    check_place(output)
    check_apart(output, _files(dataset))
    done = exporting.export(dataset, origin)
    write(output, done.content)
    for line in telling.exported(done, str(output)):
        typer.echo(visible(line), file=sys.stderr)
    return 1 if done.misfits.errors else 0
