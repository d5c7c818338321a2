"""Whether a package is what it says it is: its files, its tables, their schemas and rules.

What is looked at, in this order:

1. ``SHA256SUMS`` lists every file but itself and the archive, and each has that checksum. The
   archive, if it is there, holds the same files.
2. ``datapackage.json`` can be read, and each file that it names has the size and checksum that it
   says.
3. Every table has as many rows as it says, and its content hash; its files of all formats hold the
   same table.
4. The tables are valid by the schemas and rules that the package carries, with as many findings of
   each as ``validation.json`` says. Waivers count as they did when it was built.

A package that somebody has changed as a whole, checksums and all, is consistent and passes: that it
is the one that was published is for the catalogue to say, or for a checksum from elsewhere.
"""

from __future__ import annotations

import json
import re
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from sourcebook import __version__
from sourcebook.declare import open_target
from sourcebook.declare.binding import quote
from sourcebook.errors import DeclarationError, SourcebookError, UseError
from sourcebook.findings import Severity, Silent
from sourcebook.package import content, sums
from sourcebook.package.placing import files
from sourcebook.package.unpacking import BROKEN, unpacked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import duckdb

    from sourcebook.declare import Dataset, Table
    from sourcebook.findings import Progress, Report
    from sourcebook.package.staging import Staged

_SUM = re.compile(r"([0-9a-f]{64}) [ *](.+)")
_LISTED = 20
"""Findings of one kind that are told one by one."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is not as the package says."""

    where: str
    """A file of the package, or a table."""
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass(frozen=True, slots=True)
class Verification:
    """What came of looking at a package."""

    name: str
    version: str
    files: int
    tables: int
    problems: tuple[Problem, ...]

    @property
    def valid(self) -> bool:
        return not self.problems


def verify(package: str | Path, *, progress: Progress | None = None) -> Verification:
    """See the module. ``package`` is a package's folder or its archive.

    Raises ``UseError`` where it is no package at all, and ``OSError``.
    """
    with _opened(Path(package)) as folder:
        if not (folder / "datapackage.json").is_file() or not (folder / sums.NAME).is_file():
            raise UseError(
                f"{package}: is no package, as it has no datapackage.json or no {sums.NAME}. "
                "Name the folder or the zip that `sourcebook build` has written."
            )
        return _verify(folder, progress or Silent())


@contextmanager
def _opened(package: Path) -> Iterator[Path]:
    if not package.exists():
        raise UseError(f"{package}: there is no such file or folder. Check the path.")
    if package.is_dir():
        yield package
        return
    with unpacked(package) as folder:
        yield folder


def _verify(folder: Path, progress: Progress) -> Verification:
    present = files(folder)
    problems = list(_sums(folder, present))
    descriptor = _json(folder / "datapackage.json")
    name, version = str(descriptor.get("name")), str(descriptor.get("version"))
    problems += _archive(folder, f"{name}-{version}")
    tables: tuple[Table, ...] = ()
    try:
        dataset = open_target(folder / "datapackage.json").dataset
    except DeclarationError as error:
        problems += _mistakes(error)
    else:
        tables = dataset.tables
        problems += _named(folder, descriptor)
        problems += _contents(folder, dataset, progress)
        problems += _rules(folder, dataset, progress)
    return Verification(name, version, len(present), len(tables), tuple(dict.fromkeys(problems)))


def _sums(folder: Path, present: list[str]) -> Iterator[Problem]:
    listed: dict[str, str] = {}
    for number, line in enumerate((folder / sums.NAME).read_bytes().splitlines(), start=1):
        found = _SUM.fullmatch(line.decode("utf-8", "replace"))
        if found is None or not _inside(found[2]):
            yield Problem(sums.NAME, f"line {number} is no checksum of a file in the package")
        else:
            listed[found[2]] = found[1]
    for name, expected in listed.items():
        if not (folder / name).is_file():
            yield Problem(name, f"is missing, and {sums.NAME} lists it")
        elif sums.sha256(folder / name) != expected:
            yield Problem(name, f"has not the checksum that {sums.NAME} lists")
    own = {sums.NAME, *(each for each in present if "/" not in each and each.endswith(".zip"))}
    for name in present:
        if name not in listed and name not in own:
            yield Problem(name, f"is not listed in {sums.NAME}")


def _inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name


def _archive(folder: Path, below: str) -> Iterator[Problem]:
    name = f"{below}.zip"
    if not (folder / name).is_file():
        return
    expected = {f"{below}/{each}" for each in files(folder) if each != name}
    try:
        with zipfile.ZipFile(folder / name) as archive:
            if sorted(archive.namelist()) != sorted(expected):
                yield Problem(name, "does not hold the files of the package, each once")
                return
            for entry in expected:
                with archive.open(entry) as source:
                    if sums.digest(source) != sums.sha256(folder / entry.removeprefix(f"{below}/")):
                        yield Problem(name, f"holds another {entry.removeprefix(f'{below}/')}")
    except BROKEN:
        yield Problem(name, "is no whole archive")


