"""From a dataset to its package: checked, written, read back, put into place.

``<output>/<dataset>-<version>/`` holds ``datapackage.json``, ``data/<table>.csv`` and ``.parquet``,
``README.md``, ``CHANGELOG.md``, ``validation.json``, ``waivers.yaml`` and the files that rules
read, and ``SHA256SUMS`` over all of these. The same dataset gives the same bytes, wherever and
whenever it is built; only a waiver that expires can change the report, and SOURCE_DATE_EPOCH holds
its day. What is under its final name is always whole; see ``placing`` for what a crash leaves
behind.
"""

from __future__ import annotations

import errno
import os
import re
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sourcebook import __version__
from sourcebook.declare import open_target, views, waivers
from sourcebook.declare.checks import CHECKS
from sourcebook.errors import UseError
from sourcebook.findings import Silent
from sourcebook.package import history as histories
from sourcebook.package.devices import is_device

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sourcebook.declare import Dataset, Target
    from sourcebook.findings import Progress, Report
    from sourcebook.package.history import History

LISTED = 1000
"""Findings of one code and table that ``validation.json`` lists; its totals are exact."""

_LOST = frozenset({"type-error", "extra-cell", "missing-cell"})
"""What can't be packaged though it is waived: no typed column, or no table, holds such cells."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]*")


class InvalidDatasetError(UseError):
    """The dataset does not hold what it declares; ``report`` says where."""

    def __init__(self, message: str, report: Report) -> None:
        super().__init__(message)
        self.report = report


def build(
    dataset: str | Path,
    output: str | Path = "dist",
    *,
    history: History | None = None,
    progress: Progress | None = None,
) -> Path:
    """Package a dataset, if all three engines find it valid. Returns the package's folder.

    ``history`` is what its releases changed; by default what the dataset has of it itself, if it is
    a package already.
    Errors that ``waivers.yaml`` covers do not count; ``validation.json`` tells them all the same.
    ``dataset`` is a folder with a ``datapackage.yaml``, or that file. Raises
    ``InvalidDatasetError`` with the report where the data are wrong, ``UseError`` where the
    dataset can't be packaged as it is declared, ``DeclarationError``, and ``OSError`` where the
    disk refuses. In all these cases nothing is left behind.
    """
    return pack(open_target(dataset), str(dataset), output, history=history, progress=progress)


def pack(
    target: Target,
    name: str,
    output: str | Path,
    *,
    history: History | None = None,
    progress: Progress | None = None,
    today: date | None = None,
) -> Path:
    """``build`` for a dataset that is open, by the name that its user has for it.

    ``today`` is the day on which waivers are judged.
    """
    progress = progress or Silent()
    found = target.dataset
    if target.only is not None or not found.file:
        raise UseError(f"{name}: is a single table. Name the folder of a dataset.")
    folder = Path(output) / f"{found.name}-{_version(found)}"
    carried = _carried(found)
    past = histories.read(found)
    past = past if history is None else history
    from sourcebook.standing import validate

    # Whatever form its declaration has, what is packaged has been curated: no package carries a
    # cell that a spreadsheet would run unless its report says so.
    asked = replace(target, dataset=replace(found, curated=True))
    report = validate([asked], "all", LISTED, progress, __version__, today=today)
    if not report.valid:
        raise InvalidDatasetError(_refusal(name, report), report)
    _check_cells(name, report)
    from sourcebook.engines.duckdb import computed
    from sourcebook.package.contents import Contents, write
    from sourcebook.package.placing import placed

    with _disk_errors(folder), computed(target) as (known, unable), placed(folder) as work:
        for each in unable:
            raise UseError(f"{each.path}: {each.coverage[0].reason}. No package can hold its rows.")
        write(Contents(known.dataset, past, report, carried), work, progress)
    return folder


def _version(dataset: Dataset) -> str:
    """The declared version. Names become names of files here, so they are looked at too."""
    if dataset.version is None:
        raise UseError(f"{dataset.file}: it has no version. Add `version: 0.1.0`.")
    for name in (dataset.name, dataset.version, *(table.name for table in dataset.tables)):
        if not _NAME.fullmatch(name):
            raise UseError(
                f"{dataset.file}: {name!r} can't be the name of a file. "
                "Use letters, digits, dots, hyphens and underscores."
            )
        if is_device(name):
            raise UseError(
                f"{dataset.file}: {name!r} can't be the name of a file on Windows, which keeps it "
                "for a device. Choose another."
            )
    _check_tables(dataset)
    return dataset.version


def _check_tables(dataset: Dataset) -> None:
    """Refuse what some file of a package has no place for."""
    from sourcebook.package import database

    for table in dataset.tables:
        if table.format == "none":
            raise UseError(
                f"{dataset.file}: {table.name!r} is no table, and a package holds tables. "
                "Take it out of `resources`."
            )
        if database.is_reserved(table.name):
            raise UseError(
                f"{dataset.file}: {table.name!r} is a name that the SQLite database of a package "
                "has for itself. Rename the table."
            )
        fields = {field.name.lower() for field in table.fields}
        if len(fields) < len(table.fields):
            raise UseError(
                f"{dataset.file}: {table.name} has fields whose names differ in case alone, which "
                "no SQL tells apart. Rename one."
            )


def _check_cells(dataset: str, report: Report) -> None:
    for table in report.tables:
        for cover in table.coverage:
            if cover.rule in _LOST and cover.found:
                raise UseError(
                    f"{dataset}: {table.name} has a waived {cover.rule}, and no package can hold "
                    "such a cell as it is. Mend it."
                )


def _carried(dataset: Dataset) -> list[str]:
    """Files of the dataset without which it can't be checked again, as paths in it."""
    names = {
        str((rule.params or {})[param])
        for table in dataset.tables
        for rule in table.rules
        if rule.check is not None
        for param in CHECKS[rule.check].files
    }
    if (dataset.root / waivers.NAME).is_file():
        names.add(waivers.NAME)
    names.update(views.place(table.name) for table in dataset.tables if table.view is not None)
    root = dataset.root.resolve()
    for name in sorted(names):
        file = (root / name).resolve()
        if not file.is_relative_to(root) or Path(name).is_absolute() or ".." in Path(name).parts:
            raise UseError(f"{dataset.file}: {name!r} leads out of the dataset. Move it inside.")
        if not file.is_file():
            raise UseError(f"{dataset.file}: a rule reads {name!r}, which isn't there. Add it.")
    return sorted(Path(name).as_posix() for name in names)


