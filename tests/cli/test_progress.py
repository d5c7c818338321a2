"""At a terminal a release shows its steps and the bytes on their way, and leaves no line of them."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from small import bakery

if TYPE_CHECKING:
    from pathlib import Path


def read(terminal: int) -> str:
    """What was written to a terminal, until nobody holds it any more."""
    told = b""
    while True:
        try:
            some = os.read(terminal, 65536)
        except OSError:  # as Linux has it
            some = b""
        if not some:
            return told.decode()
        told += some


def test_a_release_shows_its_steps_and_what_is_on_its_way(tmp_path: Path) -> None:
    terminal, end = os.openpty()
    command = [sys.executable, "-m", "sourcebook", "release", str(bakery(tmp_path))]
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "120"}
    environment.pop("NO_COLOR", None)
    with subprocess.Popen(
        [*command, "--catalog", str(tmp_path / "catalog")],
        env=environment, stdout=subprocess.PIPE, stderr=end, text=True,
    ) as process:  # fmt: skip
        os.close(end)
        told = read(terminal)
        assert process.stdout is not None
        assert "bakery 1.0.0: released in " in process.stdout.read()
    os.close(terminal)
    assert process.returncode == 0
    assert "bakery-1.0.0" in told  # what is published, beside how much of it is there
    assert "kB" in told
    assert "write" in told or "breads" in told  # a step of the build
    assert told.rstrip().endswith("\x1b[2K")  # the last line is cleared
