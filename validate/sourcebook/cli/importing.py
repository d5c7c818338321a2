"""``sourcebook import``: what was added on stdout, what is wrong on stderr."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

import sourcebook
from sourcebook.editing import text
from sourcebook.report.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from sourcebook.exchange.sheets import Brought, Fault

_LISTED = 20
"""Faults that are told here where a file has all of them."""


def run(form: Path, into: str, tables: list[str], *, dry_run: bool) -> int:
    """0 when all rows were added, or could be; 1 when nothing was, as something is wrong."""
    from sourcebook.exchange.sheets import bring

    done = bring(form, into, sourcebook.__version__, tables, dry_run=dry_run)
    _say(f"sourcebook: {remark}" for remark in done.remarks)
    _list("warning", form, done.warnings)
    if done.faults:
        _list("error", form, done.faults, done.checked)
        many = "1 fault" if len(done.faults) == 1 else f"{len(done.faults):,} faults"
        place = "" if done.checked is None else f" They stand in {done.checked}, cell by cell."
        _say([f"sourcebook: {form}: {many}, so nothing was added.{place}"])
        return 1
    _show(done, dry_run=dry_run)
    return 0


def _show(done: Brought, *, dry_run: bool) -> None:
    for each in done.added:
        rows = "1 row" if len(each.records) == 1 else f"{len(each.records):,} rows"
        verb = "would be added" if dry_run else "added"
        typer.echo(visible(f"{each.path}: {rows} {verb}"))
        for written, given in each.ids:
            typer.echo(visible(f"  {written}: {given}"))
        if dry_run:
            typer.echo(visible(f"  {text.row(each.labels)}"))
            for record in each.records:
                typer.echo(visible(f"  {text.row(record)}"))


def _list(kind: str, form: Path, faults: Sequence[Fault], elsewhere: Path | None = None) -> None:
    """Say what is wrong: the first of it where the whole stands elsewhere, else all of it."""
    shown = faults if elsewhere is None else faults[:_LISTED]
    _say(f"{kind} {form}: {fault}" for fault in shown)
    if len(faults) > len(shown):
        _say([f"{kind} {form}: and {len(faults) - len(shown):,} more, which {elsewhere} tells."])


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        typer.echo(visible(" ".join(line.split())), err=True)
