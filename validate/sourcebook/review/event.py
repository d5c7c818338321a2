"""What a workflow of GitHub says of its own run, in its environment and in the event's file.

Source: https://docs.github.com/actions/reference/workflows-and-actions/variables and, of the
event, https://docs.github.com/webhooks/webhook-events-and-payloads. All of it may be absent, and
texts of strangers stand in it (the name of a branch, a title).
"""

from __future__ import annotations

import json
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sourcebook.errors import UseError

if TYPE_CHECKING:
    from collections.abc import Mapping

_COMMIT = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")
_LARGEST = 25 << 20
"""Bytes of the largest event, which is what GitHub sends at most."""


@dataclass(frozen=True, slots=True)
class Event:
    name: str
    payload: Mapping[str, Any]

    def at(self, *path: str) -> Any:
        """A value of the payload; ``None`` where it is not there."""
        value: Any = self.payload
        for step in path:
            value = value.get(step) if isinstance(value, dict) else None
        return value

    def text(self, *path: str) -> str | None:
        value = self.at(*path)
        return value if isinstance(value, str) else None

    def commit(self, *path: str) -> str | None:
        """A value that is the id of a commit, and not the zeros that stand for none."""
        value = self.text(*path) or ""
        return value if _COMMIT.fullmatch(value) and value.strip("0") else None

    @property
    def number(self) -> int | None:
        """The number of the pull request that the event is about."""
        value = self.at("pull_request", "number")
        return value if isinstance(value, int) else None


def read(environment: Mapping[str, str] = os.environ) -> Event:
    """The event that has started the run; an empty one outside of a workflow.

    Raises ``UseError`` where its file is none.
    """
    place = environment.get("GITHUB_EVENT_PATH")
    name = environment.get("GITHUB_EVENT_NAME", "")
    if not place:
        return Event(name, {})
    file = Path(place)
    try:
        with file.open("rb") as source:
            payload = json.loads(source.read(_LARGEST))
    except (OSError, ValueError, RecursionError) as error:
        raise UseError(
            f"{place}: GITHUB_EVENT_PATH names no event: {error}. Run this in a workflow of GitHub."
        ) from error
    return Event(name, payload if isinstance(payload, dict) else {})


def output(values: Mapping[str, str], environment: Mapping[str, str] = os.environ) -> None:
    """Give values to the steps that follow; no value can name another one, whatever is in it."""
    place = environment.get("GITHUB_OUTPUT")
    if not place:
        return
    with Path(place).open("a", encoding="utf-8", errors="backslashreplace") as file:
        for name, value in values.items():
            mark = f"end-{secrets.token_hex(16)}"
            file.write(f"{name}<<{mark}\n{value}\n{mark}\n")


def summary(text: str, environment: Mapping[str, str] = os.environ) -> None:
    """Add Markdown to the page of the run."""
    place = environment.get("GITHUB_STEP_SUMMARY")
    if place:
        with Path(place).open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
