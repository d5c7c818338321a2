"""``--against``: each finding is new or old, and only new ones fail; git is read and never touched."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING

import pytest

import sourcebook
from repository import begin, commit, git, state
from small import ORDERS, bakery, break_everything, change
from sourcebook.findings import Standing

if TYPE_CHECKING:
    from pathlib import Path

    from sourcebook.findings import Report

NEW, OLD = Standing.NEW, Standing.OLD


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with the bakery in it, one order of which is wrong, as the working folder."""
    project = tmp_path / "project"
    dataset = bakery(project)
    change(dataset / "orders.csv", "brd-01,2,", "brd-01,two,")
    begin(project)
    monkeypatch.chdir(project)
    return project


def standings(report: Report) -> list[tuple[str, str | None, Standing | None]]:
    return [(f.code, next(iter((f.key or {}).values()), None), f.standing) for f in report.findings]


def orders(project: Path) -> Path:
    return project / "datasets/bakery/orders.csv"


@pytest.mark.usefixtures("project")
def test_what_the_base_has_is_old_and_fails_nothing() -> None:
    report = sourcebook.validate(against="HEAD")
    assert standings(report) == [("type-error", "ord-001", OLD)]
    assert report.valid
    assert (report.errors, report.tables[1].new_errors, report.against) == (1, 0, "HEAD")


def test_what_the_base_does_not_have_is_new_and_fails(project: Path) -> None:
    change(orders(project), "brd-02,10,", "brd-02,ten,")
    report = sourcebook.validate(against="HEAD")
    assert standings(report) == [("type-error", "ord-001", OLD), ("type-error", "ord-002", NEW)]
    assert not report.valid
    table = report.tables[1]
    assert (table.errors, table.new_errors) == (2, 1)
    assert [(c.found, c.new) for c in table.coverage if c.rule == "type-error"] == [(2, 1)]
    assert {c.new for c in table.coverage if c.rule != "type-error"} == {0}


@pytest.mark.usefixtures("project")
def test_without_a_base_nothing_has_a_standing() -> None:
    report = sourcebook.validate()
    assert standings(report) == [("type-error", "ord-001", None)]
    assert (report.against, report.tables[1].new_errors, report.valid) == (None, None, False)
    assert {c.new for c in report.tables[1].coverage} == {None}


def test_a_new_warning_fails_nothing(project: Path) -> None:
    change(project / "datasets/bakery/breads.csv", "2024-03-31", "2024-03-01")
    report = sourcebook.validate(against="HEAD")
    assert report.warnings == 2
    assert report.valid
    assert ("still-sold", "ord-002", NEW) in standings(report)


def test_rows_may_be_moved_and_columns_added(project: Path) -> None:
    first, *rest = orders(project).read_text(encoding="utf-8").splitlines()
    rows = [first, "ord-000,brd-01,1,2024-01-01,,", *rest]
    orders(project).write_text("\n".join(rows) + "\n", encoding="utf-8")
    report = sourcebook.validate(against="HEAD")
    assert [(f.row, f.standing) for f in report.findings] == [(3, OLD)]


@pytest.mark.parametrize(
    ("old", "new", "standing"),
    [
        ("brd-01,two,", "brd-03,two,", OLD),  # another cell of the row
        ("brd-01,two,", "brd-01,too,", NEW),  # another value
        ("ord-001,", "ord-011,", NEW),  # another row
        ("two,2024-03-01,", "2,two,", NEW),  # another field
    ],
)
def test_a_finding_is_told_by_key_rule_field_and_value(
    project: Path, old: str, new: str, standing: Standing
) -> None:
    change(orders(project), old, new)
    report = sourcebook.validate(against="HEAD")
    assert [f.standing for f in report.findings if f.code == "type-error"] == [standing]


def test_of_two_that_are_the_same_the_second_is_new(project: Path) -> None:
    orders(project).write_text(ORDERS + "ord-005,brd-09,1,2024-03-30,,\n", encoding="utf-8")
    commit(project, "a second ord-005")
    orders(project).write_text(ORDERS + "ord-005,brd-09,1,2024-03-30,,\n" * 2, encoding="utf-8")
    report = sourcebook.validate(against="HEAD")
    assert [(f.code, f.row, f.standing) for f in report.findings] == [
        ("primary-key", 7, OLD),
        ("foreign-key", 7, OLD),
        ("primary-key", 8, NEW),
        ("foreign-key", 8, NEW),
    ]


