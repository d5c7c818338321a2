"""The labels of a table: the records that its dialect names as header, joined into one.

Source: ``header``, ``headerRows`` and ``headerJoin`` of
https://datapackage.org/standard/table-dialect/.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sourcebook.engines.reading.fault import Fault, UnreadableError, unclosed
from sourcebook.engines.reading.tokens import COMMENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sourcebook.declare.model import Dialect
    from sourcebook.engines.reading.tokens import Batch, Record


COLUMNS = 100_000
"""Cells of the longest header that is read."""


@dataclass(frozen=True, slots=True)
class Header:
    labels: list[str]
    first: int
    """The number of the first record below it."""
    width: int
    """Cells of the header, or, without one, of the first record."""
    line: int | None = None
    """The line on which its last record starts."""


def read(batches: Iterable[Batch], dialect: Dialect) -> Header:
    """The header of a table, from batches of a single record each.

    Raises ``UnreadableError`` where there is none, or no record at all.
    """
    rows = set(dialect.header_rows if dialect.header else ())
    last = max(rows, default=0)
    found: list[Record] = []
    line = None
    empty = True
    for batch in batches:
        empty = False
        cells, row = batch.records[0], batch.row
        if batch.open is not None and row <= last:
            raise UnreadableError(unclosed(row, batch.open))
        if row > last and cells:
            # Only reached without a header: its width is that of the first record with cells.
            return Header([], 1, len(cells))
        if row in rows:
            if cells is not COMMENT:
                found.append(cells)
                line = batch.lines[0] if len(batch.lines) else None
            elif dialect.header_rows == (1,):
                # Where nothing else is said, the header is the first record that is no comment.
                rows, last = {row + 1}, row + 1
        if row == last:
            break
    if empty:
        raise UnreadableError(Fault("source-error", detail="the file is empty"))
    return _header(_joined(found, dialect.header_join), last, line)


def _header(labels: list[str], last: int, line: int | None) -> Header:
    """A header that ends with that record. Raises ``UnreadableError``."""
    if not last:
        return Header([], 1, 1)
    if not labels:
        raise UnreadableError(Fault("blank-header", last, line=line))
    if len(labels) > COLUMNS:
        detail = f"its header has {len(labels):,} cells; more than {COLUMNS:,} are not read"
        raise UnreadableError(Fault("source-error", last, line=line, detail=detail))
    return Header(labels, last + 1, len(labels), line)


def _joined(records: Sequence[Record], join: str) -> list[str]:
    """One label for each column of several records of header.

    A record that ends early gives its last cell to the columns beyond, as a merged cell would
    (the specification's own example); a cell that is empty or says the same again adds nothing.
    """
    if len(records) < 2:
        return list(records[0]) if records else []
    labels = []
    for column in range(max(map(len, records))):
        parts: list[str] = []
        for cells in records:
            cell = cells[min(column, len(cells) - 1)] if cells else ""
            if cell and parts[-1:] != [cell]:
                parts.append(cell)
        labels.append(join.join(parts))
    return labels
