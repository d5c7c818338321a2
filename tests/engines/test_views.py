"""A derived view is computed from the tables and then checked as one of them, by every engine."""

from __future__ import annotations

import csv
import tempfile
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sourcebook
from small import ORDERS, SALES, bakery, change, derive
from sourcebook.declare import open_target
from sourcebook.engines.duckdb import computed
from sourcebook.findings import Status

ENGINES = ("duckdb", "pandera", "frictionless")


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    found = bakery(tmp_path)
    derive(found)
    return found


def _rows(dataset: Path, name: str) -> list[dict[str, object]]:
    """The rows that a view gives."""
    import pyarrow.parquet as pq

    with computed(open_target(dataset)) as (target, unable):
        assert not unable
        return list(pq.read_table(target.dataset.table(name).source).to_pylist())


# what is changed in the schema of the view, and what is then found of it
FINDINGS = [
    ("maximum: 1000", "maximum: 10", ("constraint-error", 2, "brd-02", "loaves", "11")),
    ("type: boolean", "type: boolean, constraints: {enum: [true]}", ("constraint-error", 2, "brd-01", "noted", "false")),
    ("{name: orders, type: list", "{name: orders, type: list, constraints: {maxLength: 1}", ("constraint-error", 2, "brd-01", "orders", "ord-001,ord-004")),
    ("[bread_id]\nforeign", "[noted]\nforeign", ("primary-key", 4, None, "noted", "true")),
    ("reference: {resource: breads, fields: [bread_id]}", "reference: {resource: orders, fields: [order_id]}", ("foreign-key", 2, "brd-01", "bread_id", "brd-01")),
]  # fmt: skip


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("old", "new", "found"), FINDINGS, ids=[each[0] for each in FINDINGS])
def test_a_fault_of_a_row_is_found_in_the_view(
    dataset: Path,
    engine: str,
    old: str,
    new: str,
    found: tuple[str, int, str | None, str, str],
) -> None:
    change(dataset.parent.parent / "schemas/sales.yaml", old, new)
    report = sourcebook.validate(dataset, engine=engine)
    findings = [f for f in report.findings if f.table == "sales" and f.severity == "error"]
    first = findings[1] if found[1] == 4 and len(findings) > 1 else findings[0]
    code, row, key, field, value = found
    row = 3 if code == "constraint-error" and field == "loaves" else row
    assert (first.code, first.row, first.field) == (code, row, field)
    assert str(first.value).lower() == value
    assert first.line is None
    assert first.path.endswith("datasets/bakery/views/sales.sql")
    if key is not None:
        assert (first.key or {})["bread_id"] == key


