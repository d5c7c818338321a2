"""``sourcebook verify`` tells a package that is what it says from one that is not."""

from __future__ import annotations

import json
import shutil
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import sourcebook
from sourcebook.cli import main
from sourcebook.errors import UseError
from sourcebook.package import archive, build, placing, sums

if TYPE_CHECKING:
    from collections.abc import Callable

HEIGHT = (b",612,", b",613,")


@pytest.fixture
def copy(package: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(package, tmp_path / package.name))


def problems(package: Path) -> list[str]:
    return [str(problem) for problem in sourcebook.verify(package).problems]


def changed(file: Path, old: bytes, new: bytes) -> None:
    content = file.read_bytes()
    assert old in content
    file.write_bytes(content.replace(old, new, 1))


def described(package: Path, change: Callable[[dict[str, Any]], None]) -> None:
    found = json.loads((package / "datapackage.json").read_text("utf-8"))
    change(found)
    (package / "datapackage.json").write_text(json.dumps(found), "utf-8")


def sealed(package: Path) -> None:
    """Checksums, sizes and archive made anew, as somebody would who wants to deceive."""
    found = json.loads((package / "datapackage.json").read_text("utf-8"))
    for each in (found, *found["resources"]):
        for file in (each, *each["alternatives"]):
            if "path" in file:
                file["bytes"] = (package / file["path"]).stat().st_size
                file["hash"] = f"sha256:{sums.sha256(package / file['path'])}"
    (package / "datapackage.json").write_text(json.dumps(found), "utf-8")
    (package / "weather-1.2.0.zip").unlink(missing_ok=True)
    (package / sums.NAME).write_text(sums.text(package))
    archive.pack(package, placing.files(package), package.name, package / "weather-1.2.0.zip")


def test_a_package_is_what_it_says(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(package)]) == 0
    out, err = capsys.readouterr()
    assert (out, err) == ("weather 1.2.0 is what it says: 20 files, 3 tables.\n", "")


def test_so_is_its_archive_and_a_package_that_was_sealed_again(
    package: Path, copy: Path, tmp_path: Path
) -> None:
    moved = tmp_path / "from elsewhere.zip"
    shutil.copyfile(package / "weather-1.2.0.zip", moved)
    assert problems(moved) == []
    sealed(copy)
    assert problems(copy) == []


def test_a_waived_error_is_as_it_was(weather: Path, tmp_path: Path) -> None:
    changed(weather / "stations.csv", b"54.5", b"50.5")
    (weather / "waivers.yaml").write_text(
        "- {rule: inside-region, table: stations, key: {station_id: st-1}, reason: a test, "
        "who: me, expires: 2999-01-01}\n"
    )
    assert problems(build(weather, tmp_path / "dist")) == []


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("data/stations.csv", *HEIGHT),
        ("README.md", b"Weather", b"weather"),
        ("boundaries/regions.geojson", b"north", b"South"),
        ("validation.json", b"true", b"TRUE"),
    ],
)
def test_every_changed_file_is_told(copy: Path, name: str, old: bytes, new: bytes) -> None:
    changed(copy / name, old, new)
    found = problems(copy)
    assert f"{name}: has not the checksum that SHA256SUMS lists" in found
    assert f"weather-1.2.0.zip: holds another {name}" in found


def test_files_that_are_missing_or_too_many(copy: Path) -> None:
    (copy / "CHANGELOG.md").unlink()
    (copy / "data" / "more.csv").write_text("x\n")
    (copy / "weather-1.2.0.zip").unlink()
    assert problems(copy) == [
        "CHANGELOG.md: is missing, and SHA256SUMS lists it",
        "data/more.csv: is not listed in SHA256SUMS",
    ]


def test_a_table_that_is_missing_is_told_as_a_missing_file_and_nothing_else(copy: Path) -> None:
    (copy / "data" / "stations.csv").unlink()
    assert problems(copy) == [
        "data/stations.csv: is missing, and SHA256SUMS lists it",
        "weather-1.2.0.zip: does not hold the files of the package, each once",
        "data/stations.csv: is missing, and datapackage.json names it",
    ]


