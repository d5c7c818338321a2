"""What can't be packaged is refused in one line, and nothing is left behind."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from onetable import dataset, field, schema
from sourcebook.errors import UseError
from sourcebook.package import InvalidDatasetError, build

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def replaced(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8", newline="")


def test_an_invalid_dataset_is_refused_with_its_report(weather: Path, tmp_path: Path) -> None:
    replaced(weather / "stations.csv", ",612,", ",high,")
    with pytest.raises(InvalidDatasetError) as refusal:
        build(weather, tmp_path / "dist")
    assert str(refusal.value).endswith(
        "1 error, so nothing was packaged. Mend what the report lists."
    )
    assert [finding.code for finding in refusal.value.report.findings if finding.field] == [
        "type-error"
    ]
    assert not (tmp_path / "dist").exists()


def test_an_invalid_dataset_leaves_the_last_package_alone(weather: Path, tmp_path: Path) -> None:
    before = (build(weather, tmp_path / "dist") / "SHA256SUMS").read_bytes()
    replaced(weather / "stations.csv", ",612,", ",high,")
    with pytest.raises(InvalidDatasetError):
        build(weather, tmp_path / "dist")
    assert [path.name for path in (tmp_path / "dist").iterdir()] == ["weather-1.2.0"]
    assert (tmp_path / "dist" / "weather-1.2.0" / "SHA256SUMS").read_bytes() == before


def without_version(weather: Path) -> None:
    replaced(weather / "datapackage.yaml", "version: 1.2.0\n", "")


def climbing_version(weather: Path) -> None:
    replaced(weather / "datapackage.yaml", "version: 1.2.0\n", "version: ../../x\n")


def named_as_a_device(weather: Path) -> None:
    replaced(weather / "datapackage.yaml", "name: weather\n", "name: con\n")


def climbing_polygons(weather: Path) -> None:
    schema = weather.parents[1] / "schemas" / "stations.yaml"
    replaced(schema, "boundaries/regions", "../regions")


def no_polygons(weather: Path) -> None:
    (weather / "boundaries" / "regions.geojson").unlink()


def polygons_in_the_way(weather: Path) -> None:
    schema = weather.parents[1] / "schemas" / "stations.yaml"
    (weather / "boundaries" / "regions.geojson").rename(weather / "README.md")
    replaced(schema, "boundaries/regions.geojson", "README.md")


def a_picture(weather: Path) -> None:
    (weather / "map.png").write_bytes(b"PNG")
    file = weather / "datapackage.yaml"
    file.write_text(file.read_text("utf-8") + "- {name: map, path: map.png}\n", "utf-8")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (a_picture, "'map' is no table, and a package holds tables. Take it out of `resources`."),
        (without_version, "it has no version. Add `version: 0.1.0`."),
        (climbing_version, "'../../x' can't be the name of a file. Use letters, digits, "),
        (named_as_a_device, "'con' can't be the name of a file on Windows, which keeps it for a d"),
        (climbing_polygons, "'../regions.geojson' leads out of the dataset. Move it inside."),
        (no_polygons, "a rule reads 'boundaries/regions.geojson', which isn't there. Add it."),
        (polygons_in_the_way, "README.md: a package has a file of that name itself. Rename it."),
    ],
)
def test_a_dataset_that_has_no_package(
    weather: Path, tmp_path: Path, spoil: Callable[[Path], None], words: str
) -> None:
    spoil(weather)
    with pytest.raises(UseError) as refusal:
        build(weather, tmp_path / "dist")
    assert words in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert not (tmp_path / "dist").exists()


def test_a_single_table_is_no_dataset(weather: Path, tmp_path: Path) -> None:
    with pytest.raises(UseError, match=r"is a single table\. Name the folder of a dataset\."):
        build(weather / "stations.csv", tmp_path / "dist")


def test_an_output_that_is_a_file(weather: Path, tmp_path: Path) -> None:
    (tmp_path / "dist").write_text("mine")
    with pytest.raises(OSError, match="dist"):
        build(weather, tmp_path / "dist")
    assert (tmp_path / "dist").read_text() == "mine"


def test_fields_whose_names_differ_in_case_alone(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x,X\n")
    schema = {"fields": [{"name": "x", "type": "string"}, {"name": "X", "type": "string"}]}
    resource = {"name": "a", "path": "a.csv", "schema": schema}
    described = {"name": "d", "version": "1.0.0", "resources": [resource]}
    (tmp_path / "datapackage.json").write_text(json.dumps(described))
    with pytest.raises(UseError, match="a has fields whose names differ in case alone") as refusal:
        build(tmp_path, tmp_path / "dist")
    assert "\n" not in str(refusal.value)
    assert not (tmp_path / "dist").exists()


@pytest.mark.parametrize("name", ["sqlite_a", "Sourcebook_fields"])
def test_a_table_of_a_name_that_sqlite_has_for_itself(tmp_path: Path, name: str) -> None:
    dataset(tmp_path, **{name: (schema(field("x")), "x\n1\n")})
    file = tmp_path / "datapackage.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"version": "1.0.0"}))
    with pytest.raises(UseError, match="is a name that the SQLite database of a package has"):
        build(tmp_path, tmp_path / "dist")
    assert not (tmp_path / "dist").exists()
