"""The steps of a composite action, run in order as a runner of GitHub does.

With its environment files, its expressions and its shell. The actions of others that ours uses are
played: a Python that is there, and artifacts in a folder. What ours uses and is not known here is
an error, and so is an expression.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

TOP = Path(__file__).parents[2]
_EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
_TOKEN = re.compile(r"\s*(&&|\|\||==|!=|!|\(|\)|'(?:[^']|'')*'|[\w.-]+)")


@dataclass
class Job:
    """One job: its workspace, its temporary folder, what its steps have written."""

    workspace: Path
    temp: Path
    artifacts: Path
    event: dict[str, Any]
    event_name: str = "pull_request"
    token: str = "writes"  # noqa: S105 - of the server in the test
    api: str = ""
    log: str = ""
    summary: str = ""
    ran: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        for folder in (self.temp, self.artifacts):
            folder.mkdir(parents=True, exist_ok=True)
        # What the install step would make, so that the test needs no network.
        command = self.temp / "sourcebook" / "bin" / "sourcebook"
        command.parent.mkdir(parents=True, exist_ok=True)
        command.write_text(
            f'#!/bin/sh\n[ "$1" = --version ] || exec "{sys.executable}" -m sourcebook "$@"\n',
            "utf-8",
        )
        command.chmod(0o755)

    def run(self, action: Path, **inputs: str) -> tuple[bool, dict[str, str]]:
        """Whether all steps succeeded, and the outputs of the action."""
        text = yaml.safe_load(action.read_text("utf-8"))
        known = {name: each.get("default", "") for name, each in text.get("inputs", {}).items()}
        inputs = {name.replace("_", "-"): value for name, value in inputs.items()}
        assert inputs.keys() <= known.keys()
        steps: dict[str, Any] = {}
        scope = {
            "inputs": {**known, **inputs},
            "steps": steps,
            "github": {"token": self.token, "event": self.event, "event_name": self.event_name},
            "runner": {"temp": str(self.temp)},
        }
        good = True
        for number, step in enumerate(text["runs"]["steps"]):
            name = step.get("id", f"step-{number}")
            condition = _EXPRESSION.sub(r"\1", str(step.get("if", "success()")))
            # A condition that names no state asks for success too.
            asked = good or re.search(r"\b(cancelled|always)\(\)", condition)
            if not asked or not _true(_value(condition, scope, good=good)):
                steps[name] = {"outcome": "skipped", "outputs": {}}
                continue
            self.ran.append(name)
            passed, outputs = self._step(step, action.parent, scope)
            steps[name] = {"outcome": "success" if passed else "failure", "outputs": outputs}
            good &= passed or step.get("continue-on-error", False)
        outputs = {
            name: _filled(each["value"], scope) for name, each in text.get("outputs", {}).items()
        }
        return good, outputs

    def _step(
        self, step: dict[str, Any], place: Path, scope: dict[str, Any]
    ) -> tuple[bool, dict[str, str]]:
        if "uses" in step:
            given = {name: _filled(str(value), scope) for name, value in step["with"].items()}
            return self._uses(step["uses"], given)
        assert step["shell"] == "bash"
        assert "${{" not in step["run"]
        files = {name: self.temp / f"{name}.txt" for name in ("output", "summary")}
        for file in files.values():
            file.write_text("", "utf-8")
        script, event = self.temp / "script.sh", self.temp / "event.json"
        script.write_text(step["run"], "utf-8")
        event.write_text(json.dumps(self.event), "utf-8")
        env = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        env |= {
            "GITHUB_ACTION_PATH": str(place),
            "GITHUB_API_URL": self.api,
            "GITHUB_ACTIONS": "true",
            "GITHUB_EVENT_NAME": self.event_name,
            "GITHUB_EVENT_PATH": str(event),
            "GITHUB_OUTPUT": str(files["output"]),
            "GITHUB_REPOSITORY": "own/er",
            "GITHUB_STEP_SUMMARY": str(files["summary"]),
            "GITHUB_WORKSPACE": str(self.workspace),
            "RUNNER_TEMP": str(self.temp),
            "GIT_CONFIG_NOSYSTEM": "1",
        }
        env |= {name: _filled(str(value), scope) for name, value in step.get("env", {}).items()}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            cwd=self.workspace, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, encoding="utf-8", check=False,
        )  # fmt: skip
        self.log += done.stdout
        self.summary += files["summary"].read_text("utf-8")
        return done.returncode == 0, _outputs(files["output"].read_text("utf-8"))

    def _uses(self, name: str, given: dict[str, str]) -> tuple[bool, dict[str, str]]:
        action = name.partition("@")[0]
        if action == "actions/setup-python":
            assert given["update-environment"] == "False"
            return True, {"python-path": sys.executable}
        store = self.artifacts / given["name"]
        if action == "actions/upload-artifact":
            store.mkdir(exist_ok=True)
            shutil.copy(given["path"], store)
            return True, {}
        assert action == "actions/download-artifact"
        if not store.is_dir():
            return False, {}
        shutil.copytree(store, given["path"], dirs_exist_ok=True)
        return True, {}


def _outputs(text: str) -> dict[str, str]:
    """What an output file says; of values with a mark, as a runner reads them."""
    found, lines = {}, iter(text.splitlines())
    for line in lines:
        name, mark = line.split("<<", 1)
        value = []
        while (each := next(lines)) != mark:
            value.append(each)
        found[name] = "\n".join(value)
    return found


def _filled(text: str, scope: dict[str, Any]) -> str:
    def told(found: re.Match[str]) -> str:
        value = _value(found[1], scope, good=True)
        return "" if value is None else str(value)

    return _EXPRESSION.sub(told, text)


def _true(value: Any) -> bool:
    return value not in (None, False, "", 0)


def _value(text: str, scope: dict[str, Any], *, good: bool) -> Any:
    """The value of an expression."""
    words, at = [], 0
    while at < len(text.rstrip()):
        found = _TOKEN.match(text, at)
        assert found, f"an expression that is not known: {text}"
        words.append(found[1])
        at = found.end()
    plain = {"&&": "and", "||": "or", "!": "not", "==": "==", "!=": "!=", "(": "(", ")": ")"}
    python = []
    for word in words:
        if word in plain:
            python.append(plain[word])
        elif word.startswith("'"):
            python.append(repr(word[1:-1].replace("''", "'")))
        elif word in ("success", "cancelled", "always"):
            python.append(word)
        else:
            python.append(f"at({word!r})")
    states = {"success": lambda: good, "cancelled": lambda: False, "always": lambda: True}

    def at(path: str) -> Any:
        value: Any = scope
        assert path.partition(".")[0] in scope, path
        for step in path.split("."):
            value = value.get(step) if isinstance(value, dict) else None
        return value

    scope_ = {"__builtins__": {}, "at": at, **states}
    return eval(" ".join(python), scope_)  # noqa: S307 - of our own actions
