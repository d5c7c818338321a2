"""One version of a table in DuckDB: its cells as text under names of their own, read as seldom as
can be.

A large file stays where it is and is read at each ``scan``; DuckDB may refuse it only then, and the
next way to read it is tried (see ``engines.textfile``).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sourcebook.declare import Field, lexical
from sourcebook.declare.binding import quote
from sourcebook.engines import parquet, reading, sql, textfile
from sourcebook.engines.sheet import Sheet
from sourcebook.errors import UseError
from sourcebook.package.plain import plain_field

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import duckdb

    from sourcebook.declare import Table

_BATCH = 100_000
PLAIN = {
    "integer": r"0|-?[1-9][0-9]*",
    "year": r"0|[1-9][0-9]*",
    "date": r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
}
"""Texts that are their own canonical form, by type (in the default format)."""


class Source:
    """A version of a table, open."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, table: Table, side: str, scratch: Path
    ) -> None:
        """Open it. ``side`` tells the versions apart. Raises ``UseError`` where it can't be."""
        scratch.mkdir(parents=True, exist_ok=True)
        self.connection = connection
        self.table = table
        self.side = side
        self.sheet = Sheet(replace(table, name=f"{side} {table.name}"))
        self.sheet.reading = reading.read(self.sheet.table, scratch)
        if not self.sheet.reading.readable:
            faults = self.sheet.reading.faults
            raise self._unreadable(faults[0].detail or faults[0].code if faults else "no table")
        kind = parquet if table.format == "parquet" else textfile
        self._ways: Iterator[Callable[[], None]] = kind.ways(connection, self.sheet, scratch)
        self._problem = "no parser takes it"
        self._maps: dict[str, str] = {}
        self._next()
        self.fields = table.fields or self._labelled()

    def _labelled(self) -> tuple[Field, ...]:
        """Fields of any type for a table without a schema."""
        fields = tuple(
            Field(label, number=number) for number, label in enumerate(self.sheet.labels, start=1)
        )
        self.sheet.columns = list(fields)
        return fields

    def field(self, name: str) -> Field:
        return next(field for field in self.fields if field.name == name)

    def scan(self, statement: Callable[[], str]) -> None:
        """Run a statement that reads ``relation``; made anew for each way to read the source."""
        import duckdb

        while True:
            try:
                self.connection.execute(statement())
            except duckdb.Error as error:
                if "CSV Error" not in str(error) and "arquet" not in str(error):
                    raise
                self._problem = str(error).splitlines()[0]
                self._next()
            else:
                return

    def _next(self) -> None:
        import duckdb

        for way in self._ways:
            try:
                way()
            except duckdb.Error as error:
                self._problem = str(error).splitlines()[0]
            else:
                return
        raise self._unreadable(self._problem)

    def _unreadable(self, problem: str) -> UseError:
        return UseError(
            f"{self.table.path}: can't be compared: {problem.rstrip('.')}. "
            "Run `sourcebook validate` on it."
        )

    def count(self) -> int:
        """How many rows it has."""
        self.scan(lambda: f"CREATE OR REPLACE TABLE told.n AS SELECT count(*) FROM {self.relation}")
        return int(self.connection.execute("FROM told.n").fetchall()[0][0])

    def close(self) -> None:
        """Let go of what is laid down of it."""
        kind = "VIEW" if self.sheet.large else "TABLE"
        self.connection.execute(f"DROP {kind} IF EXISTS {self.sheet.raw}")
        for name in self._maps.values():
            self.connection.execute(f"DROP TABLE {name}")
        self._maps.clear()

    def cell(self, name: str) -> str:
        """A cell as text in a row of ``relation``; NULL where it stands for no value."""
        column = self.sheet.column(name)
        if column is None:
            return "NULL::VARCHAR"
        field = self.field(name)
        cell = sql.written(column)
        if field.missing_values == ("",):
            return f"NULLIF({cell}, '')"
        return sql.text(field, f"coalesce({cell}, '')")

    def written(self, name: str) -> str:
        """A cell as it is written in a row of ``relation``."""
        column = self.sheet.column(name)
        return "NULL::VARCHAR" if column is None else sql.written(column)

    @property
    def relation(self) -> str:
        """Its records but for the blank ones."""
        # Where the first cell of the key says something, the others need not be looked at.
        key = self.written(self.table.primary_key[0]) if self.table.primary_key else "NULL"
        return f"(SELECT * FROM {self.sheet.raw} WHERE {key} <> '' OR NOT \"?blank\")"

    def canonical(self, name: str) -> tuple[str, str]:
        """A text that equal values share, and the join that it needs beside ``relation``."""
        field, cell = self.field(name), self.cell(name)
        if field.type in ("string", "any") and field.format != "binary":
            return cell, ""
        if name not in self._maps:
            self._maps[name] = self._map(field, cell)
        known, alias = self._maps[name], quote(f"?m {name}")
        return (
            f"coalesce({alias}.name, {cell})",
            f" LEFT JOIN {known} AS {alias} ON {alias}.cell = {cell}",
        )

    def _map(self, field: Field, cell: str) -> str:
        """A table of the texts of a column that are not canonical, each with what is."""
        name = f"told.{quote(f'{self.side} {self.table.name} {field.number}')}"
        plain = PLAIN.get(field.type) if field.format == "default" else None
        others = f" AND NOT regexp_full_match(cell, {sql.literal(plain)})" if plain else ""
        texts = f'{name[:-1]} texts"'
        self.scan(
            lambda: (
                f"CREATE OR REPLACE TABLE {texts} AS SELECT DISTINCT cell FROM "
                f"(SELECT {cell} AS cell FROM {self.relation}) WHERE cell IS NOT NULL{others}"
            )
        )
        self.connection.execute(f"CREATE TABLE {name} (cell VARCHAR, name VARCHAR)")
        named = namer(field)
        with self.connection.cursor() as reader:
            reader.execute(f"FROM {texts}")
            while batch := reader.fetchmany(_BATCH):
                cells = [row[0] for row in batch]
                self.connection.execute(
                    f"INSERT INTO {name} SELECT unnest(?::VARCHAR[]), unnest(?::VARCHAR[])",
                    [cells, [named(text) for text in cells]],
                )
        return name


def namer(field: Field) -> Callable[[str | None], str | None]:
    """What names the values of a field's cells: equal values have one name, no value has none.

    What is no value of the field at all goes by its own text, apart from every value.
    """
    read, plain = lexical.reader(field), plain_field(field)
    known: dict[str, str] = {}

    def name(text: str | None) -> str | None:
        if text is None:
            return None
        found = known.get(text)
        if found is None:
            value = read(text)
            found = f"\0{text}" if value is lexical.INVALID else lexical.canonical(plain, value)
            if len(known) < _BATCH:
                known[text] = found
        return found

    return name


def key_text(field: Field, text: str | None) -> str:
    """A cell of a key as one text for one value, however it is written: ``1`` for ``01``."""
    if text is None or field.type == "string":
        return text or ""
    value = lexical.value(field, text)
    if value is lexical.INVALID:
        return text
    plain = plain_field(field)
    if field.type == "number":
        value = lexical.value(plain, lexical.canonical(plain, value))
    try:
        return lexical.written(plain, value)
    except ValueError:
        return text
