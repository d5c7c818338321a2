"""The cells of a table as typed values, and which of them are wrong: ``typed`` and what follows it.

See ``sheet`` for the relations of a table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcebook.declare.binding import quote
from sourcebook.engines import fields, sql, told
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
    connection.execute(f"CREATE OR REPLACE {kind} {sheet.typed} AS {_typed(sheet, sheet.raw)}")


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
    """The text of a field's cell in ``raw``."""
    return sql.text(declared, f"c{sheet.column(declared.name)}")


def _typed(sheet: Sheet, source: str) -> str:
    """The SELECT of ``typed`` over a relation like ``raw``."""
    texts, loose, joins, shown = [], [], [], []
    sheet.checked = []
    place = ['"?row"', '"?broken"', '"?blank"']
    for declared in sheet.table.fields:
        number, name = declared.number, sql.value(declared)
        cell, given, flag = sql.cell(declared), f'"?u{number}"', sql.flag(declared)
        kind = fields.sql_type(declared)
        if sheet.column(declared.name) is None:
            # No column: nothing to check, and every rule that reads it is unknown.
            shown += [f"NULL::VARCHAR AS {cell}", f"NULL::{kind} AS {name}", f"true AS {flag}"]
            continue
        texts.append(f"{_text(sheet, declared)} AS {cell}")
        shown.append(cell)
        filled = cell
        if declared.name in sheet.told:
            alias = f'"?j{number}"'
            joins.append(
                f"LEFT JOIN {sheet.told[declared.name]} AS {alias} ON {alias}.cell = {cell}"
            )
            loose.append(f'{alias}.value AS {given}, {alias}.key AS "?k{number}"')
            loose.append(f'{alias}.wrong AS "?w{number}"')
            shown += [f"{given} AS {name}", f'"?k{number}"', f'"?w{number}"']
            wrong = [f"\"?w{number}\" <> ''"]
        else:
            value, right = _value(sheet, declared, cell)
            if declared.name in sheet.direct:
                texts.append(f"p{sheet.column(declared.name)}")
                filled = given  # its text costs a cast
            loose.append(f"{value} AS {given}")
            certain = right == "true"
            shown.append(f"{given if certain else f'CASE WHEN {right} THEN {given} END'} AS {name}")
            wrong = [] if certain else [f"({cell} IS NOT NULL AND ({right}) IS NOT TRUE)"]
            wrong += [each.condition(given) for each in fields.violations(declared)]
            keyed = declared.name in sheet.keyed
            if declared.name not in sheet.direct:
                wrong += fields.doubts(declared, cell, given, keyed=keyed)
        empty = fields.required(declared, filled)
        wrong += [empty] if empty else []
        if wrong:
            sheet.checked.append(declared)
            shown.append(f"({' OR '.join(wrong)}) IS TRUE AS {flag}")
    cells = sheet.cells if sheet.large else []
    # Not WITH: DuckDB lays down what stands there.
    return (
        f"SELECT {', '.join([*place, *cells, *shown])} FROM ("
        f"SELECT texts.*{''.join(f', {each}' for each in loose)} FROM ("
        f"SELECT {', '.join([*place, *cells, *texts])} FROM {source}) AS texts {' '.join(joins)})"
    )


def _value(sheet: Sheet, declared: Field, cell: str) -> tuple[str, str]:
    """The value of a text, and whether the text is one of its type, given ``?un``."""
    if declared.name in sheet.direct:
        return sheet.direct[declared.name], "true"
    form = fields.form(declared)
    assert form is not None  # otherwise it is told
    right = form.right(cell, f'"?u{declared.number}"')
    if sheet.native and declared.type == "string":
        right = f"NOT starts_with({cell}, {sql.literal(MISFIT)})"
    return form.value(cell), right


def gather(connection: duckdb.DuckDBPyConnection, sheet: Sheet) -> None:
    """Read a large file, once: make ``rows`` and ``bad``.

    A row is bad where a cell is wrong, its structure is, or one of the sheet's suspicions holds.
    """
    name = quote(sheet.table.name)
    doubts = ['"?blank"', '"?broken"', *(sql.flag(f) for f in sheet.checked), *sheet.suspicions]
    kept = sheet.cells
    keys = [sheet.key(f.name) for f in sheet.present if f.name in sheet.keyed]
    # A table keeps the order of the file, which numbers its records for nothing; after a join, and
    # where the file itself says the number, that is kept.
    numbered = bool(sheet.told) or sheet.reading is None or not sheet.reading.plain
    number = '"?row", ' if numbered else ""
    if_bad = [*(f'CASE WHEN "?bad" THEN {cell} END AS {cell}' for cell in kept)]
    if_bad += [f'"?bad" AND {each} AS {each}' for each in ('"?broken"', '"?blank"')]
    connection.execute(
        f'CREATE OR REPLACE TABLE kept.{name} AS SELECT {number}"?bad", '
        f'{", ".join([*if_bad, *keys])} FROM (SELECT *, ({" OR ".join(doubts)}) IS TRUE AS "?bad" '
        f"FROM {sheet.typed} AS {name})"
    )
    first = sheet.reading.first if sheet.reading is not None else 2
    row = "" if numbered else f'rowid + {first} AS "?row", '
    connection.execute(f"CREATE OR REPLACE VIEW rows.{name} AS SELECT {row}* FROM kept.{name}")
    bad = f'(SELECT {row}* FROM kept.{name} WHERE "?bad")'
    connection.execute(f"CREATE OR REPLACE VIEW {sheet.bad} AS {_typed(sheet, bad)}")


def records(
    connection: duckdb.DuckDBPyConnection, sheet: Sheet, rows: Collection[int]
) -> dict[int, list[str | None]]:
    """The cells of some records as they are written, by the number of the record."""
    cells = ", ".join(f"c{number}" for number in range(1, sheet.width + 1))
    found: dict[int, list[str | None]] = {}
    sources = [sheet.bad, sheet.raw] if sheet.large else [sheet.raw]
    for source in sources:
        left = [row for row in rows if row not in found]
        if left:
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
