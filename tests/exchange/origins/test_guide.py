"""The guide to a mapping of one's own is run as it is written, and its pages are whole."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import pytest

import sourcebook
from command import run
from originfiles import ROOT
from sourcebook.exchange.origins.mapping import open_mapping, shipped

if TYPE_CHECKING:
    from pathlib import Path

GUIDE = ROOT / "docs" / "guide" / "mapping.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with the files that the guide writes."""
    for _, text in BLOCK.findall(GUIDE.read_text(encoding="utf-8")):
        first, _, rest = text.partition("\n")
        if first.startswith("# "):
            file = tmp_path / first[2:]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(rest, encoding="utf-8")
    return tmp_path


def test_the_guide_shows_what_the_command_says(project: Path) -> None:
    blocks = BLOCK.findall(GUIDE.read_text(encoding="utf-8"))
    (line,) = (text for kind, text in blocks if kind == "sh")
    (shown,) = (text for kind, text in blocks if kind == "text")
    code, out, err = run(project, *line.split()[1:])
    assert (code, out, err) == (1, shown, "")
    assert sourcebook.validate(project / "datasets" / "birds").valid
    _, again, _ = run(project, *line.split()[1:])
    assert "0 imported, 3 recognised as there already, 1 reported" in again


def test_the_guide_shows_the_error_of_a_wrong_column(project: Path) -> None:
    mapping = project / "club.yaml"
    mapping.write_text(mapping.read_text("utf-8").replace("      bird:", "      birdd:"), "utf-8")
    code, _, err = run(project, "import-from", "club.yaml", "club.csv", "--into", "datasets/birds")
    assert code == 2
    (told,) = re.findall(r"`(club\.yaml: .*?)`, and", GUIDE.read_text(encoding="utf-8"))
    assert told in err


@pytest.mark.parametrize("name", shipped())
def test_the_page_of_a_mapping_has_each_of_its_columns(name: str) -> None:
    sys.path.insert(0, str(ROOT / "docs"))
    try:
        import exchange_tables
    finally:
        sys.path.pop(0)
    page = exchange_tables.on_page_markdown("<!-- exchange:mappings -->")
    for field in open_mapping(name).codebook.fields:
        assert f"| `{field.name}` | " in page
    assert "| read for a condition only |" not in page