def _refusal(dataset: str, report: Report) -> str:
    if report.errors:
        many = "1 error" if report.errors == 1 else f"{report.errors:,} errors"
        return f"{dataset}: {many}, so nothing was packaged. Mend what the report lists."
    places = len(report.agreement.differences)
    return (
        f"{dataset}: the engines disagree in {places} places, so nothing was packaged. "
        "Please report it with the table."
    )


@contextmanager
def _disk_errors(folder: Path) -> Iterator[None]:
    """What DuckDB and SQLite say of a full or read-only disk, as the plain ``OSError`` it is."""
    import sqlite3

    import duckdb

    try:
        yield
    except duckdb.IOException as error:
        text = str(error)
        for number in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EFBIG):
            if os.strerror(number) in text:
                raise OSError(number, os.strerror(number), str(folder)) from error
        raise OSError(text.splitlines()[0]) from error
    except sqlite3.OperationalError as error:
        name = getattr(error, "sqlite_errorname", "")
        if not name.startswith(("SQLITE_IOERR", "SQLITE_FULL", "SQLITE_READONLY", "SQLITE_CANT")):
            raise
        number = errno.EROFS if name.startswith("SQLITE_READONLY") else errno.ENOSPC
        raise OSError(number, f"SQLite could not write ({error})", str(folder)) from error
