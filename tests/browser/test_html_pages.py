"""What holds of the page of every report and every diff, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

import richdiff
import richreport
from opened import became

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    Open = Callable[..., Any]

PAGES = {
    "a rich report": richreport.RICH,
    "a hostile report": richreport.hostile(),
    "a long report": richreport.long(8),
    "a clean report": richreport.CLEAN,
    "a rich diff": richdiff.RICH,
    "a hostile diff": richdiff.hostile(),
    "a long diff": richdiff.long(8),
    "a diff of the same": richdiff.SAME,
}
WIDTHS = (320, 360, 768, 1200, 1920)
every_page = pytest.mark.parametrize("told", PAGES.values(), ids=PAGES)


def unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")


@every_page
def test_it_opens_without_an_error_and_without_a_request(opened: Open, told: Any) -> None:
    shown = opened(told)
    expect(shown.page.locator("section h2").first).to_be_visible()
    assert shown.said == []
    assert shown.requests == [shown.page.url]


@every_page
def test_nothing_is_wider_than_the_window(opened: Open, told: Any) -> None:
    page = opened(told).page
    unfold(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert became(page, f"document.documentElement.scrollWidth <= {width}")


@every_page
@pytest.mark.parametrize(("color_scheme", "width"), [("light", 1200), ("dark", 360)])
def test_axe_finds_nothing_serious(opened: Open, told: Any, color_scheme: str, width: int) -> None:
    page = opened(told, width=width, color_scheme=color_scheme).page
    unfold(page)
    found = Axe().run(page).response["violations"]
    serious = [each for each in found if each["impact"] in ("serious", "critical")]
    assert [(each["id"], each["nodes"][0]["html"]) for each in serious] == []
