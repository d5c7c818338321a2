"""The functions of the package itself: what they take and what they refuse."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import sourcebook
from small import bakery, break_everything, change

if TYPE_CHECKING:
    from pathlib import Path


class Told:
    """A progress that remembers what it was told."""

    def __init__(self) -> None:
        self.total = 0
        self.steps: list[str] = []

    def start(self, steps: int) -> None:
        self.total += steps

    def step(self, what: str) -> None:
        self.steps.append(what)


def test_a_target_is_a_text_a_path_or_several(tmp_path: Path) -> None:
    dataset = bakery(tmp_path)
    files: list[str | Path] = [dataset / "breads.csv", str(dataset / "orders.csv")]
    for target in (dataset, str(dataset), dataset / "datapackage.yaml", files):
        report = sourcebook.validate(target)
        assert report.valid
        assert [table.name for table in report.tables] == ["breads", "orders"]
        assert (report.sourcebook, report.engines) == (sourcebook.__version__, ("duckdb",))


def test_without_a_target_it_takes_every_dataset(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bakery(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert [table.path for table in sourcebook.validate().tables] == [
        "datasets/bakery/breads.csv",
        "datasets/bakery/orders.csv",
    ]


def test_no_target_at_all_is_never_valid() -> None:
    with pytest.raises(sourcebook.UseError, match="The list of targets is empty"):
        sourcebook.validate([])


def test_mistakes_of_several_declarations_are_told_together(tmp_path: Path) -> None:
    folders = [bakery(tmp_path / name) for name in ("one", "two")]
    for folder in folders:
        change(folder.parent.parent / "schemas/orders.yaml", "type: integer", "type: intger")
    with pytest.raises(sourcebook.DeclarationError) as caught:
        sourcebook.validate(folders)
    files = {mistake.file for mistake in caught.value.mistakes}
    assert files == {str(tmp_path / name / "schemas/orders.yaml") for name in ("one", "two")}


def test_limit_none_lists_all(tmp_path: Path) -> None:
    dataset = bakery(tmp_path)
    break_everything(dataset)
    report = sourcebook.validate(dataset, limit=None)
    assert len(report.findings) == report.errors + report.warnings


def test_progress_is_told_each_step(tmp_path: Path) -> None:
    told = Told()
    sourcebook.validate(bakery(tmp_path), progress=told)
    assert told.total == len(told.steps) > 0


def test_importing_it_imports_nothing_heavy() -> None:
    code = (
        "import sys, sourcebook; "
        "heavy = {'duckdb', 'yaml', 'typer', 'rich', 'pandas', 'polars', 'pandera', 'pyarrow'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout == "[]\n"
