"""The lakes with texts that attack: what runs, what turns text around, what breaks a layout."""

from __future__ import annotations

import csv
import shutil
from itertools import cycle
from typing import TYPE_CHECKING

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
FORMULA = '=HYPERLINK("http://127.0.0.1/","x")'
TEXTS = (SCRIPT, IMAGE, MARKDOWN, TURNED, LONG, FORMULA)
FREE = {
    "lakes.csv": ("name", "about"),
    "names.csv": ("name",),
    "papers.csv": ("publisher", "title", "url"),
    "soundings.csv": ("wording", "said_by", "remark"),
}
"""The columns that take any text."""


def hostile_site(folder: Path) -> Pages:
    """The lakes with an attack in every cell that takes any text, and in the declaration."""
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
    for name, columns in FREE.items():
        _fill(data / name, columns)
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


def _fill(file: Path, columns: tuple[str, ...]) -> None:
    """Put an attack into each cell of these columns that is none yet, each in its turn."""
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    turn = cycle(TEXTS)
    for row in rows:
        for column in columns:
            if "alert" not in row[column] and row[column] not in (*TEXTS, "&lt;b&gt; &amp; <b>"):
                row[column] = next(turn)
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
