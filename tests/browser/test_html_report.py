"""The report as one HTML file, in a real browser: what one sees, finds and reaches with keys."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Error, expect

from opened import choose
from richreport import CLEAN, HOSTILE, RICH, TEN, hostile, long
from sourcebook.report.visible import visible

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    Open = Callable[..., Any]


def cards(page: Page) -> list[str]:
    # Not `inner_text`, which is empty of a card that Chromium has not painted yet.
    return page.locator("article .what").all_text_contents()


def count(page: Page) -> str:
    return page.locator("#count").inner_text()


def test_what_it_is_about_is_told_first(opened: Open) -> None:
    page = opened(RICH).page
    assert page.title() == "Not valid: report of Sourcebook"
    assert page.get_by_role("heading", level=1).inner_text() == "Not valid"
    figures = page.locator(".figures div").all_inner_texts()
    assert [sorted(figure.split("\n")) for figure in figures] == [
        ["1,563", "Errors, 9 new"],
        ["1", "Warnings"],
        ["1", "Waived"],
        ["7", "Rules, 1 not checked"],
        ["2", "Tables"],
        ["1,234", "Rows"],
    ]


def test_the_broken_row_is_shown_with_its_cells_and_the_wrong_one_marked(opened: Open) -> None:
    page = opened(RICH).page
    card = page.locator("article", has_text="'ten' is not a whole number")
    labels, cells = (card.locator(tag).all_text_contents() for tag in (".record dt", ".record dd"))
    assert list(zip(labels, cells, strict=True)) == [
        ("order_id", "ord-003"),
        ("bread_id", "brd-02"),
        ("quantity (wrong)", "ten"),
        ("ordered_on", "2024-03-04"),
        ("baked_on", "2024-03-04"),
        ("note", "for a party"),
    ]
    assert card.locator(".wrong dd").all_text_contents() == ["ten"]
    expect(card).to_contain_text("datasets/bakery/orders.csv:5:3")
    expect(card).to_contain_text("Write digits only, such as 12.")


def test_empty_and_missing_cells_are_told_apart(opened: Open) -> None:
    page = opened(RICH).page
    card = page.locator("article", has_text="'two' is not a whole number")
    assert card.locator(".empty").all_text_contents() == ["empty", "missing"]


def test_a_cell_that_has_no_field_of_its_label_is_found_by_its_column(opened: Open) -> None:
    finding = replace(TEN, field="Menge", column=4)
    page = opened(replace(RICH, findings=(finding,))).page
    assert page.locator(".wrong dd").all_text_contents() == ["2024-03-04"]


@pytest.mark.parametrize(
    ("filters", "messages"),
    [
        ({"table": "breads"}, ["There is no column", "'Bauernlaib'"]),
        ({"rule": "type-error"}, ["'ten'", "'two'"]),
        ({"severity": "warning"}, ["Baguette", "Zopf"]),
        ({"standing": "new"}, ["There is no", "'ten'", "ordered on", "Baguette"]),
        ({"standing": "old"}, ["'Bauernlaib'", "'two'"]),
        ({"standing": "waived"}, ["Zopf"]),
        ({"text": "for a PARTY"}, ["'ten'"]),
        ({"text": "ord-003"}, ["'ten'"]),
        ({"text": "whole two"}, ["'two'"]),
        ({"rule": "type-error", "text": "ten"}, ["'ten'"]),
        ({"text": "nothing of the kind"}, []),
    ],
)
def test_findings_are_filtered(opened: Open, filters: dict[str, str], messages: list[str]) -> None:
    page = opened(RICH).page
    assert count(page) == "7 of 7 listed findings, of 1,565 found"
    choose(page, **filters)
    found = cards(page)
    assert len(found) == len(messages)
    assert all(part in message for part, message in zip(messages, found, strict=True))
    assert count(page).startswith(f"{len(found)} of 7 listed findings")
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("article")).to_have_count(7)


def test_a_filter_that_has_nothing_to_choose_is_not_offered(opened: Open) -> None:
    page = opened(long(3)).page
    expect(page.get_by_role("combobox", name="Severity")).to_be_visible()
    expect(page.get_by_role("combobox", name="Standing")).to_be_hidden()
    expect(opened(CLEAN).page.locator("#filters")).to_be_hidden()


def test_what_is_filtered_stands_in_the_address(opened: Open) -> None:
    page = opened(RICH).page
    choose(page, rule="type-error", text="a&b #ten")
    expect(page).to_have_url(re.compile(re.escape("#?text=a%26b+%23ten&code=type-error") + "$"))
    page.reload()
    assert page.get_by_role("searchbox", name="Text").input_value() == "a&b #ten"
    assert page.get_by_role("combobox", name="Rule").input_value() == "type-error"
    assert cards(page) == []


def test_a_table_and_a_rule_lead_to_their_findings(opened: Open) -> None:
    page = opened(RICH).page
    page.get_by_role("link", name="breads").click()
    expect(page.locator("article")).to_have_count(2)
    page.get_by_role("link", name="missing-label").click()
    expect(page.locator("article")).to_have_count(1)
    expect(page.get_by_role("heading", name="Findings")).to_be_focused()


def test_thousands_are_listed_a_hundred_at_a_time(opened: Open) -> None:
    page = opened(long(3000)).page
    assert count(page) == "3,000 of 3,000 listed findings"
    assert page.locator("article").count() == 100
    more = page.get_by_role("button", name="Show more")
    assert more.inner_text() == "Show more (2,900 left)"
    more.focus()
    page.keyboard.press("Enter")
    assert page.locator("article").count() == 200
    assert (
        page.evaluate("[...document.querySelectorAll('#list > *')].indexOf(document.activeElement)")
        > 99
    )
    choose(page, text="id-002")
    assert count(page) == "1,000 of 3,000 listed findings"
    assert page.locator("article").count() == 100


def test_a_long_cell_is_cut_until_one_asks(opened: Open) -> None:
    text = "lorem " * 1000 + "end"
    finding = replace(TEN, record={"quantity": text})
    page = opened(replace(RICH, findings=(finding,))).page
    cell = page.locator(".record dd")
    assert len(cell.text_content()) < 400
    page.get_by_role("button", name="all 6,003 letters").click()
    assert cell.text_content() == text


def test_it_is_used_with_keys_alone(opened: Open) -> None:
    page = opened(RICH).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "To the findings"
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Findings")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("party")
    expect(page.locator("article")).to_have_count(1)
    reached = []
    for _ in range(5):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("document.activeElement.name || document.activeElement.textContent")
        )
    assert reached == ["table", "code", "severity", "standing", "Clear"]
    page.keyboard.press("Enter")
    expect(page.locator("article")).to_have_count(7)


def test_light_and_dark_differ(opened: Open) -> None:
    backgrounds = {
        opened(RICH, color_scheme=look).page.evaluate(
            "getComputedStyle(document.body).backgroundColor"
        )
        for look in ("light", "dark")
    }
    assert len(backgrounds) == 2


def test_hostile_text_is_shown_and_runs_nothing(opened: Open) -> None:
    shown = opened(hostile())
    page = shown.page
    assert cards(page) == [visible(HOSTILE)] * 2
    assert page.locator("img, iframe, object, embed").count() == 0
    assert page.locator("script").count() == 2
    assert page.locator("a[href]:not([href^='#'])").count() == 0
    assert (shown.said, shown.requests) == ([], [page.url])


def test_no_other_script_runs_in_it(opened: Open) -> None:
    page = opened(RICH).page
    with pytest.raises(Error, match=r"TrustedScript|Content Security Policy"):
        page.add_script_tag(content="document.title = 'taken'")
    assert page.title() == "Not valid: report of Sourcebook"


def test_without_a_script_totals_and_coverage_are_there(opened: Open) -> None:
    page = opened(RICH, java_script_enabled=False).page
    expect(page.get_by_text("The findings are listed by a script")).to_be_visible()
    expect(page.get_by_text("not checked: the column flour is missing")).to_be_visible()
    expect(page.get_by_role("cell", name="1,561")).to_be_visible()
    expect(page.locator("#filters")).to_be_hidden()
