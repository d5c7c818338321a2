"""``sourcebook validate``: the report to stdout or to a file, the verdict as exit code."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import typer

import sourcebook
from sourcebook.cli import progress
from sourcebook.cli.writing import check_place, write
from sourcebook.report import render, terminal
from sourcebook.report.visible import visible
from sourcebook.report.words import verdict

if TYPE_CHECKING:
    from pathlib import Path

    from sourcebook.errors import Mistake
    from sourcebook.findings import Report
    from sourcebook.report import Format

LIMITS: dict[Format, int] = {
    "text": 10,
    "json": 1000,
    "sarif": 1000,
    "junit": 100,
    "github": 10,  # GitHub shows no more
    "gitlab": 1000,
    "markdown": 100,  # of which it shows as many as there is room for
    "html": 1000,
}
"""How many findings of each kind a table lists, for a reader and for a program."""


def run(
    targets: list[str] | None,
    schema: str | None,
    engine: sourcebook.EngineName,
    format: Format,
    output: Path | None,
    limit: int | None,
    against: str | None,
) -> int:
    """0 if valid, else 1."""
    if output is not None:
        check_place(output)
    remarks: list[Mistake] = []
    with progress.shown() as bar:
        report = sourcebook.validate(
            targets or None,
            schema=schema,
            engine=engine,
            limit=LIMITS[format] if limit is None else limit,
            progress=bar,
            against=against,
            remarked=remarks.append,
        )
    for remark in remarks:
        typer.echo(visible(f"warning: {remark}"), err=True)
    if output is None:
        _print(report, format)
    else:
        _save(report, format, output)
    return 0 if report.valid else 1


_SOURCES = (".yaml", ".yml", ".csv", ".parquet", ".sql", ".geojson")
"""Endings of what a dataset is made of; a report never takes the place of such a file."""


def _print(report: Report, format: Format) -> None:
    try:
        if format == "text":
            terminal.show(report, sys.stdout)
        else:
            # Formats for programs are UTF-8 whatever the terminal speaks.
            sys.stdout.buffer.write(_bytes(render(report, format)))
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has seen enough (`| head`); the verdict stands. What is still in the buffer
        # goes nowhere, so that no later flush fails on it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _save(report: Report, format: Format, output: Path) -> None:
    for table in report.tables:
        if output.exists() and output.samefile(table.path):
            raise sourcebook.UseError(f"{output}: is a table of the data. Name another file.")
    declares = output.stem == "datapackage" or output.absolute().parent.name == "schemas"
    if output.exists() and (declares or output.suffix in _SOURCES):
        raise sourcebook.UseError(f"{output}: is there and is no report. Name another file.")
    write(output, _bytes(render(report, format)))
    typer.echo(f"{verdict(report)} The report is in {output}.", err=True)


def _bytes(text: str) -> bytes:
    # A lone surrogate (a file name in another encoding) becomes an escape, valid in JSON too.
    return text.encode("utf-8", errors="backslashreplace")
