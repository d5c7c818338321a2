"""The standard's checks on one table: one fused pass counts, then what is violated is fetched.

The pass gives, in a single aggregate, the rows, the blank ones, the wrong cells of each field, the
repeated keys, and how many rows break each rule that is an expression. A clean table costs no more.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sourcebook.declare.binding import quote
from sourcebook.engines import messages, sql

if TYPE_CHECKING:
    from collections.abc import Iterable

    import duckdb

    from sourcebook.declare import Field
    from sourcebook.engines.draft import Draft
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


@dataclass(slots=True)
class Counts:
    """What the fused pass found in a table."""

    rows: int = 0
    blank: int = 0
    wrong: dict[str, int] = field(default_factory=dict)
    """Wrong cells by field, for the fields that have some."""
    repeated: dict[tuple[str, ...], int] = field(default_factory=dict)
    """Rows that repeat a key, by key."""
    keyless: int = 0
    """Rows with an empty cell in the primary key."""
    rules: dict[str, int] | None = None
    """Rows that break each rule which was counted; ``None`` where none does."""


def _keys(sheet: Sheet) -> list[tuple[str, ...]]:
    """Every set of fields that must be unique and whose columns are there."""
    table = sheet.table
    present = {f.name for f in sheet.present}
    keys = [table.primary_key, *table.unique_keys]
    keys += [(f.name,) for f in table.fields if f.constraints.unique]
    # A unique field may be the key too: it is counted once, and told under both names.
    return [key for key in dict.fromkeys(keys) if key and present.issuperset(key)]


def _value(key: tuple[str, ...]) -> str:
    """A key as one SQL value, NULL where a part is."""
    if len(key) == 1:
        return quote(key[0])
    whole = " AND ".join(f"{quote(name)} IS NOT NULL" for name in key)
    return f"CASE WHEN {whole} THEN row({sql.names(key)}) END"


def _number(condition: str) -> str:
    """How many rows meet a condition; ``count_if`` by itself is NULL where all are unknown."""
    return f"coalesce(count_if({condition}), 0)"


def _empty_key(sheet: Sheet) -> str:
    key = [sheet.table.field(name) for name in sheet.table.primary_key]
    empty = " OR ".join(f"{sql.cell(part)} IS NULL" for part in key)
    return f'NOT "?blank" AND ({empty})'


def clean(
    connection: duckdb.DuckDBPyConnection, sheet: Sheet, expressions: Iterable[str]
) -> Counts | None:
    """The counts of a table in which nothing is wrong, ``None`` where something may be.

    One disjunction over all cells and rules costs a tenth of counting each of them.
    """
    keys = _keys(sheet)
    doubts = ['"?blank"', '"?broken"', *(sql.flag(f) for f in sheet.checked)]
    if sheet.table.primary_key in keys:
        doubts.append(_empty_key(sheet))
    repeats = [f"count({_value(key)}) > count(DISTINCT {_value(key)})" for key in keys]
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


def count(connection: duckdb.DuckDBPyConnection, sheet: Sheet, rules: dict[str, str]) -> Counts:
    """The fused pass. ``rules`` gives, by id, the condition under which a row breaks a rule."""
    keys = _keys(sheet)
    aggregates = ["count(*)", _number('"?blank"')]
    aggregates += [_number(sql.flag(f)) for f in sheet.checked]
    aggregates += [f"count({_value(key)}) - count(DISTINCT {_value(key)})" for key in keys]
    aggregates += [_number(condition) for condition in rules.values()]
    has_key = sheet.table.primary_key in keys
    if has_key:
        aggregates.append(_number(_empty_key(sheet)))
    row = connection.execute(
        f"SELECT {', '.join(aggregates)} FROM {sheet.typed} AS {quote(sheet.table.name)}"
    ).fetchall()[0]
    rows, blank, *rest = row
    counts = Counts(rows, blank)
    values = iter(rest)
    counts.wrong = {f.name: n for f in sheet.checked if (n := next(values))}
    counts.repeated = {key: n for key in keys if (n := next(values))}
    counts.rules = {rule: next(values) for rule in rules}
    counts.keyless = next(values) if has_key else 0
    return counts


def check(connection: duckdb.DuckDBPyConnection, draft: Draft, counts: Counts) -> None:
    """Draft the findings of the standard on one table, but for foreign keys."""
    sheet = draft.sheet
    draft.rows = counts.rows
    for code in ("source-error", "encoding-error", *STRUCTURE, "type-error", "constraint-error"):
        draft.count(code, 0)
    structure(draft)
    draft.count("blank-row", counts.blank)
    if counts.blank:
        where = '"?blank"'
        for row, *_ in rows(connection, draft, [], where):
            draft.add("blank-row", messages.structure(messages.BLANK), row=row)
    if counts.wrong:
        _wrong_cells(connection, draft, [sheet.table.field(name) for name in counts.wrong])
    _repeated_keys(connection, draft, counts)


def structure(draft: Draft) -> None:
    """Draft the faults which the reading of the file found."""
    sheet = draft.sheet
    fields = sheet.table.fields
    for fault in sheet.faults:
        label = fault.detail
        if fault.code == "missing-cell" and fault.column is not None:
            found = sheet.columns[fault.column - 1]
            label = found.name if found is not None else None
        elif fault.code == "blank-label" and fault.column and fault.column <= len(fields):
            label = fields[fault.column - 1].name
        draft.count(fault.code, 1)
        in_header = fault.code.endswith("-label")
        draft.add(
            fault.code,
            messages.structure(fault, label),
            row=fault.row,
            line=1 if in_header else fault.line,
            column=fault.column,
            name=label if fault.code in ("missing-cell", "missing-label") else None,
            value=fault.value,
        )


def rows(
    connection: duckdb.DuckDBPyConnection, draft: Draft, columns: list[str], where: str
) -> list[tuple[Any, ...]]:
    """Row number, key texts and ``columns`` of the rows where a condition holds, in file order."""
    table = draft.sheet.table
    keys = [sql.cell(table.field(name)) for name in table.primary_key]
    limit = "" if draft.limit is None else f" LIMIT {draft.limit:d}"
    selected = ", ".join(['"?row"', *keys, *columns])
    return connection.execute(
        f"SELECT {selected} FROM {draft.sheet.typed} "
        f'AS {quote(table.name)} WHERE {where} ORDER BY "?row"{limit}'
    ).fetchall()


def _wrong_cells(connection: duckdb.DuckDBPyConnection, draft: Draft, fields: list[Field]) -> None:
    width = len(draft.sheet.table.primary_key)
    for wrong in fields:
        cell, typed = sql.cell(wrong), quote(wrong.name)
        broken = sql.violations(wrong)
        of_type = f"({sql.type_violation(cell, typed)})"
        flags = [f"coalesce({each.condition(cell, typed)}, false)" for each in broken]
        filters = ", ".join(_number(flag) for flag in [of_type, *flags])
        types, *others = connection.execute(
            f"SELECT {filters} FROM {draft.sheet.typed} WHERE {sql.flag(wrong)}"
        ).fetchall()[0]
        draft.count("type-error", types)
        draft.count("constraint-error", sum(others))
        if types:
            for row, *rest in rows(connection, draft, [cell], of_type):
                key, value = rest[:width], rest[width]
                words = messages.type_error(wrong, value)
                draft.add("type-error", words, row=row, key=key, name=wrong.name, value=value)
        if any(others):
            where = " OR ".join(flags)
            for row, *rest in rows(connection, draft, [cell, *flags], where):
                key, value, *against = rest[:width], *rest[width:]
                for each, flag in zip(broken, against, strict=True):
                    if flag:
                        words = messages.constraint_error(wrong, each.constraint, each.limit, value)
                        draft.add(
                            "constraint-error",
                            words,
                            row=row,
                            key=key,
                            name=wrong.name,
                            value=value,
                        )


def _repeated_keys(connection: duckdb.DuckDBPyConnection, draft: Draft, counts: Counts) -> None:
    table = draft.sheet.table
    width = len(table.primary_key)
    if table.primary_key:
        draft.count("primary-key", counts.keyless)
    if table.unique_keys or any(f.constraints.unique for f in table.fields):
        draft.count("unique-error", 0)
    if counts.keyless:
        words = messages.primary_key_empty(table.primary_key)
        name = table.primary_key[0] if width == 1 else None
        for row, *key in rows(connection, draft, [], _empty_key(draft.sheet)):
            draft.add("primary-key", words, row=row, key=key, name=name)
    repeated = [
        (fields, number, fields == table.primary_key) for fields, number in counts.repeated.items()
    ]
    if width == 1 and table.field(table.primary_key[0]).constraints.unique:
        repeated += [(fields, number, False) for fields, number, primary in repeated if primary]
    for fields, number, primary in repeated:
        code = "primary-key" if primary else "unique-error"
        draft.count(code, number)
        value = _value(fields)
        window = f'PARTITION BY {value} ORDER BY "?row"'
        first = f'first_value("?row") OVER ({window})'
        text = sql.cell(table.field(fields[0]))
        where = f"{value} IS NOT NULL QUALIFY row_number() OVER ({window}) > 1"
        for row, *rest in rows(connection, draft, [first, text], where):
            key, earlier, cell = rest[:width], rest[width], rest[width + 1]
            single = len(fields) == 1
            if primary:
                words = messages.primary_key_duplicate(fields, earlier)
            elif single:
                words = messages.unique_error(table.field(fields[0]), cell, earlier)
            else:
                words = messages.unique_key_duplicate(fields, earlier)
            draft.add(
                code,
                words,
                row=row,
                key=key,
                name=fields[0] if single else None,
                value=cell if single else None,
            )
