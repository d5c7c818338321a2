"""The dataset that is named for a form, and which of its tables: all, or that of a named file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sourcebook.declare import open_target
from sourcebook.errors import DeclarationError, UseError
from sourcebook.exchange.sheets import layout
from sourcebook.exchange.sheets.nearness import meant

if TYPE_CHECKING:
    from collections.abc import Collection

    from sourcebook.declare import Dataset, Table, Target


def opened(place: str | Path, names: Collection[str]) -> tuple[Dataset, Collection[str]]:
    """A dataset, and the tables that are asked for; none where all are.

    Raises ``UseError`` where the place is of no dataset, and ``DeclarationError``.
    """
    target = _open(Path(place))
    if target.only is None:
        return target.dataset, names
    other = [name for name in names if name not in target.only]
    if other:
        (own,) = target.only
        raise UseError(
            f"{place}: is the table {own}, and not {other[0]}. Name the dataset's folder."
        )
    return target.dataset, sorted(target.only)


def choose(dataset: Dataset, names: Collection[str]) -> list[Table]:
    """The tables of those names, or all that can be filled in. Raises ``UseError``."""
    tables = layout.open_tables(dataset)
    there = [table.name for table in tables]
    for name in names:
        if name not in there:
            hint = meant(name, there) if there else "It has none."
            raise UseError(f"{dataset.name} has no table {name!r} that can be filled in. {hint}")
    chosen = [table for table in tables if not names or table.name in names]
    if not chosen:
        raise UseError(f"{dataset.name} has no table in a plain CSV file. Add one.")
    return chosen


def _open(path: Path) -> Target:
    try:
        return open_target(path)
    except UseError:
        if not path.is_file():
            raise
        told = f"{path}: is a file of no dataset. Name a dataset's folder, or a table's file in it."
        raise UseError(told) from None
    except DeclarationError as error:
        if all(each.path != "resources" or "schema" not in each.hint for each in error.mistakes):
            raise
        told = f"{path}: is a schema. Name its dataset's folder, and --table {path.stem}."
        raise UseError(told) from None
