"""A later version of the incident table, with 10,000 changes among 2,000,000 rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from pathlib import Path

CHANGED = """
SELECT * EXCLUDE (number) REPLACE (
    CASE WHEN number % 240 = 1 THEN CAST(coalesce(CAST(injured AS INTEGER), 0) + 1 AS VARCHAR)
        ELSE injured END AS injured
) FROM made WHERE number % 2400 <> 2
UNION ALL
SELECT * EXCLUDE (number) REPLACE ('inc-9' || right(incident_id, 7) AS incident_id)
FROM made WHERE number % 2400 = 3
"""
"""8,334 cells changed, 833 rows removed and as many added: of 2,000,000 rows."""


def changed(file: Path) -> Path:
    """A later version of the table, made if it is not there."""
    later = file.with_name(f"{file.stem}-changed.csv")
    if not later.exists():
        part = later.with_suffix(".part")
        with duckdb.connect() as connection:
            connection.execute(
                "CREATE VIEW made AS SELECT *, CAST(right(incident_id, 8) AS INTEGER) AS number "
                f"FROM read_csv('{file}', all_varchar=true, header=true)"
            )
            connection.execute(f"COPY ({CHANGED}) TO '{part}' (FORMAT csv, HEADER)")
        part.rename(later)
    return later
