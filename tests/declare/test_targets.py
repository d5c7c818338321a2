"""Targets: a file is a descriptor, the data of a dataset, or data with a schema."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from described import package, resource
from small import BREADS_SCHEMA
from sourcebook.declare import open_target
from sourcebook.errors import DeclarationError, UseError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    file = tmp_path / "breads.schema.yaml"
    file.write_text(BREADS_SCHEMA, encoding="utf-8")
    return file


FILES = [
    ("b.csv", "csv", None, ","),
    ("b.TSV", "csv", None, "\t"),
    ("b.json", "json", None, ","),
    ("b.ndjson", "ndjson", None, ","),
    ("b.xlsx", "xlsx", None, ","),
    ("b.parquet", "parquet", None, ","),
    ("b.csv.gz", "csv", "gz", ","),
    ("b.zip", "csv", "zip", ","),
    ("b.txt", "csv", None, ","),
]


@pytest.mark.parametrize(("name", "kind", "compression", "delimiter"), FILES)
def test_a_data_file_of_any_kind_goes_with_a_schema(
    tmp_path: Path, schema: Path, name: str, kind: str, compression: str | None, delimiter: str
) -> None:
    (tmp_path / name).write_bytes(b"")
    target = open_target(tmp_path / name, schema)
    table = target.dataset.tables[0]
    assert (target.only, target.dataset.file, table.name) == (None, "", "breads")
    assert (table.format, table.compression, table.dialect.delimiter) == (
        kind,
        compression,
        delimiter,
    )
    assert table.files == (tmp_path / name,)


def test_a_file_that_is_not_read_is_told_by_its_format(tmp_path: Path, schema: Path) -> None:
    (tmp_path / "b.ods").write_bytes(b"")
    with pytest.raises(DeclarationError, match="the format 'ods' is not read yet"):
        open_target(tmp_path / "b.ods", schema)


@pytest.mark.parametrize("name", ["breads.csv", "breads.csv.gz", "breads.json", "breads.xlsx"])
def test_a_loose_file_is_checked_by_the_schema_of_its_name(tmp_path: Path, name: str) -> None:
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "breads.yaml").write_text(BREADS_SCHEMA, encoding="utf-8")
    (tmp_path / name).write_text("[]", encoding="utf-8")
    assert [table.name for table in open_target(tmp_path / name).dataset.tables] == ["breads"]


@pytest.mark.parametrize("name", ["t.json", "t2.csv", "t.tsv.gz"])
def test_a_file_of_a_dataset_is_checked_as_its_table(tmp_path: Path, name: str) -> None:
    tables = [
        resource(name="a", path="t.json"),
        resource(name="b", path=["t1.csv", "t2.csv"]),
        resource(name="c", path="t.tsv.gz"),
    ]
    package(tmp_path, *tables)
    (tmp_path / name).write_text("[]", encoding="utf-8")
    wanted = {"t.json": "a", "t2.csv": "b", "t.tsv.gz": "c"}[name]
    assert open_target(tmp_path / name).only == frozenset({wanted})


def test_json_is_a_descriptor_where_it_lists_resources(tmp_path: Path) -> None:
    package(tmp_path, resource())
    other = tmp_path / "other.json"
    (tmp_path / "datapackage.json").rename(other)
    assert open_target(other).dataset.file.endswith("other.json")


def test_a_schema_alone_is_told_to_go_with_its_data(tmp_path: Path) -> None:
    file = tmp_path / "schema.json"
    file.write_text(json.dumps({"fields": [{"name": "a"}]}), encoding="utf-8")
    with pytest.raises(DeclarationError) as raised:
        open_target(file)
    told = str(raised.value.mistakes[-1])
    assert "resources: is missing. This is a schema: name its data file, with --schema" in told


def test_json_that_nothing_declares_asks_for_a_schema(tmp_path: Path) -> None:
    file = tmp_path / "rows.json"
    file.write_text("[[1]]", encoding="utf-8")
    with pytest.raises(UseError, match="Name one with --schema FILE"):
        open_target(file)
