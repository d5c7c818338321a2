"""The system's Chromium, driven by Playwright, and pages that tell all that they do.

In CI a browser that is missing fails the tests; elsewhere they are skipped, and say so.
"""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect, sync_playwright

from opened import Opened
from shippedsite import build_shipped, served
from sourcebook import Report
from sourcebook.releases import render as render_diff
from sourcebook.report import render
from visited import KINDS, Visited

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from sourcebook.releases import Diff

    Visit = Callable[..., Visited]

# A busy machine takes its time; a test waits for what it expects, and no longer.
expect.set_options(timeout=20_000)

# The last two quiet what a container lacks; the second lets root run it.
FLAGS = [
    "--disable-background-networking",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    names = ("chromium", "chromium-browser", "google-chrome")
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if program is None:
        missing = (
            "THERE IS NO CHROMIUM: install it (apt-get install chromium) or name it in CHROMIUM"
        )
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    """Writes a report or a diff to a file and opens it: ``opened(report, width=360)``."""
    contexts = []

    def open_(
        report: Report | Diff, *, width: int = 1200, search: str = "", **options: Any
    ) -> Opened:
        file = tmp_path / "report.html"
        html = render(report, "html") if isinstance(report, Report) else render_diff(report, "html")
        file.write_text(html, encoding="utf-8")
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        shown = Opened(context.new_page())
        shown.page.on("request", lambda request: shown.requests.append(request.url))
        shown.page.on("console", lambda message: shown.said.append(message.text))
        shown.page.on("pageerror", lambda error: shown.said.append(str(error)))
        shown.page.on(
            "dialog", lambda dialog: (shown.said.append(dialog.message), dialog.dismiss())
        )
        shown.page.goto(file.as_uri() + search)
        return shown

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the shipped dataset."""
    return build_shipped(tmp_path_factory.mktemp("shipped"))


@pytest.fixture(scope="session")
def address(shipped: Path) -> Iterator[str]:
    """Where it is served, below a path."""
    with served(shipped.parent) as host:
        yield f"{host}/{shipped.name}/"


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    """Opens a kind of page of it: ``visit("home", width=360)``."""
    contexts = []

    def open_(kind: str, *, width: int = 1440, at: str | None = None, **options: Any) -> Visited:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        visited = Visited(context.new_page())
        visited.page.goto((at or address) + KINDS[kind], wait_until="networkidle")
        return visited

    yield open_
    for context in contexts:
        context.close()
