"""The command ``sourcebook`` as a process of its own, also as ``python -m sourcebook``."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import NoReturn

from sourcebook.cli import main


def run() -> NoReturn:
    """Run the command and end the process with its exit code."""
    code = main()
    with contextlib.suppress(OSError):
        sys.stderr.flush()
    # Files are closed and folders removed by now. The system takes the memory back at once, where
    # Python and DuckDB would hand it over in pieces for a twentieth of the time of a small check.
    os._exit(code)


if __name__ == "__main__":
    run()
