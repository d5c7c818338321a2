"""A package appears whole or not at all, whatever happens while it is written."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sourcebook import standing
from sourcebook.declare import open_target
from sourcebook.findings import Silent
from sourcebook.package import build, placing
from sourcebook.package.placing import placed
from weather import write_dataset

if TYPE_CHECKING:
    from collections.abc import Iterator


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def put(target: Path, content: str) -> None:
    with placed(target) as work:
        (work.new / "file").write_text(content)


def test_a_new_folder_appears(tmp_path: Path) -> None:
    put(tmp_path / "dist" / "a", "one")
    assert (tmp_path / "dist" / "a" / "file").read_text() == "one"
    assert names(tmp_path / "dist") == ["a"]


@pytest.mark.parametrize("exchange", [True, False])
def test_an_old_folder_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exchange: bool
) -> None:
    if not exchange:
        monkeypatch.setattr(placing, "_exchange", lambda *_: False)
    put(tmp_path / "a", "one")
    put(tmp_path / "a", "two")
    assert (tmp_path / "a" / "file").read_text() == "two"
    assert names(tmp_path) == ["a"]


def test_a_folder_with_the_same_bytes_is_left_alone(tmp_path: Path) -> None:
    put(tmp_path / "a", "one")
    before = (tmp_path / "a").stat().st_ino
    put(tmp_path / "a", "one")
    assert (tmp_path / "a").stat().st_ino == before
    put(tmp_path / "a", "two")
    assert (tmp_path / "a").stat().st_ino != before


def test_a_file_too_many_is_not_the_same(tmp_path: Path) -> None:
    put(tmp_path / "a", "one")
    (tmp_path / "a" / "stray").write_text("x")
    put(tmp_path / "a", "one")
    assert names(tmp_path / "a") == ["file"]


def test_an_exception_leaves_what_was_there(tmp_path: Path) -> None:
    put(tmp_path / "a", "one")

    def fail() -> None:
        with placed(tmp_path / "a") as work:
            (work.new / "file").write_text("half")
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        fail()
    assert (tmp_path / "a" / "file").read_text() == "one"
    assert names(tmp_path) == ["a"]


def test_an_old_folder_without_its_successor_is_put_back(tmp_path: Path) -> None:
    old = tmp_path / ".a.0123abcd.partial" / "old"
    old.mkdir(parents=True)
    (old / "file").write_text("one")

    def fail() -> None:
        with placed(tmp_path / "a"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert (tmp_path / "a" / "file").read_text() == "one"
    assert names(tmp_path) == ["a"]


@contextmanager
def nobody() -> Iterator[None]:
    """Root may write anywhere: be somebody who may not."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def test_a_read_only_output_is_refused_and_left_alone() -> None:
    # pytest's own folders can be entered by their owner alone.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        weather = write_dataset(folder)
        build(weather, folder / "first")  # loads all that has to be loaded
        (folder / "dist").mkdir(mode=0o555)
        with nobody(), pytest.raises(PermissionError):
            build(weather, folder / "dist")
        assert names(folder / "dist") == []


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two datasets of one name and version with other rows, each with its report beside it.

    The processes below only build, and start no thread before they fork.
    """
    found = []
    for name, note in (("one", "#first"), ("two", "#second")):
        dataset = write_dataset(tmp_path_factory.mktemp(name))
        text = (dataset / "readings.csv").read_text("utf-8")
        (dataset / "readings.csv").write_text(text.replace("#first", note), "utf-8")
        report = standing.validate([open_target(dataset)], "duckdb", 9, Silent(), "0")
        (dataset / "report").write_bytes(pickle.dumps(report))
        found.append(dataset)
    return found


START = """
import os, pickle, random, resource, signal, sys, time
from pathlib import Path
import duckdb, numpy, pyarrow.parquet, python_calamine, xlsxwriter, yaml
from sourcebook import standing
from sourcebook.package import *
from sourcebook.package import build as _, contents, placing, readback, sums
from sourcebook.package import (
    archive, citation, codebook, croissant, database, dcat, descriptor, geojson, staging, workbook,
    writing,
)
from sourcebook.engines import loading
from sourcebook.package.build import build

reports = {d: pickle.loads((Path(d) / "report").read_bytes()) for d in sys.argv[2:4]}
output = Path(sys.argv[1])
current = None
standing.validate = lambda *_, **__: reports[current]

def child(work):
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        code = work() or 0
    except BaseException as error:
        print(type(error).__name__, error, flush=True)
    os._exit(code)