def test_a_rule_reads_the_view_and_a_reader_sees_that_it_is_one(
    dataset: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from sourcebook.cli import main

    change(dataset / "breads.csv", "Zopf,wheat,5", "Zopf,wheat,3")
    monkeypatch.chdir(dataset.parent.parent)
    main(["validate", "datasets/bakery", "--engine", "all"])
    told = capsys.readouterr().out
    place = "datasets/bakery/views/sales.sql: row 4 of the view: takings: only 3.0 euros"
    assert f"{place} (bread_id: brd-03)" in told


def test_a_single_view_can_be_named(dataset: Path) -> None:
    report = sourcebook.validate(dataset / "views" / "sales.sql")
    assert [table.name for table in report.tables] == ["sales"]
    assert report.tables[0].rows == 3


@pytest.mark.parametrize("engine", ENGINES)
def test_what_reads_a_wrong_cell_is_not_checked_and_coverage_says_why(
    dataset: Path, engine: str
) -> None:
    change(dataset / "orders.csv", "ord-001,brd-01,2", "ord-001,brd-01,two")
    report = sourcebook.validate(dataset, engine=engine)
    assert [(f.table, f.code) for f in report.findings] == [("orders", "type-error")]
    skipped = {c.rule: c for c in report.tables[-1].coverage}
    assert skipped["worth-baking"].status is Status.SKIPPED
    reason = "it reads what is wrong: 1 cell of orders.quantity must be mended first"
    assert skipped["constraint-error"].reason == reason


def test_what_reads_a_lost_file_or_column_is_not_checked(dataset: Path) -> None:
    (dataset / "breads.csv").write_text("bread_id,name,flour,price\n", encoding="utf-8")
    report = sourcebook.validate(dataset, engine="all")
    assert report.agreement.differences == ()
    assert {c.rule for c in report.tables[-1].coverage if c.status is Status.RAN} == {
        c.rule for c in report.tables[-1].coverage if c.status is not Status.SKIPPED
    }
    (dataset / "breads.csv").unlink()
    report = sourcebook.validate(dataset, engine="all")
    reasons = {c.reason for c in report.tables[-1].coverage if c.reason}
    assert any("breads.csv could not be read" in reason for reason in reasons)


def test_a_waived_cell_is_read_as_it_is(dataset: Path) -> None:
    change(dataset / "orders.csv", "ord-001,brd-01,2", "ord-001,brd-01,-2")
    report = sourcebook.validate(dataset)
    assert report.tables[-1].rows is None
    (dataset / "waivers.yaml").write_text(
        "- {rule: constraint-error, table: orders, key: ord-001, reason: returned, who: me}\n",
        encoding="utf-8",
    )
    report = sourcebook.validate(dataset, engine="all")
    assert report.valid
    assert report.tables[-1].rows == 3
    assert [row["loaves"] for row in _rows(dataset, "sales")] == [1, 11, 1]


def test_an_error_of_a_table_is_not_told_again_in_its_views(dataset: Path) -> None:
    change(dataset.parent.parent / "schemas/sales.yaml", "severity: warning", "severity: error")
    change(
        dataset.parent.parent / "schemas/breads.yaml",
        "primaryKey: [bread_id]",
        """\
primaryKey: [bread_id]
rules:
  - {id: dear, title: Bread is dear, expression: price >= 4, message: "{price}"}""",
    )
    change(dataset / "breads.csv", "Zopf,wheat,5", "Zopf,wheat,3.5")
    change(dataset / "breads.csv", "Baguette,wheat,1.9", "Baguette,wheat,4")
    report = sourcebook.validate(dataset, engine="all")
    assert [(f.table, f.code) for f in report.findings] == [("breads", "dear")]
    (cover,) = [c for c in report.tables[-1].coverage if c.rule == "worth-baking"]
    assert (cover.status, cover.reason) == (Status.SKIPPED, "breads, which it reads, has errors")
    # Waived, it is no reason to say nothing of the view.
    (dataset / "waivers.yaml").write_text(
        "- {rule: dear, table: breads, key: brd-03, reason: a gift, who: me}\n", encoding="utf-8"
    )
    report = sourcebook.validate(dataset, engine="all")
    assert [(f.table, f.code) for f in report.findings if f.waiver is None] == [
        ("sales", "worth-baking")
    ]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT content AS bread_id FROM read_text('{file}')",
        "SELECT column0 AS bread_id FROM read_csv('{file}')",
        "FROM '{file}'",
        "SELECT content AS bread_id FROM read_text('http://127.0.0.1:9/x')",
        "SELECT value AS bread_id FROM pragma_user_agent()",
    ],
)
def test_the_sql_of_a_view_reaches_nothing_but_the_tables(
    dataset: Path, tmp_path: Path, query: str
) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("secret\n", encoding="utf-8")
    schema = "primaryKey: [bread_id]\nfields: [{name: bread_id, type: string}]\n"
    derive(dataset, "stolen", query.format(file=secret), schema)
    with pytest.raises(sourcebook.DeclarationError, match=r"does not (bind|give)"):
        sourcebook.validate(dataset)


def test_no_ending_of_the_sql_leads_out_of_it(dataset: Path) -> None:
    out = dataset / "out.csv"
    derive(dataset, query=SALES + f") TO '{out}'; --")
    with pytest.raises(sourcebook.DeclarationError):
        sourcebook.validate(dataset)
    assert not out.exists()


