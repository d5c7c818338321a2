"""A Parquet file as a source: every instant is kept, and is the same wherever it is read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from pathlib import Path


def test_instants_are_kept_whole_in_every_time_zone(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    source = folder / "readings.parquet"
    duckdb.sql(
        "COPY (SELECT 1 AS id, TIMESTAMPTZ '2019-12-31 23:30:00.25+00' AS at, "
        f"TIMESTAMP '2020-02-29 12:00:00' AS plain) TO '{source}'"
    )
    fields = [
        {"name": "id", "type": "integer"},
        {"name": "at", "type": "datetime"},
        {"name": "plain", "type": "datetime"},
    ]
    schema = {"fields": fields, "primaryKey": ["id"]}
    resource = {"name": "readings", "path": source.name, "schema": schema}
    descriptor = {"name": "instants", "version": "1.0.0", "resources": [resource]}
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    written = set()
    for zone in ("UTC", "Asia/Karachi", "America/St_Johns"):
        output = tmp_path / zone.replace("/", "-")
        subprocess.run(
            [sys.executable, "-m", "sourcebook", "build", str(folder), "--output", str(output)],
            env={**os.environ, "TZ": zone},
            check=True,
            capture_output=True,
        )
        written.add((output / "instants-1.0.0" / "data" / "readings.csv").read_text("utf-8"))
    assert written == {
        "id,at,plain\n1,2019-12-31T23:30:00.25Z,2020-02-29T12:00:00\n",
    }
