"""The command in this process: its exit code, what it says on stdout and on stderr."""

from __future__ import annotations

import contextlib
import io
import sys
from typing import TYPE_CHECKING

from sourcebook.cli import main

if TYPE_CHECKING:
    from pathlib import Path


def run(folder: Path, *arguments: str) -> tuple[int, str, str]:
    """Run ``sourcebook`` in a folder. A process of its own would cost half a second of CPU."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(2))
    with (
        contextlib.chdir(folder),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        code = main(arguments)
        told = []
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
            told.append(stream.buffer.getvalue().decode())
    return code, told[0], told[1]
