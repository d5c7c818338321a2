"""What the pandera schemas of users say of a table in memory, beside what is said of its file.

A table is loaded as a reader of CSV would load it: a column is typed where each of its cells is of
the field's type, and text where one is not. What only a file can have, its structure and encoding,
a frame no longer shows.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import polars as pl
from pandera.errors import SchemaErrors

import sourcebook
from sourcebook.engines import polars_frame

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sourcebook.declare import Dataset, Table
    from sourcebook.findings import Finding

Place = tuple[str, int | None, str | None]
"""Code, row and field; a column that is of another type, or is not there, has no row."""
Backend = Literal["polars", "pandas"]
BACKENDS: tuple[Backend, ...] = ("polars", "pandas")
_CODES = {
    "primary key": "primary-key",
    "unique ": "unique-error",
    "foreign key": "foreign-key",
}
_OF_FILE = ("source-error", "encoding-error", "blank-header")


def in_memory(table: Table, findings: Sequence[Finding]) -> bool:
    """Whether a file can be loaded at all."""
    return table.format != "none" and not any(each.code in _OF_FILE for each in findings)


def told(
    table: Table, dataset: Dataset, findings: Sequence[Finding], backend: Backend
) -> set[Place]:
    """What the schema of a table fails in its frame."""
    schema = sourcebook.pandera_schema(table, dataset, backend)
    with tempfile.TemporaryDirectory() as folder:
        loaded = polars_frame.load(table, Path(folder))
    wrong = _mistyped(findings)
    columns = [
        (loaded.texts if name in wrong else loaded.values)[name] for name in loaded.values.columns
    ]
    frame: Any = pl.DataFrame(columns)
    rows = loaded.place[polars_frame.ROW].to_list()
    try:
        schema.validate(frame if backend == "polars" else frame.to_pandas(), lazy=True)
    except SchemaErrors as errors:
        return {place for error in errors.schema_errors for place in _places(error, rows)} - {
            ("constraint-error", row, name) for row in rows for name in wrong
        }
    return set()


def expected(table: Table, findings: Sequence[Finding]) -> set[Place]:
    """What of the findings on a file a frame can show too."""
    wrong = _mistyped(findings)
    places: set[Place] = {("type-error", None, name) for name in wrong}
    for each in findings:
        if each.code == "constraint-error" and each.field not in wrong:
            places.add((each.code, each.row, each.field))
        elif each.code in _CODES.values() and not _of(table, each.code) & wrong:
            places.add((each.code, each.row, None))
    return places


def _of(table: Table, code: str) -> set[str]:
    """The fields of the keys of a table: with one mistyped, nobody can tell the key."""
    keys = {
        "primary-key": [table.primary_key],
        "unique-error": [
            *table.unique_keys,
            *((field.name,) for field in table.fields if field.constraints.unique),
        ],
        "foreign-key": [key.fields for key in table.foreign_keys],
    }
    return {name for key in keys[code] for name in key}


def keys_told(table: Table, findings: Sequence[Finding]) -> set[str]:
    """The codes of keys of which all columns are typed."""
    return {code for code in _CODES.values() if not _of(table, code) & _mistyped(findings)}


def _mistyped(findings: Sequence[Finding]) -> set[str]:
    return {str(each.field) for each in findings if each.code == "type-error"}


def _places(error: Any, rows: Sequence[int]) -> Iterator[Place]:
    column = error.schema.name if type(error.schema).__name__ == "Column" else None
    name = str(getattr(error.check, "name", None) or error.check)
    reason = error.reason_code.name
    if reason == "WRONG_DATATYPE" or name == "type":
        yield "type-error", None, column
    elif reason == "SERIES_CONTAINS_NULLS" and error.check_output is None:
        # pandas names the rows by their labels, which count from 0 here.
        for label in error.failure_cases["index"]:
            yield "constraint-error", rows[int(label)], column
    elif error.check_output is None:
        yield reason, None, column
    else:
        output = error.check_output
        holds = output.to_series() if isinstance(output, pl.DataFrame) else output
        code = next((code for word, code in _CODES.items() if name.startswith(word)), None)
        for row, fine in zip(rows, holds, strict=True):
            if not fine:
                yield code or "constraint-error", row, None if code else column
