"""Each format read back as a program or a person reads it: what a report says, as plain words."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import cmarkgfm
from cmarkgfm.cmark import Options

if TYPE_CHECKING:
    from collections.abc import Iterator


def read(text: str, format: str) -> str:
    """All that a rendered report says, without its markup and its escapes."""
    readers = {
        "json": _leaves,
        "sarif": lambda text: _leaves(text).replace("{{", "{").replace("}}", "}"),
        "gitlab": _leaves,
        "junit": _xml,
        "github": lambda text: "\n".join(str(each) for each in commands(text)),
        "markdown": lambda text: html.unescape(re.sub("<[^>]*>", "", github_html(text))),
        "html": _html,
        "text": str,
    }
    words = readers[format](text)
    return re.sub(r"(?<=\d),(?=\d{3})", "", words)


def _leaves(text: str) -> str:
    return "\n".join(map(str, _leaf(json.loads(text))))


def _leaf(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield name
            yield from _leaf(each)
    elif isinstance(value, list):
        for each in value:
            yield from _leaf(each)
    else:
        yield value


def _xml(text: str) -> str:
    elements = list(ET.fromstring(text).iter())
    return "\n".join(
        [*(e.text or "" for e in elements), *(v for e in elements for v in e.attrib.values())]
    )


def _html(text: str) -> str:
    return f"{html.unescape(re.sub('<[^>]*>', ' ', text))}\n{_leaves(json.dumps(island(text)))}"


def island(text: str) -> Any:
    """The findings of an HTML report."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert found
    return json.loads(found[1])


def github_html(markdown: str) -> str:
    """Markdown as GitHub's own parser reads it, raw HTML left in."""
    return cmarkgfm.github_flavored_markdown_to_html(markdown, Options.CMARK_OPT_UNSAFE)


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Workflow commands as GitHub's runner reads them: name, properties and message."""
    read = []
    for line in text.removesuffix("\n").split("\n"):
        assert line.startswith("::"), f"the runner would not read {line!r}"
        head, _, message = line[2:].partition("::")
        name, _, given = head.partition(" ")
        properties = {}
        for pair in filter(None, given.split(",")):
            key, _, value = pair.partition("=")
            properties[key] = _unescape(value, {"%3A": ":", "%2C": ","})
        read.append((name, properties, _unescape(message, {})))
    return read


def _unescape(text: str, more: dict[str, str]) -> str:
    for escape, letter in {"%0D": "\r", "%0A": "\n", **more, "%25": "%"}.items():
        text = text.replace(escape, letter)
    return text
