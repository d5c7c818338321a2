"""What ``docs/guide/ci.md`` shows, and what our own workflows ask for, is what the actions take."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from review.runner import TOP

PAGE = (TOP / "docs" / "guide" / "ci.md").read_text("utf-8")
ACTION = yaml.safe_load((TOP / "validate" / "action.yml").read_text("utf-8"))


def workflows() -> dict[str, dict[str, Any]]:
    """Those of the page and our own; YAML takes their key ``on`` for true."""
    found = {}
    for block in re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE):
        value = yaml.safe_load(block)
        if "jobs" in value:
            found[value["name"]] = value
    for file in sorted((TOP / ".github" / "workflows").glob("*.yml")):
        found[f"our {file.name}"] = yaml.safe_load(file.read_text("utf-8"))
    return found


WORKFLOWS = workflows()


@pytest.mark.parametrize("workflow", WORKFLOWS.values(), ids=WORKFLOWS)
def test_a_workflow_asks_for_no_more_than_there_is(workflow: dict[str, Any]) -> None:
    triggers = workflow[True]
    names = {triggers} if isinstance(triggers, str) else set(triggers)
    assert "pull_request_target" not in names
    assert workflow["permissions"].get("contents", "read") == "read"
    for job in workflow["jobs"].values():
        for step in job["steps"]:
            used = step.get("uses", "").partition("@")[0]
            if used in ("OWNER/REPO/validate", "./validate"):
                assert step.get("with", {}).keys() <= ACTION["inputs"].keys()
            if "workflow_run" in names and used == "actions/checkout":
                assert "with" not in step  # the default branch, and nothing of the fork
            assert "${{" not in step.get("run", "")


def test_the_page_shows_each_input_with_its_default() -> None:
    (step,) = (
        step
        for step in WORKFLOWS["Data"]["jobs"]["sourcebook"]["steps"]
        if "validate" in step["uses"]
    )
    assert step["with"] == {name: each["default"] for name, each in ACTION["inputs"].items()}
    rows = re.findall(r"^\| `([\w-]+)` \|", PAGE, re.MULTILINE)
    assert rows == list(ACTION["inputs"])
    for output in ACTION["outputs"]:
        assert f"`{output}`" in PAGE


def test_the_second_workflow_waits_for_the_first_by_its_name() -> None:
    for first, second in (("Data", "Comment"), ("our data.yml", "our comment.yml")):
        assert WORKFLOWS[second][True]["workflow_run"]["workflows"] == [WORKFLOWS[first]["name"]]
