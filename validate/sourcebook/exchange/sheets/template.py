"""The form of a dataset, made of its declaration, to be filled in and read back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcebook.errors import UseError
from sourcebook.exchange.sheets import known, layout, target, writing

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path


def template(dataset: str | Path, file: Path, tables: Collection[str] = ()) -> list[str]:
    """Write the form of a dataset, or of some of its tables; give the names of these.

    Raises ``UseError`` where there is no such table, or none that a form can be made of,
    ``DeclarationError`` and ``OSError``.
    """
    if file.exists() and not writing.untouched(file):
        raise UseError(
            f"{file}: is there, and is no form that nobody has filled in yet. Name another file."
        )
    whole, asked = target.opened(dataset, tables)
    chosen = target.choose(whole, asked)
    found = known.rows(whole)
    rosters = known.rosters(whole, found)
    form = layout.Form(whole, rosters, layout.sheets_of(chosen, rosters, found))
    writing.write(form, file)
    return [table.name for table in chosen]