@pytest.mark.parametrize("engine", ["duckdb", "pandera", "frictionless", "all"])
def test_every_engine_can_be_held_against_a_base(
    project: Path, engine: sourcebook.EngineName
) -> None:
    change(orders(project), "brd-02,10,", "brd-02,ten,")
    report = sourcebook.validate(against="HEAD", engine=engine)
    assert standings(report) == [("type-error", "ord-001", OLD), ("type-error", "ord-002", NEW)]
    assert not report.agreement.differences


def test_what_is_new_is_listed_first(project: Path) -> None:
    rows = "".join(f"ord-1{n:02},brd-01,many,2024-03-30,,\n" for n in range(30))
    orders(project).write_text(ORDERS + rows, encoding="utf-8")
    commit(project, "thirty old ones")
    orders(project).write_text(ORDERS + rows + "ord-200,brd-01,x,2024-03-30,,\n", encoding="utf-8")
    report = sourcebook.validate(against="HEAD", limit=2)
    assert standings(report) == [("type-error", "ord-100", OLD), ("type-error", "ord-200", NEW)]
    assert (report.errors, report.tables[1].new_errors) == (31, 1)


class TestWhatTheBaseIs:
    def test_a_branch_a_tag_and_an_earlier_commit(self, project: Path) -> None:
        git(project, "tag", "v1", "--annotate", "--message", "one")
        change(orders(project), "brd-01,two,", "brd-01,2,")
        commit(project, "mended")
        git(project, "branch", "side")
        change(orders(project), "brd-01,2,", "brd-01,two,")
        found = {ref: sourcebook.validate(against=ref).valid for ref in ("v1", "HEAD~1", "side")}
        assert found == {"v1": True, "HEAD~1": True, "side": False}

    def test_a_folder_of_a_dataset(self, project: Path, tmp_path: Path) -> None:
        shutil.copytree(project, tmp_path / "copy", ignore=shutil.ignore_patterns(".git"))
        change(orders(project), "brd-02,10,", "brd-02,ten,")
        report = sourcebook.validate(against=tmp_path / "copy/datasets/bakery")
        assert [f.standing for f in report.findings] == [OLD, NEW]

    def test_a_released_package(self, project: Path) -> None:
        change(orders(project), "brd-01,two,", "brd-01,2,")
        change(project / "datasets/bakery/breads.csv", "2024-03-31", "2024-03-29")
        package = sourcebook.build("datasets/bakery", "dist")
        change(orders(project), "brd-03,1,", "brd-03,0,")
        for base in (package, package / "datapackage.json"):
            report = sourcebook.validate(against=base)
            assert standings(report) == [
                ("constraint-error", "ord-003", NEW),
                ("still-sold", "ord-005", OLD),
            ]
        # And the other way round: a package held against the commit or folder that it comes from.
        report = sourcebook.validate(package, against="datasets/bakery")
        assert standings(report) == [("still-sold", "ord-005", OLD)]

    def test_a_folder_comes_before_a_branch_of_its_name(
        self, project: Path, tmp_path: Path
    ) -> None:
        git(project, "branch", "old")
        bakery(tmp_path / "valid").rename(project / "old")
        change(project / "old/datapackage.yaml", "schema: orders", "schema: orders")
        assert not sourcebook.validate("datasets/bakery", against="old").valid
        assert sourcebook.validate("datasets/bakery", against="refs/heads/old").valid

    def test_it_is_checked_by_its_own_rules(self, project: Path) -> None:
        change(project / "schemas/orders.yaml", "minimum: 1", "minimum: 3")
        report = sourcebook.validate(against="HEAD")
        assert [(f.code, f.standing) for f in report.findings] == [
            ("type-error", OLD),
            ("constraint-error", NEW),
            ("constraint-error", NEW),
        ]

    def test_what_only_warned_and_fails_now_is_new(self, project: Path) -> None:
        change(project / "datasets/bakery/breads.csv", "2024-03-31", "2024-03-29")
        commit(project, "a warning")
        change(project / "schemas/orders.yaml", "severity: warning", "severity: error")
        report = sourcebook.validate(against="HEAD")
        assert ("still-sold", "ord-005", NEW) in standings(report)
        commit(project, "an error")
        change(
            project / "schemas/orders.yaml",
            "id: still-sold\n    title: No bread is ordered after it was last sold\n"
            "    severity: error",
            "id: still-sold\n    title: No bread is ordered after it was last sold\n"
            "    severity: warning",
        )
        report = sourcebook.validate(against="HEAD")
        assert ("still-sold", "ord-005", OLD) in standings(report)

    def test_what_it_waived_is_new_once_the_waiver_is_gone(self, project: Path) -> None:
        waivers = project / "datasets/bakery/waivers.yaml"
        waivers.write_text(
            "- {rule: type-error, table: orders, key: ord-001, reason: r, who: w, "
            "expires: 2026-06-01}\n"
        )
        commit(project, "waived")
        held = sourcebook.validate(against="HEAD", today=date(2026, 6, 1))
        assert (standings(held), held.errors) == ([("type-error", "ord-001", OLD)], 0)
        # Expired, it is so in the base too.
        expired = sourcebook.validate(against="HEAD", today=date(2026, 6, 2))
        assert (standings(expired), expired.errors) == ([("type-error", "ord-001", OLD)], 1)
        waivers.unlink()
        gone = sourcebook.validate(against="HEAD", today=date(2026, 6, 1))
        assert standings(gone) == [("type-error", "ord-001", NEW)]

    def test_what_was_not_there_is_new_as_a_whole(self, project: Path, tmp_path: Path) -> None:
        other = bakery(tmp_path / "other")
        break_everything(other)
        shutil.copytree(other, project / "datasets/second")
        report = sourcebook.validate("datasets/second", against="HEAD")
        assert {f.standing for f in report.findings} == {NEW}
        assert report.tables[1].new_errors == report.tables[1].errors > 0

    def test_a_table_that_was_not_there_is_new(self, project: Path) -> None:
        descriptor = project / "datasets/bakery/datapackage.yaml"
        descriptor.write_text(
            descriptor.read_text() + "  - {name: late, path: late.csv, schema: late}\n"
        )
        (project / "schemas/late.yaml").write_text("fields: [{name: number, type: integer}]\n")
        (project / "datasets/bakery/late.csv").write_text("number\nx\n")
        report = sourcebook.validate(against="HEAD")
        assert [(f.table, f.standing) for f in report.findings] == [("orders", OLD), ("late", NEW)]

    def test_each_of_several_datasets_has_its_own(self, project: Path) -> None:
        shutil.copytree(project / "datasets/bakery", project / "datasets/second")
        commit(project, "two of them")
        change(orders(project), "brd-02,10,", "brd-02,ten,")
        report = sourcebook.validate(against="HEAD")
        assert [(f.path, f.standing) for f in report.findings] == [
            ("datasets/bakery/orders.csv", OLD),
            ("datasets/bakery/orders.csv", NEW),
            ("datasets/second/orders.csv", OLD),
        ]

    def test_a_single_file_of_a_dataset(self, project: Path) -> None:
        change(orders(project), "brd-02,10,", "brd-02,ten,")
        report = sourcebook.validate(orders(project), against="HEAD")
        assert [f.standing for f in report.findings] == [OLD, NEW]
        assert [table.name for table in report.tables] == ["orders"]

    @pytest.mark.parametrize("schema", ["schemas/breads.yaml", None])
    def test_a_single_file_with_a_schema(self, project: Path, schema: str | None) -> None:
        loose = project / "breads.csv"
        loose.write_text("bread_id,name,flour,price,sold_until\nbrd-1,A,rye,4.2,\n")
        report = sourcebook.validate(loose, schema=schema, against="HEAD")
        assert [f.standing for f in report.findings] == [NEW]  # it was not there
        commit(project, "a loose file")
        change(loose, "4.2", "-4.2")
        report = sourcebook.validate(loose, schema=schema, against="HEAD")
        assert [(f.field, f.standing) for f in report.findings] == [
            ("bread_id", OLD),
            ("price", NEW),
        ]

    def test_a_schema_that_git_does_not_have_is_that_of_today(
        self, project: Path, tmp_path: Path
    ) -> None:
        schema = tmp_path / "loose.yaml"
        schema.write_text("fields: [{name: number, type: integer}]\n")
        (project / "loose.csv").write_text("number\nx\n")
        commit(project, "a loose file")
        change(project / "loose.csv", "x\n", "x\ny\n")
        report = sourcebook.validate(project / "loose.csv", schema=schema, against="HEAD")
        assert [f.standing for f in report.findings] == [OLD, NEW]

    def test_a_dataset_that_is_the_repository(self, tmp_path: Path) -> None:
        folder = bakery(tmp_path / "whole")
        shutil.move(tmp_path / "whole/schemas", folder / "schemas")
        change(folder / "orders.csv", "brd-01,2,", "brd-01,two,")
        begin(folder)
        change(folder / "orders.csv", "brd-02,10,", "brd-02,ten,")
        report = sourcebook.validate(folder, against="HEAD")
        assert [f.standing for f in report.findings] == [OLD, NEW]


