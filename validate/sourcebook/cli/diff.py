"""``sourcebook diff``: what differs, to stdout or to a file."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import typer

import sourcebook
from sourcebook.cli import progress
from sourcebook.cli.writing import check_place, write
from sourcebook.releases import ENDINGS, render
from sourcebook.report.visible import visible

if TYPE_CHECKING:
    from pathlib import Path

    from sourcebook.releases import Diff, Format

LIMITS: dict[Format, int] = {"text": 20, "json": 1000, "markdown": 1000, "html": 1000}
"""How many rows of each kind, and cells, a table lists."""


def run(
    old: str,
    new: str,
    dataset: str | None,
    format: Format | None,
    output: Path | None,
    limit: int | None,
    *,
    exit_code: bool,
    catalog: str | None,
) -> int:
    """0, or 1 where there are differences and that was asked for, as ``git diff`` does."""
    asked = format or ENDINGS.get(output.suffix.lower() if output else "", "text")
    if output is not None:
        check_place(output)
        _check_report(output)
    with progress.shown() as bar:
        found = sourcebook.diff(
            old,
            new,
            dataset=dataset,
            catalog=catalog,
            limit=LIMITS[asked] if limit is None else limit,
            progress=bar,
        )
    if output is None:
        _print(found, asked)
    else:
        from sourcebook.releases.words import verdict

        write(output, _bytes(render(found, asked)))
        typer.echo(visible(f"{verdict(found)} The diff is in {output}."), err=True)
    return 1 if exit_code and not found.same else 0


def _check_report(output: Path) -> None:
    """Nothing that a dataset is made of is ever overwritten."""
    sources = (".yaml", ".yml", ".csv", ".parquet", ".sql", ".geojson")
    if output.exists() and (output.suffix in sources or output.stem == "datapackage"):
        raise sourcebook.UseError(f"{output}: is there and is no report. Name another file.")


def _print(diff: Diff, format: Format) -> None:
    try:
        if format == "text":
            from sourcebook.releases import terminal

            terminal.show(diff, sys.stdout)
        else:
            # Formats for programs are UTF-8 whatever the terminal speaks.
            sys.stdout.buffer.write(_bytes(render(diff, format)))
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has seen enough (`| head`). What is still in the buffer goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", errors="backslashreplace")