def test_rows_come_in_the_order_of_the_key_whatever_the_sql_says(dataset: Path) -> None:
    plain = _rows(dataset, "sales")
    derive(dataset, query=SALES.rstrip() + " ORDER BY b.bread_id DESC -- backwards\n")
    assert _rows(dataset, "sales") == plain
    assert [row["bread_id"] for row in plain] == ["brd-01", "brd-02", "brd-03"]


def test_a_foreign_key_may_lead_into_a_view(dataset: Path) -> None:
    change(
        dataset.parent.parent / "schemas/orders.yaml",
        "resource: breads, fields",
        "resource: sales, fields",
    )
    report = sourcebook.validate(dataset, engine="all")
    assert report.valid
    assert report.agreement.differences == ()


ORDER = st.fixed_dictionaries(
    {
        "bread": st.sampled_from(["brd-01", "brd-02", "brd-03"]),
        "quantity": st.integers(1, 20),
        "day": st.dates().filter(lambda day: day.year > 1900).map(str),
        "note": st.sampled_from(["", "-", "für das Fest", 'a "b", c']),
    }
)


@settings(max_examples=12)
@given(st.lists(ORDER, max_size=30))
def test_a_view_gives_what_python_works_out(orders: list[dict[str, str | int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        dataset = bakery(Path(folder))
        derive(dataset)
        with (dataset / "orders.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(ORDERS.split("\n", 1)[0].split(","))
            for number, each in enumerate(orders):
                key = f"ord-{number:03}"
                row = [key, each["bread"], each["quantity"], each["day"], "", each["note"]]
                writer.writerow(row)
        expected: dict[object, list[object]] = defaultdict(lambda: [0, "", False, []])
        for number, each in enumerate(orders):
            told = expected[each["bread"]]
            told[0] = int(each["quantity"]) + told[0]
            told[1] = max(str(told[1]), str(each["day"]))
            told[2] = bool(told[2] or each["note"])
            told[3] = [*told[3], f"ord-{number:03}"]
        found = {
            row["bread_id"]: [
                row["loaves"],
                str(row["last_order"]),
                row["noted"],
                str(row["orders"]).split(","),
            ]
            for row in _rows(dataset, "sales")
        }
        assert found == dict(expected)


TYPES = [
    ("string", "'=a'", "=a"),
    ("integer", "170::HUGEINT", 170),
    ("number", "1.25::DECIMAL(9,2)", 1.25),
    ("year", "1999", 1999),
    ("yearmonth", "DATE '1999-02-01'", "1999-02"),
    ("boolean", "true", True),
    ("date", "DATE '1999-02-01'", "1999-02-01"),
    ("datetime", "TIMESTAMP '1999-02-01 10:00:00'", "1999-02-01 10:00:00"),
    ("time", "TIME '10:00:00'", "10:00:00"),
    ("list", "[1, 2]", "1,2"),
    ("array", "[1, 2]", "[1,2]"),
    ("object", "{'a': 1}", '{"a":1}'),
    ("geopoint", "'90.5, 45.5'", "90.5, 45.5"),
    ("duration", "'P1D'", "P1D"),
    ("geojson", """'{"type": "Point", "coordinates": [1, 2]}'""", '{"type": "Point", "coordinates": [1, 2]}'),
    ("any", "12", "12"),
]  # fmt: skip


def test_values_of_every_type_pass_all_engines_and_the_package(dataset: Path) -> None:
    fields = "".join(f"  - {{name: {kind}, type: {kind}}}\n" for kind, _, _ in TYPES)
    schema = f"primaryKey: [n]\nfields:\n  - {{name: n, type: integer}}\n{fields}"
    given = ", ".join(f'{sql} AS "{kind}"' for kind, sql, _ in TYPES)
    nothing = ", ".join("NULL" for _ in TYPES)
    derive(dataset, "one", f"SELECT 1 AS n, {given} UNION ALL SELECT 2, {nothing}", schema)
    first, second = _rows(dataset, "one")
    assert {k: str(v) for k, v in first.items()} == {"n": "1"} | {k: str(v) for k, _, v in TYPES}
    assert set(second.values()) == {2, None}
    package = sourcebook.build(dataset, dataset / "dist")  # which asks all engines
    assert sourcebook.validate(package, engine="all").valid