class TestWithoutAKey:
    @pytest.fixture
    def keyless(self, project: Path) -> Path:
        schema = project / "schemas/orders.yaml"
        text = schema.read_text(encoding="utf-8").replace("primaryKey: [order_id]\n", "")
        schema.write_text(text.partition("  - id: still-sold")[0], encoding="utf-8")
        commit(project, "no key")
        return project

    def test_a_row_is_its_cells_wherever_it_stands(self, keyless: Path) -> None:
        change(orders(keyless), "ord-001,", "ord-000,brd-01,1,2024-01-01,,\nord-001,")
        report = sourcebook.validate(against="HEAD")
        assert [(f.row, f.standing) for f in report.findings] == [(3, OLD)]

    def test_a_row_with_another_cell_is_another(self, keyless: Path) -> None:
        change(orders(keyless), "brd-01,two,", "brd-03,two,")
        report = sourcebook.validate(against="HEAD")
        assert [f.standing for f in report.findings] == [NEW]

    def test_the_same_row_once_more_is_new(self, keyless: Path) -> None:
        change(orders(keyless), "ord-001,", "ord-001,brd-01,two,2024-03-01,2024-03-01,\nord-001,")
        report = sourcebook.validate(against="HEAD")
        assert [(f.row, f.standing) for f in report.findings] == [(2, OLD), (3, NEW)]

    def test_a_new_column_makes_no_finding_new(self, keyless: Path) -> None:
        lines = orders(keyless).read_text(encoding="utf-8").splitlines()
        added = [f"{line},paid" if n == 0 else f"{line},yes" for n, line in enumerate(lines)]
        added[3] = lines[3]  # a record of two lines
        orders(keyless).write_text("\n".join(added) + "\n", encoding="utf-8")
        schema = keyless / "schemas/orders.yaml"
        change(schema, "rules:", "  - {name: paid, type: string}\nrules:")
        report = sourcebook.validate(against="HEAD")
        assert standings(report) == [("type-error", None, OLD)]

    def test_where_only_one_side_has_a_key_rows_are_told_by_their_cells(
        self, keyless: Path
    ) -> None:
        change(keyless / "schemas/orders.yaml", "fields:\n", "primaryKey: [order_id]\nfields:\n")
        report = sourcebook.validate(against="HEAD")
        assert standings(report) == [("type-error", "ord-001", OLD)]


