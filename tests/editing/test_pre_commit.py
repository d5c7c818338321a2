"""The hooks that ``.pre-commit-hooks.yaml`` offers, run by pre-commit in a real repository.

Others have them installed from this repository; here the same entries run what is installed
already, since the test has no network.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from repository import begin, commit, git
from small import BREADS, bakery, change

TOP = Path(__file__).parents[2]
OFFERED = TOP / ".pre-commit-hooks.yaml"
PAGE = TOP / "docs" / "guide" / "ci.md"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    bakery(tmp_path / "r")
    hooks = yaml.safe_load(OFFERED.read_text("utf-8"))
    local = [{**hook, "language": "system"} for hook in hooks]
    config = {"repos": [{"repo": "local", "hooks": local}]}
    (tmp_path / "r" / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), "utf-8")
    begin(tmp_path / "r")
    return tmp_path / "r"


def run(repository: Path, *arguments: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", "--color=never", *arguments],
        cwd=repository, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
        env={
            **os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1",
            "PRE_COMMIT_HOME": str(repository.parent / "cache"),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        },
        check=False,
    )  # fmt: skip
    results = re.sub(r"\.{3,}", "...", done.stdout)
    return done.returncode, results


def test_a_commit_of_good_tables_passes(repository: Path) -> None:
    code, told = run(repository, "--all-files")
    assert code == 0, told
    assert told == "tables in canonical form...Passed\ntables valid...Passed\n"


def test_a_messy_table_is_mended_and_a_wrong_cell_is_told_with_its_place(repository: Path) -> None:
    breads = repository / "datasets/bakery/breads.csv"
    breads.write_bytes(BREADS.replace("wheat,5", "weat,5").replace("\n", "\r\n").encode())
    git(repository, "add", "--all")
    code, told = run(repository)
    assert code == 1
    assert "tables in canonical form...Failed" in told
    assert "files were modified by this hook" in told
    assert "brought into canonical form: line ends other than LF." in told
    assert "tables valid...Failed" in told
    assert "datasets/bakery/breads.csv:4:3: 'weat' is not one of the values of flour." in told
    assert breads.read_bytes() == BREADS.replace("wheat,5", "weat,5").encode()
    change(breads, "weat", "wheat")
    git(repository, "add", "--all")
    assert git(repository, "diff", "--cached") == ""
    change(breads, "Zopf", "Hefezopf")
    git(repository, "add", "--all")
    assert run(repository)[0] == 0


def test_a_change_of_a_schema_checks_the_tables_too(repository: Path) -> None:
    change(repository / "schemas/breads.yaml", "minimum: 0", "minimum: 3")
    git(repository, "add", "--all")
    code, told = run(repository)
    assert code == 1
    assert "datasets/bakery/breads.csv:3:4: " in told


def test_a_commit_that_touches_no_dataset_runs_neither(repository: Path) -> None:
    (repository / "README.md").write_text("read me\n", "utf-8")
    git(repository, "add", "--all")
    code, told = run(repository)
    assert code == 0
    assert told.count("(no files to check)Skipped") == 2
    commit(repository, "done")


def test_the_guide_names_the_hooks_that_there_are() -> None:
    hooks = [hook["id"] for hook in yaml.safe_load(OFFERED.read_text("utf-8"))]
    blocks = re.findall(r"^```yaml\n(.*?)^```$", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    (config,) = (found for block in blocks if "repos" in (found := yaml.safe_load(block)))
    assert [hook["id"] for hook in config["repos"][0]["hooks"]] == hooks
