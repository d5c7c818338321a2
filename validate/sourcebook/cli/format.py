"""``sourcebook format``: files brought into canonical form, or named where they are not in it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

from sourcebook.cli.writing import check_place, write
from sourcebook.declare import every_dataset
from sourcebook.declare.selection import open_targets
from sourcebook.report.visible import visible

if TYPE_CHECKING:
    from sourcebook.editing import Form


def run(targets: list[str] | None, *, check: bool) -> int:
    """0 if all is in canonical form now; 1 if a file is not (with ``check``), or can't be.

    Where one of the files can't be, none is written.
    """
    from sourcebook.editing import form

    opened = open_targets(targets or every_dataset())
    forms = [
        form(target.dataset, table)
        for target in opened
        for table in target.dataset.tables
        if target.only is None or table.name in target.only
        if table.format != "view"
    ]
    if any(each.refusals for each in forms):
        for each in forms:
            _refuse(each)
        _say("sourcebook: no file was changed. Correct what is told above by hand.", err=True)
        return 1
    changed = [each for each in forms if each.changes]
    if not check:
        for each in changed:
            check_place(each.file)
    for each in changed:
        told = "; ".join(each.changes)
        if check:
            _say(f"{each.path}: not in canonical form: {told}.")
        else:
            assert each.content is not None, "changed, and into nothing"
            write(each.file, each.content)
            _say(f"{each.path}: brought into canonical form: {told}.")
    for each in forms:
        if each.left is not None:
            _say(f"{each.path}: left as it is: {each.left}.", err=True)
    if check and changed:
        _say("sourcebook: run `sourcebook format`.", err=True)
        return 1
    return 0


def _refuse(form: Form) -> None:
    for each in form.refusals:
        column = each.column if each.line else None
        place = ":".join(str(part) for part in (form.path, each.line, column) if part)
        _say(f"{place}: {each.message} {each.hint}".rstrip())


def _say(line: str, *, err: bool = False) -> None:
    typer.echo(visible(line), file=sys.stderr if err else sys.stdout)
