"""``build --at``: the package of an old commit, byte for byte, with nothing touched in the tree."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import sourcebook
from repository import begin, commit, git, state
from small import bakery, change, derive
from sourcebook.package import InvalidDatasetError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with the bakery in it, views and a waiver too, tagged v1, and a second commit
    in which all of these are something else.
    """
    project = tmp_path / "project"
    dataset = bakery(project)
    derive(dataset)
    change(dataset / "orders.csv", "ord-004,brd-01,3", "ord-004,brd-01,0")
    (dataset / "waivers.yaml").write_text(
        "- {rule: constraint-error, table: orders, key: ord-004, reason: none came, who: me}\n",
        encoding="utf-8",
    )
    begin(project)
    git(project, "tag", "v1")
    monkeypatch.chdir(project)
    sourcebook.build("datasets/bakery", tmp_path / "then")
    change(dataset / "orders.csv", "ord-004,brd-01,0", "ord-004,brd-01,4")
    change(dataset / "views/sales.sql", "sum(o.quantity) AS", "2 * sum(o.quantity) AS")
    change(project / "schemas/breads.yaml", "title: Breads", "title: Breads, all of them")
    (dataset / "waivers.yaml").unlink()
    commit(project, "v2")
    return project


def _bytes(package: Path) -> dict[str, bytes]:
    return {
        file.relative_to(package).as_posix(): file.read_bytes()
        for file in sorted(package.rglob("*"))
        if file.is_file()
    }


def test_the_package_of_an_old_commit_is_that_which_was_built_then(
    project: Path, tmp_path: Path
) -> None:
    before = state(project)
    package = sourcebook.build("datasets/bakery", tmp_path / "again", at="v1")
    then = _bytes(tmp_path / "then" / "bakery-1.0.0")
    assert _bytes(package) == then
    assert _bytes(sourcebook.build("datasets/bakery", tmp_path / "now")) != then
    assert state(project) == before


def test_it_does_not_matter_what_is_in_the_working_tree(project: Path, tmp_path: Path) -> None:
    (project / "datasets/bakery/orders.csv").write_text("nonsense\n", encoding="utf-8")
    (project / "schemas/orders.yaml").unlink()
    then = _bytes(tmp_path / "then" / "bakery-1.0.0")
    assert _bytes(sourcebook.build("datasets/bakery", tmp_path / "one", at="v1")) == then
    shutil.rmtree(project / "datasets")
    assert _bytes(sourcebook.build("datasets/bakery", tmp_path / "two", at="v1")) == then


def test_a_waiver_holds_on_the_day_of_the_commit(project: Path, tmp_path: Path) -> None:
    """One that has expired since then, and one that had expired already."""
    for day, number in (("2020-06-01", 1), ("2020-05-01", 2)):
        dataset = project / "datasets/bakery"
        orders = (dataset / "orders.csv").read_text(encoding="utf-8")
        orders = orders.replace("ord-004,brd-01,4", "ord-004,brd-01,0")
        (dataset / "orders.csv").write_text(orders, encoding="utf-8")
        (dataset / "waivers.yaml").write_text(
            "- {rule: constraint-error, table: orders, key: ord-004, reason: none, who: me, "
            f"expires: {day}}}\n",
            encoding="utf-8",
        )
        git(project, "add", "--all")
        subprocess.run(
            ["git", "commit", "--quiet", "--message", day],
            cwd=project,
            env={**os.environ, "GIT_COMMITTER_DATE": "2020-05-20T12:00:00Z"},
            check=True,
        )
        output = tmp_path / str(number)
        if number == 1:
            assert sourcebook.build("datasets/bakery", output, at="HEAD").is_dir()
        else:
            with pytest.raises(InvalidDatasetError) as raised:
                sourcebook.build("datasets/bakery", output, at="HEAD")
            paths = {finding.path for finding in raised.value.report.findings}
            assert "HEAD:datasets/bakery/orders.csv" in paths


@pytest.mark.parametrize(
    ("dataset", "at", "words"),
    [
        ("datasets/bakery", "v3", "v3: is neither a dataset's folder nor a commit"),
        ("datasets/butcher", "v1", "v1:datasets/butcher: there is no dataset in that commit"),
        ("datasets/bakery/orders.csv", "v1", "there is no dataset in that commit"),
        ("datasets/bakery", "--all", "--all: is neither"),
    ],
)
@pytest.mark.usefixtures("project")
def test_what_is_not_there_is_told(tmp_path: Path, dataset: str, at: str, words: str) -> None:
    with pytest.raises(sourcebook.UseError) as raised:
        sourcebook.build(dataset, tmp_path / "dist", at=at)
    assert words in str(raised.value)
    assert not (tmp_path / "dist").exists()


def test_a_declaration_that_was_wrong_is_told_by_its_place_in_git(
    project: Path, tmp_path: Path
) -> None:
    change(project / "schemas/orders.yaml", "baked_on >= ordered_on", "baked >= ordered_on")
    commit(project, "a slip")
    git(project, "tag", "slip")
    with pytest.raises(sourcebook.UseError) as raised:
        sourcebook.build("datasets/bakery", tmp_path / "dist", at="slip")
    assert "slip:schemas/orders.yaml" in str(raised.value)


def test_the_command_has_it_too(project: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sourcebook", "build", "--at", "v1", "--output", tmp_path / "cli"],
        cwd=project, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert _bytes(tmp_path / "cli" / "bakery-1.0.0") == _bytes(tmp_path / "then" / "bakery-1.0.0")
