"""The cells of the rows that findings stand in, and the key that tells such a row from the others.

A row with a whole primary key is that key, wherever it stands and whatever else is in it. Any other
is its cells: numbers of rows and lines move with each row above.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from sourcebook.declare import Table, Target
    from sourcebook.findings import Finding

Records = dict[tuple[str, int], "Mapping[str, str | None]"]
"""By table and row, the cells as they are written, by field."""


def key(finding: Finding, table: Table, records: Records) -> tuple[str, ...] | None:
    """The primary key of the row of a finding; ``None`` where it is not whole, or there is none.

    A fault of the structure bears no key; the row that it stands in may have one all the same.
    """
    if not table.primary_key:
        return None
    cells = finding.key
    if cells is None and finding.row is not None:
        record = records.get((table.name, finding.row), {})
        cells = {
            name: cell
            for name in table.primary_key
            if (cell := record.get(name)) not in table.field(name).missing_values
        }
    found = [None if cells is None else cells.get(name) for name in table.primary_key]
    return None if any(cell is None for cell in found) else tuple(map(str, found))


def is_told(finding: Finding) -> bool:
    """Whether a finding says by itself which row it stands in, or stands in none."""
    if finding.row is None:
        return True
    return finding.key is not None and None not in finding.key.values()


def read(target: Target, findings: Iterable[Finding]) -> Records:
    """The cells of the rows of findings; a table is read again where they do not bring them."""
    records: Records = {}
    wanted: dict[str, set[int]] = {}
    for finding in findings:
        if finding.row is None:
            continue
        if finding.record is not None:
            records[finding.table, finding.row] = finding.record
        else:
            wanted.setdefault(finding.table, set()).add(finding.row)
    for name, rows in wanted.items():
        missing = {row for row in rows if (name, row) not in records}
        if missing:
            records.update(_read(target, target.dataset.table(name), missing))
    return records


def _read(target: Target, table: Table, rows: Collection[int]) -> Records:
    from sourcebook.engines import loading, sql
    from sourcebook.engines.connection import connect

    with tempfile.TemporaryDirectory(prefix="sourcebook-") as folder:
        scratch = Path(folder)
        with connect(target.dataset, scratch) as connection:
            sheet = loading.load(connection, table, scratch)
            if not sheet.readable:
                return {}
            fields = [(n, f.name) for n, f in enumerate(sheet.columns, start=1) if f is not None]
            columns = ", ".join(['"?row"', *(sql.written(number) for number, _ in fields)])
            found = connection.execute(
                f'SELECT {columns} FROM {sheet.raw} WHERE "?row" IN (SELECT unnest(?::BIGINT[]))',
                [list(rows)],
            ).fetchall()
    names = [name for _, name in fields]
    return {(table.name, row): dict(zip(names, cells, strict=True)) for row, *cells in found}
