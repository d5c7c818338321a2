"""The second engine, and the schema that it shares with Python users."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pandera.pandas as pandera_pandas
import pandera.polars as pandera_polars
import polars as pl
import pytest
from pandera.errors import SchemaErrors

import sourcebook
from onetable import dataset, field, found, schema, skipped
from small import bakery, break_everything, change
from sourcebook.declare import open_target
from sourcebook.engines import duckdb, pandera
from sourcebook.findings import Silent

if TYPE_CHECKING:
    from pathlib import Path

    from sourcebook.engines.outcome import Outcome


def check(folder: Path, limit: int | None = None) -> Outcome:
    return pandera.check(open_target(folder), limit, Silent())


def test_a_valid_dataset_has_no_finding_and_queries_are_skipped(tmp_path: Path) -> None:
    outcome = check(bakery(tmp_path))
    assert outcome.findings == ()
    assert [(table.name, table.rows) for table in outcome.tables] == [("breads", 3), ("orders", 5)]
    reason = "this engine runs rules that are expressions; this one is a query"
    assert skipped(outcome) == {"still-sold": reason}


def test_its_findings_are_word_for_word_those_of_the_default_engine(tmp_path: Path) -> None:
    folder = bakery(tmp_path)
    break_everything(folder)
    change(folder / "orders.csv", "ord-005,brd-02,1 000", "\nord-005,brd-02")
    target = open_target(folder)
    theirs = duckdb.check(target, None, Silent()).findings
    assert check(folder).findings == tuple(f for f in theirs if f.code != "still-sold")


# What a text is under a type: V valid, I invalid. From the specification's own examples and XML
# Schema's, https://datapackage.org/standard/table-schema/#field-types.
TEXTS: dict[str, tuple[str, str]] = {
    "integer": ("0 7 -12 +12 007", "1.0 1. 1e3 1,000 1_000 ٣ -- 0x1F true NaN"),
    "number": (
        "0 -1.23 12678967.543233 +100000.00 210 .5 5. 1e3 1E-3 NaN nan INF -INF inf",
        "1,5 1_0 e3 . Infinity 1e 0x1F ٣ +-1",
    ),
    "boolean": ("true True TRUE 1 false False FALSE 0", "tRUE yes T 2 00"),
    "date": ("2024-01-26 2020-02-29", "2024-1-26 2023-02-29 20240126 2024-01-26T 26/01/2024"),
    "datetime": (
        "2024-01-26T15:00:00 2024-01-26T15:00:00.300-05:00 2024-01-26T15:00:00Z",
        "2024-01-26 2024-01-26T15:00 2024-01-26t15:00:00 2024-01-26T25:00:00 2024-01-26T15:00:60",
    ),
    "time": ("15:00:00 00:00:00 23:59:59", "24:00:01 10:60:00 10:00 1:00:00 10:00:00Z 10:00:00.5"),
    "year": ("2024 0001 -0044 20245 -12345", "24 0000 02024 +2024 2_24 MMXX"),
    "yearmonth": ("2024-01 0001-06", "2024-1 24-01 2024-13 2024-00 2024"),
}


@pytest.mark.parametrize("kind", TEXTS)
def test_a_text_is_of_its_type_as_the_specification_says(tmp_path: Path, kind: str) -> None:
    valid, invalid = (texts.split() for texts in TEXTS[kind])
    lines = [f'{at},"{text}"' for at, text in enumerate([*valid, *invalid])]
    declared = schema(field("n", "integer"), field("v", kind))
    folder = dataset(tmp_path, t=(declared, "n,v\n" + "\n".join(lines) + "\n"))
    first = len(valid) + 2
    assert found(check(folder)) == [
        ("type-error", row, "v") for row in range(first, first + len(invalid))
    ]


@pytest.mark.parametrize("blank", [" ", "\t", "\r", "\n", " \r\n\t"])
def test_blanks_around_a_number_are_collapsed_as_in_xml_schema(tmp_path: Path, blank: str) -> None:
    declared = schema(field("n"), field("i", "integer", maximum=1), field("x", "number", enum=[1]))
    lines = [f'a,"{blank}1","{blank}1"', f'b,"1{blank}","{blank}1{blank}"', f'c,"2{blank}",1']
    text = "n,i,x\n" + "\n".join(lines) + "\n"
    folder = dataset(tmp_path, t=(declared, text))
    assert found(check(folder)) == [("constraint-error", 4, "i")]


@pytest.mark.parametrize("blank", ["\u00a0", "\u2003", "\u3000", "\x0b", "\x0c", "\x85", "\ufeff"])
def test_other_blanks_around_a_number_are_not_removed(tmp_path: Path, blank: str) -> None:
    declared = schema(field("n"), field("i", "integer"), field("x", "number"))
    folder = dataset(tmp_path, t=(declared, f'n,i,x\na,"{blank}1","1{blank}"\n'))
    assert found(check(folder)) == [("type-error", 2, "i"), ("type-error", 2, "x")]


LIMITS: list[tuple[dict[str, Any], str, str]] = [
    (field("v", required=True), "x", ""),
    (field("v", minLength=2), "ab", "a"),
    (field("v", maxLength=2), "éé", "ééé"),
    (field("v", pattern="a|b"), "b", "ab"),
    (field("v", enum=["a", "b"]), "a", "c"),
    (field("v", categories=[{"value": "a"}]), "a", "A"),
    (field("v", "integer", categories=[1, 2]), "2", "3"),
    (field("v", "integer", minimum=5), "5", "4"),
    (field("v", "integer", maximum="5"), "5", "6"),
    (field("v", "number", exclusiveMinimum=0.5), "0.51", "0.5"),
    (field("v", "number", exclusiveMaximum=0.5), "0.49", "0.5"),
    (field("v", "number", enum=[0.5]), "5e-1", "1"),
    (field("v", "boolean", enum=[True]), "1", "0"),
    (field("v", "date", minimum="2020-01-01"), "2020-01-01", "2019-12-31"),
    (field("v", "year", maximum=2020), "2020", "2021"),
    (field("v", "yearmonth", minimum="2020-02"), "2020-02", "2020-01"),
    (field("v", "time", maximum="12:00:00"), "12:00:00", "12:00:01"),
    (field("v", "datetime", minimum="2020-01-01T00:00:00Z"),
     "2020-01-01T01:00:00+01:00", "2020-01-01T00:30:00+01:00"),
]  # fmt: skip


@pytest.mark.parametrize(("declared", "good", "bad"), LIMITS)
def test_a_constraint_is_broken_by_this_cell_and_not_by_that(
    tmp_path: Path, declared: dict[str, Any], good: str, bad: str
) -> None:
    text = f"n,v\n1,{good}\n2,{bad}\n"
    folder = dataset(tmp_path, t=(schema(field("n", "integer"), declared), text))
    assert found(check(folder)) == [("constraint-error", 3, "v")]


def test_a_cell_of_another_type_makes_the_rules_on_it_unknown(tmp_path: Path) -> None:
    rule = {"id": "low-first", "title": "Low.", "message": "{low}", "fields": ["low"],
            "expression": "coalesce(low, 99) <= high"}  # fmt: skip
    after = {"id": "later", "title": "Sum.", "message": "{low} {high}", "after": ["low-first"],
             "expression": "low + high > 100"}  # fmt: skip
    fields = (field("low", "integer", required=True), field("high", "integer"))
    text = "low,high\n1,2\nx,2\n3,2\n,5\n60,61\n"
    folder = dataset(tmp_path, t=(schema(*fields, rules=[rule, after]), text))
    assert found(check(folder)) == [
        ("later", 2, None),
        ("type-error", 3, "low"),
        ("low-first", 4, "low"),
        ("constraint-error", 5, "low"),
    ]


def test_a_rule_whose_sql_fails_is_skipped_and_the_others_go_on(tmp_path: Path) -> None:
    rules = [
        {"id": "fails", "title": "Fails.", "message": "m", "expression": "CAST(a AS INTEGER) > 0"},
        {"id": "runs", "title": "Runs.", "message": "m", "expression": "a <> 'x'"},
    ]
    folder = dataset(tmp_path, t=(schema(field("a"), rules=rules), "a\nx\ny\n"))
    outcome = check(folder)
    assert found(outcome) == [("runs", 2, None)]
    assert (skipped(outcome)["fails"] or "").startswith("its SQL failed: ")


def test_keys_are_checked_within_the_table_and_across(tmp_path: Path) -> None:
    towns = (schema(field("t", "integer"), primaryKey=["t"]), "t\n1\n2\n")
    visits = (
        schema(
            field("a", "integer"), field("b"), field("t", "integer"), field("u", unique=True),
            primaryKey=["a", "b"], uniqueKeys=[["b", "t"]],
            foreignKeys=[{"fields": ["t"], "reference": {"resource": "towns", "fields": ["t"]}}],
        ),
        "a,b,t,u\n1,x,1,p\n01,x,2,q\n2,,1,q\n3,x,1,\n4,y,3,\n5,z,,\n",
    )  # fmt: skip
    assert found(check(dataset(tmp_path, towns=towns, visits=visits))) == [
        ("primary-key", 3, None),
        ("primary-key", 4, None),
        ("unique-error", 4, "u"),
        ("unique-error", 5, None),
        ("foreign-key", 6, "t"),
    ]


def test_a_broken_row_never_shifts_the_rows_after_it(tmp_path: Path) -> None:
    text = 'a,b\n1,"x\ny"\n2\n\n3,x,z\n,\nq,x\n'
    folder = dataset(tmp_path, t=(schema(field("a", "integer"), field("b")), text))
    outcome = check(folder)
    assert [(f.code, f.row, f.line, f.column) for f in outcome.findings] == [
        ("missing-cell", 3, 4, 2),
        ("blank-row", 4, 5, None),
        ("extra-cell", 5, 6, 3),
        ("blank-row", 6, 7, None),
        ("type-error", 7, 8, 1),
    ]
    assert outcome.tables[0].rows == 6


@pytest.mark.parametrize("text", ["a\n1\n", "a,b\n1,2\n", "b\n", "a,c\n1,2\n", "", "\n1,2\n"])
def test_any_header_is_survived(tmp_path: Path, text: str) -> None:
    folder = dataset(tmp_path, t=(schema(field("a", "integer"), field("b")), text))
    theirs = duckdb.check(open_target(folder), None, Silent())
    assert check(folder).findings == theirs.findings


def test_a_parquet_file_is_checked_as_its_csv_would_be(tmp_path: Path) -> None:
    folder = bakery(tmp_path)
    change(folder / "datapackage.yaml", "path: orders.csv", "path: orders.parquet")
    orders = pl.read_csv(folder / "orders.csv", try_parse_dates=True)
    orders = orders.with_columns(quantity=pl.Series([2, None, 1, 0, 1]))
    orders.write_parquet(folder / "orders.parquet")
    assert found(check(folder)) == [
        ("constraint-error", 3, "quantity"),
        ("constraint-error", 5, "quantity"),
    ]


def loaded(folder: Path, backend: str) -> Any:
    """The orders as a user loads them."""
    if backend == "polars":
        return pl.read_csv(folder / "orders.csv", try_parse_dates=True)
    return pd.read_csv(folder / "orders.csv", parse_dates=["ordered_on", "baked_on"])


ERRORS = SchemaErrors
BACKENDS = pytest.mark.parametrize("backend", ["polars", "pandas"])


def checks_failed(raised: Any) -> set[tuple[str, str]]:
    """Column and check of each failure."""
    return {
        (error.schema.name, getattr(error.check, "name", None) or str(error.check))
        for error in raised.value.schema_errors
    }


@BACKENDS
def test_a_valid_frame_passes(tmp_path: Path, backend: Any) -> None:
    folder = bakery(tmp_path)
    declared = sourcebook.pandera_schema("orders", folder, backend)
    module = pandera_polars if backend == "polars" else pandera_pandas
    assert isinstance(declared, module.DataFrameSchema)
    frame = loaded(folder, backend)
    assert len(declared.validate(frame, lazy=True)) == 5


@BACKENDS
@pytest.mark.parametrize(
    ("column", "values", "failed"),
    [
        ("quantity", [0, 1, 1, 1, 1], ("quantity", "minimum")),
        ("quantity", [1.5, 1, 1, 1, 1], ("quantity", "type")),
        ("order_id", ["ord-001"] * 5, ("orders", "primary key is unique")),
        ("order_id", ["x", "ord-001", "ord-002", "ord-003", "ord-004"], ("order_id", "pattern")),
        ("bread_id", ["brd-09", *["brd-01"] * 4], ("orders", "foreign key 1")),
        ("baked_on", [None, *["1999-01-01"] * 4], ("orders", "baked-after-order")),
    ],
)
def test_a_frame_fails_the_check_that_its_schema_declares(
    tmp_path: Path, backend: Any, column: str, values: list[Any], failed: tuple[str, str]
) -> None:
    folder = bakery(tmp_path)
    declared = sourcebook.pandera_schema("orders", folder, backend)
    frame = loaded(folder, backend)
    if backend == "polars":
        series = pl.Series(column, values, strict=False)
        frame = frame.with_columns(series.str.to_date() if column == "baked_on" else series)
    else:
        frame[column] = pd.to_datetime(values) if column == "baked_on" else values
    with pytest.raises(ERRORS) as raised:
        declared.validate(frame, lazy=True)
    found = {
        (column, "type" if check == "dtype('integer')" else check)
        for column, check in checks_failed(raised)
    }
    assert failed in found


@BACKENDS
def test_an_empty_cell_fails_where_a_value_is_required(tmp_path: Path, backend: Any) -> None:
    folder = bakery(tmp_path)
    declared = sourcebook.pandera_schema("orders", folder, backend)
    frame = loaded(folder, backend)
    if backend == "polars":
        frame = frame.with_columns(quantity=pl.Series([None, 1, 1, 1, 1]))
    else:
        frame["quantity"] = [None, 1, 1, 1, 1]
    with pytest.raises(ERRORS) as raised:
        declared.validate(frame, lazy=True)
    assert checks_failed(raised) == {("quantity", "not_nullable")}


@BACKENDS
def test_a_frame_with_a_column_too_many_fails(tmp_path: Path, backend: Any) -> None:
    folder = bakery(tmp_path)
    frame = loaded(folder, backend)
    extra = {"x": pl.lit(1)} if backend == "polars" else {"x": 1}
    more = frame.with_columns(**extra) if backend == "polars" else frame.assign(**extra)
    with pytest.raises(ERRORS):
        sourcebook.pandera_schema("orders", folder, backend).validate(more, lazy=True)


def test_a_self_reference_is_looked_up_in_the_frame_itself(tmp_path: Path) -> None:
    key = {"fields": ["parent"], "reference": {"resource": "", "fields": ["id"]}}
    declared = schema(field("id", "integer"), field("parent", "integer"), foreignKeys=[key])
    folder = dataset(tmp_path, t=(declared, "id,parent\n1,\n"))
    tree = sourcebook.pandera_schema("t", folder)
    tree.validate(pl.DataFrame({"id": [5, 6], "parent": [None, 5]}), lazy=True)
    with pytest.raises(ERRORS):
        tree.validate(pl.DataFrame({"id": [5, 6], "parent": [None, 1]}), lazy=True)


def test_a_table_that_is_not_there_is_refused_with_a_guess(tmp_path: Path) -> None:
    with pytest.raises(sourcebook.UseError, match="Did you mean 'orders'"):
        sourcebook.pandera_schema("order", bakery(tmp_path))


def test_a_backend_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(sourcebook.UseError, match="Use 'polars' or 'pandas'"):
        sourcebook.pandera_schema("orders", bakery(tmp_path), "spark")


@pytest.mark.parametrize("backend", ["polars", "pandas"])
def test_a_text_of_another_format_fails_in_a_frame_too(tmp_path: Path, backend: Any) -> None:
    folder = dataset(tmp_path, t=(schema(field("v", format="uuid")), "v\n"))
    told = sourcebook.pandera_schema("t", folder, backend)
    frame = {"polars": pl, "pandas": pd}[backend].DataFrame
    told.validate(frame({"v": ["c56a4180-65aa-42ec-a945-5fd21dec0538", None]}), lazy=True)
    with pytest.raises(SchemaErrors):
        told.validate(frame({"v": ["c56a4180"]}), lazy=True)


@pytest.mark.parametrize("backend", ["polars", "pandas"])
def test_a_key_between_columns_that_share_one_is_looked_up(tmp_path: Path, backend: Any) -> None:
    refers = {"fields": ["a", "b"], "reference": {"resource": "", "fields": ["a", "c"]}}
    declared = {**schema(*(field(name) for name in "abc")), "foreignKeys": [refers]}
    folder = dataset(tmp_path, t=(declared, "a,b,c\n"))
    told = sourcebook.pandera_schema("t", folder, backend)
    frame = {"polars": pl, "pandas": pd}[backend].DataFrame
    told.validate(frame({"a": ["1", "1"], "b": ["x", "y"], "c": ["y", "x"]}), lazy=True)
    with pytest.raises(SchemaErrors):
        told.validate(frame({"a": ["1", "2"], "b": ["x", "x"], "c": ["x", "y"]}), lazy=True)
