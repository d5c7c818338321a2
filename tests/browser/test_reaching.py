"""How a reader gets about the shipped site: with keys alone, on a telephone, without motion."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from opened import became, until

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    Visit = Callable[..., Any]


def test_a_reader_gets_from_the_home_page_to_a_claim_with_keys_alone(visit: Visit) -> None:
    page = visit("home").page
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to content")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.locator(":focus").inner_text() == "Read about one":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Incidents")
    page.locator("tbody a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".sb-claims").first).to_be_visible()


SCROLLING = """() => [...document.querySelectorAll('.sb-scroll, .md-typeset__scrollwrap')]
  .filter(each => each.checkVisibility({contentVisibilityAuto: true}))
  .map(each => [each.scrollWidth > each.clientWidth + 1, each.tabIndex === 0, each.classList.contains('sb-after')])"""


@pytest.mark.parametrize(("kind", "width"), [("group", 768), ("conformance", 360)])
def test_a_table_that_goes_on_is_in_shadow_there_and_keys_reach_it(
    visit: Visit, kind: str, width: int
) -> None:
    page = visit(kind, width=width).page
    alike = "each => each[0] === each[1] && each[0] === each[2]"
    assert became(page, f"({SCROLLING})().every({alike})")
    assert {scrolls for scrolls, *_ in page.evaluate(SCROLLING)} == {True, False}
    box = page.locator(".sb-after[tabindex='0']").first
    box.evaluate("each => each.dataset.here = ''")
    page.locator("[data-here]").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-here]")).to_have_class(re.compile("sb-before"))
    page.locator("[data-here]").evaluate("each => each.scrollTo(each.scrollWidth, 0)")
    expect(page.locator("[data-here]")).not_to_have_class(re.compile("sb-after"))


def test_on_a_telephone_what_is_a_table_elsewhere_is_cards(visit: Visit) -> None:
    for kind in ("group", "sources", "downloads", "contribute"):
        page = visit(kind, width=360).page
        boxes = [scrolls for scrolls, *_ in page.evaluate(SCROLLING)]
        assert boxes == [False] * len(boxes), kind


STOP = """() => {
  const at = document.activeElement;
  // Of a choice, what is seen is its label; a field to write in shows where one writes.
  const shown = at.matches('.md-option') ? at.nextElementSibling
    : at.closest('.tabbed-set > input')?.parentElement.querySelector('.tabbed-labels') ?? at;
  const {outlineStyle, outlineWidth} = getComputedStyle(shown);
  const box = shown.getBoundingClientRect();
  return {
    name: at.outerHTML.slice(0, 120),
    body: at === document.body,
    seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
    ringed: outlineStyle !== 'none' && parseFloat(outlineWidth) > 0 || at.matches('.md-search__input'),
  };
}"""


def is_seen(page: Page) -> bool:
    stop = page.evaluate(STOP)
    return bool(stop["seen"] and stop["ringed"])


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("kind", ["home", "list", "incident", "downloads", "quality"])
def test_each_stop_of_the_tab_key_is_in_sight_and_has_a_ring(
    visit: Visit, kind: str, width: int
) -> None:
    page = visit(kind, width=width, reduced_motion="reduce").page
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(STOP)["body"]:
            break
        # A busy browser scrolls to where the focus is a moment later.
        assert until(page, lambda: is_seen(page)), page.evaluate(STOP)


@pytest.mark.parametrize("kind", ["home", "incident", "explorer"])
def test_a_reader_who_wants_no_motion_has_none(visit: Visit, kind: str) -> None:
    page = visit(kind, reduced_motion="reduce").page
    moving = """() => [...document.querySelectorAll('*')].filter(each => ['', '::before', '::after'].some(part => {
      const {transitionDuration, animationName, scrollBehavior} = getComputedStyle(each, part || null);
      return /[1-9]/.test(transitionDuration) && getComputedStyle(each, part || null).transitionProperty !== 'none'
        || animationName !== 'none' || scrollBehavior === 'smooth';
    })).map(each => each.outerHTML.slice(0, 100))"""
    assert page.evaluate(moving) == []
    assert page.evaluate("document.getAnimations().length") == 0
