"""The HTML report as a file: alone, escaped, and its policy that of its own two assets.

What it looks like and does is tested in Chromium, in ``tests/browser``.
"""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser

import pytest

from reportreaders import island
from richreport import HOSTILE, RICH, hostile, long
from sourcebook.report import render
from sourcebook.report.visible import visible


class Page(HTMLParser):
    """What a browser would load or run of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.inline: dict[str, list[str]] = {"style": [], "script": []}
        self._within = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        self._within = tag

    def handle_endtag(self, tag: str) -> None:
        self._within = "" if tag == self._within else self._within

    def handle_data(self, data: str) -> None:
        if self._within in self.inline:
            self.inline[self._within].append(data)


@pytest.fixture(params=[RICH, hostile()], ids=["rich", "hostile"])
def page(request: pytest.FixtureRequest) -> Page:
    return Page(render(request.param, "html"))


def test_it_loads_nothing(page: Page) -> None:
    assert {"img", "iframe", "object", "base"}.isdisjoint(page.tags)
    assert page.tags.count("link") == 1  # the empty icon, so that none is asked for
    for name, value in page.attributes:
        assert not name.startswith("on")
        assert name not in {"src", "style", "action"}
        assert name != "href" or re.match(r"#|data:,$", value or "")
    assert not any("url(" in style or "@import" in style for style in page.inline["style"])


def test_its_policy_lets_run_its_own_assets_and_no_other(page: Page) -> None:
    policy = next(v for k, v in page.attributes if k == "content" and v and v.startswith("default"))
    data, script = page.inline["script"]
    (style,) = page.inline["style"]
    for kind, body in (("style", style), ("script", script)):
        digest = b64encode(sha256(body.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}';" in policy
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert "<" not in data


def test_hostile_findings_are_data() -> None:
    data = island(render(hostile(), "html"))
    assert {finding["table"] for finding in data["findings"]} == {visible(HOSTILE)}
    assert data["labels"] == [[visible(HOSTILE)]]


def test_records_of_one_table_share_their_labels() -> None:
    data = island(render(long(200), "html"))
    assert len(data["labels"]) == 1
    assert len(data["findings"]) == 200
    assert data["findings"][7]["cells"][3].startswith("column_3 of ")


def test_the_same_report_is_the_same_file() -> None:
    assert render(RICH, "html") == render(RICH, "html")
