"""The lines that two large texts share, left out before their rows are compared.

A version mostly says what the one before said, in the same lines. Lines cost a fifth of what their
cells cost to read, so two files are first held against each other line by line; rows are read only
of the lines of which one file has more copies than the other. That is right only where a line is a
record and equal lines are equal rows. Wherever it can't be seen at once that they are, nothing is
left out.

Lines are told by a hash of 64 bits. Of two versions with 10,000 lines each of their own, one is
lost by chance once in 10^11 times.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sourcebook.engines import sql
from sourcebook.engines.reading import dialect
from sourcebook.releases.pairing import common, key_of, reread
from sourcebook.releases.source import PLAIN

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import duckdb

    from sourcebook.declare import Table

LARGE = 64 << 20
"""Bytes from which a file is held against the other line by line."""
MOST = 0.25
"""The share of lines that may differ; beyond it, reading lines first saves nothing."""
_LINE = 16 << 20
_NONE = "\x01"
"""A character that no cell of a text has; where one has, DuckDB finds two columns and refuses."""


@dataclass(frozen=True, slots=True)
class Trimmed:
    """Two versions of a table without the rows that they share."""

    old: Table
    new: Table
    rows: int
    """How many rows were left out of each."""


def trim(
    connection: duckdb.DuckDBPyConnection, old: Table, new: Table, scratch: Path
) -> Trimmed | None:
    """The two without what they share; ``None`` where all of both has to be read.

    Every key has been seen to stand once in either. Files are written below ``scratch``.
    """
    import duckdb

    labels = _labels(old, new)
    if labels is None:
        return None
    keys = _key(old, new, labels)
    if keys is None:
        return None
    scratch.mkdir(parents=True, exist_ok=True)
    try:
        return _trim(connection, old, new, keys, scratch)
    except duckdb.InvalidInputException:
        return None  # The parser of cells tells what is wrong with it, or can read it.
    finally:
        for name in ("o", "n", "d"):
            connection.execute(f"DROP TABLE IF EXISTS told.lines_{name}")


def _labels(old: Table, new: Table) -> list[str] | None:
    """The labels of both, if a line of the one means what the same line of the other means."""
    for table in (old, new):
        if table.format != "csv" or table.compression or len(table.files) != 1:
            return None
        file = table.files[0]
        if not file.is_file() or file.stat().st_size < LARGE or not _is_utf8(table.encoding):
            return None
        if not dialect.plain(table.dialect) or not table.dialect.header:
            return None
    heads = [_head(table.files[0]) for table in (old, new)]
    if old.dialect != new.dialect or heads[0] is None or heads[0] != heads[1]:
        return None
    if any(reread(old.field(name), new.field(name)) for name in common(old.fields, new.fields)):
        return None
    quote = old.dialect.quote_char or ""
    return None if quote in heads[0] else heads[0].split(old.dialect.delimiter)


def _is_utf8(encoding: str) -> bool:
    try:
        return codecs.lookup(encoding).name == "utf-8"
    except LookupError:
        return False


def _head(file: Path) -> str | None:
    """The first line, if it is short and ends in LF."""
    with file.open("rb") as source:
        line = source.readline(1 << 20)
    if not line.endswith(b"\n") or b"\r" in line or not line.isascii():
        return None
    return line[:-1].decode()


@dataclass(frozen=True, slots=True)
class _Key:
    """How the key of a row is read off its line."""

    parts: tuple[str, ...]
    doubt: str
    """When that goes wrong."""


def _key(old: Table, new: Table, labels: Sequence[str]) -> _Key | None:
    names = key_of(old.primary_key, old.fields, new.primary_key, new.fields)
    delimiter = sql.literal(new.dialect.delimiter)
    parts, doubts, last = [], [], 0
    for name in names:
        if labels.count(name) != 1:
            return None
        number = labels.index(name) + 1
        last = max(last, number)
        part = _part(delimiter, number)
        parts.append(part)
        for field in (old.field(name), new.field(name)):
            plain = PLAIN.get(field.type) if field.format == "default" else None
            if plain is not None:
                doubts.append(f"NOT regexp_full_match({part}, {sql.literal(plain)})")
            elif field.type != "string" or field.format == "binary":
                return None
    quote = sql.literal(new.dialect.quote_char or "")
    if last:
        # A quote before the end of the key may hold a delimiter.
        before = f"array_to_string(string_split(l, {delimiter})[:{last}], ' ')"
        before = _part(delimiter, 1) if last == 1 else before
        doubts.append(f"contains(l, {quote}) AND contains({before}, {quote})")
    return _Key(tuple(parts), " OR ".join(dict.fromkeys(doubts)) or "false")


def _part(delimiter: str, number: int) -> str:
    """A cell of a line; the first is had for a fifth of what the others cost."""
    if number == 1:
        return f"left(l, strpos(l || {delimiter}, {delimiter}) - 1)"
    return f"split_part(l, {delimiter}, {number})"


def _lines(table: Table) -> str:
    """A relation of the lines of a text, the first one included."""
    return (
        f"(SELECT l FROM read_csv({sql.literal(str(table.files[0]))}, columns={{'l': 'VARCHAR'}}, "
        f"auto_detect=false, header=false, delim={sql.literal(_NONE)}, quote='', escape='', "
        f"max_line_size={_LINE}, buffer_size={2 * _LINE}))"
    )


def _doubt(table: Table) -> str:
    """Whether a line may be less than a record, or more.

    Without quotes, and with two of which the first opens a cell, it is one. Of others an expression
    has to tell, for ten times the time, whether they are as RFC 4180 writes a record.
    """
    quote, delimiter = table.dialect.quote_char or "", table.dialect.delimiter
    q, d = re.escape(quote), re.escape(delimiter)
    cell = f"(?:[^{q}{d}]*|{q}(?:[^{q}]|{q}{q})*{q})"
    whole = sql.literal(f"{cell}(?:{d}{cell})*")
    mark, opening = sql.literal(quote), sql.literal(delimiter + quote)
    opens = f"(starts_with(l, {mark}) OR ends_with(left(l, strpos(l, {mark})), {opening}))"
    return (
        f"CASE WHEN NOT contains(l, {mark}) THEN false "
        f"WHEN strlen(l) - strlen(replace(l, {mark}, '')) = 2 AND {opens} THEN false "
        f"ELSE NOT regexp_full_match(l, {whole}) END"
    )


def _trim(
    connection: duckdb.DuckDBPyConnection, old: Table, new: Table, key: _Key, scratch: Path
) -> Trimmed | None:
    empty = f"{new.dialect.delimiter}{new.dialect.quote_char}\r "
    # The first character tells of most lines that they say something.
    first = ", ".join(str(ord(each)) for each in empty)
    filled = f"ascii(l) NOT IN (0, {first}) OR ltrim(l, {sql.literal(empty)}) <> ''"
    head = sql.literal(_head(new.files[0]) or "")
    counts = []
    for name, table in (("o", old), ("n", new)):
        connection.execute(
            f"CREATE TABLE told.lines_{name} AS SELECT hash(l) AS h, "
            f"hash({', '.join(key.parts) or '0'}) AS k, l = {head} AS head, "
            f"{_doubt(new)} OR {key.doubt} AS doubt FROM {_lines(table)} WHERE {filled}"
        )
        number, heads, doubtful, distinct = connection.execute(
            "SELECT count(*), count_if(head), count_if(doubt AND NOT head), "
            f"{'count(DISTINCT k)' if key.parts else 'count(*)'} FROM told.lines_{name}"
        ).fetchall()[0]
        if heads != 1 or doubtful or distinct != number:
            return None
        counts.append(number)
    connection.execute(
        "CREATE TABLE told.lines_d AS SELECT h, count_if(old) AS old, count_if(NOT old) AS new "
        "FROM (SELECT h, true AS old FROM told.lines_o UNION ALL "
        "SELECT h, false FROM told.lines_n) GROUP BY h HAVING count_if(old) <> count_if(NOT old)"
    )
    left = connection.execute(
        "SELECT coalesce(sum(old), 0)::BIGINT, coalesce(sum(new), 0)::BIGINT FROM told.lines_d"
    ).fetchall()[0]
    if any(some > MOST * many for some, many in zip(left, counts, strict=True)):
        return None
    pair = [
        _write(connection, table, scratch / f"{side}.csv")
        for side, table in (("old", old), ("new", new))
    ]
    return Trimmed(pair[0], pair[1], counts[0] - 1 - left[0])


def _write(connection: duckdb.DuckDBPyConnection, table: Table, file: Path) -> Table:
    """The table with the lines that the other has not, or not as often."""
    answer = connection.execute(
        f"SELECT l FROM {_lines(table)} WHERE hash(l) IN (SELECT h FROM told.lines_d)"
    )
    with file.open("w", encoding="utf-8", newline="") as out:
        out.write(f"{_head(table.files[0])}\n")
        while batch := answer.fetchmany(10_000):
            out.writelines(f"{line}\n" for (line,) in batch)
    return replace(table, source=file, parts=(), bytes=None, hash=None)
