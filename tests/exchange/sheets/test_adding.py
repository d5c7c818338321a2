"""Files that change together: a failure in the midst brings all of them back, a kill tears none."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from repository import state

if TYPE_CHECKING:
    from collections.abc import Iterator

OTHER = 65534
"""The user nobody."""
CHANGE = """
import os, sys
from pathlib import Path
from sourcebook.exchange import together

files = [Path(name) for name in sys.argv[2:]]
if sys.argv[1] == "as-nobody":
    os.setgid(65534), os.setuid(65534)
    together.replace_all({file: (b"old", b"new") for file in files})
size = 1 << 20
print("begun", flush=True)
while True:
    for before, after in ((b"a", b"b"), (b"b", b"a")):
        together.replace_all({file: (before * size, after * size) for file in files})
"""


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder in which nobody may make files, and replace none but its own."""
    folder = Path(tempfile.mkdtemp(prefix="sourcebook-test-"))
    folder.chmod(0o1777)
    yield folder
    shutil.rmtree(folder)


def test_what_was_replaced_before_a_failure_is_brought_back(shared: Path) -> None:
    if os.geteuid():
        pytest.skip("only root can become a user who may not replace a file")
    for name, owner in (("a", OTHER), ("b", 0)):
        (shared / name).write_bytes(b"old")
        os.chown(shared / name, owner, owner)
    done = subprocess.run(
        [sys.executable, "-c", CHANGE, "as-nobody", str(shared / "a"), str(shared / "b")],
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert "PermissionError" in done.stderr
    assert {name: content for name, (_, _, content) in state(shared).items()} == {
        "a": b"old",
        "b": b"old",
    }


def test_a_kill_leaves_each_file_whole(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("a", "b", "c")]
    for delay in (0.01, 0.05, 0.11):
        for file in files:
            file.write_bytes(b"a" * (1 << 20))
        process = subprocess.Popen(
            [sys.executable, "-c", CHANGE, "as-me", *map(str, files)], stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        assert process.stdout.readline() == b"begun\n"
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        for file in files:
            content = file.read_bytes()
            assert content in (b"a" * (1 << 20), b"b" * (1 << 20))