def test_faults_of_the_structure_are_told_by_key_and_of_the_header_by_label(
    project: Path,
) -> None:
    change(orders(project), "order_id,bread_id,", "order_id,bread,")
    change(orders(project), "for a party", "for, a party")
    commit(project, "faults")
    change(orders(project), "brd-02,10,", "brd-03,10,")
    change(orders(project), "quantity", "amount")
    change(orders(project), "2024-03-09,2024-03-09,", "2024-03-09,2024-03-09,,x")
    report = sourcebook.validate(against="HEAD")
    assert [(f.code, f.row, f.value, f.standing) for f in report.findings] == [
        ("incorrect-label", None, "bread", OLD),
        ("incorrect-label", None, "amount", NEW),
        ("type-error", 2, "two", OLD),
        ("extra-cell", 3, " a party", OLD),
        ("extra-cell", 5, "x", NEW),
    ]


class TestGitIsNotTouched:
    def test_neither_the_working_tree_nor_the_index_nor_git_itself(self, project: Path) -> None:
        change(orders(project), "brd-02,10,", "brd-02,ten,")
        (project / "untracked").write_text("mine")
        git(project, "add", "schemas")
        status = git(project, "status", "--porcelain")
        before = state(project)
        assert not sourcebook.validate(against="HEAD").valid
        assert state(project) == before
        assert git(project, "status", "--porcelain") == status

    def test_nothing_that_the_repository_configures_runs(
        self, project: Path, tmp_path: Path
    ) -> None:
        trap = tmp_path / "trap"
        trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\ncat\n")
        trap.chmod(0o755)
        (project / ".gitattributes").write_text("*.csv filter=trap export-ignore eol=crlf\n")
        commit(project, "attributes")
        for hook in ("post-checkout", "post-index-change", "reference-transaction"):
            shutil.copy(trap, project / ".git/hooks" / hook)
        git(project, "config", "filter.trap.smudge", str(trap))
        git(project, "config", "filter.trap.required", "true")
        git(project, "config", "core.fsmonitor", str(trap))
        assert standings(sourcebook.validate(against="HEAD")) == [("type-error", "ord-001", OLD)]
        assert not (tmp_path / "sprung").exists()

    @pytest.mark.usefixtures("project")
    def test_no_trace_is_left_behind(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "scratch").mkdir()
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "scratch"))
        sourcebook.validate(against="HEAD")
        with pytest.raises(sourcebook.UseError):
            sourcebook.validate(against="nowhere")
        assert list((tmp_path / "scratch").iterdir()) == []

    @pytest.mark.usefixtures("project")
    def test_it_works_in_a_hook_of_another_repository(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        other = tmp_path / "other"
        other.mkdir()
        (other / "file").write_text("x")
        begin(other)
        monkeypatch.setenv("GIT_DIR", str(other / ".git"))
        monkeypatch.setenv("GIT_INDEX_FILE", str(other / ".git/index"))
        assert sourcebook.validate(against="HEAD").valid

    def test_it_works_in_a_second_working_tree(
        self, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        git(project, "worktree", "add", "--quiet", str(tmp_path / "second"), "-b", "second")
        monkeypatch.chdir(tmp_path / "second")
        change(tmp_path / "second/datasets/bakery/orders.csv", "brd-02,10,", "brd-02,ten,")
        report = sourcebook.validate(against="main")
        assert [f.standing for f in report.findings] == [OLD, NEW]

    def test_names_of_all_kinds_come_as_they_are(self, project: Path) -> None:
        folder = project / "datasets/bakery"
        change(folder / "datapackage.yaml", "orders.csv", '"a [b] é.csv"')
        orders(project).rename(folder / "a [b] é.csv")
        (folder / "new\nline :(top)").write_text("x")
        commit(project, "names")
        assert standings(sourcebook.validate(against="HEAD")) == [("type-error", "ord-001", OLD)]


class TestWhatGitDoesNotGive:
    def test_a_file_in_lfs(self, project: Path) -> None:
        text = orders(project).read_text(encoding="utf-8")
        orders(project).write_text(
            "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n"
        )
        commit(project, "a pointer")
        orders(project).write_text(text, encoding="utf-8")
        with pytest.raises(sourcebook.UseError) as caught:
            sourcebook.validate(against="HEAD")
        assert str(caught.value) == (
            "HEAD:datasets/bakery/orders.csv: is kept in Git LFS, which is not read as of a "
            "commit. Check that commit out elsewhere (git worktree add) and compare with its "
            "folder."
        )

    def test_a_link_that_leads_out(self, project: Path, tmp_path: Path) -> None:
        shutil.move(orders(project), tmp_path / "orders.csv")
        orders(project).symlink_to(tmp_path / "orders.csv")
        commit(project, "a link")
        with pytest.raises(sourcebook.UseError, match="is a link that leads out of the dataset"):
            sourcebook.validate(against="HEAD")

    def test_a_link_within_is_followed(self, project: Path) -> None:
        orders(project).rename(project / "datasets/bakery/real.csv")
        orders(project).symlink_to("real.csv")
        commit(project, "a link")
        assert sourcebook.validate(against="HEAD").valid

    def test_a_submodule(self, project: Path, tmp_path: Path) -> None:
        module = tmp_path / "module"
        module.mkdir()
        shutil.move(orders(project), module / "orders.csv")
        begin(module)
        git(
            project, "-c", "protocol.file.allow=always",
            "submodule", "--quiet", "add", str(module), "datasets/bakery/module",
        )  # fmt: skip
        change(
            project / "datasets/bakery/datapackage.yaml",
            "path: orders.csv",
            "path: module/orders.csv",
        )
        commit(project, "a submodule")
        with pytest.raises(sourcebook.UseError, match="is a submodule, which is not read"):
            sourcebook.validate(against="HEAD")


def run(folder: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sourcebook", "validate", *arguments],
        cwd=folder, env={**os.environ, **env}, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip


class TestTheCommand:
    def test_old_errors_exit_0_and_new_ones_1(self, project: Path) -> None:
        assert run(project).returncode == 1
        assert run(project, "--against", "HEAD").returncode == 0
        change(orders(project), "brd-02,10,", "brd-02,ten,")
        assert run(project, "--against", "HEAD").returncode == 1
        assert run(project, "--against", "HEAD", "--limit", "0").returncode == 1

    @pytest.mark.parametrize(
        ("arguments", "told"),
        [
            (
                ["--against", "nowhere"],
                (
                    "nowhere: is neither a dataset's folder nor a commit that git knows. Check its "
                    "spelling, or fetch it first (a shallow clone lacks most: git fetch --unshallow)."
                ),
            ),
            (["--against=--all"], "--all: is neither a dataset's folder nor a commit"),
            (["--against=-n1"], "-n1: is neither a dataset's folder nor a commit"),
            (["--against", "^HEAD"], "^HEAD: is neither a dataset's folder nor a commit"),
            (["--against", "HEAD~1..HEAD"], "HEAD~1..HEAD: is neither a dataset's folder nor a"),
            (["--against", "HEAD:schemas"], "HEAD:schemas: is neither a dataset's folder nor a"),
            (["--against", "datasets"], "datasets: is neither a dataset's folder nor a commit"),
            (["--against", ""], "The base is named by an empty text. Name a commit or a folder."),
            (
                ["--against", "datasets/bakery/orders.csv"],
                (
                    "datasets/bakery/orders.csv: is a single file. Name the folder of a dataset or of "
                    "a package."
                ),
            ),
            (
                ["datasets/bakery", "datasets/second", "--against", "datasets/bakery"],
                (
                    "datasets/bakery: is the base of one dataset, and 2 targets were named. Name the "
                    "one, or compare with a commit."
                ),
            ),
            (
                ["datasets/bakery", "--against", "other"],
                "other: has none of the tables that are checked. It has: counts.",
            ),
        ],
    )
    def test_a_base_that_is_none_is_told_in_a_line(
        self, project: Path, arguments: list[str], told: str
    ) -> None:
        shutil.copytree(project / "datasets/bakery", project / "datasets/second")
        (project / "other").mkdir()
        (project / "other/datapackage.yaml").write_text(
            "name: other\nresources:\n  - name: counts\n    path: counts.csv\n"
            "    schema: {fields: [{name: n}]}\n"
        )
        before = state(project)
        result = run(project, *arguments)
        assert (result.returncode, result.stdout) == (2, "")
        assert result.stderr.startswith(f"sourcebook: {told}")
        assert result.stderr.count("\n") == 1
        assert state(project) == before

    def test_a_folder_in_no_repository(self, tmp_path: Path) -> None:
        bakery(tmp_path)
        result = run(tmp_path, "--against", "main", GIT_CEILING_DIRECTORIES=str(tmp_path.parent))
        assert (result.returncode, result.stderr) == (
            2,
            (
                "sourcebook: main: is no dataset's folder, and datasets/bakery is in no git "
                "repository, where it could be a commit. Name the folder of a dataset or of a "
                "package.\n"
            ),
        )

    def test_without_git(self, project: Path, tmp_path: Path) -> None:
        result = run(project, "--against", "HEAD", PATH=str(tmp_path))
        assert (result.returncode, result.stderr) == (
            2,
            (
                "sourcebook: git is not installed, and what was named is no folder. Install git, or "
                "compare with the folder of a dataset or of a package.\n"
            ),
        )

    def test_a_base_that_was_not_right(self, project: Path) -> None:
        change(project / "schemas/orders.yaml", "type: integer", "type: intger")
        (project / "datasets/bakery/waivers.yaml").write_text("- {}\n")
        commit(project, "a slip")
        change(project / "schemas/orders.yaml", "type: intger", "type: integer")
        (project / "datasets/bakery/waivers.yaml").unlink()
        result = run(project, "--against", "HEAD")
        assert (result.returncode, result.stderr) == (
            2,
            (
                "sourcebook: HEAD: can't be the base, for it can't be checked. "
                "HEAD:schemas/orders.yaml: fields[2].type: unknown type 'intger'. "
                "Did you mean 'integer'? Name another one.\n"
            ),
        )

    def test_a_rule_that_did_not_run(self, project: Path) -> None:
        schema = project / "schemas/orders.yaml"
        change(schema, "baked_on >= ordered_on", "baked_on >= ordered")
        commit(project, "a slip")
        change(schema, "baked_on >= ordered\n", "baked_on >= ordered_on\n")
        result = run(project, "--against", "HEAD")
        assert result.returncode == 2
        assert "HEAD:schemas/orders.yaml: rules[0].expression: does not bind" in result.stderr
        assert result.stderr.count("\n") == 1
