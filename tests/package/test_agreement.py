"""CSV and Parquet hold the same values, whatever reads them."""

from __future__ import annotations

import csv
import json
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow.csv
import pyarrow.parquet
import pytest

from sourcebook.package import build

ROOT = Path(__file__).parents[2]
SHIPPED = sorted(file.parent for file in (ROOT / "datasets").glob("*/datapackage.yaml"))

PARSE = {
    "integer": int,
    "year": int,
    "number": float,
    "boolean": "true".__eq__,
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
}

Rows = list[tuple[Any, ...]]


@pytest.fixture(scope="module", params=["small", *(folder.name for folder in SHIPPED)])
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if request.param == "small":
        return request.getfixturevalue("package")
    output = tmp_path_factory.mktemp("dist")
    return build(ROOT / "datasets" / request.param, output)


def tables(package: Path) -> list[tuple[str, dict[str, Any]]]:
    descriptor = json.loads((package / "datapackage.json").read_text("utf-8"))
    return [(resource["name"], resource["schema"]) for resource in descriptor["resources"]]


def by_csv_module(file: Path) -> Rows:
    with file.open(encoding="utf-8", newline="") as text:
        return [tuple(row) for row in csv.reader(text)][1:]


def texts(file: Path) -> dict[str, Rows]:
    """The cells of a CSV file, as text, by four readers."""
    options = pyarrow.csv.ConvertOptions(
        column_types=dict.fromkeys(pyarrow.csv.open_csv(file).schema.names, pyarrow.string()),
        strings_can_be_null=False,
    )
    parsed = pyarrow.csv.ParseOptions(newlines_in_values=True)
    arrow = pyarrow.csv.read_csv(file, parse_options=parsed, convert_options=options)
    frame = pd.read_csv(file, dtype=str, keep_default_na=False)
    polars = pl.read_csv(file, infer_schema=False).fill_null("")
    sql = "SELECT * FROM read_csv(?, all_varchar=true, header=true, nullstr='\x01')"
    return {
        "pandas": list(frame.itertuples(index=False, name=None)),
        "polars": polars.rows(),
        "pyarrow": [tuple(row.values()) for row in arrow.to_pylist()],
        "duckdb": duckdb.execute(sql, [str(file)]).fetchall(),
    }


def values(file: Path, names: list[str]) -> dict[str, Rows]:
    """The fields of a Parquet file by four readers, each with its defaults."""
    frame = pd.read_parquet(file)[names].astype(object)
    frame = frame.where(frame.notna(), None)
    columns = ", ".join(f'"{name}"' for name in names)
    query = f"SELECT {columns} FROM read_parquet(?)"
    return {
        "pandas": list(frame.itertuples(index=False, name=None)),
        "polars": pl.read_parquet(file).select(names).rows(),
        "pyarrow": [
            tuple(row.values())
            for row in pyarrow.parquet.read_table(file).select(names).to_pylist()
        ],
        "duckdb": duckdb.execute(query, [str(file)]).fetchall(),
    }


def test_csv_reads_the_same_everywhere(built: Path) -> None:
    for name, _ in tables(built):
        file = built / "data" / f"{name}.csv"
        expected = by_csv_module(file)
        for reader, rows in texts(file).items():
            assert rows == expected, (name, reader)


def test_parquet_holds_what_the_csv_says_everywhere(built: Path) -> None:
    for name, schema in tables(built):
        parsers = [PARSE.get(field["type"], str) for field in schema["fields"]]
        expected = [
            tuple(parse(cell) if cell else None for parse, cell in zip(parsers, row, strict=True))
            for row in by_csv_module(built / "data" / f"{name}.csv")
        ]
        names = [field["name"] for field in schema["fields"]]
        for reader, rows in values(built / "data" / f"{name}.parquet", names).items():
            assert rows == expected, (name, reader)


def test_duckdb_reads_the_files_by_name(built: Path) -> None:
    for name, _ in tables(built):
        both = [
            duckdb.execute(f"SELECT count(*) FROM '{built / 'data' / name}.{kind}'").fetchall()
            for kind in ("csv", "parquet")
        ]
        assert both[0] == both[1]
