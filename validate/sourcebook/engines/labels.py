"""Which field stands in which column: the header against the schema, as ``fieldsMatch`` says.

Source: https://datapackage.org/standard/table-schema/#fieldsMatch and Frictionless's label errors.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sourcebook.engines.reading.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sourcebook.declare import Field, Table
    from sourcebook.engines.reading.model import Reading

Columns = list["Field | None"]
"""The field of each column of the file; ``None`` for a column that the schema does not know."""


def columns(reading: Reading) -> tuple[Columns, list[Fault]]:
    """The field of each column of a reading, and what is wrong with its header, if it has one."""
    table, width = reading.table, reading.width
    if not reading.labels:
        return [*table.fields[:width], *[None] * (width - len(table.fields))], []
    if reading.keyed and table.fields_match == "exact":
        # Objects have no order in which to be exact.
        table = replace(table, fields_match="equal")
    found, faults = match(reading.labels, table)
    hint = None
    if reading.delimiter_guess is not None:
        hint = (
            f"The file looks to be separated by {reading.delimiter_guess!r}: "
            "declare that as the delimiter of its dialect."
        )
    return found, [replace(each, line=reading.header_line, hint=hint) for each in faults]


def match(labels: Sequence[str], table: Table) -> tuple[Columns, list[Fault]]:
    """The field of each column, and what is wrong with the header.

    Without a schema every column is of type any, and only the labels themselves can be wrong.
    """
    if not table.fields:
        return [None] * len(labels), _named(labels)
    if table.fields_match == "exact":
        return _by_position(labels, table.fields)
    return _by_name(labels, table)


def _named(labels: Sequence[str]) -> list[Fault]:
    faults = []
    seen: set[str] = set()
    for column, label in enumerate(labels, start=1):
        if not label:
            faults.append(Fault("blank-label", column=column, value=label))
        elif label in seen:
            faults.append(Fault("duplicate-label", column=column, value=label))
        seen.add(label)
    return faults


def _by_position(labels: Sequence[str], fields: Sequence[Field]) -> tuple[Columns, list[Fault]]:
    faults = _named(labels[: len(fields)])
    told = {fault.column for fault in faults}
    columns: Columns = []
    for column, label in enumerate(labels, start=1):
        if column > len(fields):
            columns.append(None)
            faults.append(Fault("extra-label", column=column, value=label))
            continue
        field = fields[column - 1]
        columns.append(field)
        if label != field.name and column not in told:
            faults.append(Fault("incorrect-label", column=column, value=label, detail=field.name))
    faults += [
        Fault("missing-label", column=field.number, detail=field.name)
        for field in fields[len(labels) :]
    ]
    return columns, faults


def _by_name(labels: Sequence[str], table: Table) -> tuple[Columns, list[Fault]]:
    # A column without a name is one that the schema does not know, as any other.
    faults = [fault for fault in _named(labels) if fault.code == "duplicate-label"]
    told = {fault.column for fault in faults}
    known = {field.name: field for field in table.fields}
    columns: Columns = []
    for column, label in enumerate(labels, start=1):
        field = None if column in told else known.get(label)
        columns.append(field)
        if field is None and column not in told and table.fields_match in ("equal", "superset"):
            faults.append(Fault("extra-label", column=column, value=label))
    present = {field.name for field in columns if field is not None}
    absent = [field for field in table.fields if field.name not in present]
    if table.fields_match not in ("equal", "subset") and (
        table.fields_match == "superset" or present
    ):
        # What is in the primary key is required, by the specification.
        needed = {f.name for f in absent if f.constraints.required} | {*table.primary_key}
        absent = [field for field in absent if field.name in needed]
    faults += [Fault("missing-label", detail=field.name) for field in absent]
    return columns, faults
