"""``sourcebook merge``: called by git for a table; what is left to do by hand goes to stderr."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from sourcebook.cli.writing import write
from sourcebook.report.visible import visible

if TYPE_CHECKING:
    from pathlib import Path


def run(base: Path, ours: Path, theirs: Path, path: str, size: int) -> int:
    """0 if all could be merged; 1 if there are conflicts, which are marked. The result is ``ours``.

    Git takes any other number for a conflict too, and then shows no mark: nothing that can be
    merged somehow ends so.
    """
    from sourcebook.editing.driver import merge_files

    done = merge_files(base, ours, theirs, path, size)
    write(ours, done.content)
    if done.note is not None:
        typer.echo(visible(f"sourcebook: {path}: merged line by line, for {done.note}"), err=True)
    for conflict in done.conflicts:
        typer.echo(visible(f"sourcebook: {path}: conflict: {conflict}."), err=True)
    return 1 if done.marked else 0


def setup(targets: list[str] | None) -> int:
    """``sourcebook setup-git``: 0 if git merges the tables of the datasets with it now."""
    from sourcebook.declare import every_dataset
    from sourcebook.declare.selection import open_targets
    from sourcebook.editing import attributes

    datasets = [target.dataset for target in open_targets(targets or every_dataset())]
    top = attributes.top(datasets[0].root)
    wanted = attributes.lines(top, datasets)
    changed = attributes.configure(top)
    told = ", ".join(changed) if changed else "was set already"
    typer.echo(visible(f"git config (this clone only): {told}"))
    file = top / ".gitattributes"
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    after = attributes.with_lines(before, wanted)
    if after == before:
        typer.echo(f".gitattributes: names the {len(wanted)} tables already")
    else:
        write(file, after.encode())
        typer.echo(f".gitattributes: names {len(wanted)} tables now. Commit it.")
    return 0
