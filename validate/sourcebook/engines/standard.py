"""The standard's checks on one table: what is wrong is counted first, then fetched.

The reading of the table tells which rows are bad (``sheet``); all that is to be known of these is
counted in one more aggregate, and listed by row. A clean table costs one pass.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sourcebook.declare.binding import quote
from sourcebook.engines import fields, formulas, keys, messages, sql
from sourcebook.engines.reading import Fault
from sourcebook.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import duckdb

    from sourcebook.declare import Field
    from sourcebook.engines.draft import Cells, Draft
    from sourcebook.engines.messages import Words
    from sourcebook.engines.sheet import Sheet

STRUCTURE = (
    "blank-row",
    "extra-cell",
    "missing-cell",
    "blank-label",
    "duplicate-label",
    "extra-label",
    "missing-label",
    "incorrect-label",
)
OF_FILE = ("source-error", "encoding-error", "byte-count", "hash-count", "nul-byte")
_AT_ONCE = 250
"""Counts of one statement: DuckDB's time to plan one grows with the square of them, or faster."""


@dataclass(slots=True)
class Counts:
    """What was found in a table."""

    rows: int = 0
    blank: int = 0
    wrong: dict[str, int] = field(default_factory=dict)
    """Wrong cells by field, for the fields that have some."""
    doubtful: set[str] = field(default_factory=set)
    """Fields with a cell that SQL can't tell."""
    repeated: dict[tuple[str, ...], int] = field(default_factory=dict)
    """Rows that repeat a key, by key."""
    extra: int = 0
    """Cells beyond the last column, where DuckDB itself found them."""
    missing: int = 0
    keyless: int = 0
    """Rows with an empty cell in the primary key."""
    rules: dict[str, int] | None = None
    """Rows that break each rule which was counted; ``None`` where none does."""


def number(condition: str) -> str:
    """How many rows meet a condition; ``count_if`` by itself is NULL where all are unknown."""
    return f"coalesce(count_if({condition}), 0)"


def clean(
    connection: duckdb.DuckDBPyConnection, sheet: Sheet, expressions: Iterable[str]
) -> Counts | None:
    """The counts of a small table in which nothing is wrong, ``None`` where something may be.

    One disjunction over all cells and rules costs a tenth of counting each of them.
    """
    doubts = ['"?blank"', '"?broken"', *(sql.flag(f) for f in sheet.checked)]
    doubts += sheet.formulas.values()
    if keys.has_primary(sheet):
        doubts.append(keys.empty(sheet))
    repeats = [keys.repeats(sheet, key) for key in keys.unique(sheet)]
    # The least of what the rules give is of type BOOLEAN only if each of them is a condition.
    rules = ["true", *(f"({each}\n)" for each in expressions)]
    told = f"min(least({', '.join(rules)}))"
    selected = ", ".join([told, "count(*)", f"bool_or({' OR '.join(doubts)})", *repeats])
    result = connection.execute(
        f"SELECT {selected} FROM {sheet.typed} AS {quote(sheet.table.name)}"
    )
    are_conditions = (result.description or [])[0][1] == "BOOLEAN"
    held, rows, *wrong = result.fetchall()[0]
    doubtful = not are_conditions or held is False or any(wrong)
    return None if doubtful or len(sheet.present) < len(sheet.table.fields) else Counts(rows)


def count(connection: duckdb.DuckDBPyConnection, sheet: Sheet, rules: Mapping[str, str]) -> Counts:
    """Count all that is wrong. ``rules`` gives, by id, when a row breaks a rule."""
    rows = connection.execute(f"SELECT count(*) FROM {sheet.rows}").fetchall()[0][0]
    counts = Counts(rows)
    doubts = {f.name: each for f in sheet.checked if (each := _doubt(sheet, f))}
    aggregates = [number('"?blank"'), *(number(sql.flag(f)) for f in sheet.checked)]
    aggregates += [number(each) for each in doubts.values()]
    aggregates += [number(condition) for condition in rules.values()]
    aggregates.append(number(keys.empty(sheet)) if keys.has_primary(sheet) else "0")
    row: list[int] = []
    for first in range(0, len(aggregates), _AT_ONCE):
        some = ", ".join(aggregates[first : first + _AT_ONCE])
        found = f"SELECT {some} FROM {sheet.bad} AS {quote(sheet.table.name)}"
        row += connection.execute(found).fetchall()[0]
    counts.blank, *rest = row
    values = iter(rest)
    counts.wrong = {f.name: n for f in sheet.checked if (n := next(values))}
    counts.doubtful = {name for name in doubts if next(values)}
    counts.rules = {rule: next(values) for rule in rules}
    counts.keyless = next(values)
    counts.extra, counts.missing = _ragged(connection, sheet)
    if not counts.doubtful:  # else it is counted again
        counts.repeated = {
            key: n for key in keys.unique(sheet) if (n := keys.repeated(connection, sheet, key))
        }
    return counts


