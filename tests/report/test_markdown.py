"""Markdown as GitHub's own parser and another of CommonMark read it: what shows, and no more."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from reportreaders import github_html
from richreport import HOSTILE, RICH, hostile, long
from sourcebook import Agreement, Report
from sourcebook.report import render, words
from sourcebook.report.markdown import ROOM
from sourcebook.report.prose import code, prose
from sourcebook.report.visible import visible

PARSERS = {"github": github_html, "commonmark": MarkdownIt("commonmark").render}

OURS = {"h2", "h3", "p", "ul", "li", "strong", "code", "details", "summary"}

# What forges make of the text of a page after Markdown, outside code.
LINKED = re.compile(r"@\w|#\d|://|www\.|:\w+:|(?<!\w)!\d|\$\w")


class Page(HTMLParser):
    """The tags of a page, its text, and the part of it that is not in code."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""
        self.bare = ""
        self._code = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert not attrs
        self._code += tag == "code"

    def handle_endtag(self, tag: str) -> None:
        self._code -= tag == "code"

    def handle_data(self, data: str) -> None:
        self.text += data
        self.bare += " " if self._code else data


def page(report: Report, parser: str = "github") -> Page:
    return Page(PARSERS[parser](render(report, "markdown")))


def test_it_is_read_top_down_and_folds_what_fails_nothing() -> None:
    text = render(RICH, "markdown")
    top, *folds = re.split(r"<details><summary>(.*?)</summary>", text)
    assert folds[::2] == ["In <code>main</code> too", "1 waived", "What was checked"]
    assert "'ten' is not a whole number" in top
    assert "'two' is not a whole number" in folds[1]
    assert "Zopf was sold" in folds[3]
    assert "not checked `known-flour`: the column flour is missing" in folds[5]
    order = [
        "not valid",
        "Unused waiver",
        "disagree",
        "missing-label",
        "`type-error`",
        "still-sold",
    ]
    assert sorted(order, key=top.index) == order


def test_a_finding_is_an_item_with_its_place_its_key_and_its_hint() -> None:
    assert (
        "- line 5, column 3: quantity: 'ten' is not a whole number. (order_id: ord-003) "
        "Write digits only, such as 12.\n"
    ) in render(RICH, "markdown")


def test_the_verdict_comes_first() -> None:
    assert render(RICH, "markdown").startswith(
        f"## Sourcebook: not valid\n\n{words.verdict(RICH)}\n"
    )
    valid = Report("0.1.0", ("duckdb",), Agreement(()), (), ())
    assert render(valid, "markdown").startswith("## Sourcebook: valid\n\nValid: no tables,")


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("report", [RICH, hostile()], ids=["rich", "hostile"])
def test_nothing_but_our_own_markup_is_in_the_page(report: Report, parser: str) -> None:
    read = page(report, parser)
    assert read.tags <= OURS
    assert not LINKED.search(read.bare)


@pytest.mark.parametrize("parser", PARSERS)
def test_hostile_text_is_shown_in_full(parser: str) -> None:
    assert _even(visible(HOSTILE)) in _even(page(hostile(), parser).text)


def _even(text: str) -> str:
    return " ".join(unescape(text.replace("\xa0", " ")).split())


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("shape", [prose, code])
@given(text=st.text(min_size=1))
@example(text="- a")
@example(text="1. a")
@example(text="# a")
@example(text="---")
@example(text="`a` ``b")
@example(text="a_b_ _c_ __d__")
@example(text="\\_ \\\\ a\\")
@example(text="&lt;b&gt; &#64;octocat &copy")
@example(text="a  b   c")
@example(text="www.a.example a@b.example http://a.example")
@example(text="| a | b |")
def test_any_text_is_shown_as_it_is_and_links_to_nothing(parser: str, shape, text: str) -> None:
    read = Page(PARSERS[parser](f"- {shape(text)}\n"))
    assert read.tags <= {"ul", "li", "code"}
    shown = read.text.replace("\xa0", " ").strip()
    assert shown == visible(text).strip()
    assert not LINKED.search(read.bare)


@pytest.mark.parametrize("number", [0, 1, 50, 500, 5000])
def test_it_has_room_in_a_comment_and_its_totals_are_exact(number: int) -> None:
    report = long(number)
    text = render(report, "markdown")
    assert len(text) <= ROOM
    assert words.verdict(report) in text
    for table in report.tables:
        assert words.totals(table) in text
    assert text.count("<details>") == text.count("</details>")


def test_it_uses_the_room_that_there_is() -> None:
    assert len(render(long(5000), "markdown")) > ROOM / 2


def test_what_there_is_no_room_for_is_counted() -> None:
    text = render(long(5000), "markdown")
    items = len(re.findall(r"^- line ", text, re.MULTILINE))
    more = sum(
        int(number.replace(",", ""))
        for number in re.findall(r"^- ([\d,]+) more, for which", text, re.MULTILINE)
    )
    assert items + more == 5000


def test_too_many_tables_leave_the_verdict() -> None:
    report = replace(RICH, tables=RICH.tables * 3000, findings=())
    text = render(report, "markdown")
    assert len(text) <= ROOM
    assert words.verdict(report) in text
    assert text.endswith("for which there is no room here\n")


def test_a_long_message_does_not_crowd_out_the_others() -> None:
    findings = tuple(replace(each, message="long " * 20_000) for each in RICH.findings)
    text = render(replace(RICH, findings=findings), "markdown")
    assert text.count("- line ") == 6