def rule_broken(copy: Path) -> None:
    for kind in ("csv", "parquet"):  # only the text: Parquet then differs too
        if kind == "csv":
            changed(copy / "data" / "stations.csv", b"54.5,-3.2,north", b"50.5,-3.2,north")


def database_changed(copy: Path) -> None:
    with closing(sqlite3.connect(copy / "weather.sqlite")) as found:
        found.execute("UPDATE stations SET height = 613 WHERE height = 612")
        found.commit()


def parquet_swapped(copy: Path) -> None:
    shutil.copyfile(copy / "data" / "readings.parquet", copy / "data" / "stations.parquet")


def workbook_broken(copy: Path) -> None:
    (copy / "weather.xlsx").write_bytes(b"PK nothing")


def geojson_changed(copy: Path) -> None:
    changed(copy / "stations.geojson", b"[-3.2,54.5]", b"[54.5,-3.2]")


def hash_changed(copy: Path) -> None:
    described(copy, lambda d: d["resources"][0].update(contentHash="sha256:" + 64 * "0"))


def rows_changed(copy: Path) -> None:
    described(copy, lambda d: d["resources"][0].update(rows=4))


def climbing(copy: Path) -> None:
    described(copy, lambda d: d["alternatives"][0].update(path="../weather.xlsx"))


def rule_changed(copy: Path) -> None:
    def change(found: dict[str, Any]) -> None:
        found["resources"][0]["schema"]["rules"][1].update(expression="height > 5000")

    described(copy, change)


def key_changed(copy: Path) -> None:
    described(copy, lambda d: d["resources"][0]["schema"].update(primaryKey=["kind"]))


def verdict_changed(copy: Path) -> None:
    changed(copy / "validation.json", b'"valid": true', b'"valid": false')


def not_readable(copy: Path) -> None:
    described(copy, lambda d: d["resources"][0]["schema"].pop("fields"))


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (
            lambda c: changed(c / "data" / "stations.csv", *HEIGHT),
            [
                "stations: its content hash is not the one that datapackage.json says",
                "data/stations.parquet: does not hold the same stations as the CSV file",
                "stations.geojson: does not hold the same stations as the CSV file",
                "weather.sqlite: does not hold the same stations as the CSV file",
                "weather.xlsx: does not hold the same stations as the CSV file",
            ],
        ),
        (rule_broken, ["stations: row 2: inside-region: not in north"]),
        (database_changed, ["weather.sqlite: does not hold the same stations as the CSV file"]),
        (parquet_swapped, ["data/stations.parquet: stations can't be read from it (Binder Error"]),
        (workbook_broken, ["weather.xlsx: stations can't be read from it ("]),
        (geojson_changed, ["stations.geojson: does not hold the same stations as the CSV file"]),
        (hash_changed, ["stations: its content hash is not the one that datapackage.json says"]),
        (rows_changed, ["stations: has 3 rows, and says 4"]),
        (rule_changed, ["validation.json: stations: says 1 findings of height-known, and there are 2"]),
        (key_changed, ["datapackage.json: resources[0].schema.rules[0].params.rows: does not return 'kind'"]),
        (verdict_changed, ["validation.json: does not say that the dataset is valid"]),
        (not_readable, ["datapackage.json: "]),
    ],
)  # fmt: skip
def test_what_is_changed_with_all_checksums_is_told_by_what_it_says(
    copy: Path, spoil: Callable[[Path], None], expected: list[str]
) -> None:
    spoil(copy)
    sealed(copy)
    found = problems(copy)
    for words in expected:
        assert any(words in problem for problem in found), found
    assert not any("checksum" in problem or "zip" in problem for problem in found), found


