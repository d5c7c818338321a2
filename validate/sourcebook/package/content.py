"""The content hash of a table: of what it says, not of the bytes that say it.

It is the SHA-256 of this text in UTF-8, written ``sha256:`` and 64 hexadecimal digits:

* One line for the names of the fields, then one line a row, each ended by a line feed (U+000A).
* The cells of a line are parted by commas, in the order of the schema.
* A cell that has no value (null; in CSV one of the field's ``missingValues``) is nothing at all.
* An ``integer`` or ``year`` is in decimal digits, with ``-`` where it is negative, with neither
  ``+`` nor zeros in front. A ``boolean`` is ``true`` or ``false``.
* A ``number`` is the shortest decimal that gives the same IEEE 754 double, as Python's ``repr``
  writes it: ``1.5``, ``100.0``, ``1e-05``, ``1e+16``, ``inf``, ``-inf``, ``nan``; minus zero is
  ``0.0``. So ``1.50``, ``1.5`` and ``15e-1`` are the same number, and so are two decimals which no
  double tells apart.
* A ``date`` is ``YYYY-MM-DD``, a ``time`` ``HH:MM:SS``, a ``datetime`` ``YYYY-MM-DD HH:MM:SS`` in
  UTC (one without a zone is taken as UTC), both with a point and as many digits of a fraction as
  are not trailing zeros, at most six.
* A cell of any other type, and each name, is its text in double quotes, every double quote in it
  written twice. Nothing else is changed: not case, blanks, line ends or Unicode's forms.
* Rows are sorted by the primary key: its fields in their order, numbers and times by value,
  ``false`` before ``true``, texts by their code points, no value last; rows of equal keys by their
  lines' bytes. The rows of a table without a primary key keep the order in which they stand: there
  it is part of the content.

So the hash does not depend on the format, its writer or version, on how a number or date is
spelled, on the order of rows that have keys, or on titles and constraints. Every file of a package
has its rows in this order already.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sourcebook.declare.binding import quote
from sourcebook.engines import sql
from sourcebook.package.plain import VALUED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import duckdb
    import pyarrow as pa

    from sourcebook.declare import Field

BATCH = 122_880


class Hash:
    """A content hash in the making: fed with columns of lines."""

    def __init__(self, fields: Iterable[Field]) -> None:
        self._digest = hashlib.sha256()
        names = ",".join('"' + field.name.replace('"', '""') + '"' for field in fields)
        self._digest.update(names.encode() + b"\n")

    def update(self, lines: pa.Array) -> None:
        """Add lines that ``line`` made. Arrow holds them one after the other."""
        _, offsets, data = lines.buffers()
        if data is None or not len(lines):
            return
        ends = memoryview(offsets).cast("i")
        first, last = ends[lines.offset], ends[lines.offset + len(lines)]
        self._digest.update(memoryview(data)[first:last])

    def text(self) -> str:
        """The hash as ``datapackage.json`` has it."""
        return f"sha256:{self._digest.hexdigest()}"


def line(fields: Iterable[Field], value: Callable[[Field], str]) -> str:
    """The SQL of a row's line, without its end; ``value`` gives that of a field's typed value."""
    return f"concat_ws(',', {', '.join(_cell(field, value(field)) for field in fields)})"


def _cell(field: Field, value: str) -> str:
    if field.type == "number":
        # Adding zero makes minus zero zero.
        text = f"CAST({value} + 0.0 AS VARCHAR)"
    elif field.type in VALUED:
        text = f"CAST({value} AS VARCHAR)"
    else:
        mark = sql.literal('"')
        text = f"{mark} || replace({value}, {mark}, {sql.literal(chr(34) * 2)}) || {mark}"
    return f"coalesce({text}, '')"


def sha256(connection: duckdb.DuckDBPyConnection, fields: tuple[Field, ...], relation: str) -> str:
    """The content hash of a relation of typed columns, named like the fields, rows in order."""
    found = Hash(fields)
    lines = line(fields, lambda field: quote(field.name))
    rows = connection.sql(f"SELECT {lines} || chr(10) FROM {relation}")
    for batch in rows.to_arrow_reader(BATCH):
        found.update(batch.column(0))
    return found.text()
