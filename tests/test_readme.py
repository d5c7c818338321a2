"""What the README and the analyst's guide show of loading the shipped dataset runs as it is written."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

import sourcebook
from sourcebook.catalogue import publish

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
ANALYST = (ROOT / "docs" / "guide" / "analyst.md").read_text("utf-8")
BLOCK = re.compile(r"^( *)```(\w+)\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)


def blocks(text: str, kind: str) -> list[str]:
    return [
        re.sub(rf"^{indent}", "", code, flags=re.MULTILINE)
        for indent, name, code in BLOCK.findall(text)
        if name == kind
    ]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ``dist/catalog`` in it, as ``make`` leaves it."""
    folder = tmp_path_factory.mktemp("made")
    package = sourcebook.build(ROOT / "datasets" / "pakistan-militancy", folder / "dist")
    publish(package, folder / "dist" / "catalog")
    return folder


@pytest.fixture(autouse=True)
def here(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(made)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("SOURCEBOOK_CATALOG", raising=False)


def test_the_readme_loads_from_python() -> None:
    (code,) = (code for code in blocks(README, "python") if "dist/catalog" in code)
    names: dict[str, Any] = {}
    exec(code, names)  # noqa: S102 - it is the README's own
    assert isinstance(names["incidents"], pl.DataFrame)
    assert len(names["incidents"]) > 300


def test_the_readme_queries_with_duckdb() -> None:
    (query,) = (code for code in blocks(README, "sql") if "dist/catalog" in code)
    assert duckdb.sql(query).fetchall()


def test_the_commands_of_the_readme_run(tmp_path: Path) -> None:
    (shown,) = (code for code in blocks(README, "sh") if "--catalog dist/catalog" in code)
    for line in shown.splitlines():
        command, *arguments = line.replace("--to .", f"--to {tmp_path}").split()
        assert command == ".venv/bin/sourcebook"
        done = subprocess.run(
            [sys.executable, "-m", "sourcebook", *arguments],
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stderr == ""
        assert done.stdout
    assert (tmp_path / "incidents.csv").is_file()


def test_the_guide_loads_from_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCEBOOK_CATALOG", "dist/catalog")
    shown = [code for code in blocks(ANALYST, "python") if "import sourcebook" in code]
    assert len(shown) == 3
    for code in shown:
        names: dict[str, Any] = {}
        exec(code, names)  # noqa: S102
        assert names["incidents"] is not None