def _ragged(connection: duckdb.DuckDBPyConnection, sheet: Sheet) -> tuple[int, int]:
    """How many cells there are too much and too few, as far as DuckDB told them."""
    if not sheet.spare:
        return 0, 0
    # In a list, for a sum of a thousand terms is nested deeper than DuckDB lets it be.
    extra = ", ".join(f"{cell} IS NOT NULL" for cell in sheet.cells[sheet.width :])
    missing = ", ".join(f"{cell} IS NULL" for cell in sheet.cells[: sheet.width])
    found = connection.execute(
        f"SELECT coalesce(sum(list_sum([{extra}]::INT[])), 0), "
        f"coalesce(sum(list_sum([{missing}]::INT[])), 0) "
        f'FROM {sheet.written} WHERE "?broken" AND NOT "?blank"'
    ).fetchall()[0]
    return int(found[0]), int(found[1])


def _doubt(sheet: Sheet, declared: Field) -> str:
    if declared.name in sheet.told or declared.name in sheet.direct:
        return ""
    keyed = declared.name in sheet.keyed
    text = sql.cell(declared)
    form = fields.form(declared)
    assert form is not None
    return " OR ".join(fields.doubts(declared, text, form.value(text), keyed=keyed))


def check(connection: duckdb.DuckDBPyConnection, draft: Draft, counts: Counts) -> None:
    """Draft the findings of the standard on one table, but for foreign keys."""
    sheet = draft.sheet
    draft.rows = counts.rows
    for code in (*OF_FILE, *STRUCTURE, "type-error", "constraint-error"):
        draft.count(code, 0)
    structure(draft)
    draft.count("blank-row", counts.blank)
    if counts.blank:
        for (row,) in rows(connection, draft, [], '"?blank"'):
            draft.add("blank-row", messages.structure(messages.BLANK), row=row)
    if counts.extra or counts.missing:
        _uneven(connection, draft, counts)
    for name in counts.wrong:
        _wrong_cells(connection, draft, sheet.table.field(name))
    if sheet.formulas:
        _formulas(connection, draft, counts)
    keys.check(connection, draft, counts)


def structure(draft: Draft) -> None:
    """Draft the faults which the reading of the file found."""
    sheet = draft.sheet
    listed = Counter(fault.code for fault in sheet.faults)
    found = sheet.reading.found if sheet.reading is not None else Counter[str]()
    for code, number in listed.items():
        draft.count(code, max(number, found[code]))
    for fault in sheet.faults:
        label = _expected(sheet, fault.code, fault.column) or fault.detail
        in_header = fault.code.endswith("-label")
        draft.severities[fault.code] = fault.severity
        draft.add(
            fault.code,
            _of_structure(draft, fault, label),
            row=fault.row,
            line=fault.line or (1 if in_header else None),
            column=fault.column,
            name=label if fault.code in ("missing-cell", "missing-label") else None,
            value=fault.value,
            severity=fault.severity,
            part=fault.part,
        )


def _of_structure(draft: Draft, fault: Fault, label: str | None = None) -> Words:
    sheet = draft.sheet
    names = [field.name for field in sheet.table.fields]
    delimiter = sheet.table.dialect.delimiter
    return messages.structure(fault, label, names=names, labels=sheet.labels, delimiter=delimiter)


def _expected(sheet: Sheet, code: str, column: int | None) -> str | None:
    """The field that should stand where a cell or a label is missing."""
    if column is None or code not in ("missing-cell", "blank-label"):
        return None
    declared = sheet.columns if code == "missing-cell" else sheet.table.fields
    found = declared[column - 1] if column <= len(declared) else None
    return found.name if found is not None else None


