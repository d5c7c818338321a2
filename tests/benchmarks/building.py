"""The work of ``sourcebook build`` on one table, in a process of its own, for ``large``.

    building.py ours FILE FOLDER     CSV and Parquet, with content hash and reading both back
    building.py bare FILE FOLDER     DuckDB's bare COPY of the same typed rows to both
    building.py others FILE FOLDER   what else a package has of the table: GeoJSON and SQLite

The checks are not in it: they are the validation that is measured apart.
"""

from __future__ import annotations

import resource
import shutil
import sys
import time
from pathlib import Path

from incidents import FIELDS

TYPES = {
    "integer": "BIGINT", "number": "DOUBLE", "date": "DATE", "boolean": "BOOLEAN",
    "datetime": "TIMESTAMP", "string": "VARCHAR",
}  # fmt: skip


def bare(file: Path, folder: Path) -> None:
    import duckdb

    columns = ", ".join(f"'{f['name']}': '{TYPES[f['type']]}'" for f in FIELDS)
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        for kind, options in (("csv", "FORMAT csv, HEADER"), ("parquet", "COMPRESSION zstd")):
            connection.execute(
                f"COPY (FROM read_csv('{file}', header=true, auto_detect=false, delim=',', "
                f"quote='\"', escape='\"', columns={{{columns}}})) "
                f"TO '{folder / f'bare.{kind}'}' ({options})"
            )


class Laps:
    """Tells on stderr what each part has cost."""

    def __init__(self) -> None:
        self._start = self._now()

    def _now(self) -> tuple[float, float]:
        used = resource.getrusage(resource.RUSAGE_SELF)
        return time.perf_counter(), used.ru_utime + used.ru_stime

    def tell(self, what: str) -> None:
        now = self._now()
        wall, cpu = (one - other for one, other in zip(now, self._start, strict=True))
        print(f"  {what:20}{cpu:8.2f} cpu s {wall:8.2f} wall s", file=sys.stderr)
        self._start = now


def ours(descriptor: Path, folder: Path, *, others: bool) -> None:
    from sourcebook.declare import open_target
    from sourcebook.package import database, geojson, readback, staging, writing

    table = open_target(descriptor).dataset.tables[0]
    laps = Laps()
    with staging.connect(folder) as connection:
        staged = staging.stage(connection, table, folder)
        laps.tell("stage")
        if others:
            geojson.write(connection, staged, folder / "ours.geojson")
            assert geojson.differences(connection, staged, folder / "ours.geojson") == 0
            laps.tell("GeoJSON")
            database.write(connection, [staged], folder / "ours.sqlite")
            assert database.differences(connection, staged, folder / "ours.sqlite") == 0
            laps.tell("SQLite")
            return
        csv, parquet = folder / "ours.csv", folder / "ours.parquet"
        writing.write_csv(connection, staged, csv)
        laps.tell("CSV")
        writing.write_parquet(connection, staged, parquet)
        laps.tell("Parquet and hash")
        readback.compare(connection, staged, csv, parquet, folder)
        laps.tell("read back")


def main() -> None:
    what, file, into = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    folder = into / what
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        if what == "bare":
            bare(file, folder)
        else:
            ours(file, folder, others=what == "others")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
