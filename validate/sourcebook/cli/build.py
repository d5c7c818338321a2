"""``sourcebook build``: the data packages of datasets, one line on stdout for each."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import typer

import sourcebook
from sourcebook.cli import progress
from sourcebook.cli.validate import LIMITS
from sourcebook.declare import every_dataset

if TYPE_CHECKING:
    from pathlib import Path

    from sourcebook.findings import Report


def run(datasets: list[str] | None, output: Path, at: str | None) -> int:
    """0 if every package was written, 1 if data were wrong; the others are built all the same."""
    from sourcebook.package import InvalidDatasetError

    code = 0
    for dataset in datasets or every_dataset():
        try:
            with progress.shown() as bar:
                place = sourcebook.build(dataset, output, at=at, progress=bar)
        except InvalidDatasetError as error:
            refuse(error.report, str(error))
            code = 1
        else:
            typer.echo(place)
    return code


def refuse(report: Report, message: str) -> None:
    from sourcebook.engines.draft import shorten
    from sourcebook.engines.outcome import Outcome
    from sourcebook.report import terminal

    first = shorten(Outcome(report.tables, report.findings), LIMITS["text"])
    terminal.show(replace(report, tables=first.tables, findings=first.findings), sys.stderr)
    typer.echo(f"sourcebook: {message}", err=True)
