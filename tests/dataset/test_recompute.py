"""The published estimates follow from the claims, and from them alone."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

import sourcebook

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "datasets" / "pakistan-militancy"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "schemas", tmp_path / "schemas")
    shutil.copytree(SHIPPED, tmp_path / "datasets" / "copy")
    return tmp_path / "datasets" / "copy"


def test_recomputing_the_shipped_incidents_gives_what_is_published() -> None:
    rows = sourcebook.recompute(SHIPPED, "incidents")
    fields = {name for row in rows for name in row.values}
    assert {"deaths_low", "deaths_best", "deaths_high"} <= fields
    assert {"injured_low", "injured_best", "injured_high"} <= fields
    assert len({row.key["incident_id"] for row in rows}) == 302
    assert [row for row in rows if row.values != row.stored] == []
    assert sum(row.values.get("deaths_best") is not None for row in rows) >= 250


def test_a_claim_that_changes_changes_the_estimate_that_rests_on_it(copy: Path) -> None:
    file = copy / "claims.csv"
    with file.open(encoding="utf-8", newline="") as text:
        claims = list(csv.DictReader(text))
    adopted = next(c for c in claims if c["field"] == "deaths_best" and c["adopted"] == "true")
    adopted["value"] = str(int(adopted["value"]) + 1000)
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, list(adopted), lineterminator="\n")
        writer.writeheader()
        writer.writerows(claims)
    changed = {
        (row.key["incident_id"], name): row.values[name]
        for row in sourcebook.recompute(copy, "incidents")
        for name in row.values
        if row.values[name] != row.stored[name]
    }
    incident = adopted["subject_id"]
    assert changed == {
        (incident, "deaths_best"): int(adopted["value"]),
        (incident, "deaths_high"): int(adopted["value"]),
    }


@pytest.mark.parametrize(
    ("table", "text"), [("groups", "no rule with `check: recompute`"), ("nothing", "no table")]
)
def test_a_table_without_such_a_rule_is_refused(table: str, text: str) -> None:
    with pytest.raises(sourcebook.UseError, match=text):
        sourcebook.recompute(SHIPPED, table)
