"""A project of one's own: made whole, of files however they are written, or not at all."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

import sourcebook
from command import run
from repository import begin, git
from sourcebook.starting.names import table_names

if TYPE_CHECKING:
    from collections.abc import Sequence

TOP = Path(__file__).parents[2]
SHARED = Path(os.environ.get("SOURCEBOOK_SHARED", TOP.parent / "shared"))
ACTORS = SHARED / "data" / "ucdp" / "ucdp-actor-221.csv"
BIN = Path(sys.executable).parent


def make(project: Path, *targets: str) -> str:
    """Run ``make`` in a project with the commands that are here, in place of installing them."""
    done = subprocess.run(
        ["make", f"BIN={BIN}", *targets], cwd=project, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.mark.skipif(not ACTORS.is_file(), reason="needs the shared UCDP Actor CSV")
def test_given_the_actors_of_ucdp_make_checks_packages_and_documents_them(tmp_path: Path) -> None:
    code, out, err = run(tmp_path, "new", "actors", "--from", str(ACTORS))
    assert (code, err) == (0, "")
    assert "1,725 rows, 35 columns" in out
    assert "it begins with a byte order mark" in out
    odd = r"\? +7 of 219 cells are not integers: '204, 1067' at line 204,"
    assert re.search(rf"ActorIdPrev +string .*\n +{odd}", out)
    project = tmp_path / "actors"
    assert "duckdb, pandera and frictionless agree" in make(project)
    text = (project / "schemas/ucdp_actor_221.yaml").read_text("utf-8")
    key = "primaryKey: [ActorId]  # all 1,725 values are distinct and none is missing\n"
    assert key in text
    with ACTORS.open(encoding="utf-8-sig", newline="") as given:
        wanted = {row["ActorId"]: row for row in csv.DictReader(given)}
    package = project / "dist/actors-0.1.0/data/ucdp_actor_221.csv"
    with package.open(encoding="utf-8", newline="") as made:
        for row in csv.DictReader(made):
            given_row = wanted.pop(row["ActorId"])
            assert {name: cell.strip() for name, cell in given_row.items()} == row
    assert wanted == {}
    assert (project / "site/actors/codebook/ucdp_actor_221/index.html").is_file()
    assert (project / "dist/catalog/catalog.json").is_file()


def test_given_no_file_there_is_an_example_and_all_around_it(tmp_path: Path) -> None:
    assert run(tmp_path, "new", "park") == (0, "park: made. Next: cd park && make\n", "")
    project = tmp_path / "park"
    made = {str(file.relative_to(project)) for file in project.rglob("*") if file.is_file()}
    assert made - {"local.mk"} == {
        ".gitattributes", ".github/workflows/data.yml", ".github/workflows/publish.yml",
        ".gitignore", ".pre-commit-config.yaml", "CHANGELOG.md", "Makefile", "README.md",
        "datasets/park/datapackage.yaml", "datasets/park/trees.csv", "docs/contribute.md",
        "docs/index.md", "mkdocs.yml", "requirements.txt", "schemas/trees.yaml",
    }  # fmt: skip
    assert sourcebook.validate(project / "datasets/park", engine="all").valid
    trees = project / "datasets/park/trees.csv"
    trees.write_text(trees.read_text("utf-8").replace("2019-10-04", "1919-10-04"), "utf-8")
    code, out, _ = run(project, "validate")
    assert code == 1
    assert "trees.csv:3: planted on 1961-03-15, but felled on 1919-10-04" in out


def test_nothing_in_a_project_names_a_registry_or_this_machine_but_what_is_not_committed(
    tmp_path: Path,
) -> None:
    run(tmp_path, "new", "park")
    begin(tmp_path / "park")
    tracked = git(tmp_path / "park", "ls-files").split()
    assert "local.mk" not in tracked
    for name in tracked:
        text = (tmp_path / "park" / name).read_text("utf-8")
        assert "@" not in re.sub(r"[\w/]@v|\"\$@\"|\$@|@grep|@main|\t@\$\(BIN\)", "", text), name
        assert str(TOP) not in text
        assert not re.search(r"p[y]pi|p[y]thonhosted|index-url", text, re.IGNORECASE)
    assert f"sourcebook[site]=={sourcebook.__version__}" in (
        tmp_path / "park/requirements.txt"
    ).read_text("utf-8")


def test_without_other_commands_make_installs_as_the_action_does(tmp_path: Path) -> None:
    run(tmp_path, "new", "park")
    done = subprocess.run(
        ["make", "--dry-run", "SOURCEBOOK=/a checkout", "validate"],
        cwd=tmp_path / "park", capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert (
        f'RUNNER_TEMP="{tmp_path}/park/.cache" PYTHON="python3" "/a checkout/validate/install.sh"'
        in done.stdout
    )
    assert "\n.cache/sourcebook/bin/sourcebook format --check\n" in done.stdout
    plain = subprocess.run(
        ["make", "--dry-run", "SOURCEBOOK=", "validate"],
        cwd=tmp_path / "park", capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "-m pip install --quiet --disable-pip-version-check -r requirements.txt" in plain.stdout


def test_the_hooks_of_a_project_run_before_a_commit(tmp_path: Path) -> None:
    run(tmp_path, "new", "park")
    begin(tmp_path / "park")
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", "--all-files", "--color=never"],
        cwd=tmp_path / "park", capture_output=True, text=True, check=False,
        env={
            **os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "BIN": str(BIN),
            "PRE_COMMIT_HOME": str(tmp_path / "cache"),
        },
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    told = re.sub(r"\.{3,}", "...", done.stdout)
    assert told == "tables in canonical form...Passed\ntables valid...Passed\n"


WRITTEN = [
    ("id;naïve\r\n1;1,5\r\n2;2,5\r\n".encode(),
     "its cells are between semicolons; its lines end in CRLF or CR", 'id,naïve\n1,"1,5"\n2,"2,5"\n'),
    ("id\tä\n1\tö\n".encode("cp1252"),
     "it is no UTF-8 and was read as Windows-1252 (look at line 1: id\\tä); its cells are between tabs",
     "id,ä\n1,ö\n"),
    ("id,ä\n1,ö\n".encode("utf-16"), "it is in UTF-16, as its byte order mark says", "id,ä\n1,ö\n"),
    ("\ufeffid, ä \n1,ö\n\n2,x\n".encode(),
     "it begins with a byte order mark; it has blank lines; some labels have blanks around them, "
     "or are not in Unicode's form NFC", "id,ä\n1,ö\n2,x\n"),
    (b",x\n1,2\n2,3\n", "column 1 has no name in the header; it is column_1 here", "column_1,x\n1,2\n2,3\n"),
    (b'id,x\n1,a\n,\n2,b\n" "," "\n',
     "2 rows without any value are left out, the first of them (line 3)", "id,x\n1,a\n2,b\n"),
    (b'id\n1\n""\n2\n', "1 row without any value is left out (line 3)", "id\n1\n2\n"),
    (b"id,x\n1, a \n2,b\n", None, "id,x\n1,a\n2,b\n"),
    (b'id,x\n2,a\n1,"b"\n', None, "id,x\n1,b\n2,a\n"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "told", "kept"), WRITTEN)
def test_however_a_file_is_written_it_is_kept_in_canonical_form_and_that_is_told(
    tmp_path: Path, content: bytes, told: str | None, kept: str
) -> None:
    (tmp_path / "T.csv").write_bytes(content)
    code, out, err = run(tmp_path, "new", "mine", "--from", "T.csv")
    assert (code, err) == (0, "")
    assert (tmp_path / "mine/datasets/mine/t.csv").read_text("utf-8") == kept
    place = "datasets/mine/t.csv is UTF-8 with commas and LF. Of T.csv: "
    assert (place in out) == (told is not None)
    assert told is None or f"{place}{told}." in out
    assert (tmp_path / "T.csv").read_bytes() == content
    assert run(tmp_path / "mine", "format", "--check") == (0, "", "")
    assert sourcebook.validate(tmp_path / "mine/datasets/mine", engine="all").valid


REFUSED = [
    (b"", "t.csv: is empty. Name a file with a header and rows."),
    (b"\n\n", "t.csv: is empty. Name a file with a header and rows."),
    (b"a,b,A\n1,2,3\n",
     "t.csv:1:3: the name 'A' stands twice in the header (columns 1 and 3). Rename one of them."),
    (b"1,2,3\n4,5,6\n", "t.csv:1: the first line has no names, but numbers (1). "
     "Put a line with the names of the columns above it."),
    (b"a,b\n1,2\n1,2,3\n4,5,6\n", "t.csv:3:3: "),
    (b"a,b\n1\n", "t.csv:2:2: "),
    (b"a,b\n1,\0\n", "t.csv:2:2: "),
    (b"a,b\n1,\x81\n", "t.csv:2: byte 7 (0x81) is neither UTF-8 nor Windows-1252. "
     "Save the file as UTF-8."),
    (b"\xff\xfea\x00,\x00\x00\xd8", "t.csv:1: byte 7 (0x00) is not UTF-16. Save the file as UTF-8."),
    (b'a,b\n1,"2\n', "t.csv:2: The file can't be read: the quote opened in line 2 is never closed."),
    (b"\xef\xbb\xbf \n", "t.csv: is empty. Name a file with a header and rows."),
    (b"PK\x03\x04", "t.csv: is an archive, and no CSV. Save each table as a CSV file."),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "t.csv: is a workbook of the old kind (XLS), or one with a password, and no CSV."),
    (b"\x1f\x8b\x08", "t.csv: is compressed (gz), and no CSV."),
    (b"<!DOCTYPE html><html>", "t.csv: is a web page, and no CSV."),
    (b",".join(b"c%d" % n for n in range(3000)),
     "t.csv:1: the header has 3,000 cells, and no more than 2,000 make a table."),
]  # fmt: skip


@pytest.mark.parametrize(("content", "told"), REFUSED, ids=lambda it: repr(it)[:40])
def test_a_file_that_can_be_read_in_two_ways_or_none_is_refused_in_a_line(
    tmp_path: Path, content: bytes, told: str
) -> None:
    (tmp_path / "t.csv").write_bytes(content)
    code, out, err = run(tmp_path, "new", "mine", "--from", "t.csv")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert told.lower() in err.lower()
    assert [file.name for file in tmp_path.iterdir()] == ["t.csv"]


@pytest.mark.parametrize("rows", [0, 3])
def test_given_300_columns_with_and_without_rows_a_project_is_made(
    tmp_path: Path, rows: int
) -> None:
    labels = [f"c{n}" for n in range(300)]
    lines = [",".join(str(n * row) for n in range(300)) for row in range(rows)]
    (tmp_path / "wide.csv").write_text("\n".join([",".join(labels), *lines]), "utf-8")
    assert run(tmp_path, "new", "mine", "--from", "wide.csv")[0] == 0
    schema = yaml.safe_load((tmp_path / "mine/schemas/wide.yaml").read_text("utf-8"))
    assert [field["name"] for field in schema["fields"]] == labels
    assert sourcebook.validate(tmp_path / "mine/datasets/mine", engine="all").valid


CALLS = [
    (["new", "../up"], "'../up' is no name of a dataset"),
    (["new", "a/b"], "'a/b' is no name of a dataset"),
    (["new", "con"], "'con' is a device's name on Windows"),
    (["new", ""], "'' is no name of a dataset"),
    (["new", "there"], "there: is there already, and stays as it is. Choose another name."),
    (["new", "mine", "--from", "gone.csv"], "gone.csv: there is no such file. Check the path."),
    (["new", "mine", "--from", "there"], "there: is a folder. Name a file in it."),
    (["new", "mine", "--from", "t.csv", "--from", "t.csv"], "t.csv: is named twice."),
]  # fmt: skip


@pytest.mark.parametrize(("call", "told"), CALLS)
def test_a_call_that_can_not_be_carried_out_is_refused_in_a_line(
    tmp_path: Path, call: Sequence[str], told: str
) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "kept").write_text("kept", "utf-8")
    (tmp_path / "t.csv").write_text("a\n1\n", "utf-8")
    code, out, err = run(tmp_path, *call)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert told in err
    assert sorted(file.name for file in tmp_path.rglob("*")) == ["kept", "t.csv", "there"]


def test_where_nothing_can_be_written_the_folder_that_was_asked_for_is_named(
    tmp_path: Path,
) -> None:
    place = Path("/proc") if os.geteuid() == 0 else tmp_path  # root may write anywhere else
    if place == tmp_path:
        place.chmod(0o555)
    code, out, err = run(place, "new", "mine")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("sourcebook: mine: ")
    assert "partial" not in err


def test_files_give_tables_names_that_every_system_takes() -> None:
    stems = [
        "Größe 1",
        "groesse",
        "GROSSE-1",
        "grosse_1",
        "2024",
        "",
        "changes",
        "sqlite_x",
        "con",
        "表",
    ]
    assert table_names(stems) == [
        "groe_1", "groesse", "grosse_1", "grosse_1_2", "table_2024", "table", "table_changes",
        "table_sqlite_x", "table_con", "table_2",
    ]  # fmt: skip


@pytest.mark.parametrize("makefile", ["Makefile", "validate/sourcebook/starting/files/Makefile"])
def test_a_catalogue_outlives_a_publish_that_fails_and_fails_again(
    tmp_path: Path, makefile: str
) -> None:
    (tmp_path / "Makefile").write_bytes((TOP / makefile).read_bytes())
    (tmp_path / "dist/catalog").mkdir(parents=True)
    (tmp_path / "dist/catalog/kept").write_text("what was published")
    (tmp_path / "dist/broken").mkdir()
    (tmp_path / "dist/broken/datapackage.json").write_text("{}")
    for _ in range(2):
        done = subprocess.run(
            ["make", "--old-file=build", f"BIN={BIN}", "publish"], cwd=tmp_path, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
        )  # fmt: skip
        assert done.returncode == 2, done.stdout
        assert (tmp_path / "dist/catalog/kept").is_file(), done.stdout
