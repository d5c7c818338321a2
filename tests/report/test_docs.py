"""What ``docs/reports.md`` shows is what the formats say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import sourcebook
from small import bakery, change
from sourcebook.cli.validate import LIMITS
from sourcebook.report import ENDINGS, FORMATS, render

PAGE = (Path(__file__).parents[2] / "docs" / "reports.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^<!-- (\w+) -->\n```\w+\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize(("format", "example"), EXAMPLES, ids=[name for name, _ in EXAMPLES])
def test_an_example_is_what_the_format_says(
    format: str, example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = bakery(tmp_path) / "orders.csv"
    change(orders, "ord-001,brd-01,2", "ord-001,brd-01,two")
    change(orders, "2024-03-09,2024-03-09", "2024-03-09,2024-03-08")
    monkeypatch.chdir(tmp_path)
    text = render(sourcebook.validate(), format)
    for line in example.splitlines():
        part = line.strip().rstrip(",") if format in ("gitlab", "json", "sarif") else line.strip()
        assert part in text


def test_every_format_but_html_has_an_example() -> None:
    assert [name for name, _ in EXAMPLES if name != "html"] == [
        "text", "github", "sarif", "markdown", "gitlab", "junit", "json",
    ]  # fmt: skip


def test_the_table_of_formats_is_that_of_the_code() -> None:
    rows = re.findall(r"^\| `(\w+)` \|\s*(?:`(\S+)`)? \|.*\| ([\d,]+)[^|]*\|$", PAGE, re.MULTILINE)
    assert {name: int(limit.replace(",", "")) for name, _, limit in rows} == LIMITS
    assert {name for name, _, _ in rows} == set(FORMATS)
    for name, ending, _ in rows:
        assert not ending or ENDINGS[ending] == name
