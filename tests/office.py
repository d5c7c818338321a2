"""LibreOffice, the system's, without a screen: it opens files and writes them in other formats.

In CI a LibreOffice that is missing fails the tests; elsewhere they are skipped, and say so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


def convert(file: Path, ending: str, folder: Path) -> Path:
    """Write a file in another format to a folder. Its profile is of this folder alone."""
    program = os.environ.get("SOFFICE") or shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        missing = (
            "THERE IS NO LIBREOFFICE: install it (apt-get install libreoffice-calc-nogui) or name "
            "its soffice in SOFFICE"
        )
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    folder.mkdir(exist_ok=True)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    out = ["--headless", "--norestore", "--convert-to", ending, "--outdir", str(folder), str(file)]
    subprocess.run([program, profile, *out], check=True, capture_output=True, timeout=120)
    made = folder / f"{file.stem}.{ending}"
    assert made.is_file(), f"LibreOffice can't read {file.name}"
    return made
