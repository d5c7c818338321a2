"""Whether the tables of a package are what it says: their rows, hashes, formats and rules."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from sourcebook import __version__
from sourcebook.declare import open_target
from sourcebook.declare.binding import quote
from sourcebook.errors import DeclarationError, SourcebookError, UseError
from sourcebook.findings import Severity
from sourcebook.package import content
from sourcebook.package.problems import Problem, inside, line, mistakes, objects, read_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import duckdb

    from sourcebook.declare import Dataset, Table
    from sourcebook.findings import Progress, Report
    from sourcebook.package.staging import Staged

_LISTED = 20
"""Findings of one kind that are told one by one."""


def held(folder: Path, dataset: Dataset, progress: Progress) -> Iterator[Problem]:
    from sourcebook.package import staging, workbook

    progress.start(len(dataset.tables) + 1)
    staged = []
    with TemporaryDirectory() as name, staging.connect(Path(name)) as connection:
        for table in _there(dataset):
            progress.step(f"verify {table.name}")
            try:
                # As if it were waived: whether keys hold is for the rules to say.
                each = staging.stage(connection, table, Path(name), flawed=True)
            except SourcebookError as error:
                yield Problem(table.name, line(error))
            else:
                staged.append(each)
                yield from _table(connection, each, folder)
        progress.step("verify the workbook and the database")
        sheets = workbook.sheet_names(staged)
        for file in objects((dataset.descriptor or {}).get("alternatives")):
            for each in staged:
                sheet = sheets.get(each.table.name)
                if file.get("format") != "xlsx" or sheet is not None:
                    yield from _compared(connection, each, folder, file, sheet or "")


def _table(
    connection: duckdb.DuckDBPyConnection, staged: Staged, folder: Path
) -> Iterator[Problem]:
    """Problems with the content of one table and of its files."""
    table = staged.table
    declared = table.resource or {}
    if declared.get("rows") != staged.rows:
        yield Problem(table.name, f"has {staged.rows:,} rows, and says {declared.get('rows')}")
    values = f"(SELECT {staged.values} FROM {staged.relation})"
    found = content.sha256(connection, table.fields, values)
    if declared.get("contentHash") != found:
        yield Problem(table.name, "its content hash is not the one that datapackage.json says")
    for file in objects(declared.get("alternatives")):
        yield from _compared(connection, staged, folder, file, found)


def _compared(
    connection: duckdb.DuckDBPyConnection,
    staged: Staged,
    folder: Path,
    file: Mapping[str, Any],
    known: str,
) -> Iterator[Problem]:
    """A problem where a file of another format does not hold the table.

    ``known`` is the table's content hash, for Parquet, or the name of its sheet.
    """
    path = str(file.get("path"))
    if not inside(path) or not (folder / path).is_file():
        return  # told already
    try:
        same = _same(connection, staged, folder / path, str(file.get("format")), known)
    except Exception as error:  # noqa: BLE001 - whatever its library says of a broken file
        yield Problem(path, f"{staged.table.name} can't be read from it ({line(error)})")
    else:
        if not same:
            yield Problem(path, f"does not hold the same {staged.table.name} as the CSV file")


def _same(
    connection: duckdb.DuckDBPyConnection,
    staged: Staged,
    file: Path,
    format: str,
    known: str,
) -> bool:
    from sourcebook.engines.sql import literal
    from sourcebook.package import database, geojson, workbook

    match format:
        case "parquet":
            names = ", ".join(quote(field.name) for field in staged.table.fields)
            values = f"(SELECT {names} FROM read_parquet({literal(str(file))}))"
            return content.sha256(connection, staged.table.fields, values) == known
        case "geojson":
            return geojson.differences(connection, staged, file) == 0
        case "sqlite":
            return database.differences(connection, staged, file) == 0
        case "xlsx":
            return workbook.differences(connection, staged, file, known) == 0
    raise UseError(f"{format!r} is no format of a package")


def _there(dataset: Dataset) -> Iterator[Table]:
    """The tables whose files are there: of one that is missing, that is said, and no more."""
    for table in dataset.tables:
        if all(file.is_file() for file in table.files):
            yield table


def valid(folder: Path, dataset: Dataset, progress: Progress) -> Iterator[Problem]:
    from sourcebook.standing import validate

    target = open_target(folder / "datapackage.json")
    # Waivers hold as they did: verifying is not the day to renew one.
    try:
        report = validate([target], "duckdb", _LISTED, progress, __version__, today=date.min)
    except DeclarationError as error:
        yield from mistakes(error)
        return
    there = [*_there(dataset)]
    names = {table.name for table in there}
    for finding in report.findings:
        if finding.table in names and finding.severity is Severity.ERROR and finding.waiver is None:
            place = f"row {finding.row}" if finding.row is not None else "the table"
            yield Problem(finding.table, f"{place}: {finding.code}: {finding.message}")
    if len(there) == len(dataset.tables):  # else rules may have had nothing to look at
        yield from _claimed(read_json(folder / "validation.json"), dataset, report)


def _claimed(claims: Mapping[str, Any], dataset: Dataset, report: Report) -> Iterator[Problem]:
    """Problems with what ``validation.json`` says that the rules of the dataset have found."""
    if claims.get("valid") is not True:
        yield Problem("validation.json", "does not say that the dataset is valid")
    claimed = {str(each.get("name")): each for each in objects(claims.get("tables"))}
    found = {each.name: each for each in report.tables}
    for table in dataset.tables:
        said = claimed.get(table.name)
        if said is None:
            continue
        counts = {each.get("rule"): each.get("found") for each in objects(said.get("coverage"))}
        for cover in found[table.name].coverage if table.name in found else ():
            own = cover.rule in {rule.id for rule in table.rules}
            if own and counts.get(cover.rule) != cover.found:
                yield Problem(
                    "validation.json",
                    f"{table.name}: says {counts.get(cover.rule)} findings of {cover.rule}, "
                    f"and there are {cover.found}",
                )
