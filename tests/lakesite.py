"""A made-up dataset of lakes, and how a test packages it and builds its site."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import sourcebook
from pagecheck import Pages

LAKES = Path(__file__).parent / "site" / "lakes"

INDEX = """\
# Water

Written by hand.

<!-- sourcebook:summary {name} -->
"""
MKDOCS = """\
site_name: Water
theme: {name: material, font: false, features: [navigation.tabs]}
plugins: [search, {sourcebook: {datasets: [data]}}]
nav: [{Home: index.md}, sourcebook]
"""


def build_site(folder: Path) -> Pages:
    """Package ``folder/data`` and build its site."""
    sourcebook.build(folder / "data", folder / "dist")
    return mkdocs(folder)


def mkdocs(folder: Path) -> Pages:
    """Build the site of what is packaged, in a process of its own and strictly."""
    (folder / "docs").mkdir()
    (folder / "docs" / "index.md").write_text(INDEX.format(name="lakes"), encoding="utf-8")
    (folder / "mkdocs.yml").write_text(MKDOCS, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict"],
        cwd=folder,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    return Pages(folder / "site")
