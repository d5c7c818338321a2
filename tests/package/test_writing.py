"""Cells on their way from a source to CSV and Parquet, and what is read back."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest

from sourcebook.declare import Constraints, Field, Table
from sourcebook.errors import UseError
from sourcebook.package import readback, staging, writing

if TYPE_CHECKING:
    from pathlib import Path


def table(file: Path, *fields: Field, **more: Any) -> Table:
    numbered = tuple(fields)
    return Table("things", file, "things.csv", "csv", numbered, **more)


def packaged(tmp_path: Path, source: str, *fields: Field, **more: Any) -> tuple[str, list[Any]]:
    """The text of the CSV file and the rows of the Parquet file, after reading both back."""
    file = tmp_path / "things.csv"
    file.write_bytes(source.encode())
    csv, parquet, scratch = (tmp_path / name for name in ("out.csv", "out.parquet", "scratch"))
    scratch.mkdir()
    with staging.connect(scratch) as connection:
        staged = staging.stage(connection, table(file, *fields, **more), scratch)
        writing.write_csv(connection, staged, csv)
        writing.write_parquet(connection, staged, parquet)
        readback.compare(connection, staged, csv, parquet, scratch)
    rows = [tuple(row.values()) for row in pq.read_table(parquet).to_pylist()]
    return csv.read_bytes().decode(), rows


A, B = Field("a", "string", number=1), Field("b", "string", number=2)


@pytest.mark.parametrize(
    "cell",
    [
        "plain",
        '"a,b"',
        '"say ""so"""',
        '"two\nlines"',
        '"a\rb"',
        "# no comment",
        " blanks ",
        "'",
        "\\N",
        "NULL",
        "NA",
        "é😀",
        "=1+1",
        ";",
        "\t",
        "\x01",
    ],
)
def test_a_cell_of_text_comes_out_as_it_went_in(tmp_path: Path, cell: str) -> None:
    source = f"a,b\n{cell},1\nx,{cell}\n"
    assert packaged(tmp_path, source, A, B)[0] == source


@pytest.mark.parametrize("cell", ['"plain"', '"#"', '""'])
def test_quotes_that_nothing_needs_are_dropped(tmp_path: Path, cell: str) -> None:
    source = f"a,b\n{cell},1\n"
    assert packaged(tmp_path, source, A, B)[0] == source.replace('"', "")


def test_line_ends_and_byte_order_mark_are_dropped(tmp_path: Path) -> None:
    assert packaged(tmp_path, "\ufeffa,b\r\n1,2\r\n3,4", A, B)[0] == "a,b\n1,2\n3,4\n"


@pytest.mark.parametrize(
    ("kind", "cells", "values"),
    [
        ("integer", ["2", "+10", "-3"], [-3, 2, 10]),
        ("number", ["1e1", "-0.50", "3"], [-0.5, 3.0, 10.0]),
        ("year", ["2001", "1999"], [1999, 2001]),
        ("string", ["b", "B", "é", "a"], ["B", "a", "b", "é"]),
    ],
)
def test_rows_are_sorted_by_the_value_of_the_key(
    tmp_path: Path, kind: str, cells: list[str], values: list[Any]
) -> None:
    key = Field("a", kind, number=1)
    text, rows = packaged(tmp_path, "\n".join(["a", *cells, ""]), key, primary_key=("a",))
    assert [row[0] for row in rows] == values
    assert sorted(text.split()[1:]) == sorted(cells)


def test_a_table_without_a_key_keeps_its_order(tmp_path: Path) -> None:
    source = "a,b\n2,x\n1,y\n2,x\n"
    assert packaged(tmp_path, source, A, B)[0] == source


def test_columns_stand_in_the_order_of_the_schema(tmp_path: Path) -> None:
    text, _ = packaged(tmp_path, "b,a\n1,2\n", A, B, fields_match="equal")
    assert text == "a,b\n2,1\n"


def test_fields_named_like_our_own_columns(tmp_path: Path) -> None:
    fields = [Field(name, "string", number=n) for n, name in enumerate(("c2", "c1", "t1"), start=1)]
    source = "c2,c1,t1\nx,y,z\nu,v,w\n"
    text, rows = packaged(tmp_path, source, *fields, primary_key=("c2",))
    assert text == "c2,c1,t1\nu,v,w\nx,y,z\n"
    assert rows == [("u", "v", "w"), ("x", "y", "z")]


