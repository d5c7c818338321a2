"""A page in a browser that tells all that it does."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page


@dataclass
class Opened:
    """A page and what was heard from it since it was opened."""

    page: Page
    requests: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    """What it wrote to the console, its errors and its dialogs."""


def until(page: Page, holds: Callable[[], bool]) -> bool:
    """Whether something came to hold within twenty seconds: drawings follow a change a moment later."""
    for _ in range(400):
        if holds():
            return True
        page.wait_for_timeout(50)
    return False


def became(page: Page, condition: str) -> bool:
    """Whether a JavaScript ``condition`` came to hold, as ``until``.

    ``Page.wait_for_function`` compiles its text inside the page from its second look on, which
    a content security policy forbids: it passes only where the condition holds at once.
    """
    return until(page, lambda: bool(page.evaluate(condition)))


def choose(page: Page, **filters: str) -> None:
    """Fill in the filters of a page that lists findings or rows, each by its label."""
    for name, value in filters.items():
        if name == "text":
            page.get_by_role("searchbox", name="Text").fill(value)
        else:
            page.get_by_role("combobox", name=name.title()).select_option(value)
