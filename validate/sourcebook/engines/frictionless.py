"""The reference reading of the standard: frictionless-py itself, asked without a limit of errors.

Nothing is guessed: encoding, dialect and header row are pinned to the specification's defaults, and
the schema is written out from our own ``Table``, so that what is compared is the reading of the
data. Rules are not of the standard, and frictionless-py ignores unique keys (Q08 of
``docs/conformance.md``): both are skipped, and coverage says so. It knows no physical lines: these
are looked up by the number of the record.
"""

from __future__ import annotations

import tempfile
import warnings
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sourcebook.engines import formulas, labels, messages, reading
from sourcebook.engines import frictionless_words as words
from sourcebook.engines.draft import Draft
from sourcebook.engines.frictionless_resource import Unreadable, counted, descriptor
from sourcebook.engines.frictionless_schema import hashable
from sourcebook.engines.outcome import Outcome
from sourcebook.engines.reading import Fault
from sourcebook.engines.sheet import Sheet
from sourcebook.engines.standard import STRUCTURE
from sourcebook.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from frictionless import Error, ReportTask

    from sourcebook.declare import ForeignKey, Table, Target
    from sourcebook.findings import Finding, Progress, TableReport

RULES = "frictionless-py checks the standard, and rules are not part of it"
UNIQUE_KEYS = "frictionless-py does not read uniqueKeys (Q08)"
UNHASHABLE = "frictionless-py can't look up lists, objects and durations (Q27)"
COUNTS = "frictionless-py counts no bytes of several files, and no hash but MD5 and SHA-256 (Q31)"

_OURS = {"scheme-error": "source-error", "format-error": "source-error"}
_FILE = ("source-error", "encoding-error")
_COUNTS = ("byte-count", "hash-count")
UNMATCHED = "unmatched-header"
"""Its word for a header with none of the fields, where we say of each field that it is missing."""


def check(target: Target, limit: int | None, progress: Progress) -> Outcome:
    """Check the tables of a target against the standard. See ``outcome.Engine``."""
    from frictionless import system

    dataset = target.dataset
    asked = [t for t in dataset.tables if target.only is None or t.name in target.only]
    progress.start(len(asked))
    told: list[TableReport] = []
    listed: list[Finding] = []
    # Absolute paths are our own: ``declare`` has made sure that none leads out of its package.
    with system.use_context(trusted=True), tempfile.TemporaryDirectory() as scratch:
        for table in asked:
            progress.step(f"{table.path} (frictionless)")
            draft = Draft(Sheet(table), limit)
            if dataset.curated and table.format != "none":
                draft.sheet.formulas = {f.name: "" for f in formulas.fields(table)}
            _check(draft, (*dataset.tables, *dataset.external), Path(scratch))
            report, findings = draft.finish()
            told.append(report)
            listed += findings
    return Outcome(tuple(told), tuple(listed))


def _check(draft: Draft, tables: Sequence[Table], scratch: Path) -> None:
    table = draft.sheet.table
    codes = [*_codes(table), *([formulas.CODE] if draft.sheet.formulas else [])]
    for code, why in _unasked(table):
        draft.skip(code, why)
    task = _validate(draft, tables, scratch)
    if task is None:
        return
    sheet = draft.sheet
    sheet.reading = reading.read(table, scratch)
    sheet.labels = list(task.labels) or [field.name for field in table.fields]
    sheet.columns = list(table.fields)
    if task.labels:
        sheet.columns, _ = labels.match(sheet.labels, table)
    draft.fetch = _cells(task.errors)
    of_file = [error for error in task.errors if _code(error) in _FILE]
    if of_file:
        for code in codes:
            draft.skip(code, "the file could not be read")
    else:
        draft.rows = task.stats.get("rows")
        for code in (*_FILE, *codes):
            if code not in draft.skipped:
                draft.count(code, 0)
    for error in of_file or task.errors:
        if _code(error) == UNMATCHED:
            _add_missing(draft, task)
        else:
            _add(draft, error)


def _unasked(table: Table) -> Iterator[tuple[str, str]]:
    """What frictionless-py is not asked for, and why."""
    for rule in table.rules:
        yield rule.id, RULES
    if table.unique_keys:
        yield "unique-keys", UNIQUE_KEYS
    if not hashable(table, table.primary_key):
        yield "primary-key", UNHASHABLE
        yield "missing-label", UNHASHABLE  # what is in the key is required
    if not hashable(table, (f.name for f in table.fields if f.constraints.unique)):
        yield "unique-error", UNHASHABLE
    for code, declared in zip(_COUNTS, (table.bytes, table.hash), strict=True):
        if declared is not None and not counted(table, code):
            yield code, COUNTS


