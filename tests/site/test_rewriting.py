"""Built again with ``--dirty``, as ``mkdocs serve --dirty`` does, only changed pages are written."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from lakesite import LAKES, build_site, run_mkdocs

if TYPE_CHECKING:
    from pathlib import Path


def _times(folder: Path) -> dict[str, int]:
    pages = (folder / "site" / "lakes").rglob("*.html")
    return {page.relative_to(folder).as_posix(): page.stat().st_mtime_ns for page in pages}


def test_only_the_pages_that_say_something_else_are_written_again(tmp_path: Path) -> None:
    shutil.copytree(LAKES, tmp_path / "data")
    build_site(tmp_path)
    before = _times(tmp_path)
    declared = tmp_path / "data" / "site.yaml"
    text = declared.read_text(encoding="utf-8")
    declared.write_text(text.replace("one: Lake", "one: Water"), encoding="utf-8")
    run_mkdocs(tmp_path, "--dirty")
    changed = {page for page, time in _times(tmp_path).items() if before[page] != time}
    records = {page for page in before if page.startswith("site/lakes/lakes/")}
    assert changed == {*records, "site/lakes/explorer/index.html"}
