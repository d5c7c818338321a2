"""The cells of a table as typed values, and which of them are wrong: ``typed`` and what follows it.

See ``sheet`` for the relations of a table.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sourcebook.declare.binding import quote
from sourcebook.engines import fields, reading, sql, told
from sourcebook.engines.reading import MISFIT

if TYPE_CHECKING:
    from collections.abc import Collection

    import duckdb

    from sourcebook.declare import Field
    from sourcebook.engines.sheet import Sheet


def lay_down(connection: duckdb.DuckDBPyConnection, sheet: Sheet) -> None:
    """Make ``typed``, with every field told by Python that SQL can't tell."""
    for declared in sheet.present:
        if not (fields.expressible(declared) or declared.name in {*sheet.direct, *sheet.told}):
            tell(connection, sheet, declared)
    kind = "VIEW" if sheet.large else "TABLE"
    connection.execute(f"CREATE OR REPLACE {kind} {sheet.typed} AS {select(sheet, sheet.raw)}")


def tell(connection: duckdb.DuckDBPyConnection, sheet: Sheet, declared: Field) -> None:
    """Have a field told by Python. ``typed`` must then be made again."""
    text = _text(sheet, declared)
    name = f"{sheet.table.name} {declared.number}"
    sheet.direct.pop(declared.name, None)
    source = f"SELECT {text} FROM {sheet.raw}"
    sheet.told[declared.name] = told.lay_down(
        connection, declared, name, source, native=sheet.native
    )


def _text(sheet: Sheet, declared: Field) -> str:
    """The text of a field's cell in ``raw``; a blank row has none, whatever stands for no value."""
    text = sql.text(declared, sql.written(sheet.column(declared.name)))
    return text if "" in declared.missing_values else f'CASE WHEN NOT "?blank" THEN {text} END'


def select(
    sheet: Sheet, source: str, *, loosely: bool = False, only: Collection[str] | None = None
) -> str:
    """The SELECT of ``typed`` over a relation like ``raw``, perhaps of some fields ``only``.

    ``loosely``: a cell that is wrong may have a value all the same, if it is not part of a key. It
    spares looking at each cell a second time, where rows with a wrong cell are looked at again.
    """
    given: list[str] = []
    joins: list[str] = []
    shown: list[str] = []
    known = [f for f in sheet.table.fields if only is None or f.name in only]
    cells = sheet.cells if only is None else [sql.written(sheet.column(f.name)) for f in known]
    texts = [*cells]
    sheet.checked = []
    place = ['"?row"', '"?broken"', '"?blank"']
    for declared in known:
        cell, name, flag = sql.cell(declared), sql.value(declared), sql.flag(declared)
        if sheet.column(declared.name) is None:
            # No column: nothing to check, and every rule that reads it is unknown.
            kind = fields.sql_type(declared)
            shown += [f"NULL::VARCHAR AS {cell}", f"NULL::{kind} AS {name}", f"true AS {flag}"]
            continue
        texts.append(f"{_text(sheet, declared)} AS {cell}")
        shown.append(cell)
        if declared.name in sheet.told:
            column = _told(sheet, declared)
        elif declared.name in sheet.direct:
            texts.append(sql.written(sheet.column(declared.name), "p"))
            column = _direct(sheet, declared)
        else:
            column = _read(sheet, declared, loosely=loosely and declared.name not in sheet.keyed)
        given += column.given
        joins += column.joins
        shown += column.shown
        if column.wrong is not None:
            sheet.checked.append(declared)
            shown.append(f"{column.wrong} AS {flag}")
    # Not WITH: DuckDB lays down what stands there.
    return (
        f"SELECT {', '.join([*place, *(cells if sheet.large else []), *shown])} FROM ("
        f"SELECT texts.*{''.join(f', {each}' for each in given)} FROM ("
        f"SELECT {', '.join([*place, *texts])} FROM {source}) AS texts {' '.join(joins)})"
    )


@dataclass(slots=True)
class _Column:
    """What a field adds to the SELECT of ``typed``."""

    given: list[str]
    """Worked out first, beside the text."""
    shown: list[str]
    wrong: str | None
    """When the cell is wrong; ``None`` where none can be."""
    joins: list[str] = field(default_factory=list)


def _told(sheet: Sheet, declared: Field) -> _Column:
    number, name, cell = declared.number, sql.value(declared), sql.cell(declared)
    alias = f'"?j{number}"'
    joins = [f"LEFT JOIN {sheet.told[declared.name]} AS {alias} ON {alias}.cell = {cell}"]
    given = [f'{alias}.value AS "?u{number}", {alias}.key AS "?k{number}"']
    given.append(f'{alias}.wrong AS "?w{number}"')
    shown = [f'"?u{number}" AS {name}', f'"?k{number}"', f'"?w{number}"']
    wrong = _any([f"\"?w{number}\" <> ''"], fields.required(declared, cell))
    return _Column(given, shown, wrong, joins)


