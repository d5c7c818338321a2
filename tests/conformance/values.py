"""The values of a table as we read them, a digest for each column, as ``values.jsonl`` has them.

A digest is the SHA-256 of a column's values in JSON, a line each: ``null``, or the value as a text
(a number without needless digits, a truth value in lower case, an object with its keys in order).
It has been found from the file: the corpus does not say it.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
import tempfile
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sourcebook.declare import lexical, open_target
from sourcebook.engines import labels, reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from conformance.corpus import Corpus
    from sourcebook.declare import Field, Table


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    number: int
    """How many cells it has."""
    nulls: int
    digest: str


def compared(corpus: Corpus, group: str) -> tuple[int, list[str]]:
    """How many columns of a group's tables have a digest, and those of which ours is another."""
    number, other = 0, []
    for told in corpus.values:
        case, resource = told["case"], told["resource"]
        if not case.startswith(f"{group}__"):
            continue
        file = next(corpus.folder(case).glob("datapackage.*"))
        table = open_target(file).dataset.table(resource)
        with tempfile.TemporaryDirectory() as scratch:
            ours = {column.name: column for column in columns(table, Path(scratch))}
        for given in told["columns"]:
            number += 1
            theirs = Column(given["name"], given["n"], given["nulls"], given["sha256"])
            if ours.get(theirs.name) != theirs:
                other.append(f"{case}: {resource}.{theirs.name}")
    return number, other


def columns(table: Table, scratch: Path) -> list[Column]:
    """The columns of a table that has a field for each of them."""
    read = reading.rewrite(reading.read(table, scratch), table, scratch)
    fields, _ = labels.columns(read)
    assert read.file is not None
    with read.file.open(encoding="utf-8", newline="") as text:
        records = [cells for _, _, _, *cells in csv.reader(text)]
    return [
        _column(field, [record[at] for record in records])
        for at, field in enumerate(fields)
        if field is not None
    ]


def _column(field: Field, cells: Sequence[str]) -> Column:
    lines = [_line(field, cell) for cell in cells]
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    return Column(field.name, len(lines), lines.count("null"), digest)


def _line(field: Field, cell: str) -> str:
    if cell == reading.MISSING or cell in field.missing_values:
        return "null"
    value = lexical.value(field, cell)
    return (
        "null"
        if value is lexical.INVALID
        else json.dumps(_text(field, cell, value), ensure_ascii=False)
    )


def _text(field: Field, cell: str, value: Any) -> str:
    match value:
        case str():
            return value
        case bool():
            return str(value).lower()
        case Decimal():
            return format(value.normalize(), "f") if value.is_finite() else str(value)
        case dt.datetime():
            # The digest knows the zone; what we hold is the moment.
            return _stated(cell, value).isoformat()
        case dt.date() | dt.time():
            return value.isoformat()
        case tuple():
            # The reference reads the numbers of JSON as doubles.
            exact = value if field.format == "default" else [Decimal(float(n)) for n in value]
            return ",".join(format(number.normalize(), "f") for number in exact)
        case dict() | list():
            return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return str(value)


def _stated(cell: str, moment: dt.datetime) -> dt.datetime:
    """The moment in the zone in which the cell has it, if it is the same."""
    stated = dt.datetime.fromisoformat(cell)
    utc = stated.astimezone(dt.UTC).replace(tzinfo=None) if stated.tzinfo else stated
    return stated if utc == moment else moment
