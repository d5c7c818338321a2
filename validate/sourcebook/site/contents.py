"""A built package, opened for reading: its declaration, rows, files, checksums and report.

The rows come from the package's Parquet files into a DuckDB that then reaches neither files nor
network; the queries of ``site.yaml`` run there.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sourcebook.declare.binding import LOCK, quote
from sourcebook.declare.package import read_dataset
from sourcebook.errors import DeclarationError, Mistake, UseError
from sourcebook.package.sums import sha256

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import duckdb

    from sourcebook.declare import Dataset, Table

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PackageFile:
    path: str
    size: int
    sha256: str


class Contents:
    """A package directory ``<dataset>-<version>/``. Raises ``UseError`` where it is not one."""

    def __init__(self, folder: Path) -> None:
        if not (folder / "datapackage.json").is_file():
            raise UseError(f"{folder}: there is no built package. Run `sourcebook build` first.")
        self.folder = folder
        self.dataset: Dataset = read_dataset(folder / "datapackage.json")
        self.rows: dict[str, list[Row]] = {
            table.name: self.query(f"SELECT * FROM {quote(table.name)}") for table in self.tables
        }

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """The tables, each once: a Parquet file beside a CSV is the same table."""
        csv = tuple(table for table in self.dataset.tables if table.format == "csv")
        return csv or self.dataset.tables

    @cached_property
    def connection(self) -> duckdb.DuckDBPyConnection:
        import duckdb

        connection = duckdb.connect(config={"threads": 1})
        for table in self.tables:
            parquet = table.source.with_suffix(".parquet")
            if not parquet.is_file():
                raise UseError(f"{parquet}: is missing. Run `sourcebook build` again.")
            order = ", ".join(quote(name) for name in table.primary_key) or "ALL"
            connection.execute(
                f"CREATE TABLE {quote(table.name)} AS FROM read_parquet(?) ORDER BY {order}",
                [str(parquet)],
            )
        connection.execute(LOCK)
        return connection

    def query(self, sql: str) -> list[Row]:
        """The rows of a SELECT, each by the names of its columns."""
        result = self.connection.execute(sql)
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def ask(self, sql: str, file: str, path: str) -> list[Row]:
        """``query`` for SQL that somebody declared: its faults are ``DeclarationError``."""
        import duckdb

        try:
            statements = duckdb.extract_statements(sql)
            if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
                wrong = Mistake(file, path, "is not one SELECT.", "Write a single one.")
                raise DeclarationError([wrong])
            return self.query(sql)
        except duckdb.Error as error:
            problem = str(error).splitlines()[0]
            hint = f"Its tables are: {', '.join(table.name for table in self.tables)}."
            wrong = Mistake(file, path, f"does not run: {problem}", hint)
            raise DeclarationError([wrong]) from None

    def ask_by_key(self, sql: str, file: str, path: str) -> dict[str, list[Row]]:
        """``ask``, by the key in the first column, which is taken out of the rows."""
        found: dict[str, list[Row]] = {}
        for row in self.ask(sql, file, path):
            (_, key), *rest = row.items()
            found.setdefault(str(key), []).append(dict(rest))
        return found

    def by_key(self, table: str) -> Mapping[Any, Row]:
        """The rows of a table whose primary key is one field, by that key."""
        (key,) = self.dataset.table(table).primary_key
        return {row[key]: row for row in self.rows[table]}

    @cached_property
    def files(self) -> tuple[PackageFile, ...]:
        """Every file of the package, data first, with the checksum that the package gives.

        The archive and the list of sums are in no list; theirs are worked out.
        """
        sums = {}
        listed = self.folder / "SHA256SUMS"
        if listed.is_file():
            for line in listed.read_text(encoding="utf-8").splitlines():
                digest, _, name = line.partition(" ")
                sums[name.strip().removeprefix("*").removeprefix("./")] = digest
        found = []
        for file in self.folder.rglob("*"):
            if file.is_file():
                path = file.relative_to(self.folder).as_posix()
                found.append(PackageFile(path, file.stat().st_size, sums.get(path) or sha256(file)))
        return tuple(sorted(found, key=lambda f: (not f.path.startswith("data/"), f.path)))

    @cached_property
    def report(self) -> Mapping[str, Any] | None:
        """The JSON report of the validation that the package passed."""
        file = self.folder / "validation.json"
        if not file.is_file():
            return None
        report: Mapping[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return report

    @property
    def descriptor(self) -> Mapping[str, Any]:
        return self.dataset.descriptor or {}
