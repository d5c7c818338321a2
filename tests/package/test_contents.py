"""A package has all its files, each says what it should, and others' tools read it."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest

from sourcebook.declare import open_target
from sourcebook.package import build

if TYPE_CHECKING:
    from pathlib import Path

STATIONS = """\
station_id,name,kind,latitude,longitude,region,height,opened,parent_id,active
st-1,"Fell, Upper",hill,54.5,-3.2,north,612,1961,,true
st-2,"The ""Quay"" # 2",coast,50.1,-5.5,south,-2,2004,st-1,false
st-3,Émile|*bold*,hill,54.9,-3.0,north,,1999,st-1,true
"""


def descriptor(package: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((package / "datapackage.json").read_text("utf-8"))
    return found


def test_the_folder_is_named_for_dataset_and_version(package: Path) -> None:
    assert package.name == "weather-1.2.0"
    assert [path.name for path in package.parent.iterdir()] == ["weather-1.2.0"]


def test_all_files_are_there(package: Path) -> None:
    found = {path.relative_to(package).as_posix() for path in package.rglob("*") if path.is_file()}
    assert found == {
        "CHANGELOG.md",
        "README.md",
        "SHA256SUMS",
        "boundaries/regions.geojson",
        "data/changes.csv",
        "data/changes.parquet",
        "data/readings.csv",
        "data/readings.parquet",
        "data/stations.csv",
        "data/stations.parquet",
        "croissant.json",
        "datapackage.json",
        "dcat.jsonld",
        "schema.jsonld",
        "stations.geojson",
        "validation.json",
        "weather-1.2.0.zip",
        "weather.sqlite",
        "weather.xlsx",
        "CITATION.cff",
    }


def test_csv_is_sorted_by_key_and_quoted_only_where_it_must_be(package: Path) -> None:
    assert (package / "data" / "stations.csv").read_bytes() == STATIONS.encode()


def test_csv_keeps_the_text_of_cells(package: Path) -> None:
    text = (package / "data" / "readings.csv").read_bytes().decode()
    assert text.splitlines()[1].endswith(",1.50,0,#first")
    assert ",1e1,," in text
    assert '"two\nlines"\n' in text


def test_checksums_are_what_sha256sum_finds(package: Path) -> None:
    check = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
    done = subprocess.run(check, cwd=package, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    lines = (package / "SHA256SUMS").read_text().splitlines()
    names = [line.split("  ", 1)[1] for line in lines]
    assert names == sorted(names)
    assert len(names) == 18


def test_frictionless_finds_the_package_valid(package: Path) -> None:
    from frictionless import Package

    report = Package(str(package / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "message"])


def test_the_descriptor_describes_the_files(package: Path) -> None:
    found = descriptor(package)
    assert found["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert (found["name"], found["version"]) == ("weather", "1.2.0")
    assert "created" not in found
    assert found["licenses"][0]["name"] == "CC-BY-4.0"
    stations = found["resources"][0]
    assert stations["path"] == "data/stations.csv"
    assert stations["rows"] == 3
    assert stations["bytes"] == len(STATIONS.encode())
    assert stations["alternatives"][0]["path"] == "data/stations.parquet"
    assert stations["schema"]["rules"][0]["id"] == "inside-region"
    assert stations["schema"]["fields"][0]["title"] == "station_id title"


def test_the_package_is_a_dataset_that_can_be_packaged_again(package: Path, tmp_path: Path) -> None:
    assert [table.name for table in open_target(package).dataset.tables] == [
        "stations",
        "readings",
        "changes",
    ]
    again = build(package, tmp_path)
    for name in ("stations.csv", "stations.parquet", "readings.csv", "readings.parquet"):
        assert (again / "data" / name).read_bytes() == (package / "data" / name).read_bytes()


def test_a_parquet_source_gives_the_same_package(package: Path, tmp_path: Path) -> None:
    copied = tmp_path / "copy"
    (copied / "boundaries").mkdir(parents=True)
    regions = (package / "boundaries" / "regions.geojson").read_bytes()
    (copied / "boundaries" / "regions.geojson").write_bytes(regions)
    found = descriptor(package)
    for resource in found["resources"]:
        resource.update(resource.pop("alternatives")[0])
        resource["path"] = resource["path"].removeprefix("data/")
        (copied / resource["path"]).write_bytes((package / "data" / resource["path"]).read_bytes())
    (copied / "datapackage.json").write_text(json.dumps(found), "utf-8")
    again = build(copied, tmp_path / "dist")
    for name in ("stations.parquet", "readings.parquet"):
        assert (again / "data" / name).read_bytes() == (package / "data" / name).read_bytes()


def test_validation_json_says_nothing_of_the_machine(package: Path) -> None:
    text = (package / "validation.json").read_text("utf-8")
    report = json.loads(text)
    assert report["valid"] is True
    assert report["engines"] == ["duckdb", "pandera", "frictionless"]
    assert [table["path"] for table in report["tables"]] == ["stations.csv", "readings.csv"]
    assert [finding["code"] for finding in report["findings"]] == ["height-known"]
    assert report["findings"][0]["path"] == "stations.csv"
    assert str(package.parent.parent) not in text


def test_parquet_carries_types_nullability_and_meaning(package: Path) -> None:
    schema = pq.read_schema(package / "data" / "stations.parquet")
    types = {field.name: str(field.type) for field in schema}
    assert types["height"] == "int64"
    assert types["opened"] == "int32"
    assert types["active"] == "bool"
    assert types["latitude"] == "double"
    assert not schema.field("station_id").nullable
    assert schema.field("height").nullable
    assert schema.field("height").metadata[b"unit"] == b"metres"
    assert schema.field("name").metadata[b"description"] == b"As on the map."
    assert schema.metadata[b"title"] == b"Stations"
    readings = pq.read_schema(package / "data" / "readings.parquet")
    types = {field.name: str(field.type) for field in readings}
    assert types["day"] == "date32[day]"
    assert types["seen_at"] == "timestamp[us]"
    assert types["hour"] == "time64[us]"
    assert types["month"] == "string"


def test_parquet_is_zstd_with_statistics_and_says_its_order(package: Path) -> None:
    file = pq.ParquetFile(package / "data" / "readings.parquet")
    column = file.metadata.row_group(0).column(0)
    assert column.compression == "ZSTD"
    assert column.statistics.has_min_max
    assert [c.column_index for c in file.metadata.row_group(0).sorting_columns] == [0, 1]


@pytest.mark.parametrize("rows", [0, 1])
def test_a_table_of_few_rows(weather: Path, tmp_path: Path, rows: int) -> None:
    file = weather / "readings.csv"
    kept = file.read_text("utf-8").splitlines(keepends=True)[: rows + 1]
    file.write_text("".join(kept), "utf-8")
    built = build(weather, tmp_path / "dist")
    assert descriptor(built)["resources"][1]["rows"] == rows
    assert pq.read_metadata(built / "data" / "readings.parquet").num_rows == rows
    assert (built / "data" / "readings.csv").read_text("utf-8") == "".join(kept)
