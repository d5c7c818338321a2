"""A package appears whole or not at all, whatever happens while it is written."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

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


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_a_full_disk_leaves_nothing(weather: Path, tmp_path: Path, kind: str) -> None:
    # A limit on the size of files says EFBIG where a full disk says ENOSPC, at the same places.
    code = f"""
import resource, signal, sys
import sourcebook.package.writing as writing
from sourcebook import engines
from sourcebook.package import build
def one(targets, name, *rest, validate=engines.validate):
    return validate(targets, "duckdb", *rest)
engines.validate = one
write = writing.write_{kind}
def limited(*args):
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, resource.RLIM_INFINITY))
    write(*args)
writing.write_{kind} = limited
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
try:
    build(sys.argv[1], sys.argv[2])
except OSError as error:
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
    text = str(error)
    sys.exit(0 if "[Errno 27]" in text and "\\n" not in text else text)
sys.exit("it went through")
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(weather), str(tmp_path / "dist")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "dist").exists()


FOREVER = """
import sys
from pathlib import Path
from sourcebook import engines
from sourcebook.package import build
checked = {}
def once(targets, *rest, validate=engines.validate):
    name = targets[0].dataset.file
    if name not in checked:
        checked[name] = validate(targets, "duckdb", *rest[1:])
    return checked[name]
engines.validate = once
while True:
    for dataset in sys.argv[1:3]:
        build(dataset, sys.argv[3])
        print("built", flush=True)
"""


def test_a_kill_leaves_the_old_or_the_new(weather: Path, tmp_path: Path) -> None:
    other = write_dataset(tmp_path / "other")
    text = (other / "readings.csv").read_text("utf-8")
    (other / "readings.csv").write_text(text.replace("#first", "#second"), "utf-8")
    output = tmp_path / "dist"
    package = output / "weather-1.2.0"
    seen: set[bytes] = set()
    for moment in range(60):
        if moment >= 8 and len(seen) == 2:
            break  # killed before the exchange and after it: as often as it takes on this machine
        with subprocess.Popen(
            [sys.executable, "-c", FOREVER, str(weather), str(other), str(output)],
            stdout=subprocess.PIPE,
        ) as process:
            assert process.stdout is not None
            try:
                lines = [process.stdout.readline() for _ in range(2)]
                time.sleep(0.05 * moment)
            finally:
                process.send_signal(signal.SIGKILL)
        assert lines == [b"built\n"] * 2  # and nothing else on stdout, DuckDB's bar neither
        check = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]
        assert subprocess.run(check, cwd=package, check=False).returncode == 0
        seen.add((package / "SHA256SUMS").read_bytes())
    build(weather, output)
    assert names(output) == ["weather-1.2.0"]
    assert len(seen) == 2
