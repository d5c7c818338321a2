"""A table read into DuckDB: the source first, then what its cells mean.

A large file is read once, so what there is to suspect in a row must be known when that is done.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import duckdb

from sourcebook.engines import formulas, gathering, labels, parquet, reading, textfile, typed
from sourcebook.engines.reading import Fault
from sourcebook.engines.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from pathlib import Path

    from sourcebook.declare import Table
    from sourcebook.engines.reading import Reading


def load(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    scratch: Path,
    *,
    keyed: Collection[str] = (),
    joined: Collection[str] = (),
    suspicions: Sequence[str] = (),
    curated: bool = False,
    then: Callable[[duckdb.DuckDBPyConnection, Sheet], None] | None = None,
    known: Reading | None = None,
) -> Sheet:
    """Read the source of a table into ``connection``. What is wrong with it is in the sheet.

    ``keyed`` and ``joined`` are the fields of which keys within the table are made, and those
    between tables, ``suspicions`` conditions on the values of the
    table under which a row is looked at again. ``then`` is what is done with ``raw`` instead of
    making the typed relations, by somebody who knows the table to be valid. ``known`` spares the
    look at a file that we have written ourselves.
    """
    asked = {f.name: formulas.condition(f) for f in formulas.fields(table)} if curated else {}
    doubts = (*suspicions, *asked.values())
    sheet = Sheet(
        table,
        keyed=frozenset(keyed) | frozenset(joined),
        joined=frozenset(joined),
        formulas=asked,
        suspicions=doubts,
    )
    quick = partial(_sifted, connection, sheet) if then is None else None
    read = sheet.reading = known or reading.read(table, scratch, curated=curated, quick=quick)
    sheet.faults, sheet.readable = list(read.faults), read.readable
    if not sheet.readable or table.format == "none":
        return sheet
    problem = "no parser takes it"
    kind = parquet if table.format == "parquet" else textfile
    for make_raw in kind.ways(connection, sheet, scratch):
        try:
            make_raw()
        except duckdb.Error as error:
            problem = str(error).splitlines()[0]
            continue
        try:
            (then or again)(connection, sheet)
        except duckdb.Error as error:
            if not _of_file(error):
                raise
            problem = str(error).splitlines()[0]
            sheet.told.clear()
        else:
            return sheet
    if sheet.readable:
        sheet.faults.append(Fault("source-error", detail=problem))
    sheet.readable = False
    sheet.columns = []
    return sheet


def _sifted(connection: duckdb.DuckDBPyConnection, sheet: Sheet, read: Reading) -> int | None:
    """The lines of a text of which all records are known after a quick look; see ``sifting``."""
    assert read.file is not None
    if read.file.stat().st_size < textfile.LARGE:
        return None
    from sourcebook.engines import sifting

    sheet.columns, _ = labels.columns(read)
    sheet.large = True
    lines = sifting.sift(connection, sheet, read)
    if lines is None:
        sheet.columns, sheet.large = [], False
    return lines


def again(connection: duckdb.DuckDBPyConnection, sheet: Sheet, names: Iterable[str] = ()) -> None:
    """Make the typed relations of a table (again), with the fields ``names`` told by Python."""
    for name in names:
        # What is told now was not known when the file was sifted.
        sheet.sifted, sheet.once = False, frozenset()
        typed.tell(connection, sheet, sheet.table.field(name))
    typed.lay_down(connection, sheet)
    if not sheet.large:
        return
    try:
        gathering.gather(connection, sheet)
    except duckdb.Error as error:
        if _of_file(error) or not sheet.suspicions:
            raise
        # The SQL of a rule fails on some row: each is then run by itself, and the right one blamed.
        sheet.suspicions = ()
        gathering.gather(connection, sheet)


def _of_file(error: duckdb.Error) -> bool:
    """Whether it is the file that DuckDB stumbles over, and not what it was asked of it."""
    kinds = (duckdb.InvalidInputException, duckdb.IOException, duckdb.SerializationException)
    return "CSV " in str(error) or (isinstance(error, kinds) and "arquet" in str(error))
