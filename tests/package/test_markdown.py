"""Text from data shows as it is in both dialects of Markdown, and can open nothing."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown import Markdown
from markdown_it import MarkdownIt

from sourcebook.package.markdown import code, link, plain, table

GITHUB = MarkdownIt("commonmark").enable(["table", "strikethrough"])
PYTHON = Markdown(extensions=["tables", "attr_list", "fenced_code", "def_list", "footnotes"])

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "![x](https://example.org/pixel)",
    "a | b || c",
    "`code` and ``more``",
    "``` fence",
    "# heading",
    "- item",
    "1. item",
    "* item",
    "=====",
    "---",
    "> quote",
    "**bold** _under_ ~~gone~~",
    "\\<b>\\</b> \\\\",
    "&lt;b&gt; &amp; &#60;",
    "{: onclick=alert(1) }",
    "[ref]: https://example.org",
    "[^1]: note",
    ": definition",
    "http://example.org www.example.org a@example.org",
    "cell\n\n# second\n| a |\n",
    "tab\there \u202egnirts",
    "$x^2$ $$y$$",
)

texts = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.sampled_from("ab1 .,:;!?|`*_~#<>[](){}\\&$=+-^@/\"'%"), max_size=20),
    st.text(st.characters(exclude_categories=("C",)), max_size=20),
)


class Shown(HTMLParser):
    """The text of some HTML, and the tags around it."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert not [name for name, _ in attrs if name not in ("href", "style")], attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def shown(markdown: str) -> list[Shown]:
    found = []
    PYTHON.reset()
    for html in (GITHUB.render(markdown), PYTHON.convert(markdown)):
        parser = Shown()
        parser.feed(html)
        parser.close()
        found.append(parser)
    return found


def line(text: str) -> str:
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]+", " ", text).split())


@given(texts)
@example("1) a")
@example("+ a")
def test_a_paragraph_shows_the_text(text: str) -> None:
    for found in shown(f"before\n\n{plain(text)}"):
        assert line(found.text) == line(f"before {text}")
        assert found.tags == {"p"}


@given(texts)
def test_a_table_cell_shows_the_text(text: str) -> None:
    for found in shown(table(("head",), [(f"x {plain(text)}",)])):
        assert line(found.text) == line(f"head x {text}")
        assert found.tags == {"table", "thead", "tbody", "tr", "th", "td"}


@given(texts)
def test_code_in_a_table_shows_the_text(text: str) -> None:
    for found in shown(table(("head",), [(f"x {code(text)} y",)])):
        assert re.sub(r"\s+", "", found.text) == re.sub(r"\s+", "", line(f"head x {text} y"))
        assert found.tags <= {"table", "thead", "tbody", "tr", "th", "td", "code"}


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,x", "https://a.b/ c", "https://a.b/)[", "", "../x"],
)
def test_only_web_addresses_are_linked(address: str) -> None:
    assert link("Title", address) == "Title"


def test_a_web_address_is_linked() -> None:
    expected = "[A \\[title\\]](https://example.org/a?b=1)"
    assert link("A [title]", "https://example.org/a?b=1") == expected