def test_what_can_not_be_read_is_told_beside_all_else(copy: Path) -> None:
    changed(copy / "README.md", b"Weather", b"weather")
    (copy / "validation.json").unlink()
    found = problems(copy)
    assert "validation.json: is missing, and SHA256SUMS lists it" in found
    assert "README.md: has not the checksum that SHA256SUMS lists" in found
    (copy / "datapackage.json").write_text(100_000 * "[")
    assert any("datapackage.json: is nested deeper" in each for each in problems(copy))


def test_paths_that_climb_are_not_followed(copy: Path) -> None:
    climbing(copy)
    line = f"{64 * '0'}  ../../etc/passwd\n"
    (copy / sums.NAME).write_text((copy / sums.NAME).read_text() + line)
    found = problems(copy)
    assert "datapackage.json: '../weather.xlsx' is no file in the package" in found
    assert any("is no checksum of a file in the package" in each for each in found)


def test_problems_are_lines_on_stdout_and_exit_code_1(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (copy / "weather-1.2.0.zip").unlink()
    changed(copy / "README.md", b"Weather", b"weather")
    assert main(["verify", str(copy)]) == 1
    out, err = capsys.readouterr()
    assert out == "README.md: has not the checksum that SHA256SUMS lists\n"
    assert err == "weather 1.2.0 is not what it says: 1 thing.\n"


def zipped(file: Path, *names: str, mode: int = 0o100644, text: str = "") -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name in names:
            entry = zipfile.ZipInfo(name)
            entry.external_attr = mode << 16
            made.writestr(entry, text, zipfile.ZIP_DEFLATED)
    return file


def nothing(folder: Path) -> Path:
    return folder / "nothing"


def empty(folder: Path) -> Path:
    return folder


def no_archive(folder: Path) -> Path:
    (folder / "x.zip").write_text("no archive")
    return folder / "x.zip"


def bomb(folder: Path) -> Path:
    return zipped(folder / "x.zip", "a/b", text="0" * (65 << 20))


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (nothing, "there is no such file or folder"),
        (empty, "is no package, as it has no datapackage.json or no SHA256SUMS"),
        (no_archive, "is no whole archive"),
        (bomb, "would unpack to 68,157,440 bytes"),
        (lambda f: zipped(f / "x.zip", "a/../../b"), "leads out of it"),
        (lambda f: zipped(f / "x.zip", "/b"), "leads out of it"),
        (lambda f: zipped(f / "x.zip", "a/b\\..\\c"), "leads out of it"),
        (lambda f: zipped(f / "x.zip", "a/b", mode=0o120777), "leads out of it"),
        (lambda f: zipped(f / "x.zip", "a/b", "c/d"), "a package is one folder in its archive"),
        (lambda f: zipped(f / "x.zip", "a"), "a package is one folder in its archive"),
        (lambda f: zipped(f / "x.zip", "a/b"), "is no package"),
    ],
)
def test_what_is_no_package_is_refused_in_one_line(
    tmp_path: Path, make: Callable[[Path], Path], words: str
) -> None:
    with pytest.raises(UseError) as refusal:
        sourcebook.verify(make(tmp_path))
    assert words in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_cell_that_a_spreadsheet_would_run_is_announced_however_its_table_is_declared(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "inline"
    folder.mkdir()
    schema = "{fields: [{name: id, type: string}, {name: said, type: string}], primaryKey: [id]}"
    (folder / "datapackage.yaml").write_text(
        f"name: inline\nversion: 1.0.0\nresources:\n  - name: t\n    path: t.csv\n    schema: {schema}\n"
    )
    (folder / "t.csv").write_text("id,said\na,=1+1\nb,plain\n")

    built = sourcebook.build(folder, tmp_path / "dist")

    report = json.loads((built / "validation.json").read_text())
    told = [(f["code"], f["row"], f["field"]) for f in report["findings"]]
    assert told == [("formula-cell", 2, "said")]
    assert sourcebook.verify(built).valid
