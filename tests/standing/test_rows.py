"""The rows of findings that do not bring their cells are read from the table again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from small import bakery, change
from sourcebook.declare import open_target
from sourcebook.engines import duckdb, textfile
from sourcebook.findings import Silent
from sourcebook.standing import rows

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("large", [False, True])
def test_given_findings_without_their_record_its_cells_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large: bool
) -> None:
    folder = bakery(tmp_path)
    change(folder / "breads.csv", "rye,4.2,", 'rye,"4,2",')
    target = open_target(folder)
    if large:
        monkeypatch.setattr(textfile, "LARGE", 0)
    findings = duckdb.check(target, None, Silent()).findings
    assert [finding.row for finding in findings] == [2]
    assert findings[0].record is not None
    assert rows.read(target, [replace(findings[0], record=None)]) == {
        ("breads", 2): {**findings[0].record, "sold_until": ""}
    }
