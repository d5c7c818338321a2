"""All that a package has in it: written from the staged tables, read back, then described."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sourcebook.errors import UseError
from sourcebook.package import history as histories
from sourcebook.package.made import Made, MadeTable, made_file

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import duckdb

    from sourcebook.declare import Dataset
    from sourcebook.findings import Progress, Report
    from sourcebook.package.history import History
    from sourcebook.package.placing import Workplace
    from sourcebook.package.staging import Staged

    Text = Callable[[Made], str]
    """What writes a file that tells of the others."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What goes into a package."""

    dataset: Dataset
    history: History
    report: Report
    carried: Sequence[str]
    """Files of the dataset that go along, as paths in it."""


def write(contents: Contents, work: Workplace, progress: Progress) -> None:
    """Write every file of a package into ``work.new`` and read the tables back.

    Raises ``UseError``, ``ReadBackError``, ``OSError`` and DuckDB's errors of a disk.
    """
    from sourcebook.package import staging

    new = work.new
    (new / "data").mkdir()
    kept = tuple(each for each in contents.dataset.tables if each.name != histories.TABLE)
    tables = (*kept, histories.table(contents.history, work.scratch))
    waived = {table.name for table in contents.report.tables if table.waived}
    progress.start(len(tables) + 2)
    with staging.connect(work.scratch) as connection:
        staged, made = [], []
        for table in tables:
            progress.step(f"package {table.name}")
            staged.append(
                staging.stage(connection, table, work.scratch, flawed=table.name in waived)
            )
            made.append(write_table(connection, staged[-1], work))
        progress.step("package the workbook and the database")
        dataset = replace(contents.dataset, tables=tuple(each.table for each in staged))
        whole = _write_whole(connection, dataset, contents.history, staged, made, work)
    progress.step("package the rest")
    _describe(whole, contents, new)
    _carry(contents, new)
    _seal(whole.dataset, new)


def write_table(
    connection: duckdb.DuckDBPyConnection, staged: Staged, work: Workplace
) -> MadeTable:
    """Write the files of one table and read them back."""
    from sourcebook.package import geojson, points, readback, staging, writing

    table, new = staged.table, work.new
    paths = {kind: f"data/{table.name}.{kind}" for kind in ("csv", "parquet")}
    writing.write_csv(connection, staged, new / paths["csv"])
    with staging.held(table):
        content = writing.write_parquet(connection, staged, new / paths["parquet"])
    readback.compare(connection, staged, new / paths["csv"], new / paths["parquet"], work.scratch)
    if points.points(table) is not None:
        paths["geojson"] = f"{table.name}.geojson"
        geojson.write(connection, staged, new / paths["geojson"])
        readback.compare_geojson(connection, staged, new / paths["geojson"])
    files = tuple(made_file(new, path, kind) for kind, path in paths.items())
    return MadeTable(table, staged.rows, content, files)


def _write_whole(
    connection: duckdb.DuckDBPyConnection,
    dataset: Dataset,
    history: History,
    staged: Sequence[Staged],
    made: Sequence[MadeTable],
    work: Workplace,
) -> Made:
    from sourcebook.package import database, readback, workbook

    new = work.new
    name = f"{dataset.name}.sqlite"
    notes = database.write(connection, staged, new / name)
    readback.compare_database(connection, staged, new / name)
    files = [made_file(new, name, "sqlite", tuple(notes))]
    name = f"{dataset.name}.xlsx"
    book = workbook.write(connection, dataset, staged, new / name, work.scratch)
    omitted = tuple(f"{name}: {reason}" for reason in workbook.omitted(staged))
    if book is not None:
        readback.compare_workbook(connection, staged, book, new / name)
        files.append(made_file(new, name, "xlsx", book.notes))
    return Made(dataset, history, tuple(made), tuple(reversed(files)), omitted)


def _describe(made: Made, contents: Contents, new: Path) -> None:
    from sourcebook.package import (
        about,
        citation,
        codebook,
        croissant,
        datacite,
        dcat,
        descriptor,
        schema_org,
        verdict,
    )

    found = about.of(made)
    texts: dict[str, Text] = {
        "croissant.json": croissant.text,
        "dcat.jsonld": dcat.text,
        "schema.jsonld": schema_org.text,
        "CITATION.cff": citation.text,
        "datacite.json": datacite.text,
    }
    lacking = {"CITATION.cff": citation.lacking(found), "datacite.json": datacite.lacking(found)}
    omitted = {name: what for name, what in lacking.items() if what is not None}
    made = replace(
        made, omitted=(*made.omitted, *(f"{name}: {what}" for name, what in omitted.items()))
    )
    checked = tuple(t for t in contents.dataset.tables if t.name != histories.TABLE)
    texts |= {
        "datapackage.json": descriptor.text,
        "README.md": codebook.text,
        "CHANGELOG.md": lambda made: histories.text(made.dataset, made.history),
        "validation.json": lambda _: verdict.text(
            contents.report, replace(contents.dataset, tables=checked)
        ),
    }
    for name in texts.keys() - omitted.keys():
        (new / name).write_text(texts[name](made), encoding="utf-8", newline="\n")


def _carry(contents: Contents, new: Path) -> None:
    for name in contents.carried:
        if (new / name).exists():
            raise UseError(f"{name}: a package has a file of that name itself. Rename it.")
        (new / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(contents.dataset.root / name, new / name)


def _seal(dataset: Dataset, new: Path) -> None:
    """The checksums of all files, and the archive of them, which is not among them."""
    from sourcebook.package import archive, placing, sums

    (new / sums.NAME).write_text(sums.text(new), encoding="utf-8", newline="\n")
    below = f"{dataset.name}-{dataset.version}"
    archive.pack(new, placing.files(new), below, new / f"{below}.zip")
