"""The job that ``validate/gitlab.yml`` gives others, run line by line as a runner of GitLab does."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from junitparser import JUnitXml

from repository import begin, commit, git
from review.runner import TOP
from small import bakery, change

if TYPE_CHECKING:
    from pathlib import Path

TEMPLATE = TOP / "validate" / "gitlab.yml"
JOB: dict[str, Any] = yaml.safe_load(TEMPLATE.read_text("utf-8"))["sourcebook"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A merge request that breaks a cell of a dataset with an old error."""
    folder = tmp_path / "project"
    bakery(folder)
    change(folder / "datasets/bakery/orders.csv", "ord-001,brd-01,2", "ord-001,brd-01,two")
    begin(folder)
    git(folder, "checkout", "--quiet", "-b", "branch")
    change(folder / "datasets/bakery/breads.csv", "Zopf,wheat", "Zopf,weat")
    commit(folder, "edit")
    return folder


def run(project: Path, **variables: str) -> tuple[int, str]:
    source = project.parent / "source"
    (source / "validate").mkdir(parents=True, exist_ok=True)
    shutil.copy(TOP / "validate/install.sh", source / "validate")
    if not (source / ".git").exists():
        begin(source)
        git(source, "tag", "v1")
    # What installing would make, so that the test needs no network.
    command = project.parent / "project.sourcebook/sourcebook/bin/sourcebook"
    command.parent.mkdir(parents=True, exist_ok=True)
    command.write_text(
        f'#!/bin/sh\n[ "$1" = --version ] || exec "{sys.executable}" -m sourcebook "$@"\n', "utf-8"
    )
    command.chmod(0o755)
    env = {
        **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        "CI_PROJECT_DIR": str(project), "GIT_CONFIG_NOSYSTEM": "1",
        **{name: str(value) for name, value in JOB["variables"].items()},
        "SOURCEBOOK_SOURCE": f"file://{source}", **variables,
    }  # fmt: skip
    lines = [*JOB["before_script"], *JOB["script"]]
    assert all(isinstance(line, str) for line in lines)
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", "\n".join(lines)],
        cwd=project, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, encoding="utf-8", check=False,
    )  # fmt: skip
    return done.returncode, done.stdout


def test_a_merge_request_gets_a_code_quality_report_and_tests(project: Path) -> None:
    base = git(project, "rev-parse", "main").strip()
    code, log = run(project, CI_MERGE_REQUEST_DIFF_BASE_SHA=base)
    assert code == 1
    assert "datasets/bakery/breads.csv:4:3" in log
    assert "::error" not in log
    reports = JOB["artifacts"]["reports"]
    assert all(path.startswith("sourcebook-review/") for path in reports.values())
    issues = json.loads((project / reports["codequality"]).read_text("utf-8"))
    majors = {
        (each["location"]["path"], each["location"]["lines"]["begin"], "New." in each["description"])
        for each in issues if each["severity"] == "major"
    }  # fmt: skip
    assert majors == {
        ("datasets/bakery/breads.csv", 4, True),
        ("datasets/bakery/orders.csv", 2, False),
    }
    tests = JUnitXml.fromfile(str(project / reports["junit"]))
    assert tests.failures == 1  # the old error fails nothing


def test_a_branch_without_a_base_is_checked_as_a_whole(project: Path) -> None:
    git(project, "checkout", "--quiet", "main")
    code, log = run(project)
    assert code == 1
    assert "datasets/bakery/orders.csv:2:3" in log
    assert run(project, SOURCEBOOK_FAIL_ON="never")[0] == 0


def test_what_a_wrong_declaration_says_is_in_the_log(project: Path) -> None:
    change(project / "schemas/breads.yaml", "minimum: 0", "minimun: 0")
    commit(project, "wrong")
    code, log = run(
        project, CI_MERGE_REQUEST_DIFF_BASE_SHA=git(project, "rev-parse", "main").strip()
    )
    assert code == 1
    assert "schemas/breads.yaml: " in log
    assert "minimun" in log


def test_every_variable_of_the_template_stands_in_quotes() -> None:
    for line in [*JOB["before_script"], *JOB["script"]]:
        assert "$" not in re.sub(r'"[^"]*"', "", line)
