"""For any edit of a table, what is new is exactly what the base does not have, as often as it has it."""

from __future__ import annotations

import csv
import json
import tempfile
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sourcebook
from onetable import dataset, field, schema
from sourcebook.findings import Standing

if TYPE_CHECKING:
    from sourcebook.findings import Finding, Report

Rows = list[tuple[str, str, str]]

CELLS = st.tuples(
    st.sampled_from(["a", "b", "c", ""]),
    st.sampled_from(["1", "5", "x", "y", ""]),
    st.sampled_from(["p", "q", "Q", "", "r s"]),
)
TABLES = st.lists(CELLS, max_size=7)


@st.composite
def edits(draw: st.DrawFn) -> tuple[Rows, Rows]:
    """A table and what becomes of it: rows taken out, put in, moved and changed."""
    before = draw(TABLES)
    kept = [row for row in before if draw(st.booleans())]
    after = draw(st.permutations(kept + draw(st.lists(CELLS, max_size=3))))
    return before, list(after)


def declared(*, keyed: bool, least: int = 2, severity: str = "error") -> dict[str, Any]:
    fields = (
        field("name"),
        field("number", "integer", minimum=least, required=True),
        field("letter", pattern="[a-z]", enum=["p", "q"]),
    )
    rules = [
        {
            "id": "not-both",
            "title": "Not both",
            "severity": severity,
            "message": "both {name}",
            "expression": "NOT (number = 5 AND letter = 'p')",
            "fields": ["number", "letter"],
        }
    ]
    return schema(*fields, rules=rules, **({"primaryKey": ["name"]} if keyed else {}))


def write(folder: Path, rows: Rows, words: dict[str, Any], waived: tuple[str, ...] = ()) -> Path:
    lines = ["name,number,letter", *(",".join(row) for row in rows)]
    made = dataset(folder, things=(words, "\n".join(lines) + "\n"))
    if waived:
        who = {"table": "things", "reason": "known", "who": "A"}
        waivers = [{"rule": "not-both", "key": key, **who} for key in waived]
        (folder / "waivers.yaml").write_text(json.dumps(waivers))
    return made


def identities(report: Report, folder: Path) -> list[tuple[object, ...]]:
    """What tells each finding apart, worked out from the file by itself."""
    with (folder / "things.csv").open(newline="") as file:
        cells = list(csv.reader(file))
    keyed = (
        "primaryKey"
        in json.loads((folder / "datapackage.json").read_text())["resources"][0]["schema"]
    )

    def row(finding: Finding) -> object:
        if finding.row is None:
            return None
        record = cells[finding.row - 1]
        return record[0] if keyed and record[0] else tuple(record)

    return [(f.code, f.field, f.value, row(f)) for f in report.findings]


@pytest.mark.parametrize("keyed", [True, False])
@given(edits())
@settings(max_examples=25)
def test_new_is_what_the_base_does_not_have(keyed: bool, edit: tuple[Rows, Rows]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        words = declared(keyed=keyed)
        before, after = (
            write(Path(folder) / name, rows, words)
            for name, rows in zip(("before", "after"), edit, strict=True)
        )
        report = sourcebook.validate(after, against=before)
        plain = sourcebook.validate(after)
        had = Counter(identities(sourcebook.validate(before), before))
        has = identities(report, after)
    new = Counter(
        identity
        for identity, finding in zip(has, report.findings, strict=True)
        if finding.standing is Standing.NEW
    )
    assert new == Counter(has) - had
    assert [f.message for f in report.findings] == [f.message for f in plain.findings]
    assert (report.errors, report.warnings) == (plain.errors, plain.warnings)
    (table,) = report.tables
    assert table.new_errors == new.total()
    assert {c.rule: c.new for c in table.coverage if c.new} == dict(
        Counter(code for code, *_ in new.elements())
    )
    assert report.valid == (not new)


@given(
    edits(),
    st.tuples(st.integers(0, 6), st.integers(0, 6)),
    st.tuples(*[st.sampled_from(["error", "warning"])] * 2),
    st.tuples(*[st.lists(st.sampled_from("abc"), unique=True).map(tuple)] * 2),
)
@settings(max_examples=30)
def test_what_passes_leaves_a_valid_base_valid(
    edit: tuple[Rows, Rows],
    least: tuple[int, int],
    severities: tuple[str, str],
    waived: tuple[tuple[str, ...], tuple[str, ...]],
) -> None:
    """Whatever changes: rows, bounds, how grave a rule is, what is waived."""
    day = date(2026, 6, 1)
    with tempfile.TemporaryDirectory() as folder:
        before, after = (
            write(
                Path(folder) / ("before", "after")[n],
                edit[n],
                declared(keyed=True, least=least[n], severity=severities[n]),
                waived[n],
            )
            for n in range(2)
        )
        report = sourcebook.validate(after, against=before, today=day)
        was, now = (sourcebook.validate(place, today=day) for place in (before, after))
    assert report.errors == now.errors
    if report.valid:
        assert now.errors <= was.errors
