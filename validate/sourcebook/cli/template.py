"""``sourcebook template``: the form of a dataset as a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from sourcebook.cli.writing import check_place
from sourcebook.errors import UseError

if TYPE_CHECKING:
    from pathlib import Path


def run(dataset: str, output: Path, tables: list[str]) -> int:
    """0 when the form is written."""
    from sourcebook.exchange.sheets import template

    if output.suffix.lower() != ".xlsx":
        raise UseError(f"{output}: a form is an XLSX file. Name it {output.stem}.xlsx.")
    check_place(output)
    names = template(dataset, output, tables)
    sheets = "1 sheet" if len(names) == 1 else f"{len(names)} sheets"
    typer.echo(f"{output}: a form with {sheets} to fill in: {', '.join(names)}.")
    return 0
