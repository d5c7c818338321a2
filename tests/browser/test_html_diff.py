"""The diff as one HTML file, in a real browser: side by side, filtered, reached with keys."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from opened import choose
from richdiff import HOSTILE, RICH, hostile, long
from sourcebook.report.visible import visible

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    Open = Callable[..., Any]


def keys(page: Page) -> list[str]:
    return page.locator("article .where code").all_text_contents()


def test_a_changed_cell_stands_side_by_side_with_its_reason(opened: Open) -> None:
    page = opened(RICH).page
    row = page.get_by_role("table", name="The row brd-01 in both versions").get_by_role("row")
    assert row.nth(0).locator("th").all_text_contents() == ["Field", "Old", "New"]
    assert row.nth(1).locator("th, td").all_text_contents() == [
        "price",
        "4.2",
        "4.50claims clm-7: the bill",
    ]
    assert row.nth(2).locator("td").all_text_contents() == ["no value", "2024-03-31"]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"table": "orders"}, ["ord-009", "ord-002"]),
        ({"change": "added"}, ["brd-04"]),
        ({"change": "merged"}, ["brd-03"]),
        ({"field": "price"}, ["brd-04", "brd-01"]),
        ({"text": "the BILL"}, ["brd-01"]),
        ({"text": "nothing of the kind"}, []),
    ],
)
def test_rows_are_filtered(opened: Open, filters: dict[str, str], found: list[str]) -> None:
    page = opened(RICH).page
    assert page.locator("#count").inner_text() == "5 of 5 listed rows, of 1,204 that differ"
    choose(page, **filters)
    assert keys(page) == found
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("article")).to_have_count(5)


def test_the_filter_by_field_shows_that_field_alone(opened: Open) -> None:
    page = opened(RICH).page
    choose(page, field="price")
    assert set(page.locator(".sides tbody th").all_text_contents()) == {"price"}
    expect(page).to_have_url(re.compile(re.escape("#?field=price") + "$"))
    page.reload()
    assert keys(page) == ["brd-04", "brd-01"]


def test_a_table_leads_to_its_rows(opened: Open) -> None:
    page = opened(RICH).page
    page.get_by_role("link", name="orders").click()
    expect(page.locator("article")).to_have_count(2)
    expect(page.get_by_role("heading", name="Rows and cells")).to_be_focused()


def test_breaking_changes_of_the_schema_come_first_with_the_reason(opened: Open) -> None:
    page = opened(RICH).page
    first = page.locator(".schema li").first
    expect(first).to_contain_text("major")
    expect(first).to_contain_text("flour: field removed")
    expect(first).to_contain_text("Who reads the column finds it no more.")


def test_hundreds_are_listed_a_hundred_at_a_time(opened: Open) -> None:
    page = opened(long(250)).page
    assert page.locator("article").count() == 100
    more = page.get_by_role("button", name="Show more")
    assert more.inner_text() == "Show more (150 left)"
    more.focus()
    page.keyboard.press("Enter")
    assert page.locator("article").count() == 200


def test_hostile_text_is_shown_and_runs_nothing(opened: Open) -> None:
    shown = opened(hostile())
    page = shown.page
    assert visible(HOSTILE) in page.locator(".sides .new").all_text_contents()
    assert page.locator("img, iframe, object, embed").count() == 0
    assert page.locator("script").count() == 2
    assert (shown.said, shown.requests) == ([], [page.url])


def test_without_a_script_the_totals_and_the_schema_are_there(opened: Open) -> None:
    page = opened(RICH, java_script_enabled=False).page
    expect(page.get_by_text("The rows are listed by a script")).to_be_visible()
    expect(page.get_by_role("cell", name="1,201")).to_be_visible()
    expect(page.get_by_text("flour: field removed")).to_be_visible()