def _json(file: Path) -> dict[str, Any]:
    """What is in a JSON file of the package; nothing where it can't be read, which is told."""
    try:
        found = json.loads(file.read_bytes())
    except (ValueError, RecursionError, FileNotFoundError, IsADirectoryError):
        return {}
    return found if isinstance(found, dict) else {}


def _objects(value: Any) -> list[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _named(folder: Path, descriptor: Mapping[str, Any]) -> Iterator[Problem]:
    """Problems with the files that the descriptor names, apart from what is in them."""
    resources = _objects(descriptor.get("resources"))
    others = [*_objects(descriptor.get("alternatives"))]
    for each in resources:
        others += _objects(each.get("alternatives"))
    for each in [*resources, *others]:
        path = each.get("path")
        if not isinstance(path, str) or not _inside(path):
            yield Problem("datapackage.json", f"{path!r} is no file in the package")
        elif not (folder / path).is_file():
            yield Problem(path, "is missing, and datapackage.json names it")
        elif each.get("bytes") != (folder / path).stat().st_size:
            yield Problem(path, "has not the size that datapackage.json says")
        elif each.get("hash") != f"sha256:{sums.sha256(folder / path)}":
            yield Problem(path, "has not the checksum that datapackage.json says")


def _contents(folder: Path, dataset: Dataset, progress: Progress) -> Iterator[Problem]:
    from sourcebook.package import staging, workbook

    progress.start(len(dataset.tables) + 1)
    staged = []
    with TemporaryDirectory() as name, staging.connect(Path(name)) as connection:
        for table in dataset.tables:
            progress.step(f"verify {table.name}")
            try:
                # As if it were waived: whether keys hold is for the rules to say.
                each = staging.stage(connection, table, Path(name), flawed=True)
            except SourcebookError as error:
                yield Problem(table.name, _line(error))
            else:
                staged.append(each)
                yield from _table(connection, each, folder)
        progress.step("verify the workbook and the database")
        sheets = workbook.sheet_names(staged)
        for file in _objects((dataset.descriptor or {}).get("alternatives")):
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
    for file in _objects(declared.get("alternatives")):
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
    if not _inside(path) or not (folder / path).is_file():
        return  # told already
    try:
        same = _same(connection, staged, folder / path, str(file.get("format")), known)
    except Exception as error:  # noqa: BLE001 - whatever its library says of a broken file
        yield Problem(path, f"{staged.table.name} can't be read from it ({_line(error)})")
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


def _rules(folder: Path, dataset: Dataset, progress: Progress) -> Iterator[Problem]:
    from sourcebook.standing import validate

    target = open_target(folder / "datapackage.json")
    # Waivers hold as they did: verifying is not the day to renew one.
    try:
        report = validate([target], "duckdb", _LISTED, progress, __version__, today=date.min)
    except DeclarationError as error:
        yield from _mistakes(error)
        return
    for finding in report.findings:
        if finding.severity is Severity.ERROR and finding.waiver is None:
            place = f"row {finding.row}" if finding.row is not None else "the table"
            yield Problem(finding.table, f"{place}: {finding.code}: {finding.message}")
    yield from _claimed(_json(folder / "validation.json"), dataset, report)


def _claimed(claims: Mapping[str, Any], dataset: Dataset, report: Report) -> Iterator[Problem]:
    """Problems with what ``validation.json`` says that the rules of the dataset have found."""
    if claims.get("valid") is not True:
        yield Problem("validation.json", "does not say that the dataset is valid")
    claimed = {str(each.get("name")): each for each in _objects(claims.get("tables"))}
    found = {each.name: each for each in report.tables}
    for table in dataset.tables:
        said = claimed.get(table.name)
        if said is None:
            continue
        counts = {each.get("rule"): each.get("found") for each in _objects(said.get("coverage"))}
        for cover in found[table.name].coverage if table.name in found else ():
            own = cover.rule in {rule.id for rule in table.rules}
            if own and counts.get(cover.rule) != cover.found:
                yield Problem(
                    "validation.json",
                    f"{table.name}: says {counts.get(cover.rule)} findings of {cover.rule}, "
                    f"and there are {cover.found}",
                )


def _mistakes(error: DeclarationError) -> list[Problem]:
    return [
        Problem("datapackage.json", f"{m.path}: {m.message}" if m.path else m.message)
        for m in error.mistakes
    ]


def _line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
