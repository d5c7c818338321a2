"""The reference reading of the standard: frictionless-py itself, asked without a limit of errors.

Nothing is guessed: encoding, dialect and header row are pinned to the specification's defaults, and
the schema is written out from our own ``Table``, so that what is compared is the reading of the
data. Rules are not of the standard, and frictionless-py ignores unique keys (Q08 of
``docs/conformance.md``): both are skipped, and coverage says so. It knows no physical lines: these
are looked up by the number of the record.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sourcebook.engines import labels, messages, records
from sourcebook.engines.draft import Draft
from sourcebook.engines.frictionless_schema import descriptor
from sourcebook.engines.outcome import Outcome
from sourcebook.engines.records import Fault
from sourcebook.engines.sheet import Sheet
from sourcebook.engines.standard import STRUCTURE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from frictionless import Error, ReportTask

    from sourcebook.declare import Field, ForeignKey, Table, Target
    from sourcebook.findings import Finding, Progress, TableReport

RULES = "frictionless-py checks the standard, and rules are not part of it"
UNIQUE_KEYS = "frictionless-py does not read uniqueKeys (Q08)"

_OURS = {"scheme-error": "source-error", "format-error": "source-error"}
_FILE = ("source-error", "encoding-error")
_CONSTRAINT = re.compile(r'constraint "(\w+)"')
_POSITION = re.compile(r"at position (\d+)")


def check(target: Target, limit: int | None, progress: Progress) -> Outcome:
    """Check the tables of a target against the standard. See ``outcome.Engine``."""
    from frictionless import system

    tables = target.dataset.tables
    asked = [t for t in tables if target.only is None or t.name in target.only]
    progress.start(len(asked))
    told: list[TableReport] = []
    listed: list[Finding] = []
    # Absolute paths are our own: ``declare`` has made sure that none leads out of its package.
    with system.use_context(trusted=True):
        for table in asked:
            progress.step(f"{table.path} (frictionless)")
            draft = Draft(Sheet(table), limit)
            _check(draft, tables)
            report, findings = draft.finish()
            told.append(report)
            listed += findings
    return Outcome(tuple(told), tuple(listed))


def _check(draft: Draft, tables: Sequence[Table]) -> None:
    table = draft.sheet.table
    for rule in table.rules:
        draft.skip(rule.id, RULES)
    if table.unique_keys:
        draft.skip("unique-keys", UNIQUE_KEYS)
    task = _validate(draft, tables)
    if task is None:
        return
    draft.sheet.columns, _ = labels.match(list(task.labels), table)
    of_file = [error for error in task.errors if _code(error) in _FILE]
    if of_file:
        for code in _codes(table):
            draft.skip(code, "the file could not be read")
    else:
        draft.rows = task.stats.get("rows")
        for code in (*_FILE, *_codes(table)):
            if code not in draft.skipped:
                draft.count(code, 0)
    for error in of_file or task.errors:
        _add(draft, error)


def _validate(draft: Draft, tables: Sequence[Table]) -> ReportTask | None:
    """What frictionless-py says of a table; ``None``, and the reason noted, where it gives up."""
    from frictionless import Package

    table = draft.sheet.table
    keys = table.foreign_keys
    lost = next((key for key in keys if not _readable(key, table, tables)), None)
    if lost is not None:
        draft.skip("foreign-key", f"{lost.resource} is not there to look the key up in")
        keys = ()
    try:
        package = Package.from_descriptor(descriptor(table, tables, keys))
        task = package.resources[0].validate(limit_errors=0).tasks[0]
        known = {*_FILE, *_codes(table)}
        why = next((error.message for error in task.errors if _code(error) not in known), None)
    except Exception as error:  # noqa: BLE001 - whatever it died of, it has given no verdict
        why = f"{type(error).__name__}: {error}"
    if why is None:
        return task
    for code in (*_FILE, *_codes(table)):
        draft.skip(code, f"frictionless-py stopped: {why}")
    return None


def _codes(table: Table) -> list[str]:
    """What is checked on a table, as far as its declaration gives cause."""
    found = [*STRUCTURE, "type-error", "constraint-error"]
    if table.primary_key:
        found.append("primary-key")
    if any(field.constraints.unique for field in table.fields):
        found.append("unique-error")
    if table.foreign_keys:
        found.append("foreign-key")
    return found


def _readable(key: ForeignKey, table: Table, tables: Sequence[Table]) -> bool:
    """Whether the other side of a key can be read; frictionless-py refuses this one with it."""
    other = next((t for t in tables if t.name == key.resource), None)
    if other is None or other is table:
        return other is not None
    return records.scan(other.source).readable if other.format == "csv" else other.source.exists()


def _code(error: Error) -> str:
    return _OURS.get(error.type, error.type)


def _add(draft: Draft, error: Error) -> None:
    """An error of frictionless-py in our vocabulary."""
    code = _code(error)
    given: Any = error
    row: int | None = getattr(given, "row_number", None)
    column: int | None = getattr(given, "field_number", None)
    name: str | None = getattr(given, "field_name", None) or None
    cells: list[str] = getattr(given, "cells", [])
    value = cells[column - 1] if column is not None and column <= len(cells) else None
    in_header = hasattr(given, "labels")
    if in_header:
        value = getattr(given, "label", None) or None
    if code == "foreign-key" and len(given.field_names) == 1:
        name = given.field_names[0]
    if code == "primary-key" and len(draft.sheet.table.primary_key) == 1:
        name = draft.sheet.table.primary_key[0]
    if column is None and name is not None:
        value = _texts(draft.sheet, [name], cells)[0]
    words = _words(draft.sheet, given, name, value, column)
    draft.count(code, 1)
    draft.add(
        code,
        words,
        row=row,
        line=1 if in_header else None,
        column=column,
        name=name if not in_header or code == "missing-label" else None,
        key=_texts(draft.sheet, draft.sheet.table.primary_key, cells) if cells else None,
        value=value,
    )


def _texts(sheet: Sheet, names: Sequence[str], cells: Sequence[str]) -> list[str | None]:
    """Cells of a record as they are written, ``None`` for no cell or no value."""
    found: list[str | None] = []
    for name in names:
        column = sheet.column(name)
        cell = cells[column - 1] if column is not None and column <= len(cells) else None
        found.append(None if cell in sheet.table.field(name).missing_values else cell)
    return found


def _words(
    sheet: Sheet, error: Any, name: str | None, value: str | None, column: int | None
) -> messages.Words:
    code, table = _code(error), sheet.table
    position = _POSITION.search(error.note)
    if code == "type-error" and name is not None:
        return messages.type_error(table.field(name), value)
    if code == "constraint-error" and name is not None:
        return _constraint(table.field(name), error.note, value)
    if code == "unique-error" and name is not None and position:
        return messages.unique_error(table.field(name), value, int(position[1]))
    if code == "primary-key":
        if position:
            return messages.primary_key_duplicate(table.primary_key, int(position[1]))
        return messages.primary_key_empty(table.primary_key)
    if code == "foreign-key":
        values = _texts(sheet, error.field_names, error.cells)
        key = next(k for k in table.foreign_keys if list(k.fields) == error.field_names)
        return messages.foreign_key(key.fields, values, key.resource, ())
    try:
        return messages.structure(Fault(code, column=column, value=value, detail=error.note), name)
    except KeyError:
        return error.message, None


def _constraint(field: Field, note: str, value: str | None) -> messages.Words:
    found = _CONSTRAINT.search(note)
    constraint = found[1] if found else "required"
    limits = field.constraints
    allowed = limits.enum or tuple(category.value for category in field.categories)
    bounds = {
        "minLength": limits.min_length,
        "maxLength": limits.max_length,
        "minimum": limits.minimum,
        "maximum": limits.maximum,
        "exclusiveMinimum": limits.exclusive_minimum,
        "exclusiveMaximum": limits.exclusive_maximum,
        "pattern": limits.pattern,
        "enum": allowed,
    }
    return messages.constraint_error(field, constraint, bounds.get(constraint), value)
