"""What can be compared: folders, packages, commits and published versions, each named as usual."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import sourcebook
from repository import begin, commit, state
from small import bakery, change

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with the bakery, one price of which is not committed, as the working folder."""
    dataset = bakery(tmp_path)
    begin(tmp_path)
    change(dataset / "breads.csv", "rye,4.2,", "rye,4.5,")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def prices(*sides: str, **more: str) -> list[tuple[str | None, str | None]]:
    return [
        (cell.old, cell.new) for t in sourcebook.diff(*sides, **more).tables for cell in t.cells
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("HEAD:datasets/bakery", "datasets/bakery"),
        ("HEAD:datasets/bakery/datapackage.yaml", "datasets/bakery"),
        ("HEAD:./datasets/bakery", "datasets/bakery/datapackage.yaml"),
        ("HEAD", "datasets/bakery"),
        ("refs/heads/main", "datasets/bakery"),
    ],
)
def test_a_commit_is_named_as_git_does(project: Path, old: str, new: str) -> None:
    before = state(project)
    assert prices(old, new) == [("4.2", "4.5")]
    assert prices(new, old) == [("4.5", "4.2")]
    assert state(project) == before


def test_two_commits_are_of_the_only_dataset(project: Path) -> None:
    commit(project, "second")
    assert prices("HEAD~1", "HEAD") == [("4.2", "4.5")]


def test_of_several_datasets_one_has_to_be_named(project: Path) -> None:
    other = project / "datasets/other"
    other.mkdir()
    (other / "datapackage.yaml").write_bytes(
        (project / "datasets/bakery/datapackage.yaml").read_bytes()
    )
    commit(project, "second")
    with pytest.raises(sourcebook.UseError, match="of which dataset"):
        prices("HEAD~1", "HEAD")
    assert prices("HEAD~1", "HEAD", dataset="datasets/bakery") == [("4.2", "4.5")]


def test_published_versions_are_named_by_name_and_version(project: Path) -> None:
    commit(project, "second")
    sourcebook.release("datasets/bakery", "catalog")
    change(project / "datasets/bakery/breads.csv", "rye,4.5,", "rye,4.8,")
    for old in ("bakery@1.0.0", "bakery@1"):
        assert prices(old, "datasets/bakery", catalog="catalog") == [("4.5", "4.8")]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nowhere", "is neither a dataset's folder nor a commit that git knows"),
        ("HEAD:nowhere", "there is no dataset in that commit"),
        ("HEAD:../x", "leads out of the repository"),
        ("./nowhere", "there is no such file or folder, nor such a commit"),
        ("datasets/bakery/breads.csv", "is a single file"),
        ("bakery-1.0.0.zip", "is a single file"),
        ("bakery@9", "has no bakery 9. It has: 1.0.0."),
        ("cake@1", "has no dataset 'cake'"),
        ("", "is named by an empty text"),
    ],
)
@pytest.mark.usefixtures("project")
def test_what_can_not_be_compared_is_told_in_a_line(name: str, message: str, project: Path) -> None:
    commit(project, "second")
    sourcebook.release("datasets/bakery", "catalog")
    (project / "bakery-1.0.0.zip").write_bytes(b"")
    with pytest.raises(sourcebook.UseError, match=message):
        sourcebook.diff(name, "datasets/bakery", catalog="catalog")


def test_differences_exit_0_unless_asked_as_with_git(project: Path) -> None:
    command = [sys.executable, "-m", "sourcebook", "diff", "HEAD", "datasets/bakery"]

    def run(*more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*command, *more], capture_output=True, encoding="utf-8", check=False)

    plain, asked = run(), run("--exit-code")
    assert (plain.returncode, asked.returncode, plain.stderr) == (0, 1, "")
    assert plain.stdout == (
        "breads  3 rows: 1 cell changed in 1 row\n"
        "  ~ brd-01  price: 4.2 → 4.5\n\n"
        "Different: 1 cell changed in 1 row. "
        "That is a patch change: at least 1.0.1 after 1.0.0.\n"
    )
    change(project / "datasets/bakery/breads.csv", "rye,4.5,", "rye,4.2,")
    same = run("--exit-code")
    assert (same.returncode, same.stdout) == (0, "The same: 2 tables, 8 rows, nothing differs.\n")
    wrong = run("--limit", "x")
    assert wrong.returncode == 2


def test_a_diff_never_takes_the_place_of_data(project: Path) -> None:
    file = project / "datasets/bakery/breads.csv"
    before = file.read_bytes()
    done = subprocess.run(
        [sys.executable, "-m", "sourcebook", "diff", "HEAD", "datasets/bakery", "--output", str(file)],
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (done.returncode, file.read_bytes()) == (2, before)
