"""``sourcebook template``: a workbook made of the declaration, that a person can fill in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

import command
import weather
from filledforms import form
from onetable import dataset, field, schema
from repository import state
from small import bakery, change
from sourcebook.declare import Field, open_target
from sourcebook.declare.model import Category, Constraints
from sourcebook.exchange.sheets import asking

if TYPE_CHECKING:
    from pathlib import Path


def rules(book: Any, sheet: str) -> dict[str, Any]:
    """The validations of a sheet, by the letters of their columns."""
    found = book[sheet].data_validations.dataValidation
    return {str(rule.sqref).rstrip("0123456789:")[0]: rule for rule in found}


def test_each_table_has_a_sheet_with_its_columns_marked_in_words_and_colour(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(form(tmp_path, bakery(tmp_path)))
    assert book.sheetnames == ["Read me", "breads", "orders", "Codes", "Lists", "_form"]
    sheet = book["orders"]
    assert [(above.value, name.value) for above, name in zip(sheet[1], sheet[2], strict=True)] == [
        ("order_id\n(leave empty: allotted)", "order_id"),
        ("bread_id\n(required)", "bread_id"),
        ("quantity\n(required)", "quantity"),
        ("ordered_on\n(required)", "ordered_on"),
        ("baked_on\n(may stay empty)", "baked_on"),
        ("note\n(may stay empty)", "note"),
    ]
    assert len({sheet.cell(1, column).fill.fgColor.rgb for column in (1, 2, 5)}) == 3
    assert sheet.freeze_panes == "B3"
    assert sheet.protection.sheet
    assert sheet["A1"].protection.locked
    assert not sheet.column_dimensions["F"].protection.locked
    assert sheet.column_dimensions["F"].number_format == "@"
    assert book["_form"].sheet_state == "veryHidden"


def test_cells_have_lists_bounds_and_messages(tmp_path: Path) -> None:
    found = bakery(tmp_path)
    change(
        tmp_path / "schemas/orders.yaml",
        "{name: note, type: string}",
        "{name: note, type: string, title: A note, description: What was said., example: for a party, constraints: {maxLength: 20}}",
    )
    book = openpyxl.load_workbook(form(tmp_path, found))
    orders, breads = rules(book, "orders"), rules(book, "breads")
    assert (orders["B"].type, orders["B"].formula1) == ("list", "rows_1_breads")
    assert orders["B"].errorStyle == "information"
    assert (orders["C"].type, orders["C"].formula1) == ("whole", "1")
    assert orders["D"].type == "date"
    assert (orders["F"].type, orders["F"].formula2) == ("textLength", "20")
    assert (orders["F"].promptTitle, orders["F"].prompt) == (
        "A note",
        "What was said.\nMay stay empty. Example: for a party",
    )
    assert (breads["C"].type, breads["C"].formula1) == ("list", "codes_1_breads_flour")
    assert breads["C"].errorStyle in (None, "stop")
    assert [[cell.value for cell in row] for row in book["Lists"].rows] == [
        ["breads", "breads: key"],
        ["Baguette [brd-02]", "brd-02"],
        ["Bauernlaib [brd-01]", "brd-01"],
        ["Zopf [brd-03]", "brd-03"],
    ]


def test_the_first_sheet_explains_each_column(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(form(tmp_path, weather.write_dataset(tmp_path)))
    lines = [[cell.value for cell in row] for row in book["Read me"].iter_rows(max_col=6)]
    assert lines[0][0] == "Form for Weather, made up"
    assert lines[1][0] == "Made of weather, version 1.2.0."
    by_name = {line[0]: line[1:] for line in lines if line[0]}
    assert by_name["kind"][-1] == "one of hill, coast"
    assert by_name["latitude"] == [
        "latitude title",
        "may stay empty",
        "Unit: degrees.",
        None,
        "at least -90",
    ]
    assert by_name["parent_id"][-1] == "a row of stations"
    assert by_name["station_id"][1:] == ["required", None, None, "a row of stations"]


def test_the_first_sheet_has_a_row_of_each_table_made_of_the_declared_examples_alone(
    tmp_path: Path,
) -> None:
    place = bakery(tmp_path)
    for name, example in (
        ("order_id", "ord-001"), ("quantity", "12"), ("ordered_on", "2024-03-31"),
    ):  # fmt: skip
        change(
            tmp_path / "schemas/orders.yaml",
            f"{{name: {name}, ",
            f"{{name: {name}, example: {example}, ",
        )
    book = openpyxl.load_workbook(form(tmp_path, place))
    lines = [[cell.value for cell in row] for row in book["Read me"].rows]
    (at,) = [number for number, line in enumerate(lines) if "A row of" in (line[0] or "")]
    assert lines[at : at + 3] == [
        ["A row of orders: what may stand in each cell.", *[None] * 5],
        ["order_id", "bread_id", "quantity", "ordered_on", "baked_on", "note"],
        ["(leave empty)", None, "12", "2024-03-31", None, None],
    ]


def test_only_the_tables_that_are_named_are_in_it(tmp_path: Path) -> None:
    place = bakery(tmp_path)
    code, out, _ = command.run(
        tmp_path, "template", str(place), "-o", "a.xlsx", "--table", "orders"
    )
    assert (code, out) == (0, "a.xlsx: a form with 1 sheet to fill in: orders.\n")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["Read me", "orders", "Codes", "Lists", "_form"]
    assert rules(book, "orders")["B"].formula1 == "rows_1_breads"


def test_a_row_that_is_merged_or_withdrawn_is_not_offered(tmp_path: Path) -> None:
    place = bakery(tmp_path)
    change(
        tmp_path / "schemas/breads.yaml",
        "primaryKey: [bread_id]\n",
        "primaryKey: [bread_id]\nlifecycle: {status: flour, withdrawn: [rye]}\n",
    )
    book = openpyxl.load_workbook(form(tmp_path, place))
    assert [row[0].value for row in book["Lists"].rows][1:] == [
        "Baguette [brd-02]",
        "Zopf [brd-03]",
    ]


def test_names_and_words_of_any_length_and_sign_make_a_form(tmp_path: Path) -> None:
    long = "a table with a name that is far too long for a sheet"
    fields = [
        field("x" * 80, "integer", enum=[1, 2]),
        {"name": "=1+1", "type": "string", "title": "t" * 60, "description": "d" * 900},
        field("b", "boolean"),
    ]
    tables = {long: (schema(*fields), "a\n"), "Codes": (schema(field("c")), "c\n")}
    place = dataset(tmp_path / "d", **{**tables, "a:b": (schema(field("c")), "c\n")})
    (place / f"{long}.csv").write_text("x" * 80 + ",=1+1,b\n")
    book = openpyxl.load_workbook(form(tmp_path, place))
    assert book.sheetnames[1:4] == [long[:31], "Codes~2", "a_b"]
    assert book[long[:31]]["B2"].value == "=1+1"
    prompt = rules(book, long[:31])["B"].prompt
    assert (len(prompt), prompt.endswith("May stay empty.")) == (255, True)


REFUSED = {
    "no such table": (["--table", "ordres", "-o", "a.xlsx"], "sourcebook: bakery has no table 'ordres' that can be filled in. Did you mean 'orders'?\n"),
    "no workbook": (["-o", "a.csv"], "sourcebook: a.csv: a form is an XLSX file. Name it a.xlsx.\n"),
    "no folder": (["-o", "none/a.xlsx"], "sourcebook: none: there is no such folder. Make it first.\n"),
}  # fmt: skip


@pytest.mark.parametrize(("arguments", "told"), REFUSED.values(), ids=REFUSED)
def test_what_can_not_be_written_is_told_in_a_line(
    arguments: list[str], told: str, tmp_path: Path
) -> None:
    place = bakery(tmp_path)
    before = state(tmp_path)
    assert command.run(tmp_path, "template", str(place), *arguments) == (2, "", told)
    assert state(tmp_path) == before


def test_the_same_form_is_made_each_time(tmp_path: Path) -> None:
    place = bakery(tmp_path)
    one = form(tmp_path, place, "one.xlsx").read_bytes()
    assert form(tmp_path, place, "two.xlsx").read_bytes() == one


ASKED = {
    "both bounds": (Field("a", "number", constraints=Constraints(minimum=-90, maximum=90)), ("decimal", -90.0, 90.0, "information")),
    "an exclusive bound": (Field("a", "integer", constraints=Constraints(exclusive_minimum=0)), ("integer", 0, 10**15, "stop")),
    "a day before 1900": (Field("a", "date", constraints=Constraints(minimum="1850-01-01")), ("date", "1900-03-01", "9999-12-31", "information")),
    "a day of a span": (Field("a", "date", constraints=Constraints(minimum="2014-01-01", maximum="2023-12-31")), ("date", "2014-01-01", "2023-12-31", "stop")),
    "a number with a decimal comma": (Field("a", "number", decimal_char=","), ("any", None, None, None)),
    "a day in another form": (Field("a", "date", format="%d.%m.%Y"), ("any", None, None, None)),
    "a pattern": (Field("a", "string", constraints=Constraints(pattern="[A-Z]+")), ("any", None, None, None)),
}  # fmt: skip


@pytest.mark.parametrize(("one", "wanted"), ASKED.values(), ids=ASKED)
def test_a_spreadsheet_is_never_stricter_than_the_schema(
    one: Field, wanted: tuple[Any, ...]
) -> None:
    found = asking.asked(one, None, loose=False, allotted=False)
    bounds = [found.get(word) for word in ("minimum", "maximum")]
    told = [bound.isoformat() if hasattr(bound, "isoformat") else bound for bound in bounds]
    assert (found["validate"], *told, found.get("error_type")) == wanted


def test_labels_of_codes_are_told_where_they_say_more_than_the_code() -> None:
    codes = (Category(1, "Day"), Category(2, "Week"))
    told = asking.message(Field("a", "integer", categories=codes), allotted=False)
    assert told == "May stay empty. 1 = Day; 2 = Week"
    same = Field("a", categories=(Category("armed_assault", "Armed assault"),))
    assert asking.message(same, allotted=False) == "May stay empty."


def test_views_and_tables_that_are_no_plain_csv_are_left_out(tmp_path: Path) -> None:
    place = bakery(tmp_path)
    change(
        place / "datapackage.yaml",
        "path: orders.csv, schema: orders",
        "path: orders.csv, schema: orders, encoding: cp1252",
    )
    book = openpyxl.load_workbook(form(tmp_path, place))
    assert book.sheetnames == ["Read me", "breads", "Codes", "Lists", "_form"]
    assert [table.name for table in open_target(place).dataset.tables] == ["breads", "orders"]
