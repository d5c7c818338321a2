"""The README of a package tells a reader everything, whatever the texts in it hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml
from markdown_it import MarkdownIt

from sourcebook.declare import Dataset, open_target
from sourcebook.package import History, about, codebook
from sourcebook.package.made import Made, MadeTable

if TYPE_CHECKING:
    from pathlib import Path


def made(dataset: Dataset) -> Made:
    """What a codebook tells of, without files."""
    tables = tuple(MadeTable(table, 3, "sha256:", ()) for table in dataset.tables)
    return Made(dataset, History(), tables)


def test_it_says_what_a_reader_asks(package: Path) -> None:
    text = (package / "README.md").read_text("utf-8")
    for words in (
        "# Weather, made up\n",
        "Version 1.2.0 of `weather`.",
        "Readings of stations.\n\nNone of them exists.",
        "[CC BY 4.0](https://creativecommons.org/licenses/by/4.0/).",
        "A. Author. *Weather, made up* (version 1.2.0) \\[Data set\\].",
        'pl.read_parquet("data/stations.parquet")',
        "| `stations` | 3 | Stations |",
        "* Key: `station_id`, `day`.",
        "* `station_id` refers to `station_id` of `stations`.",
        "* Missing: an empty cell.",
        "| `name` | string |  | name title. As on the map. | required |",
        "| `coast` | Coast | By the sea. |",
        "| `inside-region` | error | A station lies in its region. |",
    ):
        assert words in text


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ({}, r"A. Author. *Weather, made up* (version 1.2.0) \[Data set\]."),
        (
            {"created": "2031-05-06T00:00:00Z"},
            r"A. Author (2031). *Weather, made up* (version 1.2.0) \[Data set\].",
        ),
        (
            {"contributors": [{"title": "One"}, {"title": "Two"}]},
            r"One; Two. *Weather, made up* (version 1.2.0) \[Data set\].",
        ),
        ({"contributors": []}, r"*Weather, made up* (version 1.2.0) \[Data set\]."),
    ],
)
def test_how_to_cite(weather: Path, words: dict[str, object], expected: str) -> None:
    assert codebook.citation(about.about(described(weather, **words), History())) == expected


def described(weather: Path, **words: object) -> Dataset:
    file = weather / "datapackage.yaml"
    declared = yaml.safe_load(file.read_text("utf-8"))
    file.write_text(yaml.safe_dump({**declared, **words}, sort_keys=False), "utf-8")
    return open_target(weather).dataset


def test_hostile_texts_open_nothing(weather: Path) -> None:
    bad = "<script>alert(1)</script> | [x](javascript:y) ![p](https://t.example/p)\n\n# head `c` |"
    schema = weather.parents[1] / "schemas" / "stations.yaml"
    declared = yaml.safe_load(schema.read_text("utf-8"))
    declared["title"] = declared["description"] = bad
    for field in declared["fields"]:
        field["title"] = field["description"] = field["unit"] = bad
        for category in field.get("categories", ()):
            category["label"] = f"{category['value']} {bad}"
            category["description"] = bad
    for rule in declared["rules"]:
        rule["title"] = rule["description"] = bad
    schema.write_text(yaml.safe_dump(declared, sort_keys=False), "utf-8")
    found = described(
        weather,
        title=bad,
        description=bad,
        licenses=[{"title": bad, "path": "javascript:alert(1)"}],
        sources=[{"title": bad, "path": "https://x.example/)<b>"}],
        contributors=[{"title": bad}],
    )
    html = MarkdownIt("commonmark").enable("table").render(codebook.text(made(found)))
    assert "<script" not in html
    assert "<img" not in html
    assert "<a " not in html
    assert html.count("<h1>") == 1
    clean = (
        MarkdownIt("commonmark")
        .enable("table")
        .render(codebook.text(made(open_target(weather).dataset)))
    )
    assert html.count("<td>") == clean.count("<td>")
