"""A release that is killed at any moment leaves a whole catalogue, and the next run ends it."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sourcebook import catalogue
from sourcebook.package.sums import sha256

MOMENTS = 200
KILLED = 40
"""So many kills have to strike, in so many tries at most."""


@pytest.fixture
def forked(tmp_path: Path) -> Any:
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("forks.py"))],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "TMPDIR": str(tmp_path), "POLARS_MAX_THREADS": "1"},
    )  # fmt: skip

    def job(kill: float | None) -> list[Any]:
        process.stdin.write(
            json.dumps({"dataset": "one", "catalog": "catalog", "kill": kill}) + "\n"
        )
        process.stdin.flush()
        return json.loads(process.stdout.readline())

    yield job
    process.stdin.close()
    process.wait(timeout=30)
    process.stdout.close()


def write(folder: Path, number: int) -> None:
    """The version 1.0.<number> of a dataset of one row, which no other version has."""
    field = {"name": "id", "type": "string"}
    schema = {"fields": [field, {"name": "many", "type": "integer"}], "primaryKey": ["id"]}
    descriptor = {
        "name": "one",
        "version": f"1.0.{number}",
        "resources": [{"name": "rows", "path": "rows.csv", "schema": schema}],
    }
    folder.mkdir(exist_ok=True)
    (folder / "datapackage.json").write_text(json.dumps(descriptor))
    (folder / "rows.csv").write_text(f"id,many\na,{number}\n")


def whole(catalog: Path) -> list[str]:
    """The published versions, once every file of each is found to have the bytes it should."""
    found = catalogue.read(catalog).datasets["one"].versions
    for version in found:
        folder = catalog / version.path
        assert {f.relative_to(folder).as_posix() for f in folder.rglob("*") if f.is_file()} == {
            file.path for file in version.files
        }
        assert all(sha256(folder / file.path) == file.sha256 for file in version.files)
    return [version.version for version in found]


def test_a_release_that_is_killed_leaves_a_whole_catalogue(tmp_path: Path, forked: Any) -> None:
    dataset, catalog = tmp_path / "one", tmp_path / "catalog"
    write(dataset, 0)
    assert forked(None)[0] == 0
    write(dataset, 1)
    code, lasted, message = forked(None)
    assert (code, message) == (0, "1.0.1")
    number, killed = 2, 0
    write(dataset, number)
    moments = random.Random(20220304)
    for _ in range(MOMENTS):
        # The last tenth is where the package is published: as many kills there as before.
        part = moments.choice([moments.uniform(0, 1), moments.uniform(0.85, 1.1)])
        code, took, _ = forked(part * lasted)
        killed += code is None
        if code == 0:
            lasted = took  # The moments keep pace with the machine, which may have been busy.
        versions = whole(catalog)
        assert versions[:number] == [f"1.0.{each}" for each in range(number)]
        if len(versions) > number:
            # Published, be it that its process was killed after that: there is nothing to do again.
            number += 1
            write(dataset, number)
        if killed == KILLED:
            break
    assert killed == KILLED
    assert forked(None)[::2] == [0, f"1.0.{number}"]
    assert len(whole(catalog)) == number + 1
    latest = json.loads((catalog / "one/latest.json").read_text())
    assert latest["version"] == f"1.0.{number}"
