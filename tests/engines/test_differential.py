"""Whatever the schema and the table, the three engines give one verdict.

Small random tables, half of their cells wrong in some way: what one engine finds and another, which
covers it, does not, is a fault of one of them, or a quirk that ``docs/conformance.md`` names.
"""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onetable import dataset, field, schema
from sourcebook.declare import open_target
from sourcebook.engines import ENGINES, engine
from sourcebook.engines.agreement import compare
from sourcebook.findings import Silent

CELLS: dict[str, list[str]] = {
    "string": ["", "-", "a", "ab", "b", "A", "é", "x,y", 'q"q', "two\nlines", " a", "NA", "null"],
    "integer": ["", "-", "0", "1", "+1", "01", "-3", "7", "1.0", " 1", "1_0", "1e3", "x", "٣"],
    "number": ["", "-", "0", "1.5", "1.50", "-2", "1e1", "10", "NaN", "INF", "1,5", "Infinity"],
    "boolean": ["", "-", "true", "false", "1", "0", "True", "yes", "tRUE"],
    "date": ["", "-", "2020-01-01", "2024-02-29", "2023-02-29", "2020-1-1", "20200101", "x"],
    "datetime": ["", "2020-01-01T10:00:00", "2020-01-01 10:00:00", "2020-01-01T24:01:00", "x"],
    "time": ["", "10:00:00", "23:59:59", "25:00:00", "10:00", "10:00:00.5", "10:00:00Z"],
    "year": ["", "2020", "0001", "-044", "20205", "2_24", " 202", "x"],
    "yearmonth": ["", "2020-01", "2020-13", "2020-1", "202001", "x"],
    "any": ["", "-", "a", "1"],
}
LIMITS: dict[str, list[dict[str, Any]]] = {
    "string": [
        {"minLength": 2}, {"maxLength": 1}, {"pattern": "a|ab"}, {"enum": ["a", "b"]},
        {"categories": [{"value": "a"}, {"value": "é"}]}, {"unique": True},
    ],
    "integer": [
        {"minimum": 1}, {"maximum": "1"}, {"exclusiveMinimum": 0}, {"enum": [0, 1]},
        {"categories": [1, 7]}, {"unique": True},
    ],
    "number": [{"minimum": 1}, {"exclusiveMaximum": 1.5}, {"enum": [1.5, 10]}, {"unique": True}],
    "boolean": [{"enum": [True]}, {"trueValues": ["yes"], "falseValues": ["0"]}],
    "date": [{"minimum": "2020-01-02"}, {"maximum": "2023-01-01"}, {"unique": True}],
    "time": [{"maximum": "12:00:00"}],
    "year": [{"minimum": 2000}, {"unique": True}],
    "yearmonth": [{"maximum": "2019-12"}],
}  # fmt: skip


@st.composite
def fields(draw: st.DrawFn, name: str) -> dict[str, Any]:
    kind = draw(st.sampled_from(sorted(CELLS)))
    limits = draw(st.sampled_from([{}, {}, *LIMITS.get(kind, [])]))
    required = {"required": True} if draw(st.integers(0, 3)) == 0 else {}
    return field(name, kind, **limits, **required)


@st.composite
def tables(draw: st.DrawFn) -> tuple[dict[str, Any], str]:
    names = ["a", "b", "c", "d"][: draw(st.integers(2, 4))]
    declared = [draw(fields(name)) for name in names]
    words: dict[str, Any] = {}
    keys = st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True)
    if draw(st.booleans()):
        words["primaryKey"] = draw(keys)
    if draw(st.integers(0, 3)) == 0:
        words["uniqueKeys"] = [draw(keys)]
    if draw(st.integers(0, 3)) == 0:
        words["missingValues"] = ["", "-"]
    rows = draw(st.lists(st.tuples(*(st.sampled_from(CELLS[f["type"]]) for f in declared)),
                         max_size=8))  # fmt: skip
    text = io.StringIO()
    writer = csv.writer(text, lineterminator=draw(st.sampled_from(["\n", "\r\n"])))
    writer.writerow(names)
    for row in rows:
        writer.writerow(draw(st.sampled_from([row, row, row, row, row[:-1], (*row, "z"), ()])))
    rules = [
        {
            "id": "first-not-second",
            "title": "Two columns differ.",
            "message": "{a} {b}",
            "expression": "CAST(a AS VARCHAR) IS DISTINCT FROM CAST(b AS VARCHAR)",
        }
    ]
    return schema(*declared, **words, rules=rules), text.getvalue()


@st.composite
def pairs(draw: st.DrawFn) -> dict[str, tuple[dict[str, Any], str]]:
    """A table, and one whose first field is of the same type and refers to its first."""
    (first, text), (second, other) = draw(tables()), draw(tables())
    kind = first["fields"][0]["type"]
    if second["fields"][0]["type"] == kind:
        reference = {"resource": "first", "fields": ["a"]}
        second["foreignKeys"] = [{"fields": ["a"], "reference": reference}]
    del second["rules"]
    return {"first": (first, text), "second": (second, other)}


@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(pairs())
def test_the_engines_agree(given_tables: dict[str, tuple[dict[str, Any], str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        target = open_target(dataset(Path(folder), **given_tables))
        outcomes = {name: engine(name)(target, None, Silent()) for name in ENGINES}
        assert compare(outcomes, target.dataset).differences == ()