@pytest.mark.parametrize("label", ["0\n0", "0\r0", "a,b", 'a"b', "\r\n"])
def test_a_label_of_any_text_comes_out_as_it_went_in(tmp_path: Path, label: str) -> None:
    fields = (A, Field(label, "string", number=2))
    written = label.replace('"', '""')
    for rows in ("", "1,2\n"):
        source = f'a,"{written}"\n{rows}'
        folder = tmp_path / str(len(rows))
        folder.mkdir()
        assert packaged(folder, source, *fields)[0] == source


def test_marks_for_missing_values_stay_and_are_null(tmp_path: Path) -> None:
    height = Field("b", "integer", number=2, missing_values=("", "unknown", "n,a"))
    text, rows = packaged(tmp_path, 'a,b\n1,unknown\n2,\n3,4\n4,"n,a"\n', A, height)
    assert text == 'a,b\n1,unknown\n2,\n3,4\n4,"n,a"\n'
    assert [row[1] for row in rows] == [None, None, 4, None]


def test_an_empty_text_where_empty_is_not_missing(tmp_path: Path) -> None:
    note = Field("b", "string", number=2, missing_values=("-",))
    text, rows = packaged(tmp_path, "a,b\n1,\n2,-\n", A, note)
    assert text == "a,b\n1,\n2,-\n"
    assert [row[1] for row in rows] == ["", None]


def test_booleans_become_true_and_false(tmp_path: Path) -> None:
    flag = Field("b", "boolean", number=2, true_values=("yes",), false_values=("no",))
    text, rows = packaged(tmp_path, "a,b\n1,yes\n2,no\n3,\n", A, flag)
    assert text == "a,b\n1,true\n2,false\n3,\n"
    assert [row[1] for row in rows] == [True, False, None]


def test_an_empty_cell_alone_wears_quotes(tmp_path: Path) -> None:
    assert packaged(tmp_path, 'a\nx\n""\n', Field("a", "string", missing_values=()))[0] == (
        'a\nx\n""\n'
    )


def test_numbers_beyond_the_ordinary(tmp_path: Path) -> None:
    number = Field("b", "number", number=2)
    _, rows = packaged(tmp_path, "a,b\n1,INF\n2,-INF\n3,1e308\n4,.5\n5,0.1\n", A, number)
    assert [row[1] for row in rows] == [float("inf"), float("-inf"), 1e308, 0.5, 0.1]


def test_a_required_field_is_not_nullable(tmp_path: Path) -> None:
    needed = Field("a", "string", number=1, constraints=Constraints(required=True))
    packaged(tmp_path, "a,b\n1,2\n", needed, B)
    schema = pq.read_schema(tmp_path / "out.parquet")
    assert [field.nullable for field in schema] == [False, True]


def test_a_column_that_no_schema_knows_is_not_lost_in_silence(tmp_path: Path) -> None:
    with pytest.raises(UseError, match=r"column 2 is not in the schema, so it can't be packaged"):
        packaged(tmp_path, "a,z\n1,2\n", A, fields_match="subset")


def test_row_groups_have_a_fixed_number_of_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "ROW_GROUP", 1000)
    packaged(tmp_path, "a\n" + "".join(f"{n}\n" for n in range(10_500)), Field("a", "integer"))
    metadata = pq.read_metadata(tmp_path / "out.parquet")
    groups = [metadata.row_group(n).num_rows for n in range(metadata.num_row_groups)]
    assert groups == [1000] * 10 + [500]


@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize("change", ["value", "row"])
def test_a_file_that_differs_from_its_source_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, change: str
) -> None:
    other = "a,b\n1,2\n3,5\n" if change == "value" else "a,b\n1,2\n"
    (tmp_path / "other").mkdir()
    packaged(tmp_path / "other", other, A, B)

    def wrong(_connection: object, _staged: object, file: Path) -> None:
        file.write_bytes((tmp_path / "other" / f"out.{kind}").read_bytes())

    monkeypatch.setattr(writing, f"write_{kind}", wrong)
    with pytest.raises(readback.ReadBackError, match="1 of 2 rows differ between the source"):
        packaged(tmp_path, "a,b\n1,2\n3,4\n", A, B)


def test_nothing_here_imports_pandas(weather: Path, tmp_path: Path) -> None:
    # Importing it costs more than building a small package.
    code = """
import sys
from sourcebook import engines
from sourcebook.package import build
def one(targets, name, *rest, validate=engines.validate):
    return validate(targets, "duckdb", *rest)
engines.validate = one
build(sys.argv[1], sys.argv[2])
assert "pyarrow" in sys.modules
sys.exit("pandas" in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(weather), str(tmp_path / "dist")],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
