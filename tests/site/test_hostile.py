"""Texts that attack: each shows as text, runs nothing, and turns nothing around."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hostilelakes import FORMULA, IMAGE, LONG, MARKDOWN, SCRIPT, hostile_site

if TYPE_CHECKING:
    from pagecheck import Pages


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    return hostile_site(tmp_path_factory.mktemp("hostile"))


def test_no_text_becomes_an_element_or_a_handler(hostile: Pages, site: Pages) -> None:
    for address in hostile.addresses:
        scripts = len(hostile[address].all("script"))
        assert scripts == len(site[address].all("script")), address
        assert not hostile.main(address).all("img"), address
        assert not hostile.main(address).all("b"), address
        for element in hostile[address].walk():
            handlers = [name for name in element.attributes if name.startswith("on")]
            assert not handlers, (address, element)


def test_no_link_leads_to_anything_but_the_web(hostile: Pages) -> None:
    for address in hostile.addresses:
        for element in hostile[address].walk():
            for name in ("href", "src", "xlink:href"):
                link = element.attributes.get(name, "").strip().lower()
                assert not link.startswith(("javascript:", "data:", "//")), (address, link)


def test_no_override_turns_the_text_of_a_page(hostile: Pages) -> None:
    for file in hostile.folder.rglob("*.html"):
        assert not set(file.read_text(encoding="utf-8")) & {"\u202e", "\u2067"}, file


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("lakes/lakes/lake-1/", SCRIPT),
        ("lakes/lakes/lake-1/", IMAGE),
        ("lakes/lakes/lake-1/", MARKDOWN),
        ("lakes/lakes/lake-1/", "javascript:alert(1)"),
        ("lakes/lakes/lake-2/", MARKDOWN),
        ("lakes/lakes/lake-2/", "left[U+202E]thgir [U+2067]isolated"),
        ("lakes/lakes/lake-3/", LONG),
        ("lakes/lakes/lake-4/", "&lt;b&gt; &amp; <b>"),
        ("lakes/lakes/", SCRIPT),
        ("lakes/codebook/lakes/", SCRIPT),
        ("lakes/quality/", SCRIPT),
        ("lakes/", SCRIPT),
        ("lakes/voices/", SCRIPT),
        ("lakes/voices/", FORMULA),
        ("lakes/lakes/lake-1/", FORMULA),
    ],
)
def test_it_shows_as_the_text_that_it_is(hostile: Pages, address: str, shown: str) -> None:
    assert shown in hostile.main(address).text


def test_the_title_of_the_page_shows_it_too(hostile: Pages) -> None:
    (head,) = hostile["lakes/lakes/lake-1/"].all("head")
    (title,) = head.all("title")
    assert title.text.startswith(SCRIPT)


def test_the_search_index_holds_it_escaped(hostile: Pages) -> None:
    for found in hostile.searched:
        for text in (found["title"], found["text"]):
            assert "<script" not in text
            assert "<img" not in text