def made(dataset):
    global current
    current = dataset
    build(dataset, output)
"""


def drive(code: str, output: Path, datasets: list[Path]) -> str:
    # Unbuffered: a fork would print again what had not been written yet.
    done = subprocess.run(
        [sys.executable, "-u", "-c", START + code, str(output), *map(str, datasets)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


FULL = """
def limited(where, name):
    write = getattr(where, name)
    def at_its_end(*args):
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, resource.RLIM_INFINITY))
        return write(*args)
    setattr(where, name, at_its_end)
    try:
        made(sys.argv[2])
    except OSError as error:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
        print(name, "one line" if "\\n" not in str(error) else error, flush=True)
    return 0

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
for where, name in (
    (writing, "write_csv"), (writing, "write_parquet"), (geojson, "write"), (database, "write"),
    (workbook, "write"), (archive, "repack"), (contents, "_describe"), (sums, "text"),
    (archive, "pack"),
):
    assert os.waitpid(child(lambda: limited(where, name)), 0)[1] == 0
    print(sorted(p.name for p in output.parent.iterdir() if p == output))
"""


def test_a_full_disk_leaves_nothing_wherever_it_fills_up(two: list[Path], tmp_path: Path) -> None:
    # A limit on the size of files says EFBIG where a full disk says ENOSPC, at the same places.
    lines = drive(FULL, tmp_path / "dist", two).splitlines()
    names = ["write_csv", "write_parquet", "write", "write", "write", "repack", "_describe"]
    assert lines[::2] == [f"{name} one line" for name in (*names, "text", "pack")]
    assert set(lines[1::2]) == {"[]"}


KILL = """
import hashlib

chance = random.Random(20220304)
package = output / "weather-1.2.0"

def whole():
    # The bytes of every file, if all of them are there and are what the checksums say.
    listed = dict(reversed(line.split("  ", 1)) for line in (package / "SHA256SUMS").read_text().splitlines())
    found = {n: hashlib.sha256((package / n).read_bytes()).hexdigest() for n in placing.files(package)}
    packed = found.pop("weather-1.2.0.zip")
    found.pop("SHA256SUMS")
    assert found == listed, (found, listed)
    return packed

states = {}
for dataset in sys.argv[2:4]:
    start = time.perf_counter()
    assert os.waitpid(child(lambda: made(dataset)), 0)[1] == 0
    length = time.perf_counter() - start
    states[whole()] = 0
assert len(states) == 2
ended = 0
for moment in range(70):
    pid = child(lambda: made(sys.argv[2 + moment % 2]))
    time.sleep(chance.random() * length * 1.1)
    os.kill(pid, signal.SIGKILL)
    ended += os.waitpid(pid, 0)[1] == 0
    states[whole()] += 1
    if moment % 10 == 9:
        assert os.waitpid(child(lambda: made(sys.argv[2])), 0)[1] == 0
        assert [p.name for p in output.iterdir()] == ["weather-1.2.0"]
        whole()
print(ended, sorted(states.values()))
"""


def test_a_kill_at_any_moment_leaves_the_old_or_the_new(two: list[Path], tmp_path: Path) -> None:
    drive(KILL, tmp_path / "dist", two)


SWAP = """
package = output / "weather-1.2.0"
swap = placing._swap
def dead(*args, before):
    if not before:
        swap(*args)
    os.kill(os.getpid(), signal.SIGKILL)
assert os.waitpid(child(lambda: made(sys.argv[2])), 0)[1] == 0
old = (package / "SHA256SUMS").read_bytes()
placing._swap = lambda *args: dead(*args, before=True)
assert os.waitpid(child(lambda: made(sys.argv[3])), 0)[1] == signal.SIGKILL
assert (package / "SHA256SUMS").read_bytes() == old
placing._swap = lambda *args: dead(*args, before=False)
assert os.waitpid(child(lambda: made(sys.argv[3])), 0)[1] == signal.SIGKILL
assert (package / "SHA256SUMS").read_bytes() != old
placing._swap = swap
assert os.waitpid(child(lambda: made(sys.argv[2])), 0)[1] == 0
assert (package / "SHA256SUMS").read_bytes() == old
print(sorted(p.name for p in output.iterdir()))
"""


def test_a_kill_just_before_and_just_after_the_exchange(two: list[Path], tmp_path: Path) -> None:
    assert drive(SWAP, tmp_path / "dist", two) == "['weather-1.2.0']\n"
