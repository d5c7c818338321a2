"""Values that are no texts in their source, and texts that are, by every engine alike."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import sourcebook

if TYPE_CHECKING:
    from pathlib import Path

ENGINES = ("duckdb", "pandera", "frictionless")
UUID = "c56a4180-65aa-42ec-a945-5fd21dec0538"


def found(folder: Path, file: str, *fields: dict[str, Any], engine: str, **words: Any) -> Any:
    schema = {"fields": list(fields), **words}
    resource = {"name": "t", "path": file, "schema": schema}
    descriptor = {"name": "d", "resources": [resource]}
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    report = sourcebook.validate(folder / "datapackage.json", engine=engine)
    return [(each.code, each.row) for each in report.findings]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_text_in_json_is_held_to_the_format_of_its_field(tmp_path: Path, engine: str) -> None:
    rows = [{"a": UUID}, {"a": "x"}, {"a": 1}]
    (tmp_path / "t.json").write_text(json.dumps(rows), encoding="utf-8")
    uuid = {"name": "a", "type": "string", "format": "uuid"}
    assert found(tmp_path, "t.json", uuid, engine=engine) == [("type-error", 3), ("type-error", 4)]


def test_a_quirk_is_recognised_in_parquet_too(tmp_path: Path) -> None:
    # Given texts that frictionless-py takes for durations and the standard does not (Q20),
    pq.write_table(pa.table({"a": ["P1D", "PT"]}), tmp_path / "t.parquet")
    found(tmp_path, "t.parquet", {"name": "a", "type": "duration"}, engine="duckdb")
    # When all engines are asked, then they are not said to disagree.
    report = sourcebook.validate(tmp_path / "datapackage.json", engine="all")
    assert report.agreement.differences == ()
    assert [(each.code, each.row) for each in report.findings] == [("type-error", 3)]
