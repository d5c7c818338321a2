"""Two branches merged by git itself, with the driver that ``sourcebook setup-git`` installs."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

import command
import sourcebook
from repository import begin, commit, git
from small import ORDERS, bakery, change
from sourcebook.declare import every_dataset, open_target
from sourcebook.editing import attributes


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    bakery(tmp_path)
    begin(tmp_path)
    code, out, err = command.run(tmp_path, "setup-git")
    assert (code, err) == (0, "")
    assert out == (
        "git config (this clone only): merge.sourcebook.name, merge.sourcebook.driver, "
        "merge.sourcebook.recursive\n"
        ".gitattributes: names 2 tables now. Commit it.\n"
    )
    commit(tmp_path, "setup")
    return tmp_path


def merging(folder: Path, branch: str) -> tuple[int, str, str]:
    done = subprocess.run(
        ["git", "-C", str(folder), "merge", "--no-edit", branch],
        env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"},
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


def on_branch(repository: Path, branch: str, file: str, *edits: tuple[str, str]) -> None:
    git(repository, "checkout", "--quiet", "-B", branch, "main")
    for old, new in edits:
        change(repository / file, old, new)
    commit(repository, branch)


CSV = "datasets/bakery/orders.csv"


def test_a_second_time_it_changes_nothing_and_says_so(repository: Path) -> None:
    before = (repository / ".gitattributes").read_bytes()
    assert command.run(repository, "setup-git") == (
        0,
        (
            "git config (this clone only): was set already\n"
            ".gitattributes: names the 2 tables already\n"
        ),
        "",
    )
    assert (repository / ".gitattributes").read_bytes() == before


def test_what_stands_in_gitattributes_stays_and_a_new_table_joins_its_lines(
    repository: Path,
) -> None:
    file = repository / ".gitattributes"
    file.write_text("*.png binary\n" + file.read_text("utf-8") + "*.zip binary\n", "utf-8")
    place = repository / "datasets/bakery"
    (place / "a b*.csv").write_text("bread_id\n", "utf-8")
    with (place / "datapackage.yaml").open("a", encoding="utf-8") as out:
        out.write('  - {name: more, path: "a b*.csv", schema: {primaryKey: [bread_id], fields: [{name: bread_id, type: string}]}}\n')  # fmt: skip
    assert "names 3 tables now" in command.run(repository, "setup-git")[1]
    lines = file.read_text("utf-8").splitlines()
    assert (lines[0], lines[-1]) == ("*.png binary", "*.zip binary")
    told = git(repository, "check-attr", "merge", "--", "datasets/bakery/a b*.csv", CSV)
    assert told == f"datasets/bakery/a b*.csv: merge: sourcebook\n{CSV}: merge: sourcebook\n"
    assert "unspecified" in git(repository, "check-attr", "merge", "--", "datasets/bakery/a bc.csv")


def test_two_branches_that_change_neighbours_are_merged(repository: Path) -> None:
    # Line by line this is a conflict: both change the same two lines.
    on_branch(
        repository, "ours", CSV, ("ord-001,brd-01,2", "ord-001,brd-01,3"),
        ("ord-005,", "ord-006,brd-03,1,2024-04-01,,\nord-005,"),
    )  # fmt: skip
    on_branch(
        repository, "theirs", CSV, ("2024-03-01,2024-03-01,", "2024-03-01,2024-03-01,sliced"),
        ("ord-002,brd-02,10", "ord-002,brd-02,11"), ("ord-005,", "ord-007,brd-03,1,2024-04-01,,\nord-005,"),
    )  # fmt: skip
    code, out, err = merging(repository, "ours")
    assert code == 0, out + err
    assert (repository / CSV).read_text("utf-8") == (
        ORDERS.replace(
            "ord-001,brd-01,2,2024-03-01,2024-03-01,", "ord-001,brd-01,3,2024-03-01,2024-03-01,sliced"
        ).replace("ord-002,brd-02,10", "ord-002,brd-02,11")
        + "ord-006,brd-03,1,2024-04-01,,\nord-007,brd-03,1,2024-04-01,,\n"
    )  # fmt: skip
    assert git(repository, "status", "--porcelain") == ""


def test_a_cell_changed_in_two_ways_is_marked_around_its_row(repository: Path) -> None:
    on_branch(
        repository, "theirs", CSV, ("ord-003,brd-03,1,", "ord-003,brd-03,2,"), ("08,,", "08,2024-03-08,"),
    )  # fmt: skip
    on_branch(repository, "ours", CSV, ("ord-003,brd-03,1,", "ord-003,brd-03,4,"))
    code, out, err = merging(repository, "theirs")
    assert code == 1
    assert f"CONFLICT (content): Merge conflict in {CSV}" in out
    assert f"sourcebook: {CSV}: conflict: ord-003: quantity: ours '4', theirs '2', was '1'." in err
    lines = (
        "<<<<<<< ours (quantity)\n"
        'ord-003,brd-03,4,2024-03-08,2024-03-08,"sliced,\nplease"\n'
        "=======\n"
        'ord-003,brd-03,2,2024-03-08,2024-03-08,"sliced,\nplease"\n'
        ">>>>>>> theirs (quantity)\n"
    )
    text = (repository / CSV).read_text("utf-8")
    before, _, after = ORDERS.partition('ord-003,brd-03,1,2024-03-08,,"sliced,\nplease"\n')
    assert text == before + lines + after
    # Neither check lets it pass.
    assert not sourcebook.validate(repository / "datasets/bakery").valid
    code, out, _ = command.run(repository, "format", "--check")
    assert code == 1
    assert f"{CSV}:4: A conflict of a merge is not resolved here. Keep one of its rows" in out


def test_a_row_removed_and_changed_is_marked_with_one_side_empty(repository: Path) -> None:
    row = "ord-002,brd-02,10,2024-03-02,2024-03-04,for a party\n"
    on_branch(repository, "theirs", CSV, ("party", "feast"))
    on_branch(repository, "ours", CSV, (row, ""))
    code, _, err = merging(repository, "theirs")
    assert code == 1
    assert (
        f"{CSV}: conflict: ord-002: we have removed the row, they have changed it "
        "(note: 'for a party' → 'for a feast')." in err
    )
    marked = "<<<<<<< ours (note)\n=======\n" + row.replace("party", "feast")
    assert marked + ">>>>>>> theirs (note)\n" in (repository / CSV).read_text("utf-8")


def test_a_key_given_twice_to_two_rows_is_told_and_nothing_of_them_is_mixed(
    repository: Path,
) -> None:
    on_branch(repository, "theirs", CSV, ("ord-005,", "ord-006,brd-03,1,2024-04-01,,\nord-005,"))
    on_branch(repository, "ours", CSV, ("ord-005,", "ord-006,brd-01,1,2024-04-02,,x\nord-005,"))
    code, _, err = merging(repository, "theirs")
    assert code == 1
    assert "ord-006: both have added the row, with other cells" in err
    assert "if they are two rows, give one of them a new key." in err
    text = (repository / CSV).read_text("utf-8")
    assert "ord-006,brd-01,1,2024-04-02,,x\n=======\nord-006,brd-03,1,2024-04-01,,\n" in text


def test_a_table_whose_rows_can_not_be_told_apart_is_merged_by_lines(repository: Path) -> None:
    on_branch(repository, "theirs", CSV, ("ord-005,brd-02,1", "ord-005,brd-02,2"))
    on_branch(repository, "ours", CSV, ("ord-002,brd-02,10", "ord-001,brd-02,10"))
    code, _, err = merging(repository, "theirs")
    assert code == 0
    told = f"sourcebook: {CSV}: merged line by line, for the key 'ord-001' stands twice (line 3)\n"
    assert told in err
    text = (repository / CSV).read_text("utf-8")
    assert "ord-005,brd-02,2" in text
    assert "ord-001,brd-02,10" in text


def test_a_file_that_is_no_table_is_merged_by_lines_and_its_conflict_is_marked(
    repository: Path,
) -> None:
    with (repository / ".gitattributes").open("a", encoding="utf-8") as out:
        out.write("notes.txt merge=sourcebook\n")
    (repository / "notes.txt").write_text("one\n", "utf-8")
    commit(repository, "notes")
    on_branch(repository, "theirs", "notes.txt", ("one", "two"))
    on_branch(repository, "ours", "notes.txt", ("one", "three"))
    code, _, err = merging(repository, "theirs")
    assert code == 1
    assert "notes.txt: merged line by line, for it is no table of a dataset" in err
    marked = "<<<<<<< ours\nthree\n=======\ntwo\n>>>>>>> theirs\n"
    assert (repository / "notes.txt").read_text("utf-8") == marked


def test_a_rebase_uses_it_too(repository: Path) -> None:
    on_branch(repository, "theirs", CSV, ("ord-001,brd-01,2", "ord-001,brd-01,3"))
    on_branch(repository, "ours", CSV, ("2024-03-01,2024-03-01,", "2024-03-01,2024-03-02,"))
    git(repository, "rebase", "--quiet", "theirs")
    assert "ord-001,brd-01,3,2024-03-01,2024-03-02," in (repository / CSV).read_text("utf-8")


def test_where_there_is_no_repository_the_setup_says_so(tmp_path: Path) -> None:
    bakery(tmp_path)
    code, _, err = command.run(tmp_path, "setup-git")
    assert code == 2
    assert (
        err == "sourcebook: datasets/bakery: is in no git repository. Make one first: git init.\n"
    )


def test_our_own_gitattributes_names_our_own_tables() -> None:
    top = Path(__file__).parents[2]
    datasets = [open_target(place).dataset for place in every_dataset(top / "datasets")]
    text = (top / ".gitattributes").read_text("utf-8")
    assert attributes.with_lines(text, attributes.lines(top.resolve(), datasets)) == text
