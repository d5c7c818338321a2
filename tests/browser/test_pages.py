"""Every kind of page of the shipped site, in a real browser: what one sees, finds and takes away."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from deadlinks import dead
from hostilelakes import hostile_site
from opened import became
from shippedsite import served
from visited import DATA, KINDS, Visited

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    Visit = Callable[..., Any]

FOUND = re.compile("incidents/inc-00084/")
every_kind = pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "nothing"])


@every_kind
@pytest.mark.parametrize("width", [360, 768, 1440])
def test_it_fits_says_nothing_and_asks_no_other_host(
    visit: Visit, address: str, kind: str, width: int
) -> None:
    visited = visit(kind, width=width)
    page = visited.page
    assert visited.said == []
    assert all(url.startswith((address, "data:")) for url in visited.asked), visited.asked
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate(OVERLAPPING) == []


OUTSIDE = """() => [...document.querySelectorAll('.md-content__inner *')].filter(each => {
  const box = each.getBoundingClientRect();
  return box.width && box.right > innerWidth + 1 && !each.closest('svg, .sb-scroll, .md-typeset__scrollwrap, pre, .tabbed-labels, .sb-hidden, .sb-cards thead');
}).map(each => each.outerHTML.slice(0, 120))"""
"""What reaches over the right edge, but where a box of its own scrolls."""

OVERLAPPING = """() => {
  const blocks = [...document.querySelectorAll('.md-content__inner :is(h1, h2, h3, p, dl, ul, figure, details, .sb-scroll)')]
    .filter(each => each.checkVisibility({contentVisibilityAuto: true}) && !each.closest('.sb-scroll .sb-scroll, svg, .tabbed-content, details:not([open]) > :not(summary)'));
  const found = [];
  blocks.forEach((one, at) => blocks.slice(at + 1, at + 4).forEach(other => {
    if (one.contains(other) || other.contains(one)) return;
    const a = one.getBoundingClientRect(), b = other.getBoundingClientRect();
    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (across > 2 && down > 2) found.push(one.outerHTML.slice(0, 80) + ' | ' + other.outerHTML.slice(0, 80));
  }));
  return found;
}"""
"""Neighbouring blocks that lie on each other."""


@every_kind
@pytest.mark.parametrize(("look", "width"), [("light", 1440), ("dark", 360)])
def test_axe_finds_nothing_serious(visit: Visit, kind: str, look: str, width: int) -> None:
    page = visit(kind, width=width, color_scheme=look, reduced_motion="reduce").page
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    found = Axe().run(page).response["violations"]
    serious = [each for each in found if each["impact"] in ("serious", "critical")]
    assert [(each["id"], each["nodes"][0]["html"][:200]) for each in serious] == []


def test_no_link_or_anchor_of_the_shipped_site_is_dead(shipped: Path) -> None:
    assert dead(shipped) == []


def test_dark_is_dark(visit: Visit) -> None:
    def brightness(look: str) -> int:
        page = visit("incident", color_scheme=look).page
        colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
        return sum(map(int, re.findall(r"\d+", colour)[:3]))

    assert brightness("dark") < 200
    assert brightness("light") > 700


@pytest.mark.parametrize(
    "words", ["Kocha Risaldar Peshawar", "ISKP Peshawar mosque Kocha", "inc-00084"]
)
def test_a_search_finds_an_incident(visit: Visit, words: str) -> None:
    visited = visit("home")
    page = visited.page
    page.get_by_role("textbox", name="Search").fill(words)
    result = page.locator(".md-search-result__link").first
    expect(result).to_have_attribute("href", FOUND, timeout=60_000)
    assert visited.said == []


@pytest.mark.parametrize(("look", "width"), [("light", 360), ("dark", 1440)])
def test_axe_finds_nothing_serious_in_what_a_search_found(
    visit: Visit, look: str, width: int
) -> None:
    page = visit("home", width=width, color_scheme=look, reduced_motion="reduce").page
    if width == 360:
        page.locator("header label[for=__search]").first.click()
    page.get_by_role("textbox", name="Search").fill("Kocha Risaldar Peshawar")
    expect(page.locator(".md-search-result mark").first).to_be_visible(timeout=60_000)
    found = Axe().run(page, context=".md-search").response["violations"]
    serious = [each for each in found if each["impact"] in ("serious", "critical")]
    assert [(each["id"], each["nodes"][0]["html"][:200]) for each in serious] == []


def test_pages_are_light(visit: Visit) -> None:
    weights = {kind: sum(visit(kind).bytes.values()) for kind in ("home", "incident")}
    assert weights["home"] < 1_500_000
    assert weights["incident"] < 600_000  # with the theme's style and script, which are kept


def test_the_own_part_of_every_record_page_is_lighter_than_300_kb(shipped: Path) -> None:
    for table in ("incidents", "groups"):
        for file in (shipped / DATA / table).glob("*/index.html"):
            assert file.stat().st_size < 300_000, file.parent.name


def test_tabs_tell_how_to_load_and_the_citation_can_be_copied(visit: Visit) -> None:
    page = visit("home", permissions=["clipboard-read", "clipboard-write"]).page
    page.get_by_text("DuckDB", exact=True).click()
    expect(page.get_by_text("SELECT * FROM")).to_be_visible()
    page.locator(".sb-cite button").first.click()
    begins = "The Sourcebook contributors. Militant violence"
    assert became(page, f"navigator.clipboard.readText().then(it => it.startsWith('{begins}'))")


def test_from_a_disk_one_gets_from_page_to_page(visit: Visit, shipped: Path) -> None:
    page = visit("dataset", at=shipped.as_uri() + "/").page
    page.goto(f"{shipped.as_uri()}/index.html")
    page.get_by_role("link", name="Read about one").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Incidents")
    page.locator("tbody a").first.click()
    expect(page.locator(".sb-claims").first).to_be_visible()


def test_from_a_disk_a_search_finds_an_incident(visit: Visit, shipped: Path) -> None:
    visited = visit("dataset", at=shipped.as_uri() + "/")
    page = visited.page
    page.goto(f"{shipped.as_uri()}/{DATA}downloads/index.html")
    box = page.get_by_role("textbox", name="Search")
    box.fill("inc-0008")
    box.press("4")
    result = page.locator(".md-search-result__link").first
    expect(result).to_have_attribute("href", FOUND, timeout=60_000)
    result.click()
    expect(page.locator(".sb-claims").first).to_be_visible()


def test_a_page_that_is_none_leads_back_from_any_depth(browser: Browser, deep: str) -> None:
    page = browser.new_page()
    for lost in ("nothing", "pakistan-militancy/incidents/inc-99999/", "a/b/c/d.html"):
        visited = Visited(page)
        page.goto(f"{deep}/x/y/{lost}", wait_until="networkidle")
        expect(page.get_by_role("heading", level=1)).to_have_text("There is no page here")
        assert page.evaluate("getComputedStyle(document.body).maxWidth") == "608px"
        assert not any("Content Security" in each for each in visited.said)
        page.get_by_role("link", name="Incidents").click()
        expect(page).to_have_url(f"{deep}/x/y/pakistan-militancy/incidents/")
        expect(page.get_by_role("heading", level=1)).to_have_text("Incidents")
    page.close()


@pytest.fixture
def deep(shipped: Path, tmp_path: Path) -> Iterator[str]:
    """The shipped site below a path of two parts."""
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "y").symlink_to(shipped)
    with served(tmp_path) as host:
        yield host


def test_nothing_that_is_not_allowed_runs(visit: Visit) -> None:
    page = visit("incident").page
    told = page.evaluate(
        """() => new Promise(done => {
          addEventListener('securitypolicyviolation', event => done(event.violatedDirective));
          const script = document.createElement('script');
          script.textContent = 'window.ran = true';
          document.body.append(script);
        })"""
    )
    assert told.startswith("script-src")
    assert page.evaluate("window.ran") is None


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hostile_site(tmp_path_factory.mktemp("attacked")).folder


@pytest.mark.parametrize("width", [360, 1440])
def test_texts_that_attack_run_nothing_and_break_no_layout(
    browser: Browser, attacked: Path, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    with served(attacked) as host:
        for file in sorted(attacked.rglob("*.html")):
            visited = Visited(context.new_page())
            place = file.relative_to(attacked).as_posix()
            visited.page.goto(f"{host}/{place}", wait_until="load")
            assert visited.said == [], place
            assert all(url.startswith((host, "data:")) for url in visited.asked), place
            assert visited.page.evaluate("document.documentElement.scrollWidth") <= width, place
            visited.page.close()
    context.close()
