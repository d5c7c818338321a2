"""Which rows of a large file are bad: ``rows`` and ``bad``, by one reading of it.

See ``sheet`` for the relations of a table. A file that has been sifted is not read again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcebook.declare.binding import quote
from sourcebook.engines import keys, sql
from sourcebook.engines.typed import select

if TYPE_CHECKING:
    import duckdb

    from sourcebook.engines.sheet import Sheet

HELD = 500_000
"""Bad rows of a large table up to which their values are laid down once."""


def gather(connection: duckdb.DuckDBPyConnection, sheet: Sheet) -> None:
    """Make ``rows`` and ``bad`` of a large file, which is read once.

    A row is bad where a cell is wrong, its structure is, or one of the sheet's suspicions holds.
    """
    name = quote(sheet.table.name)
    if sheet.sifted:
        bad, number = _of_rest(connection, sheet), f"SELECT count(*) FROM rest.{name}"
    else:
        bad = _of_file(connection, sheet)
        number = f'SELECT count(*) FILTER ("?bad") FROM kept.{name}'
    if sheet.held is not None:
        connection.execute(f"DROP {'TABLE' if sheet.held else 'VIEW'} {sheet.bad}")
        sheet.held = None
    held = connection.execute(number).fetchall()[0][0] <= HELD
    connection.execute(f"CREATE {'TABLE' if held else 'VIEW'} {sheet.bad} AS {bad}")
    sheet.held = held


def _of_file(connection: duckdb.DuckDBPyConnection, sheet: Sheet) -> str:
    """Look at every row: make ``rows``, and return the SELECT of those that are bad."""
    name = quote(sheet.table.name)
    typed = select(sheet, sheet.raw, loosely=True)
    keyed = [sheet.key(f.name) for f in sheet.present if f.name in sheet.keyed]
    # A table keeps the order of the file, which numbers its records for nothing; after a join, and
    # where the file itself says the number, that is kept.
    numbered = bool(sheet.told) or sheet.reading is None or not sheet.reading.plain
    # One list for all cells of a row: a column for each would cost every row its place in it.
    kept = ['"?row"'] if numbered else []
    kept += ['"?bad"', f'CASE WHEN "?bad" THEN [{", ".join(sheet.cells)}] END AS "?cells"']
    kept += [f'"?bad" AND {each} AS {each}' for each in ('"?broken"', '"?blank"')]
    connection.execute(
        f"CREATE OR REPLACE TABLE kept.{name} AS SELECT {', '.join([*kept, *keyed])} FROM ("
        f'SELECT *, ({_doubts(sheet)}) IS TRUE AS "?bad" FROM ({typed}) AS {name})'
    )
    _show_rows(connection, sheet, numbered=numbered)
    if sheet.direct:
        # Typed columns are read again, which is cheap, and the rows found by their number.
        bad = f'SELECT "?row" FROM rows.{name} WHERE "?bad"'
        return f'SELECT * FROM {sheet.typed} WHERE "?row" IN ({bad})'
    cells = (f'"?cells"[{at}] AS {cell}' for at, cell in enumerate(sheet.cells, start=1))
    bad = f'SELECT "?row", "?broken", "?blank", {", ".join(cells)} FROM rows.{name}'
    return select(sheet, f'({bad} WHERE "?bad")')


def _of_rest(connection: duckdb.DuckDBPyConnection, sheet: Sheet) -> str:
    """The same where the file has been sifted: only what is left of it is looked at."""
    name = quote(sheet.table.name)
    if sheet.unread:
        # Keys may be repeated, and are made of all rows.
        read = [f.name for f in sheet.present if f.name in {*sheet.joined, *sheet.unread}]
        shown = ", ".join(sheet.key(each) for each in read)
        values = select(sheet, sheet.raw, only=read)
        connection.execute(f"CREATE OR REPLACE TABLE kept.{name} AS SELECT {shown} FROM ({values})")
    _show_rows(connection, sheet, numbered=not sheet.unread)
    own, spare = sheet.cells[: sheet.width], sheet.cells[sheet.width :]
    filled = ", ".join(f"nullif({cell}, '')" for cell in own)
    cells = [*own, *(f"NULL::VARCHAR AS {cell}" for cell in spare)]
    place = f'"?row", false AS "?broken", coalesce({filled}) IS NULL AS "?blank"'
    typed = select(sheet, f"(SELECT {place}, {', '.join(cells)} FROM rest.{name})")
    return f"SELECT * FROM ({typed}) AS {name} WHERE ({_doubts(sheet)}) IS TRUE"


def _doubts(sheet: Sheet) -> str:
    """When a row of ``typed`` is bad, by its cells, which have just been selected."""
    doubts = ['"?blank"', '"?broken"', *(sql.flag(f) for f in sheet.checked), *sheet.suspicions]
    if keys.has_primary(sheet):
        doubts.append(keys.empty(sheet))
    return " OR ".join(doubts)


def _show_rows(connection: duckdb.DuckDBPyConnection, sheet: Sheet, *, numbered: bool) -> None:
    name = quote(sheet.table.name)
    first = sheet.reading.first if sheet.reading is not None else 2
    row = "" if numbered else f'rowid + {first} AS "?row", '
    connection.execute(f"CREATE OR REPLACE VIEW rows.{name} AS SELECT {row}* FROM kept.{name}")
