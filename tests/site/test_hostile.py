"""Texts that attack: each shows as text, runs nothing, and turns nothing around."""

from __future__ import annotations

import csv
import json
import shutil
from typing import TYPE_CHECKING

import pytest

from lakesite import LAKES, build_site

if TYPE_CHECKING:
    from pathlib import Path

    from pagecheck import Pages

SCRIPT = "</title><script>alert('x')</script>"
IMAGE = "\"'><img src=x onerror=alert(1)>"
MARKDOWN = (
    "[a](javascript:alert(1)) **b** `c` # d {{ 7*7 }} {% raw %} <!-- sourcebook:summary x -->"
)
TURNED = "left\u202ethgir \u2067isolated"
LONG = "w" * 300


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    folder = tmp_path_factory.mktemp("hostile")
    data = folder / "data"
    shutil.copytree(LAKES, data)
    _rewrite(
        data / "lakes.csv",
        {
            ("lake-1", "name"): SCRIPT,
            ("lake-1", "about"): IMAGE,
            ("lake-2", "name"): MARKDOWN,
            ("lake-2", "about"): TURNED,
            ("lake-3", "name"): LONG,
            ("lake-4", "name"): "&lt;b&gt; &amp; <b>",
        },
    )
    _rewrite(data / "names.csv", {("lake-1", "name"): IMAGE, ("lake-1", "language"): '"><b>'})
    _rewrite(
        data / "papers.csv",
        {
            ("p-1", "publisher"): SCRIPT,
            ("p-1", "url"): "javascript:alert(1)",
            ("p-2", "url"): 'https://example.org/"onmouseover="alert(1)',
            ("p-3", "url"): "data:text/html,<script>alert(1)</script>",
            ("p-4", "url"): "//example.org/x",
        },
    )
    _rewrite(
        data / "soundings.csv",
        {("s-2", "wording"): IMAGE, ("s-3", "remark"): MARKDOWN, ("s-6", "value"): SCRIPT},
    )
    for name, old in (
        ("datapackage.yaml", "title: Lakes and their depths"),
        ("schemas/lakes.yaml", "title: Lakes"),
        ("schemas/lakes.yaml", "description: As on the map."),
        ("schemas/lakes.yaml", "title: A lake has been sounded"),
    ):
        file = data / name
        text = file.read_text(encoding="utf-8")
        assert old in text
        quoted = SCRIPT.replace("'", "''")
        new = old.partition(":")[0] + f": '{quoted}'"
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return build_site(folder)


def _rewrite(file: Path, cells: dict[tuple[str, str], str]) -> None:
    """Put texts into the first row with that key."""
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    key = next(iter(rows[0]))
    for (wanted, column), text in cells.items():
        row = next(row for row in rows if row[key] == wanted)
        row[column] = text
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


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
    ],
)
def test_it_shows_as_the_text_that_it_is(hostile: Pages, address: str, shown: str) -> None:
    assert shown in hostile.main(address).text


def test_the_title_of_the_page_shows_it_too(hostile: Pages) -> None:
    (head,) = hostile["lakes/lakes/lake-1/"].all("head")
    (title,) = head.all("title")
    assert title.text.startswith(SCRIPT)


def test_the_search_index_holds_it_escaped(hostile: Pages) -> None:
    index = json.loads(
        (hostile.folder / "search" / "search_index.json").read_text(encoding="utf-8")
    )
    for found in index["docs"]:
        for text in (found["title"], found["text"]):
            assert "<script" not in text
            assert "<img" not in text