def _validate(draft: Draft, tables: Sequence[Table], scratch: Path) -> ReportTask | None:
    """What frictionless-py says of a table; ``None``, and the reason noted, where it gives up."""
    table, asked = draft.sheet.table, bool(draft.sheet.formulas)
    keys = [key for key in table.foreign_keys if hashable(table, key.fields)]
    if len(keys) < len(table.foreign_keys):
        draft.skip("foreign-key", UNHASHABLE)
    lost = next((key for key in keys if not _there(key, tables, scratch)), None)
    if keys and lost is None:
        task, _ = _ask(table, tables, keys, scratch, asked=asked)
        if task is not None and not any(_code(error) in _FILE for error in task.errors):
            return task
        lost = keys[0]
    # One that it can't look up is all that it tells of a table, so it is asked again without.
    task, why = _ask(table, tables, (), scratch, asked=asked)
    if task is not None:
        if lost is not None:
            draft.skip("foreign-key", f"{lost.resource} is not there to look the key up in")
        return task
    for code in (*_FILE, *_codes(table)):
        draft.skip(code, why)
    return None


def _there(key: ForeignKey, tables: Sequence[Table], scratch: Path) -> bool:
    """Whether the other side of a key can be read; of an empty file every key would be lost."""
    other = next((table for table in tables if table.name == key.resource), None)
    return other is not None and reading.read(other, scratch).readable


def _ask(
    table: Table,
    tables: Sequence[Table],
    keys: Sequence[ForeignKey],
    scratch: Path,
    *,
    asked: bool,
) -> tuple[ReportTask | None, str]:
    """What frictionless-py says of a table, or why it says nothing.

    ``asked``: of the cells that a spreadsheet would run, too.
    """
    try:
        with warnings.catch_warnings():
            # It leaves archives to be closed.
            warnings.simplefilter("ignore", ResourceWarning)
            package = descriptor(table, tables, keys, scratch)
            task = _told(package, table if asked else None)
    except Unreadable as error:
        return None, str(error)
    except Exception as error:  # noqa: BLE001 - whatever it died of, it has given no verdict
        return None, f"frictionless-py stopped: {type(error).__name__}: {error}"
    known = {*_FILE, *_codes(table), UNMATCHED, formulas.CODE}
    why = next((error.message for error in task.errors if _code(error) not in known), None)
    return (task, "") if why is None else (None, f"frictionless-py stopped: {why}")


def _told(package: dict[str, Any], asked: Table | None) -> ReportTask:
    """What it says of the first table of a package; of its formulas too where they are asked."""
    from frictionless import Detector, Package

    told = Package.from_descriptor(package)
    for resource in told.resources:
        resource.detector = Detector(field_type="any")
    if asked is None:
        return told.resources[0].validate(limit_errors=0).tasks[0]
    from sourcebook.engines.frictionless_formulas import checklist

    return told.resources[0].validate(checklist(asked), limit_errors=0).tasks[0]


def _codes(table: Table) -> list[str]:
    """What is checked on a table, as far as its declaration gives cause."""
    found = [*STRUCTURE, "type-error", "constraint-error"]
    if table.primary_key:
        found.append("primary-key")
    if any(field.constraints.unique for field in table.fields):
        found.append("unique-error")
    if table.foreign_keys:
        found.append("foreign-key")
    if table.bytes is not None:
        found.append("byte-count")
    if table.hash is not None:
        found.append("hash-count")
    return found


def _code(error: Error) -> str:
    return _OURS.get(error.type, error.type)


def _add(draft: Draft, error: Any) -> None:
    """An error of frictionless-py in our vocabulary."""
    code, table = _code(error), draft.sheet.table
    in_header = hasattr(error, "labels")
    name: str | None = getattr(error, "field_name", None) or None
    if code == "foreign-key" and len(error.field_names) == 1:
        name = error.field_names[0]
    if code == "primary-key" and len(table.primary_key) == 1:
        name = table.primary_key[0]
    # It invents fields for columns that the schema does not know.
    known = any(field.name == name for field in table.fields)
    read = draft.sheet.reading
    row = getattr(error, "row_number", None)
    # Of what makes a file unreadable it tells no place; the reading knows it.
    faults = read.faults if read is not None and code in _FILE and row is None else []
    fault = next((each for each in faults if each.code == code), Fault(code))
    say = partial(words.told, table, code, error, name if known else None)
    severity = Severity.WARNING if code == formulas.CODE else Severity.ERROR
    draft.count(code, 1, severity)
    draft.add(
        code,
        say({}) if row is None else say,
        row=row,
        line=read.header_line if in_header and read is not None else fault.line,
        column=getattr(error, "field_number", None),
        name=name if known and (not in_header or code == "missing-label") else None,
        value=getattr(error, "label", None) or None,
        severity=severity,
        part=fault.part,
    )


def _add_missing(draft: Draft, task: ReportTask) -> None:
    """The fields that are missing, but for those of which it says so itself."""
    sheet = draft.sheet
    errors: list[Any] = task.errors
    said = {error.field_name for error in errors if _code(error) == "missing-label"}
    for field in sheet.table.fields:
        if field.name not in said:
            say = messages.structure(Fault("missing-label", detail=field.name), field.name)
            line = sheet.reading.header_line if sheet.reading is not None else None
            draft.count("missing-label", 1)
            draft.add("missing-label", say, line=line, name=field.name)


def _cells(errors: Iterable[Any]) -> Callable[[Collection[int]], dict[int, list[str | None]]]:
    """The records in which there are errors, as these know them."""
    found = {
        error.row_number: list(error.cells) for error in errors if hasattr(error, "row_number")
    }
    return lambda rows: {row: found[row] for row in rows if row in found}
