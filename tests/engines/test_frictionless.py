"""The reference engine: what frictionless-py finds, in our words and without its limits."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from engines.reading.given import workbook
from onetable import dataset, field, found, schema, skipped
from small import bakery, break_everything, change
from sourcebook.declare import open_target
from sourcebook.engines import frictionless
from sourcebook.findings import Silent

if TYPE_CHECKING:
    from pathlib import Path

    from sourcebook.engines.outcome import Outcome


def check(folder: Path, limit: int | None = None) -> Outcome:
    return frictionless.check(open_target(folder), limit, Silent())


def test_a_valid_dataset_has_no_finding_and_its_rules_are_skipped(tmp_path: Path) -> None:
    outcome = check(bakery(tmp_path))
    assert outcome.findings == ()
    assert [(table.name, table.rows) for table in outcome.tables] == [("breads", 3), ("orders", 5)]
    assert skipped(outcome) == {
        "baked-after-order": frictionless.RULES,
        "still-sold": frictionless.RULES,
    }


def test_a_finding_has_the_place_that_an_editor_shows(tmp_path: Path) -> None:
    folder = bakery(tmp_path)
    change(folder / "orders.csv", "ord-004,brd-01,3", "ord-004,brd-09,three")
    of_key, of_type = check(folder).findings
    # The note of the record before holds a line break, so row 5 stands on line 6.
    assert (of_type.code, of_type.line, of_type.row, of_type.column) == ("type-error", 6, 5, 3)
    assert (of_type.field, of_type.value) == ("quantity", "three")
    assert of_type.key == {"order_id": "ord-004"}
    assert of_type.message == "'three' is not a whole number."
    assert (of_key.code, of_key.field, of_key.value) == ("foreign-key", "bread_id", "brd-09")


def test_all_errors_are_counted_however_few_are_listed(tmp_path: Path) -> None:
    rows = "".join(f"x{number}\n" for number in range(1500))
    folder = dataset(tmp_path, t=(schema(field("n", "integer")), "n\n" + rows))
    outcome = check(folder, limit=3)
    assert outcome.tables[0].errors == 1500
    assert len(outcome.findings) == 3


def test_categories_are_checked_as_an_enum(tmp_path: Path) -> None:
    codes = field("c", categories=[{"value": "a"}, {"value": "b"}], enum=["a"])
    folder = dataset(tmp_path, t=(schema(field("n"), codes), "n,c\n1,a\n2,b\n3,c\n"))
    assert found(check(folder)) == [("constraint-error", 3, "c"), ("constraint-error", 4, "c")]


def test_a_pattern_holds_for_the_whole_cell(tmp_path: Path) -> None:
    text = 'n,c\n1,red\n2,redder\n3,"blue\n"\n4,blue\n'
    folder = dataset(tmp_path, t=(schema(field("n"), field("c", pattern="red|blue")), text))
    assert found(check(folder)) == [("constraint-error", 3, "c"), ("constraint-error", 4, "c")]


def test_nothing_is_guessed(tmp_path: Path) -> None:
    text = "title;of;it\na;b;c\n1;2;3\n"
    folder = dataset(tmp_path, t=(schema(field("a"), field("b")), text))
    assert [finding.code for finding in check(folder).findings][:2] == [
        "incorrect-label",
        "missing-label",
    ]


def test_unique_keys_are_skipped_and_coverage_says_so(tmp_path: Path) -> None:
    declared = schema(field("a"), field("b"), uniqueKeys=[["a", "b"]])
    outcome = check(dataset(tmp_path, t=(declared, "a,b\n1,2\n1,2\n")))
    assert outcome.findings == ()
    assert skipped(outcome) == {"unique-keys": frictionless.UNIQUE_KEYS}


def test_a_foreign_key_to_a_file_that_is_not_there_is_skipped(tmp_path: Path) -> None:
    folder = bakery(tmp_path)
    (folder / "breads.csv").unlink()
    outcome = check(folder)
    assert [finding.code for finding in outcome.findings] == ["source-error"]
    assert skipped(outcome)["foreign-key"] == "breads is not there to look the key up in"
    assert [table.rows for table in outcome.tables] == [None, 5]


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    folder = dataset(tmp_path, t=(schema(field("a")), b"a\nx\n\xff\n"))
    outcome = check(folder)
    assert [finding.code for finding in outcome.findings] == ["encoding-error"]
    assert skipped(outcome)["type-error"] == "the file could not be read"


def test_where_it_crashes_it_has_no_verdict(tmp_path: Path) -> None:
    bound = field("t", "datetime", minimum="2020-01-01T00:00:00Z")
    folder = dataset(tmp_path, t=(schema(field("n"), bound), "n,t\n1,2021-01-01T00:00:00\n"))
    outcome = check(folder)
    assert outcome.findings == ()
    assert "frictionless-py stopped: TypeError" in (skipped(outcome)["constraint-error"] or "")


def test_a_parquet_file_is_read_with_its_empty_cells(tmp_path: Path) -> None:
    folder = bakery(tmp_path)
    change(folder / "datapackage.yaml", "path: orders.csv", "path: orders.parquet")
    orders = pl.read_csv(folder / "orders.csv", try_parse_dates=True)
    orders = orders.with_columns(quantity=pl.Series([2, None, 1, 0, 1]))
    orders.write_parquet(folder / "orders.parquet")
    assert found(check(folder)) == [
        ("constraint-error", 3, "quantity"),
        ("constraint-error", 5, "quantity"),
    ]


def test_every_finding_says_what_is_wrong_and_shows_the_record(tmp_path: Path) -> None:
    folder = bakery(tmp_path)
    break_everything(folder)
    change(folder / "orders.csv", "order_id,bread_id", "order,bread_id")
    findings = check(folder).findings
    assert {finding.code for finding in findings} >= {"incorrect-label", "type-error"}
    assert [finding for finding in findings if not finding.message] == []
    assert all((finding.record is None) == (finding.row is None) for finding in findings)


def resource(folder: Path, files: dict[str, bytes], **words: Any) -> Path:
    """A package of one table with the integer ``n`` and the text ``t``, ``n`` the key."""
    declared = schema(field("n", "integer"), field("t"), primaryKey=["n"])
    for name, content in files.items():
        (folder / name).write_bytes(content)
    each = {"name": "t", "type": "table", "schema": declared, **words}
    text = json.dumps({"name": "p", "resources": [each]})
    (folder / "datapackage.json").write_text(text, encoding="utf-8")
    return folder


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(f"{name}.csv", content)
    return out.getvalue()


CSV = b"n,t\n1,a\nx,b\n1,c\n"
ROWS = [["n", "t"], [1, "a"], ["x", "b"], [1, "c"]]
OBJECTS = [{"t": "a", "n": 1}, {"t": "b", "n": "x"}, {"t": "c", "n": 1}]
SHEET = {
    f"{'AB'[at]}{row}": cell for row, cells in enumerate(ROWS, 1) for at, cell in enumerate(cells)
}
# However the rows are stored, the same is found in them.
SOURCES: list[tuple[dict[str, bytes], dict[str, Any]]] = [
    ({"t.csv": CSV}, {"path": "t.csv"}),
    ({"t.csv": CSV.replace(b",", b";")}, {"path": "t.csv", "dialect": {"delimiter": ";"}}),
    ({"t.csv": CSV.decode().encode("utf-16")}, {"path": "t.csv", "encoding": "utf-16"}),
    ({"t.csv": CSV.replace(b"n", b"\xef\xbb\xbfn", 1)}, {"path": "t.csv"}),
    ({"t.csv": b"n,t\n1,a\nx,b\n1,\\N\n"}, {"path": "t.csv", "dialect": {"nullSequence": "\\N"}}),
    ({"t.csv.gz": gzip.compress(CSV)}, {"path": "t.csv.gz", "format": "csv"}),
    ({"t.zip": zipped(t=CSV)}, {"path": "t.zip", "format": "csv", "compression": "zip"}),
    ({"a.csv": CSV[:8], "b.csv": CSV[8:]}, {"path": ["a.csv", "b.csv"]}),
    ({"a.csv": CSV[:7], "b.csv": CSV[8:]}, {"path": ["a.csv", "b.csv"]}),
    ({"t.json": json.dumps(ROWS).encode()}, {"path": "t.json"}),
    ({"t.json": json.dumps({"r": OBJECTS}).encode()},
     {"path": "t.json", "dialect": {"property": "r"}}),
    ({"t.ndjson": "\n".join(map(json.dumps, OBJECTS)).encode()}, {"path": "t.ndjson"}),
    ({"t.xlsx": b""}, {"path": "t.xlsx"}),
    ({}, {"data": ROWS}),
    ({}, {"data": OBJECTS}),
    ({}, {"data": CSV.decode(), "format": "csv"}),
]  # fmt: skip


@pytest.mark.parametrize(("files", "words"), SOURCES, ids=[str(words) for _, words in SOURCES])
def test_every_source_is_handed_over(
    tmp_path: Path, files: dict[str, bytes], words: dict[str, Any]
) -> None:
    folder = resource(tmp_path, files, **words)
    if words.get("path") == "t.xlsx":
        workbook(folder / "t.xlsx", Sheet=SHEET)
    outcome = check(folder)
    assert skipped(outcome) == {}
    assert outcome.tables[0].rows == 3
    # A key that is not of its type is empty to frictionless-py (Q07).
    assert found(outcome) == [
        ("primary-key", 3, "n"),
        ("type-error", 3, "n"),
        ("primary-key", 4, "n"),
    ]


@pytest.mark.parametrize(
    ("dialect", "why"),
    [
        ({"delimiter": "::"}, "frictionless-py reads no delimiter of several characters"),
        ({"lineTerminator": ";"}, "frictionless-py ignores lineTerminator (Q12)"),
        ({"doubleQuote": False},
         "frictionless-py ignores doubleQuote where there is no escapeChar"),
    ],
)  # fmt: skip
def test_what_it_can_not_be_told_is_skipped_with_the_reason(
    tmp_path: Path, dialect: dict[str, Any], why: str
) -> None:
    outcome = check(resource(tmp_path, {"t.csv": CSV}, path="t.csv", dialect=dialect))
    assert outcome.findings == ()
    assert skipped(outcome)["type-error"] == why


def test_sizes_and_hashes_are_checked_or_skipped(tmp_path: Path) -> None:
    words = {"path": "t.csv", "bytes": 3, "hash": "0" * 32}
    outcome = check(resource(tmp_path, {"t.csv": b"n,t\n"}, **words))
    assert [finding.code for finding in outcome.findings] == ["byte-count", "hash-count"]
    outcome = check(resource(tmp_path, {"t.csv": b"n,t\n"}, path="t.csv", hash="sha1:" + "0" * 40))
    assert skipped(outcome) == {"hash-count": frictionless.COUNTS}


def test_a_key_on_values_that_it_can_not_look_up_is_skipped_alone(tmp_path: Path) -> None:
    declared = schema(field("n", "integer"), field("v", "array", unique=True), primaryKey=["v"])
    outcome = check(dataset(tmp_path, t=(declared, "n,v\nx,[1]\n1,[1]\n")))
    assert found(outcome) == [("type-error", 2, "n")]
    assert set(skipped(outcome)) == {"unique-error", "primary-key", "missing-label"}


def test_a_table_of_another_package_is_looked_up(tmp_path: Path) -> None:
    own, other = tmp_path / "own", tmp_path / "other"
    key = {"fields": ["t"], "reference": {"package": "other", "resource": "u", "fields": ["t"]}}
    dataset(own, t=(schema(field("n"), field("t"), foreignKeys=[key]), "n,t\n1,a\n2,b\n"))
    dataset(other, u=(schema(field("n"), field("t")), "n,t\n1,a\n"))
    assert found(check(own)) == [("foreign-key", 3, "t")]


@pytest.mark.parametrize("only", ["breads", "orders"])
def test_a_single_file_is_checked_alone(tmp_path: Path, only: str) -> None:
    folder = bakery(tmp_path)
    break_everything(folder)
    target = open_target(folder / f"{only}.csv")
    outcome = frictionless.check(target, None, Silent())
    assert [table.name for table in outcome.tables] == [only]
    assert {finding.table for finding in outcome.findings} == {only}
