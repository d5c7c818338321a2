"""Sourcebook: curated tables in, checked data packages out, every figure with its source.

    import sourcebook

    report = sourcebook.validate("datasets/bakery")
    if not report.valid:
        print(report.findings[0].message)

Importing this is cheap: what a function needs is imported when it is called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from sourcebook.errors import DeclarationError, Mistake, SourcebookError, UseError
from sourcebook.findings import (
    Agreement,
    Coverage,
    Difference,
    Finding,
    Progress,
    Report,
    Severity,
    Standing,
    Status,
    TableReport,
    Waiver,
    WaiverReport,
    WaiverState,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

    from pandera.api.base.schema import BaseSchema

    from sourcebook.catalogue import Transfer
    from sourcebook.client import get, load
    from sourcebook.engines.recomputing import Recomputed
    from sourcebook.package.verifying import Verification
    from sourcebook.releases import Diff
    from sourcebook.releases.publishing import Release

__version__ = "0.1.0"

__all__ = [
    "Agreement",
    "Coverage",
    "DeclarationError",
    "Difference",
    "Finding",
    "Mistake",
    "Progress",
    "Report",
    "Severity",
    "SourcebookError",
    "Standing",
    "Status",
    "TableReport",
    "UseError",
    "Waiver",
    "WaiverReport",
    "WaiverState",
    "build",
    "diff",
    "get",
    "load",
    "pandera_schema",
    "recompute",
    "release",
    "validate",
    "verify",
]

EngineName = Literal["duckdb", "pandera", "frictionless", "all"]


def validate(
    target: str | Path | Sequence[str | Path] | None = None,
    *,
    schema: str | Path | None = None,
    engine: EngineName = "duckdb",
    limit: int | None = 1000,
    progress: Progress | None = None,
    against: str | Path | None = None,
    today: date | None = None,
    remarked: Callable[[Mistake], object] | None = None,
) -> Report:
    """Check datasets or single files against what their schemas declare.

    ``target`` is a dataset's folder, a ``datapackage.yaml`` or ``.json``, a CSV or Parquet file, or
    several of these; ``None`` means every dataset below ``datasets/``. ``schema`` goes with a
    single file. ``limit`` bounds how many findings of a table and code are listed (``None``: all);
    the totals are exact in any case. ``engine="all"`` runs the three and compares them.

    What ``waivers.yaml`` beside a descriptor covers is listed and fails nothing. ``today`` is the
    day on which it is judged; by default that of SOURCE_DATE_EPOCH, or of the clock. ``against`` is
    the folder of a dataset or package, or a commit of the repository that the dataset is in: each
    finding is then new or old, and only new ones fail.

    ``remarked`` is told of what a declaration says that the standard allows and nobody means, such
    as ``contraints``, before the data is read; these remarks are in the report too.

    Raises ``UseError`` where a target is nothing that can be checked and ``DeclarationError`` where
    a declaration is wrong. Faults of the data are in the report, never raised.
    """
    import os
    from dataclasses import replace

    from sourcebook import standing
    from sourcebook.declare import every_dataset
    from sourcebook.declare.selection import open_targets
    from sourcebook.findings import Silent

    if target is None:
        if schema is not None:
            raise UseError("--schema goes with a single data file. Name that file.")
        places: Sequence[str | Path] = every_dataset()
    else:
        places = [target] if isinstance(target, (str, os.PathLike)) else target
    targets = open_targets(places, schema)
    # Several targets may be tables of one dataset.
    remarks = dict.fromkeys(each for opened in targets for each in opened.dataset.remarks)
    if remarked is not None:
        for remark in remarks:
            remarked(remark)
    told = Silent() if progress is None else progress
    report = standing.validate(
        targets, engine, limit, told, __version__, against=against, today=today
    )
    return replace(report, remarks=tuple(remarks))


def verify(package: str | Path, *, progress: Progress | None = None) -> Verification:
    """Whether a package, a folder or its zip, is what it says it is.

    Its checksums, content hashes, formats, schemas and rules are looked at; ``problems`` of the
    result are what is not as it says. Raises ``UseError`` where it is no package, and ``OSError``.
    """
    from sourcebook.package.verifying import verify

    return verify(package, progress=progress)


def build(
    dataset: str | Path,
    output: str | Path = "dist",
    *,
    at: str | None = None,
    progress: Progress | None = None,
) -> Path:
    """Write the data package of a dataset to ``<output>/<name>-<version>/`` and return that folder.

    ``at`` names a commit of the repository that the dataset is in: it is then packaged as it was
    there, and neither the working tree nor the index is touched.

    Raises as ``validate`` does, and ``OSError`` where the folder can't be written; what was there
    before is then untouched.
    """
    from sourcebook import package

    if at is not None:
        from sourcebook.package.rebuild import rebuild

        return rebuild(dataset, at, output, progress=progress)
    return package.build(dataset, output, progress=progress)


def diff(
    old: str | Path,
    new: str | Path,
    *,
    dataset: str | Path | None = None,
    catalog: str | Path | None = None,
    limit: int | None = 1000,
    progress: Progress | None = None,
) -> Diff:
    """What differs between two versions of a dataset: its schemas, rows and cells.

    A side is the folder of a dataset or of a package, a commit of git (``REF:PATH``, or ``REF`` for
    the dataset that the other side or ``dataset`` names), or ``NAME@VERSION`` of a catalogue.
    ``limit`` bounds how many rows of a kind, and how many cells, a table lists (``None``: all); the
    totals are exact in any case.

    Raises ``UseError`` where a side is nothing that can be compared, ``DeclarationError`` where a
    declaration is wrong, and ``OSError``.
    """
    from sourcebook.releases import compare, sides

    if any(map(sides.is_published, (old, new))):
        from sourcebook.client import settings

        catalog = settings.catalog(catalog)
    with sides.opened(old, new, dataset=dataset, catalog=catalog) as (one, other):
        return compare.compare(
            one.dataset,
            other.dataset,
            labels=(one.label, other.label),
            limit=limit,
            progress=progress,
        )


def release(
    dataset: str | Path,
    catalog: str | Path | None = None,
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
    transfer: Transfer | None = None,
) -> Release:
    """Publish the version that a dataset declares, held against the last one in the catalogue.

    ``dry_run`` does everything but publish. Raises ``RefusedError`` (a ``UseError``) with every
    reason for which the release would not be honest, ``InvalidDatasetError`` where the data are
    wrong or the engines disagree, and otherwise as ``diff`` does; the catalogue is then as it was.
    """
    from sourcebook.client import settings
    from sourcebook.releases.publishing import release

    address = settings.catalog(catalog)
    return release(dataset, address, dry_run=dry_run, progress=progress, transfer=transfer)


def pandera_schema(
    table: str,
    dataset: str | Path | None = None,
    backend: Literal["polars", "pandas"] = "polars",
) -> BaseSchema:
    """The schema of a table as a pandera ``DataFrameSchema``, for data that is in memory.

    ``dataset`` is a dataset's folder; ``None`` means the one below ``datasets/`` with that table.
    """
    from sourcebook.engines.pandera_schema import pandera_schema

    return pandera_schema(table, dataset, backend)


def recompute(dataset: str | Path, table: str) -> list[Recomputed]:
    """The derived cells of a table, worked out again by the ``recompute`` rules of its schema.

    Gives, for each rule and row, the ``key``, the ``values`` that the rule gives and those that are
    ``stored``. Raises ``UseError`` where the table has no such rule or the data can't be read.
    """
    from sourcebook.declare import open_target
    from sourcebook.engines.recomputing import recompute

    declared = open_target(dataset).dataset
    for each in declared.tables:
        if each.name == table:
            return recompute(declared, each)
    known = ", ".join(each.name for each in declared.tables)
    raise UseError(f"{declared.name} has no table {table!r}. It has: {known}.")


def __getattr__(name: str) -> Any:
    """``get`` and ``load``, of which the second has a type for each kind of data frame."""
    if name not in ("get", "load"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from sourcebook import client

    return getattr(client, name)
