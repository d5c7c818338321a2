"""A pull request that breaks three cells and mends one, through the action as a runner runs it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from repository import begin, commit, git
from review.comments import Forge, serving
from review.runner import TOP, Job
from small import bakery, change

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ACTION = TOP / "validate" / "action.yml"
SECOND = TOP / "validate" / "comment" / "action.yml"
ORDERS = "datasets/bakery/orders.csv"


@dataclass
class Pull:
    """A pull request: where it comes from, and the jobs that run on it."""

    folder: Path
    forge: Forge
    number: int = 7

    @property
    def origin(self) -> Path:
        return self.folder / "origin"

    def edit(self, file: str, *edits: tuple[str, str]) -> None:
        """Commit changes on its branch."""
        git(self.origin, "checkout", "--quiet", "branch")
        for old, new in edits:
            change(self.origin / file, old, new)
        commit(self.origin, "edit")

    def event(self) -> dict[str, Any]:
        head, base = (git(self.origin, "rev-parse", each).strip() for each in ("branch", "main"))
        return {
            "pull_request": {
                "number": self.number,
                "title": "$(touch /tmp/owned)",
                "head": {"sha": head, "ref": "branch", "repo": {"full_name": "own/er"}},
                "base": {"sha": base, "ref": "main"},
            }
        }

    def job(self, *, depth: int = 1, **words: Any) -> Job:
        """A job on the commit with which GitHub has merged it, checked out as shallow as it is."""
        git(self.origin, "checkout", "--quiet", "--detach", "main")
        git(self.origin, "merge", "--quiet", "--no-ff", "--no-edit", "branch")
        git(self.origin, "update-ref", f"refs/pull/{self.number}/merge", "HEAD")
        place = self.folder / f"job{len(list(self.folder.glob('job*')))}"
        workspace = place / "work"
        workspace.mkdir(parents=True)
        git(workspace, "init", "--quiet")
        git(workspace, "remote", "add", "origin", f"file://{self.origin}")
        options = [f"--depth={depth}"] if depth else []
        git(workspace, "fetch", "--quiet", *options, "origin", f"refs/pull/{self.number}/merge")
        git(workspace, "checkout", "--quiet", "FETCH_HEAD")
        given = {"event": self.event(), "api": self.forge.url, **words}
        return Job(workspace, place / "temp", self.folder / "artifacts", **given)


@pytest.fixture
def pull(tmp_path: Path) -> Iterator[Pull]:
    """Of a dataset with two old errors."""
    origin = tmp_path / "origin"
    bakery(origin)
    change(origin / ORDERS, "ord-001,brd-01,2", "ord-001,brd-01,two")
    change(origin / ORDERS, "ord-004,brd-01,3", "ord-004,brd-01,0")
    begin(origin)
    git(origin, "checkout", "--quiet", "-b", "branch")
    with serving() as forge:
        yield Pull(tmp_path, forge)


def break_three_and_mend_one(pull: Pull) -> None:
    pull.edit(
        ORDERS, ("brd-01,two", "brd-01,2"), ("ord-005,brd-02", "ord-005,brd-09"),
        ("10,2024-03-02,2024-03-04", "10,2024-03-02,2024-03-01"),
    )  # fmt: skip
    pull.edit("datasets/bakery/breads.csv", ("Zopf,wheat", "Zopf,weat"))


def test_a_pull_request_that_breaks_three_cells_and_mends_one(pull: Pull) -> None:
    break_three_and_mend_one(pull)
    job = pull.job()
    good, outputs = job.run(ACTION)
    assert (good, outputs["valid"]) == (False, "false")
    assert job.ran == ["python", "install", "review", "comment"]
    # The annotations stand on the lines as the pull request has them.
    errors = re.findall(r"^::error file=([^,]+),line=(\d+)(?:,col=(\d+))?,title=([\w-]+)", job.log, re.MULTILINE)  # fmt: skip
    assert sorted(errors) == [
        ("datasets/bakery/breads.csv", "4", "3", "constraint-error"),
        (ORDERS, "3", "", "baked-after-order"),
        (ORDERS, "7", "2", "foreign-key"),
    ]
    for file, line, _, _ in errors:
        text = (job.workspace / file).read_text("utf-8").splitlines()[int(line) - 1]
        assert any(cell in text for cell in ("weat", "2024-03-02,2024-03-01", "brd-09"))
    assert "::notice title=In main too::error constraint-error: " + ORDERS in job.log
    # One comment: totals, what is new, what is old folded, what changes.
    (body,) = pull.forge.of(7)
    marker, _, shown = body.partition("\n")
    assert re.fullmatch(r"<!-- sourcebook review [0-9a-f]{16} -->", marker)
    assert job.summary == shown
    assert shown.startswith(
        "## Sourcebook: not valid\n\n"
        "Not valid: 4 errors (3 new), no warnings in 2 of 2 tables. 8 rows, checked by duckdb, "
        "held against main.\n\n### New\n\n"
    )
    new, folded, changes = (
        shown.partition("<details>")[0],
        shown.partition("<details>")[2].partition("</details>")[0],
        shown.partition("### What changes")[2],
    )
    assert new.count("\n- ") == 3
    assert (
        "- datasets/bakery/breads.csv:4:3: 'weat' is not one of the values of flour."
        in new.replace("`", "")
    )
    assert "ord-004" not in new
    assert folded.startswith("<summary>What <code>main</code> has too</summary>\n")
    assert folded.count("\n- ") == 1
    assert "ord-004" in folded
    rows = re.findall(r"^\| <code>(.*)</code> \| <code>(.*)</code> \| <code>(.*)</code> \| <code>(.*)</code> \|$", changes, re.MULTILINE)  # fmt: skip
    plain = [
        tuple(cell.replace("&#45;", "-").replace("&#95;", "_") for cell in row) for row in rows
    ]
    assert plain == [
        ("brd-03", "flour", "wheat", "weat"),
        ("ord-001", "quantity", "two", "2"),
        ("ord-002", "baked_on", "2024-03-04", "2024-03-01"),
        ("ord-005", "bread_id", "brd-02", "brd-09"),
    ]
    # Code scanning gets the same.
    sarif = json.loads((job.temp / "sourcebook-review" / "report.sarif").read_text("utf-8"))
    assert outputs["sarif"] == str(job.temp / "sourcebook-review" / "report.sarif")
    states = [each["baselineState"] for each in sarif["runs"][0]["results"]]
    assert sorted(states) == ["new", "new", "new", "unchanged"]


def test_the_comment_is_brought_up_to_date_and_never_repeated(pull: Pull) -> None:
    for number in range(130):  # so that ours is on the second page
        pull.forge.add(7, f"talk {number}")
    break_three_and_mend_one(pull)
    pull.job().run(ACTION)
    pull.edit(
        ORDERS, ("ord-005,brd-09", "ord-005,brd-02"), ("02,2024-03-01", "02,2024-03-04"),
    )  # fmt: skip
    pull.edit("datasets/bakery/breads.csv", ("weat", "wheat"))
    job = pull.job()
    good, outputs = job.run(ACTION)
    assert (good, outputs["valid"]) == (True, "true")
    assert "The comment on #7 is brought up to date." in job.log
    assert len(pull.forge.of(7)) == 131
    assert "## Sourcebook: valid\n\nValid: 2 tables, 1 error (none new)" in pull.forge.of(7)[-1]
    again = pull.job()
    before = len([each for each in pull.forge.asked if not each.startswith("GET")])
    again.run(ACTION)
    assert "The comment on #7 is up to date already." in again.log
    assert len([each for each in pull.forge.asked if not each.startswith("GET")]) == before


def test_a_comment_of_a_person_that_bears_our_marker_is_not_touched(pull: Pull) -> None:
    break_three_and_mend_one(pull)
    pull.job().run(ACTION)
    ours = pull.forge.of(7)[0]
    pull.forge.comments.clear()
    pull.forge.add(7, ours, user="mallory")
    pull.job().run(ACTION)
    assert pull.forge.of(7) == [ours, ours]
    assert [each["user"]["type"] for each in pull.forge.comments] == ["User", "Bot"]


def test_two_paths_have_a_comment_each(pull: Pull) -> None:
    break_three_and_mend_one(pull)
    job = pull.job()
    job.run(ACTION)
    job.run(ACTION, path="datasets/bakery")
    assert len(set(pull.forge.of(7))) == 2


def test_from_a_fork_nothing_is_written_until_the_second_workflow_does_it(pull: Pull) -> None:
    break_three_and_mend_one(pull)
    job = pull.job(token="reads")  # noqa: S106
    good, outputs = job.run(ACTION)
    assert (good, outputs["valid"]) == (False, "false")
    assert job.ran == ["python", "install", "review", "comment", "step-4"]
    assert pull.forge.of(7) == []
    assert "::notice title=Sourcebook::No comment is written: the token of this run may not (403 Resource not accessible by integration)." in job.log  # fmt: skip
    assert "### New" in job.summary
    sha = job.event["pull_request"]["head"]["sha"]
    event = {
        "workflow_run": {
            "id": 1, "head_branch": "branch", "head_sha": sha, "pull_requests": [],
            "head_repository": {"owner": {"login": "stranger"}},
        }
    }  # fmt: skip
    pull.forge.pulls = [
        {"label": "stranger:branch", "number": 6, "head": {"sha": "0" * 40}},
        {"label": "stranger:branch", "number": 7, "head": {"sha": sha}},
        {"label": "other:branch", "number": 8, "head": {"sha": sha}},
    ]
    second = Job(
        pull.folder, pull.folder / "second", pull.folder / "artifacts", event, "workflow_run",
        api=pull.forge.url,
    )  # fmt: skip
    good, _ = second.run(SECOND)
    assert good, second.log
    assert second.ran == ["download", "python", "install", "comment"]
    (body,) = pull.forge.of(7)
    assert body.partition("\n")[2] == job.summary
    assert pull.forge.of(6) == pull.forge.of(8) == []
    # Once the branch has moved on, what was said of the old commit is not said of the new one.
    pull.forge.comments.clear()
    pull.forge.pulls[1]["head"]["sha"] = "1" * 40
    late = Job(
        pull.folder, pull.folder / "late", pull.folder / "artifacts", event, "workflow_run",
        api=pull.forge.url,
    )  # fmt: skip
    assert late.run(SECOND)[0]
    assert "There is no open pull request at this commit" in late.log
    assert pull.forge.comments == []


def test_the_second_workflow_does_nothing_where_the_first_could_comment(pull: Pull) -> None:
    job = Job(pull.folder, pull.folder / "second", pull.folder / "artifacts", {}, "workflow_run")
    assert job.run(SECOND)[0]
    assert job.ran == ["download"]


def test_a_pull_request_that_touches_no_dataset_is_told_so_and_gets_no_comment(pull: Pull) -> None:
    git(pull.origin, "checkout", "--quiet", "branch")
    (pull.origin / "README.md").write_text("read me\n", "utf-8")
    commit(pull.origin, "readme")
    job = pull.job()
    good, outputs = job.run(ACTION)
    assert (good, outputs["valid"], outputs["sarif"]) == (True, "true", "")
    assert "Nothing of datasets is touched; nothing was checked." in job.summary
    assert pull.forge.comments == []


def test_a_schema_that_other_tables_stand_on_checks_them(pull: Pull) -> None:
    pull.edit("schemas/breads.yaml", ("minimum: 0", "minimum: 3"))
    job = pull.job()
    assert not job.run(ACTION)[0]
    assert "file=datasets/bakery/breads.csv,line=3,col=4" in job.log
    assert "constraints.minimum: 0 → 3" in pull.forge.of(7)[0]


def test_only_the_datasets_that_are_touched_are_checked(pull: Pull) -> None:
    git(pull.origin, "checkout", "--quiet", "main")
    shutil.copytree(pull.origin / "datasets/bakery", pull.origin / "datasets/other")
    change(pull.origin / "datasets/other/datapackage.yaml", "name: bakery", "name: other")
    commit(pull.origin, "other")
    git(pull.origin, "branch", "--force", "branch", "main")
    pull.edit("datasets/other/breads.csv", ("Zopf,wheat", "Zopf,weat"))
    job = pull.job()
    assert not job.run(ACTION)[0]
    assert "datasets/other/breads.csv" in job.log
    assert "datasets/bakery/" not in job.log


def test_a_wrong_declaration_is_told_in_all_places(pull: Pull) -> None:
    pull.edit("schemas/breads.yaml", ("minimum: 0", "minimun: 0"))
    job = pull.job()
    good, outputs = job.run(ACTION)
    assert (good, outputs["valid"], outputs["sarif"]) == (False, "false", "")
    assert "::error file=schemas/breads.yaml,title=Declaration::schemas/breads.yaml: " in job.log
    (body,) = pull.forge.of(7)
    assert "Not valid: the declaration has 1 mistake, and no data was checked." in body
    assert "minimun" in body


def test_a_base_that_can_not_be_checked_blocks_nobody_who_mends_it(pull: Pull) -> None:
    git(pull.origin, "checkout", "--quiet", "main")
    change(pull.origin / "schemas/breads.yaml", "minimum: 0", "minimun: 0")
    change(pull.origin / ORDERS, "brd-01,two", "brd-01,2")
    change(pull.origin / ORDERS, "brd-01,0", "brd-01,3")
    commit(pull.origin, "broken")
    git(pull.origin, "branch", "--force", "branch", "main")
    pull.edit("schemas/breads.yaml", ("minimun: 0", "minimum: 0"))
    job = pull.job()
    good, _ = job.run(ACTION)
    assert good, job.log
    assert "All is told as new, for the base can't be checked." in pull.forge.of(7)[0]


@pytest.mark.parametrize(
    ("fail_on", "good"), [("error", True), ("warning", False), ("never", True)]
)
def test_what_fails_can_be_chosen(fail_on: str, good: bool, pull: Pull) -> None:
    pull.edit(ORDERS, ("2,1,2024-03-30,2024-03-30", "2,1,2024-04-01,2024-04-01"))
    job = pull.job()
    assert job.run(ACTION, fail_on=fail_on, comment="false")[0] is good
    assert "::warning file=" + ORDERS in job.log
    assert pull.forge.comments == []


def test_never_means_never(pull: Pull) -> None:
    break_three_and_mend_one(pull)
    good, outputs = pull.job().run(ACTION, fail_on="never")
    assert (good, outputs["valid"]) == (True, "false")


def test_all_engines_can_be_asked(pull: Pull) -> None:
    break_three_and_mend_one(pull)
    job = pull.job()
    assert not job.run(ACTION, engine="all")[0]
    assert "3 engines" in job.summary or "duckdb, pandera and frictionless" in job.summary


def test_a_whole_clone_gives_the_same(pull: Pull) -> None:
    break_three_and_mend_one(pull)
    shallow, whole = pull.job(), pull.job(depth=0)
    shallow.run(ACTION)
    whole.run(ACTION)
    assert shallow.summary == whole.summary


def test_main_that_has_moved_on_makes_nothing_of_its_own_the_pull_requests(pull: Pull) -> None:
    break_three_and_mend_one(pull)
    git(pull.origin, "checkout", "--quiet", "main")
    change(pull.origin / "datasets/bakery/breads.csv", "rye,4.2", "rye,-4.2")
    commit(pull.origin, "main moves on")
    job = pull.job()
    job.run(ACTION)
    assert "4 errors (3 new)" not in job.summary
    assert "5 errors (3 new)" in job.summary
    assert job.summary.partition("### What changes")[2].count("\n| <code>") == 4


def test_a_push_is_held_against_the_commit_before(pull: Pull) -> None:
    break_three_and_mend_one(pull)
    job = pull.job()
    job.event_name = "push"
    job.event = {"before": git(pull.origin, "rev-parse", "main").strip()}
    assert not job.run(ACTION)[0]
    assert "4 errors (3 new)" in job.summary
    assert "There is no open pull request at this commit; no comment is written." in job.log


def test_without_an_event_all_is_checked_and_nothing_is_old(pull: Pull) -> None:
    job = pull.job(event_name="schedule")
    job.event = {}
    assert not job.run(ACTION)[0]
    assert "### Found" in job.summary
    assert "Not valid: 2 errors, no warnings in 1 of 2 tables." in job.summary


def test_a_base_that_is_not_to_be_had_is_told_with_the_next_step(pull: Pull) -> None:
    break_three_and_mend_one(pull)
    job = pull.job()
    git(job.workspace, "remote", "set-url", "origin", f"file://{pull.folder}/nowhere")
    good, outputs = job.run(ACTION)
    assert (good, outputs["valid"]) == (False, "")
    assert "can't be fetched. Give actions/checkout `fetch-depth: 0`" in job.log
    assert "Traceback" not in job.log


def test_names_and_inputs_with_commands_in_them_are_names(pull: Pull) -> None:
    evil = "a`touch owned`$(touch owned);touch owned '\"\n::error::x"
    git(pull.origin, "checkout", "--quiet", "branch")
    place = pull.origin / "datasets" / "$(touch owned);`touch owned`"
    shutil.copytree(pull.origin / "datasets/bakery", place)
    change(place / "breads.csv", "Zopf,wheat", "Zopf,weat")
    commit(pull.origin, "evil")
    job = pull.job()
    job.run(ACTION)
    assert not list(pull.folder.rglob("owned"))
    assert "datasets/$(touch owned);`touch owned`/breads.csv" in job.log
    again = pull.job()
    good, outputs = again.run(ACTION, path=evil)
    assert (good, outputs["folder"]) == (False, "")
    assert not list(pull.folder.rglob("owned"))
    assert "\n::error::x" not in again.log


@pytest.mark.parametrize("action", [ACTION, SECOND], ids=["action", "comment"])
def test_no_expression_stands_in_a_script(action: Path) -> None:
    text = yaml.safe_load(action.read_text("utf-8"))
    scripts = [step["run"] for step in text["runs"]["steps"] if "run" in step]
    assert scripts
    for script in scripts:
        assert "${{" not in script
        # Every variable stands in double quotes.
        assert "$" not in re.sub(r'"[^"]*"', "", script)


def test_the_scripts_are_sound() -> None:
    done = subprocess.run(["bash", "-n", str(TOP / "validate/install.sh")], check=False)
    assert done.returncode == 0
    text = (TOP / "validate/install.sh").read_text("utf-8")
    assert "${{" not in text
    assert "--require-hashes" in text