def _direct(sheet: Sheet, declared: Field) -> _Column:
    value = f'"?u{declared.number}"'
    given = [f"{sheet.direct[declared.name]} AS {value}"]
    wrong = [each.condition(value) for each in fields.violations(declared)]
    empty = fields.required(declared, value)  # its text costs a cast
    return _Column(given, [f"{value} AS {sql.value(declared)}"], _any(wrong, empty))


def _read(sheet: Sheet, declared: Field, *, loosely: bool) -> _Column:
    """A field whose texts SQL can tell.

    Its value is worked out of the cell as it is written where no other mark than an empty cell
    stands for no value: that is no value of any type but text.
    """
    name, text, value = sql.value(declared), sql.cell(declared), f'"?u{declared.number}"'
    cell = sql.written(sheet.column(declared.name))
    form = fields.form(declared)
    assert form is not None  # otherwise it is told
    textual = declared.type in ("string", "any")
    plain = cell if declared.missing_values == ("",) and not textual else text
    right = form.right(plain, value)
    if sheet.native and declared.type == "string":
        fits = f"NOT starts_with({text}, {sql.literal(MISFIT)})"
        right = fits if right == "true" else f"{fits} AND ({right})"
    certain = right == "true"
    keyed = declared.name in sheet.keyed
    wrong = [] if certain else [f"({right}) IS NOT TRUE"]
    wrong += [each.condition(value) for each in fields.violations(declared)]
    wrong += fields.doubts(declared, plain, value, keyed=keyed)
    empty = fields.required(declared, text)
    enough = None if sheet.native else fields.accepted(declared, cell, value, keyed=keyed)
    flag: str | None = None
    if enough is not None:
        # CASE looks at the rest only where what is enough does not hold.
        # Of a blank row it does not matter where rows are only told good from bad.
        none = "true" if loosely else 'NOT "?blank"'
        none = none if declared.constraints.required else "false"
        flag = (
            f"CASE WHEN {enough} THEN false WHEN {fields.missing(declared, cell)} THEN {none} "
            f"ELSE ({' OR '.join(wrong) or 'false'}) IS TRUE END"
        )
    elif wrong:
        flag = _any([f"({text} IS NOT NULL AND ({' OR '.join(wrong)}))"], empty)
    else:
        flag = _any([], empty)
    shown = value if certain or loosely else f"CASE WHEN {right} THEN {value} END"
    return _Column([f"{form.value(plain)} AS {value}"], [f"{shown} AS {name}"], flag)


def _any(wrong: list[str], empty: str | None) -> str | None:
    found = [*wrong, *([empty] if empty else [])]
    return f"({' OR '.join(found)}) IS TRUE" if found else None


def records(
    connection: duckdb.DuckDBPyConnection, sheet: Sheet, lined: bool, rows: Collection[int]
) -> dict[int, list[str | None]]:
    """The cells of some records as they are written, by the number of the record.

    Those of a large file that are not bad, such as one that repeats a key, are picked out of it if
    they are ``lined``: each a line.
    """
    cells = ", ".join(sheet.cells[: sheet.width])
    found: dict[int, list[str | None]] = {}
    sources = [sheet.bad, sheet.raw] if sheet.large else [sheet.raw]
    for source in sources:
        left = [row for row in rows if row not in found]
        if left and source == sheet.raw and lined:
            assert sheet.reading is not None
            found |= reading.pick(sheet.reading, left)
        elif left:
            answer = connection.execute(
                f'SELECT "?row", {cells} FROM {source} '
                'WHERE "?row" IN (SELECT unnest(?::BIGINT[]))',
                [left],
            )
            found |= {row: list(values) for row, *values in answer.fetchall()}
    return found


def expose(
    connection: duckdb.DuckDBPyConnection, sheet: Sheet, *, wrong: Collection[str], once: bool
) -> None:
    """Make the view that rules read: ``wrong`` cells as NULL and, if ``once``, no key twice."""
    shown = [
        f"CASE WHEN NOT {sql.flag(f)} THEN {sql.value(f)} END AS {quote(f.name)}"
        if f.name in wrong
        else quote(f.name)
        for f in sheet.table.fields
        if not f.shadowed
    ] or ["NULL"]
    unrepeated = ""
    if once:
        key = ", ".join(sheet.key(name) for name in sheet.table.primary_key)
        unrepeated = f' QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY "?row") = 1'
    # To look through a view costs each statement as much as a small table does.
    connection.execute(
        f"CREATE {'VIEW' if sheet.large else 'TABLE'} {quote(sheet.table.name)} AS "
        f"SELECT {', '.join(shown)} "
        f'FROM {sheet.typed} AS t WHERE NOT "?blank"{unrepeated}'
    )


def expose_nothing(connection: duckdb.DuckDBPyConnection, sheet: Sheet) -> None:
    """An empty view in place of a table that could not be read, so that SQL still binds."""
    columns = [
        f"NULL::{fields.sql_type(f)} AS {quote(f.name)}"
        for f in sheet.table.fields
        if not f.shadowed
    ]
    selected = ", ".join(columns) or "NULL"
    connection.execute(f"CREATE VIEW {quote(sheet.table.name)} AS SELECT {selected} WHERE false")