def _uneven(connection: duckdb.DuckDBPyConnection, draft: Draft, counts: Counts) -> None:
    """Draft the cells that are too much or too few in a row."""
    sheet = draft.sheet
    draft.count("extra-cell", counts.extra)
    draft.count("missing-cell", counts.missing)
    own, spare = sheet.cells[: sheet.width], sheet.cells[sheet.width :]
    broken = 'NOT "?blank" AND "?broken" AND'
    source = sheet.written
    for row, *cells in rows(connection, draft, spare, f"{broken} {spare[0]} IS NOT NULL", source):
        for column, cell in enumerate(cells, start=sheet.width + 1):
            if cell is not None:
                words = _of_structure(draft, Fault("extra-cell", row, column, value=cell))
                draft.add("extra-cell", words, row=row, column=column, value=cell)
    for row, *cells in rows(connection, draft, own, f"{broken} {own[-1]} IS NULL", source):
        for column, cell in enumerate(cells, start=1):
            if cell is None:
                label = _expected(sheet, "missing-cell", column)
                words = _of_structure(draft, Fault("missing-cell", row, column), label)
                draft.add("missing-cell", words, row=row, column=column, name=label)


def rows(
    connection: duckdb.DuckDBPyConnection,
    draft: Draft,
    columns: list[str],
    where: str,
    source: str | None = None,
) -> list[tuple[Any, ...]]:
    """Row number and ``columns`` of the rows where a condition holds, in the order of the file."""
    limit = "" if draft.limit is None else f" LIMIT {draft.limit:d}"
    selected = ", ".join(['"?row"', *columns])
    return connection.execute(
        f"SELECT {selected} FROM {source or draft.sheet.bad} "
        f'AS {quote(draft.sheet.table.name)} WHERE {where} ORDER BY "?row"{limit}'
    ).fetchall()


def _wrong_cells(connection: duckdb.DuckDBPyConnection, draft: Draft, wrong: Field) -> None:
    sheet = draft.sheet
    constraints = sheet.wrong(wrong)
    flags = [f"coalesce({condition}, false)" for _, _, condition in constraints]
    of_type = f"({sheet.mistyped(wrong)})"
    filters = ", ".join(number(flag) for flag in [of_type, *flags])
    types, *others = connection.execute(
        f"SELECT {filters} FROM {sheet.bad} WHERE {sql.flag(wrong)}"
    ).fetchall()[0]
    draft.count("type-error", types)
    draft.count("constraint-error", sum(others))
    if types:
        for (row,) in rows(connection, draft, [], of_type):
            draft.add("type-error", _mistyped(wrong), row=row, name=wrong.name)
    if any(others):
        for row, *against in rows(connection, draft, flags, " OR ".join(flags)):
            for (constraint, limit, _), flag in zip(constraints, against, strict=True):
                if flag:
                    words = _broken(wrong, constraint, limit)
                    draft.add("constraint-error", words, row=row, name=wrong.name)


def _formulas(connection: duckdb.DuckDBPyConnection, draft: Draft, counts: Counts) -> None:
    """Draft the cells that a spreadsheet would run."""
    sheet = draft.sheet
    severity = Severity.WARNING
    draft.count(formulas.CODE, 0, severity)
    if counts.rules is None:
        return  # all of a clean table was looked at
    # Where what there is to suspect could not be asked of a large file, its bad rows are not all.
    source = sheet.bad if sheet.suspicions or not sheet.large else sheet.typed
    asked = {name: f"coalesce({when}, false)" for name, when in sheet.formulas.items()}
    found = connection.execute(
        f"SELECT {', '.join(number(when) for when in asked.values())} FROM {source}"
    ).fetchall()[0]
    draft.count(formulas.CODE, sum(found), severity)
    for (name, when), many in zip(asked.items(), found, strict=True):
        cell = sql.cell(sheet.table.field(name))
        for row, value in rows(connection, draft, [cell], when, source) if many else ():
            words = messages.formula(value)
            draft.add(formulas.CODE, words, row=row, name=name, severity=severity)


def _mistyped(wrong: Field) -> Any:
    def words(cells: Cells) -> Words:
        return messages.type_error(wrong, cells.get(wrong.name))

    return words


def _broken(wrong: Field, constraint: str, limit: Any) -> Any:
    def words(cells: Cells) -> Words:
        return messages.constraint_error(wrong, constraint, limit, cells.get(wrong.name))

    return words
