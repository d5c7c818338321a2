"""The waiver of the guide holds on the dataset of the guide."""

from __future__ import annotations

import re
from pathlib import Path

import sourcebook

GUIDE = Path(__file__).parents[2] / "docs" / "guide"
BLOCK = re.compile(r"^```(?:yaml|csv)\n# (\S+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def test_the_waiver_of_the_guide_makes_its_dataset_valid(tmp_path: Path) -> None:
    for page in ("own.md", "waivers.md"):
        for name, text in BLOCK.findall((GUIDE / page).read_text(encoding="utf-8")):
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    report = sourcebook.validate(tmp_path / "datasets" / "bakery")
    assert [(told.state, told.found) for told in report.waivers] == [("applied", 1)]
    assert (report.valid, report.errors, report.warnings, report.tables[1].waived) == (
        True, 0, 1, 1,
    )  # fmt: skip
