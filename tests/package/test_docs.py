"""The page on packages is true: its program finds the content hash that a package says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "packages.md"


def test_the_program_on_the_page_runs_on_a_package(package: Path) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code], cwd=package, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    spoilt = code.replace('"contentHash"] == "', '"contentHash"] == "x')
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", spoilt], cwd=package, capture_output=True, check=False
    )
    assert b"AssertionError" in done.stderr
