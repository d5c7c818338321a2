"""The 404 page of a site that knows its address, as a reader gets it at any depth below it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from lakesite import INDEX, LAKES, MKDOCS, run_mkdocs
from shippedsite import served
from sourcebook import build

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Lakes at ``/x/y/``, as their ``site_url`` says."""
    folder = tmp_path_factory.mktemp("known")
    shutil.copytree(LAKES, folder / "data")
    build(folder / "data", folder / "dist")
    (folder / "docs").mkdir()
    (folder / "docs" / "index.md").write_text(INDEX.format(name="lakes"), encoding="utf-8")
    known = f"{MKDOCS}site_url: https://lakes.example/x/y/\n"
    (folder / "mkdocs.yml").write_text(known, encoding="utf-8")
    pages = run_mkdocs(folder, "--strict")
    (folder / "served" / "x").mkdir(parents=True)
    shutil.copytree(pages.folder, folder / "served" / "x" / "y")
    with served(folder / "served") as address:
        yield address


@pytest.mark.parametrize("lost", ["nothing", "lakes/lakes/lake-99/", "a/b/c/d.html"])
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_the_theme_s_page_is_whole_at_any_depth_and_leads_back(
    browser: Browser, host: str, lost: str, script: bool
) -> None:
    context = browser.new_context(java_script_enabled=script)
    page = context.new_page()
    failed: list[str] = []
    said: list[str] = []
    page.on("response", lambda got: failed.append(got.url) if got.status >= 400 else None)
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{host}/x/y/{lost}", wait_until="networkidle")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no page here")
    expect(page.locator(".md-header")).to_be_visible()
    assert failed == [f"{host}/x/y/{lost}"]
    assert [each for each in said if "404" not in each] == []
    page.get_by_role("article").get_by_role("link", name="Lakes", exact=True).click()
    expect(page).to_have_url(f"{host}/x/y/lakes/lakes/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Lakes")
    context.close()
