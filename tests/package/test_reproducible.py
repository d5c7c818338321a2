"""The same dataset gives the same bytes, whatever the folder, zone, locale, threads and umask."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

BUILD = """\
import os, sys
import duckdb
os.umask(int(os.environ["TEST_UMASK"], 8))
threads = int(os.environ["TEST_THREADS"])
connect = duckdb.connect
def limited(*args, **kwargs):
    connection = connect(*args, **kwargs)
    connection.execute(f"SET threads = {threads}")
    return connection
duckdb.connect = limited
import pyarrow
pyarrow.set_cpu_count(threads)
from sourcebook import engines
from sourcebook.package import build
if sys.argv[3] != "all":
    def one(targets, name, *rest, validate=engines.validate):
        return validate(targets, sys.argv[3], *rest)
    engines.validate = one
build(sys.argv[1], sys.argv[2])
"""

ROOT = Path(__file__).parents[2]
SHIPPED = sorted(file.parent for file in (ROOT / "datasets").glob("*/datapackage.yaml"))


def run(dataset: Path, here: Path, output: str, engine: str = "duckdb", **changed: str) -> bytes:
    """Build in a process of its own; the checksums of all that it wrote, the archive last."""
    plain = {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1", "TEST_THREADS": "1"}
    plain |= {"TEST_UMASK": "022", "SOURCE_DATE_EPOCH": "1"}
    environment = {**os.environ, **plain, **changed}
    environment["POLARS_MAX_THREADS"] = environment["TEST_THREADS"]
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(dataset), output, engine],
        cwd=here,
        env=environment,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    (package,) = (here / output).iterdir()
    (archive,) = package.glob("*.zip")
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    return (package / "SHA256SUMS").read_bytes() + f"{digest}  {archive.name}\n".encode()


@pytest.fixture(scope="module")
def small(package: Path) -> Path:
    """The folder with the small dataset and its schemas."""
    return package.parent.parent


def test_every_surrounding_at_once_and_each_alone(small: Path, tmp_path: Path) -> None:
    dataset = small / "datasets" / "weather"
    first = run(dataset, tmp_path, "first")
    shutil.copytree(small / "datasets", tmp_path / "other place" / "datasets")
    shutil.copytree(small / "schemas", tmp_path / "other place" / "schemas")
    moved = tmp_path / "other place"
    again = {
        "second run": run(dataset, tmp_path, "second"),
        "folder": run(Path("datasets/weather"), moved, "dist"),
        "time zone": run(dataset, tmp_path, "zone", TZ="Asia/Kathmandu"),
        "locale": run(dataset, tmp_path, "locale", LC_ALL="tr_TR.UTF-8", LANG="de_DE.UTF-8"),
        "ascii locale": run(dataset, tmp_path, "ascii", LC_ALL="C", PYTHONUTF8="0"),
        "hash seed": run(dataset, tmp_path, "seed", PYTHONHASHSEED="4711"),
        "umask and clock": run(
            dataset, tmp_path, "umask", TEST_UMASK="077", SOURCE_DATE_EPOCH="2000000000"
        ),
        "threads": run(dataset, tmp_path, "threads", TEST_THREADS="4"),
    }
    for what, sums in again.items():
        assert sums == first, what


@pytest.mark.parametrize("dataset", SHIPPED, ids=lambda folder: folder.name)
def test_the_shipped_dataset(dataset: Path, tmp_path: Path) -> None:
    first = run(dataset, tmp_path, "first", "all")
    assert first == run(
        Path(os.path.relpath(dataset, tmp_path)),
        tmp_path,
        "second",
        "all",
        TZ="America/St_Johns",
        LC_ALL="tr_TR.UTF-8",
        PYTHONHASHSEED="77",
        TEST_UMASK="002",
        TEST_THREADS="3",
    )


def test_rows_in_another_order_and_other_line_ends(small: Path, tmp_path: Path) -> None:
    first = run(small / "datasets" / "weather", tmp_path, "first").decode().splitlines()
    shutil.copytree(small, tmp_path / "copy")
    file = tmp_path / "copy" / "datasets" / "weather" / "stations.csv"
    header, *rows = file.read_text("utf-8").splitlines()
    text = "\r\n".join([header, *reversed(rows)])
    file.write_bytes(b"\xef\xbb\xbf" + text.encode())
    second = run(tmp_path / "copy" / "datasets" / "weather", tmp_path, "second").decode()
    # Only the report and the archive that holds it may tell of the file, which had a mark of its own.
    data = {line for line in first if not line.endswith(("validation.json", ".zip"))}
    assert len(data) == 17
    assert data <= set(second.splitlines())
