"""``sourcebook import``: rows of a form in the tables, or every fault at its cell and no change."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

import command
import sourcebook
from filledforms import Percent, fill, form, plain, put
from repository import begin, commit, state
from small import BREADS, ORDERS, bakery, change

if TYPE_CHECKING:
    from pathlib import Path

DAY = dt.date(2024, 3, 5)
ORDER = {"bread_id": "Zopf", "quantity": 2, "ordered_on": DAY}
BREAD = {"name": "Ring", "flour": "rye"}


def run(folder: Path, *arguments: str) -> tuple[int, str, str]:
    into = ("--into", "datasets/bakery")
    return command.run(folder, "import", *arguments, *into)


def tables(folder: Path) -> tuple[str, str]:
    place = folder / "datasets/bakery"
    return tuple(
        (place / name).read_text(encoding="utf-8") for name in ("breads.csv", "orders.csv")
    )


# What is right is added.

RIGHT: dict[str, tuple[dict[str, Any], str]] = {
    "a key": ({**ORDER, "bread_id": "brd-03"}, "ord-006,brd-03,2,2024-03-05,,"),
    "a name": (ORDER, "ord-006,brd-03,2,2024-03-05,,"),
    "a name in other letters and blanks": ({**ORDER, "bread_id": " zOPF "}, "ord-006,brd-03,2,2024-03-05,,"),
    "an entry of the list": ({**ORDER, "bread_id": "Zopf [brd-03]"}, "ord-006,brd-03,2,2024-03-05,,"),
    "a date as text": ({**ORDER, "ordered_on": "2024-03-05"}, "ord-006,brd-03,2,2024-03-05,,"),
    "a whole number that is a float": ({**ORDER, "quantity": 2.0}, "ord-006,brd-03,2,2024-03-05,,"),
    "a temporary id": ({**ORDER, "order_id": "new-1"}, "ord-006,brd-03,2,2024-03-05,,"),
    "a text with blanks and lines": ({**ORDER, "note": " two\r\nlines, e\u0301 "}, 'ord-006,brd-03,2,2024-03-05,,"two\nlines, é"'),
}  # fmt: skip


@pytest.mark.parametrize(("order", "line"), RIGHT.values(), ids=RIGHT)
def test_what_is_right_is_added_in_canonical_form(
    order: dict[str, Any], line: str, tmp_path: Path
) -> None:
    filled = fill(form(tmp_path, bakery(tmp_path)), orders=[order])
    code, out, err = run(tmp_path, filled.name)
    assert (code, err) == (0, "")
    assert out.startswith("datasets/bakery/orders.csv: 1 row added\n")
    assert tables(tmp_path) == (BREADS, f"{ORDERS}{line}\n")
    assert sourcebook.validate(tmp_path / "datasets/bakery").valid
    assert command.run(tmp_path, "format", "--check") == (0, "", "")
    assert not (tmp_path / "filled.checked.xlsx").exists()


def test_rows_that_refer_to_each_other_are_added_together(tmp_path: Path) -> None:
    filled = fill(
        form(tmp_path, bakery(tmp_path)),
        breads=[{**BREAD, "bread_id": "new-1", "price": 2.5}, {"name": "Stick"}],
        orders=[
            {**ORDER, "bread_id": "NEW-1"},
            {**ORDER, "bread_id": "stick", "order_id": "new-a"},
        ],
    )
    code, out, err = run(tmp_path, filled.name)
    assert (code, err) == (0, "")
    assert out == (
        "datasets/bakery/breads.csv: 2 rows added\n  new-1: brd-04\n  row 4: brd-05\n"
        "datasets/bakery/orders.csv: 2 rows added\n  row 3: ord-006\n  new-a: ord-007\n"
    )
    assert tables(tmp_path) == (
        f"{BREADS}brd-04,Ring,rye,2.5,\nbrd-05,Stick,,,\n",
        f"{ORDERS}ord-006,brd-04,2,2024-03-05,,\nord-007,brd-05,2,2024-03-05,,\n",
    )


def test_a_dry_run_shows_the_rows_and_changes_nothing(tmp_path: Path) -> None:
    filled = fill(form(tmp_path, bakery(tmp_path)), orders=[ORDER])
    before = state(tmp_path)
    assert run(tmp_path, filled.name, "--dry-run") == (
        0,
        (
            "datasets/bakery/orders.csv: 1 row would be added\n  row 3: ord-006\n"
            "  order_id,bread_id,quantity,ordered_on,baked_on,note\n"
            "  ord-006,brd-03,2,2024-03-05,,\n"
        ),
        "",
    )
    fill(tmp_path / "form.xlsx", orders=[{**ORDER, "bread_id": "Zop"}])
    filled = state(tmp_path)
    code, out, err = run(tmp_path, "filled.xlsx", "--dry-run")
    assert (code, out) == (1, "")
    assert err.endswith("sourcebook: filled.xlsx: 1 fault, so nothing was added.\n")
    assert state(tmp_path) == filled
    assert before.keys() == filled.keys()


def test_empty_rows_are_none(tmp_path: Path) -> None:
    filled = fill(
        form(tmp_path, bakery(tmp_path)),
        orders=[ORDER, {"note": "  "}, {}, {**ORDER, "quantity": 3}, {"note": ""}],
    )
    assert run(tmp_path, filled.name)[0] == 0
    assert tables(tmp_path)[1] == (
        f"{ORDERS}ord-006,brd-03,2,2024-03-05,,\nord-007,brd-03,3,2024-03-05,,\n"
    )


# What is wrong is told at its cell.

WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "a serial number of a day": ({"ordered_on": 45356}, "orders!D3 (ordered_on): 45356 looks like the number by which a spreadsheet knows 2024-03-05. Check it, and write the date itself."),
    "a day in either order": ({"ordered_on": "04/03/2024"}, "orders!D3 (ordered_on): '04/03/2024' is not a date. Write it as YYYY-MM-DD: did you mean 2024-03-04 or 2024-04-03?"),
    "a day and a time": ({"ordered_on": dt.datetime.fromisoformat("2024-03-05T14:30:00")}, "orders!D3 (ordered_on): 2024-03-05 14:30:00 has a time of day, and the column takes a date. Remove the time."),
    "a percentage": ({"quantity": Percent(0.12)}, "orders!C3 (quantity): The cell shows 12% and holds 0.12. Format it as a number, and write the number in the unit of the column."),
    "a formula": ({"quantity": "=1+1"}, "orders!C3 (quantity): The cell holds a formula, which now gives nothing. Copy it and paste it as a value (Paste special, values)."),
    "an error": ({"quantity": "#N/A"}, "orders!C3 (quantity): The cell holds an error of the spreadsheet: #N/A. Write the value in its place, or empty the cell."),
    "a number that was cut short": ({"note": "4.5E+12"}, "orders!F3 (note): '4.5E+12' looks like a long number that a spreadsheet has cut short. Write all of its digits, in a cell that is formatted as text."),
    "a number that is too long": ({"quantity": 1234567890123456}, "orders!C3 (quantity): 1.23456789012346e+15 is longer than the fifteen digits that a spreadsheet keeps of a number. Format the cell as text, and write it again as it should be."),
    "a number without its zeros": ({"note": 123}, "orders!F3 (note): 123 is a number here and the column takes text: zeros in front would be lost. Format the cell as text, and write it again as it should be."),
    "a date that was a fraction": ({"note": dt.date(2024, 1, 2)}, "orders!F3 (note): The spreadsheet has made the date 2024-01-02 of what was written. Format the cell as text, and write it again as it should be."),
    "a time that was a ratio": ({"note": dt.time(1, 2)}, "orders!F3 (note): The spreadsheet has made the time 01:02:00 of what was written. Format the cell as text, and write it again as it should be."),
    "a truth that was a word": ({"note": True}, "orders!F3 (note): The spreadsheet has made TRUE of it, and the column takes no such. Format the cell as text, and write it again as it should be."),
    "a narrow column": ({"note": "#####"}, "orders!F3 (note): '#####' is what a narrow column shows in place of a value. Widen the column, and copy the value again."),
    "a fraction": ({"quantity": 1.5}, "orders!C3 (quantity): '1.5' is not a whole number. It has a fraction: round it, or declare the field as of type number."),
    "a number in words": ({"quantity": "two"}, "orders!C3 (quantity): 'two' is not a whole number. Write digits only, such as 12."),
    "a number out of range": ({"quantity": 0}, "orders!C3 (quantity): '0' is below the least value allowed, 1 loaves. Correct the value; if it is right, change `minimum` in the schema."),
    "nothing where something must be": ({"quantity": None}, "orders!C3 (quantity): The cell is empty, and quantity must have a value. Fill it in."),
    "a name that is nearly one": ({"bread_id": "Bagette"}, "orders!B3 (bread_id): 'Bagette' is neither a key nor a name in breads. Did you mean Baguette [brd-02]?"),
    "a name that is none": ({"bread_id": "Xyz"}, "orders!B3 (bread_id): 'Xyz' is neither a key nor a name in breads. Choose from the list, or add it to the sheet breads."),
    "a list's entry that was changed": ({"bread_id": "Ring [brd-03]"}, "orders!B3 (bread_id): 'Ring [brd-03]' has the key of 'Zopf [brd-03]', and another name. Choose it from the list again, or write the key alone."),
    "a temporary id that is nobody's": ({"bread_id": "new-7"}, "orders!B3 (bread_id): No row of breads in this form has the id 'new-7'. Write it in the column bread_id of that row."),
    "a key that is there": ({"order_id": "ord-001"}, "orders!A3 (order_id): orders has a row 'ord-001' already, and a form only adds rows. Correct it in the table itself. A row that is to be added needs a key of its own."),
    "a key of one's own": ({"order_id": "ord-099"}, "orders!A3 (order_id): 'ord-099' is no row of orders, and new ids are allotted. Leave the cell empty, or write an id for the time being: new-1."),
    "a rule": ({"baked_on": dt.date(2024, 3, 4)}, "orders!D3 (ordered_on): ordered on 2024-03-05, but baked on 2024-03-04. A bread is baked on the day of its order or later. Correct ordered_on or baked_on."),
}  # fmt: skip


@pytest.mark.parametrize(("cells", "told"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_at_its_cell_and_nothing_is_changed(
    cells: dict[str, Any], told: str, tmp_path: Path
) -> None:
    filled = fill(form(tmp_path, bakery(tmp_path)), orders=[{**ORDER, **cells}])
    before = state(tmp_path)
    code, out, err = run(tmp_path, filled.name)
    assert (code, out) == (1, "")
    assert err == (
        f"error filled.xlsx: {told}\n"
        "sourcebook: filled.xlsx: 1 fault, so nothing was added. "
        "They stand in filled.checked.xlsx, cell by cell.\n"
    )
    after = state(tmp_path)
    assert after.pop("filled.checked.xlsx")
    assert after == before
    (_, row) = openpyxl.load_workbook(tmp_path / "filled.checked.xlsx")["Faults"].values
    assert all(row), "there is no step"


def test_dates_of_a_column_in_which_one_stayed_text_are_in_doubt(tmp_path: Path) -> None:
    orders = [
        {**ORDER, "ordered_on": dt.date(2024, 3, 4)},
        {**ORDER, "ordered_on": dt.date(2024, 3, 13)},
        {**ORDER, "ordered_on": dt.date(2024, 3, 3)},
        {**ORDER, "ordered_on": "13/03/2024"},
    ]
    filled = fill(form(tmp_path, bakery(tmp_path)), orders=orders)
    err = run(tmp_path, filled.name)[2].splitlines()
    assert len(err) == 3
    assert err[0].startswith(
        "error filled.xlsx: orders!D3 (ordered_on): Day and month may be swapped: 2024-03-04 or "
        "2024-04-03. In this column '13/03/2024' was not taken for a date"
    )
    assert err[1].startswith(
        "error filled.xlsx: orders!D6 (ordered_on): '13/03/2024' is not a date."
    )


def test_namesakes_are_told_apart_and_never_guessed(tmp_path: Path) -> None:
    dataset = bakery(tmp_path)
    change(tmp_path / "schemas/breads.yaml", "required: true, unique: true", "required: true")
    change(
        tmp_path / "schemas/breads.yaml",
        "primaryKey: [bread_id]\n",
        "primaryKey: [bread_id]\nnaming: {fields: [name], beside: [flour]}\n",
    )
    change(dataset / "breads.csv", "Baguette", "Zopf")
    filled = fill(form(tmp_path, dataset), orders=[ORDER])
    assert run(tmp_path, filled.name)[2].splitlines()[0] == (
        "error filled.xlsx: orders!B3 (bread_id): 'Zopf' is the name of 2 rows of breads. "
        "Choose one of them: Zopf (wheat) [brd-02], Zopf (wheat) [brd-03]."
    )


def test_several_mistakes_are_each_told_once(tmp_path: Path) -> None:
    filled = fill(
        form(tmp_path, bakery(tmp_path)),
        breads=[{"bread_id": "new-1", "name": "Zopf", "flour": "Ry"}],
        orders=[{**ORDER, "bread_id": "new-1", "ordered_on": 45356, "baked_on": "x"}],
    )
    lines = run(tmp_path, filled.name)[2].splitlines()
    assert [line.split(")")[0] for line in lines[:-1]] == [
        "error filled.xlsx: breads!B3 (name",
        "error filled.xlsx: breads!C3 (flour",
        "error filled.xlsx: orders!D3 (ordered_on",
        "error filled.xlsx: orders!E3 (baked_on",
    ]


def test_a_row_that_is_there_and_becomes_wrong_is_told_without_a_cell(tmp_path: Path) -> None:
    dataset = bakery(tmp_path)
    rule = """\
  - id: few-orders
    title: A bread has at most two orders
    query: SELECT bread_id, count(*) AS n FROM orders GROUP BY bread_id HAVING n > 2
    fields: [name]
    message: "{n} orders"
"""
    schema = tmp_path / "schemas/breads.yaml"
    schema.write_text(schema.read_text() + "rules:\n" + rule)
    filled = fill(form(tmp_path, dataset), orders=[{**ORDER, "bread_id": "Baguette"}])
    assert run(tmp_path, filled.name)[2].splitlines()[0] == (
        "error filled.xlsx: breads: brd-02: 3 orders. It stands in the dataset already, and the "
        "new rows make it wrong. A bread has at most two orders."
    )


def test_what_was_wrong_before_stands_in_no_ones_way(tmp_path: Path) -> None:
    dataset = bakery(tmp_path)
    filled = fill(form(tmp_path, dataset), orders=[ORDER])
    change(dataset / "orders.csv", "ord-001,brd-01,2", "ord-001,brd-01,two")
    assert run(tmp_path, filled.name)[0] == 0


def test_a_warning_is_told_and_the_row_is_added(tmp_path: Path) -> None:
    order = {**ORDER, "bread_id": "Baguette", "ordered_on": dt.date(2024, 5, 1)}
    filled = fill(form(tmp_path, bakery(tmp_path)), orders=[order])
    code, out, err = run(tmp_path, filled.name)
    assert (code, out.splitlines()[0]) == (0, "datasets/bakery/orders.csv: 1 row added")
    assert (
        err == "warning filled.xlsx: orders!D3 (ordered_on): Baguette was sold until 2024-03-31. "
        "No bread is ordered after it was last sold. Correct ordered_on.\n"
    )


# The form with its faults.


def test_the_checked_form_has_each_fault_at_its_cell_and_can_be_corrected(tmp_path: Path) -> None:
    wrong = {**ORDER, "order_id": "new-1", "quantity": 0, "bread_id": "Bagette"}
    filled = fill(form(tmp_path, bakery(tmp_path)), orders=[ORDER, wrong], breads=[BREAD])
    assert run(tmp_path, filled.name)[0] == 1
    book = openpyxl.load_workbook(tmp_path / "filled.checked.xlsx")
    sheet = book["orders"]
    comments = {c.coordinate: c.comment.text for row in sheet for c in row if c.comment}
    assert comments == {
        "B4": "'Bagette' is neither a key nor a name in breads. Did you mean Baguette [brd-02]?",
        "C4": "'0' is below the least value allowed, 1 loaves. Correct the value; if it is right, change `minimum` in the schema.",
    }
    assert [[cell.value for cell in row] for row in book["Faults"].rows] == [
        ["sheet", "cell", "column", "what is wrong", "what to do"],
        ["orders", "B4", "bread_id", "'Bagette' is neither a key nor a name in breads.", "Did you mean Baguette [brd-02]?"],
        ["orders", "C4", "quantity", "'0' is below the least value allowed, 1 loaves.", "Correct the value; if it is right, change `minimum` in the schema."],
    ]  # fmt: skip
    assert sheet["D3"].value == dt.datetime.fromisoformat("2024-03-05")
    assert sheet.data_validations.dataValidation
    put(sheet, 4, quantity=4, bread_id="Baguette")
    book.save(tmp_path / "again.xlsx")
    code, _, err = run(tmp_path, "again.xlsx")
    assert (code, err) == (0, "")
    assert tables(tmp_path) == (
        f"{BREADS}brd-04,Ring,rye,,\n",
        f"{ORDERS}ord-006,brd-03,2,2024-03-05,,\nord-007,brd-02,4,2024-03-05,,\n",
    )


# Sheets and columns.

HEADERS = {
    "renamed": ({"C2": "amount"}, ["orders!C2 (amount): The table has no column 'amount'. Remove it.", "orders!G2 (quantity): The column 'quantity' is missing. Put it back, and fill it in."]),
    "misspelled": ({"C2": "quantty"}, ["orders!C2 (quantty): The table has no column 'quantty'. Did you mean 'quantity'?", "orders!G2 (quantity): The column 'quantity' is missing. Put it back, and fill it in."]),
    "twice": ({"E2": "note"}, ["orders!F2 (note): The column 'note' stands there twice. Remove one of them, or give it back its name.", "orders!G2 (baked_on): The column 'baked_on' is missing. Put it back; its cells may be empty."]),
    "added": ({"G2": "baker"}, ["orders!G2 (baker): The table has no column 'baker'. Remove it."]),
    "without a name": ({"G3": "Anna"}, ["orders!G3: 'Anna' stands in a column that has no name. Remove it, or move it."]),
}  # fmt: skip


@pytest.mark.parametrize(("cells", "told"), HEADERS.values(), ids=HEADERS)
def test_a_changed_header_is_told(cells: dict[str, str], told: list[str], tmp_path: Path) -> None:
    filled = fill(form(tmp_path, bakery(tmp_path)), orders=[ORDER])
    book = openpyxl.load_workbook(filled)
    for place, value in cells.items():
        book["orders"][place] = value
    book.save(filled)
    code, _, err = run(tmp_path, filled.name)
    assert code == 1
    assert err.splitlines()[:-1] == [f"error filled.xlsx: {line}" for line in told]
    checked = openpyxl.load_workbook(tmp_path / "filled.checked.xlsx")["orders"]
    assert checked["B3"].value == "Zopf"


def test_a_sheet_of_another_name_is_told(tmp_path: Path) -> None:
    filled = fill(form(tmp_path, bakery(tmp_path)), orders=[ORDER])
    book = openpyxl.load_workbook(filled)
    book["orders"].title = "order"
    book.save(filled)
    assert run(tmp_path, filled.name)[2].splitlines()[0] == (
        "error filled.xlsx: order: The sheet 'order' is none of the tables. "
        "Did you mean 'orders'? Rename it, or delete it."
    )


def test_columns_may_stand_in_any_order(tmp_path: Path) -> None:
    bakery(tmp_path)
    rows = [["note", "ordered_on", "quantity", "baked_on", "bread_id"], ["x", DAY, 1, None, "Zopf"]]
    plain(tmp_path / "mine.xlsx", orders=rows)
    assert run(tmp_path, "mine.xlsx")[0] == 0
    assert tables(tmp_path)[1] == f"{ORDERS}ord-006,brd-03,1,2024-03-05,,x\n"


def test_only_the_tables_that_are_named_are_read(tmp_path: Path) -> None:
    filled = fill(form(tmp_path, bakery(tmp_path)), orders=[ORDER], breads=[BREAD])
    code, out, err = run(tmp_path, filled.name, "--table", "breads")
    assert (code, out) == (0, "datasets/bakery/breads.csv: 1 row added\n  row 3: brd-04\n")
    assert err == "sourcebook: Not asked for, and passed over: orders.\n"


# CSV.

CSV = {
    "commas": ("bread_id,quantity,ordered_on,baked_on,note\nZopf,1,2024-03-05,,\n", "utf-8"),
    "semicolons, as a German Excel writes it": ("bread_id;quantity;ordered_on;baked_on;note\r\nZopf;1;2024-03-05;;\r\n;;;;\r\n", "utf-8-sig"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "encoding"), CSV.values(), ids=CSV)
def test_a_csv_is_read(text: str, encoding: str, tmp_path: Path) -> None:
    bakery(tmp_path)
    (tmp_path / "orders.csv").write_bytes(text.encode(encoding))
    assert run(tmp_path, "orders.csv")[0] == 0
    assert tables(tmp_path)[1] == f"{ORDERS}ord-006,brd-03,1,2024-03-05,,\n"


def test_what_a_spreadsheet_has_made_of_a_csv_is_told(tmp_path: Path) -> None:
    bakery(tmp_path)
    rows = (
        "bread_id,quantity,ordered_on,baked_on,note\nZopf,1E+05,45356,#REF!,4.5E+12\n"
        "Zopf,1,5.3.2024,,\n"
    )
    (tmp_path / "mine.csv").write_text(rows)
    code, _, err = run(tmp_path, "mine.csv", "--table", "orders")
    assert code == 1
    assert err.splitlines()[:-1] == [
        "error mine.csv: orders!B2 (quantity): '1E+05' is not a whole number. Write digits only: did you mean 100000?",
        "error mine.csv: orders!C2 (ordered_on): '45356' is not a date. It looks like a serial number of a spreadsheet: did you mean 2024-03-05?",
        "error mine.csv: orders!D2 (baked_on): The cell holds an error of the spreadsheet: #REF!. Write the value in its place, or empty the cell.",
        "error mine.csv: orders!E2 (note): '4.5E+12' looks like a long number that a spreadsheet has cut short. Write all of its digits, in a cell that is formatted as text.",
        "error mine.csv: orders!C3 (ordered_on): '5.3.2024' is not a date. Write it as YYYY-MM-DD: did you mean 2024-03-05 or 2024-05-03?",
    ]
    book = openpyxl.load_workbook(tmp_path / "mine.checked.xlsx")
    assert book["orders"]["C3"].comment.text.startswith("'45356' is not a date.")


# Ids.


def test_an_id_that_ever_was_is_not_given_again(tmp_path: Path) -> None:
    dataset = bakery(tmp_path)
    (dataset / "orders.csv").write_text(ORDERS + "ord-011,brd-01,1,2024-04-01,,\n")
    begin(tmp_path)
    (dataset / "orders.csv").write_text(ORDERS)
    commit(tmp_path, "an order is gone")
    filled = fill(form(tmp_path, dataset), orders=[ORDER])
    assert "row 3: ord-012" in run(tmp_path, filled.name)[1]


def test_an_id_that_a_waiver_or_another_table_speaks_of_is_not_given_again(tmp_path: Path) -> None:
    dataset = bakery(tmp_path)
    change(dataset / "orders.csv", "for a party", "with ord-020")
    filled = fill(form(tmp_path, dataset), orders=[ORDER])
    assert "row 3: ord-021" in run(tmp_path, filled.name, "--dry-run")[1]
    (dataset / "waivers.yaml").write_text(
        "- {rule: baked-after-order, table: orders, key: ord-030, reason: r, who: w, expires: 2999-12-31}\n"
    )
    assert "row 3: ord-031" in run(tmp_path, filled.name, "--dry-run")[1]


def test_ids_that_are_used_up_are_told(tmp_path: Path) -> None:
    dataset = bakery(tmp_path)
    change(dataset / "orders.csv", "for a party", "with ord-999")
    filled = fill(form(tmp_path, dataset), orders=[ORDER])
    assert run(tmp_path, filled.name) == (
        2,
        "",
        "sourcebook: All ids from ord-000 on are taken. Widen the pattern of the key in the schema.\n",
    )


# Use.

NO_FORM = {
    "another dataset's": ("form.xlsx", "sourcebook: form.xlsx: is a form of 'bakery', and this is 'other'. Name the dataset that it was made of.\n"),
    "nothing": ("none.xlsx", "sourcebook: none.xlsx: there is no such file. Check the path.\n"),
    "text": ("text.xlsx", "sourcebook: text.xlsx: is plain text, whatever its name says. Rename it to text.csv, or save it as XLSX.\n"),
    "a picture": ("a.png", "sourcebook: a.png: is no spreadsheet that can be read. Save it as XLSX, ODS or CSV.\n"),
    "a CSV of no table": ("mine.csv", "sourcebook: mine.csv: which table is it? Name it with --table TABLE.\n"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "told"), NO_FORM.values(), ids=NO_FORM)
def test_what_is_no_form_is_refused_in_a_line(name: str, told: str, tmp_path: Path) -> None:
    dataset = bakery(tmp_path)
    form(tmp_path, dataset)
    for file in ("text.xlsx", "a.png", "mine.csv"):
        (tmp_path / file).write_text("a,b\n1,2\n")
    if name == "form.xlsx":
        change(dataset / "datapackage.yaml", "name: bakery", "name: other")
    assert run(tmp_path, name) == (2, "", told)


def test_an_empty_form_is_refused_in_a_line(tmp_path: Path) -> None:
    form(tmp_path, bakery(tmp_path))
    assert run(tmp_path, "form.xlsx") == (
        2,
        "",
        "sourcebook: form.xlsx: no row is filled in. Fill in the sheet of a table, and save it.\n",
    )


def test_a_form_of_another_version_is_told(tmp_path: Path) -> None:
    dataset = bakery(tmp_path)
    filled = fill(form(tmp_path, dataset), orders=[ORDER])
    change(dataset / "datapackage.yaml", "version: 1.0.0", "version: 1.1.0")
    change(
        tmp_path / "schemas/orders.yaml",
        "{name: note, type: string}",
        "{name: note, type: string, title: Note}",
    )
    code, _, err = run(tmp_path, filled.name)
    assert code == 0
    assert err == (
        "sourcebook: The form was made of bakery 1.0.0, and the dataset is 1.1.0.\n"
        "sourcebook: The schema of orders has changed since the form was made; make a new form.\n"
    )


def test_a_table_that_can_not_be_read_is_told(tmp_path: Path) -> None:
    dataset = bakery(tmp_path)
    filled = fill(form(tmp_path, dataset), orders=[ORDER])
    with (dataset / "breads.csv").open("a") as file:
        file.write("brd-09,too,many,cells,here,and,there\n")
    code, out, err = run(tmp_path, filled.name)
    assert (code, out) == (2, "")
    assert err.startswith("sourcebook: datasets/bakery/breads.csv:5:6: The row has a cell more")


def test_a_new_row_is_known_by_its_names_in_the_other_sheets(tmp_path: Path) -> None:
    filled = fill(
        form(tmp_path, bakery(tmp_path)),
        breads=[BREAD],
        orders=[{**ORDER, "bread_id": "ring"}],
    )
    assert run(tmp_path, filled.name)[0] == 0
    assert tables(tmp_path)[1] == f"{ORDERS}ord-006,brd-04,2,2024-03-05,,\n"


def test_a_form_that_somebody_has_worked_on_is_not_overwritten(tmp_path: Path) -> None:
    place = bakery(tmp_path)
    empty = form(tmp_path, place)
    form(tmp_path, place)
    filled = fill(empty, orders=[{**ORDER, "quantity": 0}])
    for _ in range(2):
        assert "They stand in filled.checked.xlsx, cell" in run(tmp_path, filled.name)[2]
    mine = tmp_path / "filled.checked.xlsx"
    openpyxl.load_workbook(mine).save(mine)
    before = mine.read_bytes()
    assert "They stand in filled.checked-2.xlsx, cell" in run(tmp_path, filled.name)[2]
    assert mine.read_bytes() == before
    assert command.run(tmp_path, "template", str(place), "-o", "filled.xlsx") == (
        2,
        "",
        "sourcebook: filled.xlsx: is there, and is no form that nobody has filled in yet. Name another file.\n",
    )


def test_a_row_of_a_csv_has_the_number_that_a_spreadsheet_shows(tmp_path: Path) -> None:
    bakery(tmp_path)
    rows = 'bread_id,quantity,ordered_on,baked_on,note\nZopf,1,2024-03-05,,"a\nb"\n\nZopf,0,2024-03-05,,\n'
    (tmp_path / "orders.csv").write_text(rows)
    assert "orders!B4 (quantity): '0' is below" in run(tmp_path, "orders.csv")[2]


def test_a_mistake_in_a_sheet_that_is_not_asked_for_stands_in_no_ones_way(tmp_path: Path) -> None:
    filled = fill(form(tmp_path, bakery(tmp_path)), orders=[ORDER], breads=[BREAD])
    book = openpyxl.load_workbook(filled)
    book["orders"]["C2"] = "amount"
    book.save(filled)
    assert run(tmp_path, filled.name, "--table", "breads", "--dry-run")[0] == 0
    assert run(tmp_path, filled.name, "--dry-run")[0] == 1


def test_a_file_that_was_not_in_canonical_form_is_brought_into_it_and_that_is_told(
    tmp_path: Path,
) -> None:
    place = bakery(tmp_path)
    filled = fill(form(tmp_path, place), orders=[ORDER])
    change(place / "orders.csv", "for a party", '"for a party"')
    code, _, err = run(tmp_path, filled.name)
    assert code == 0
    assert err == (
        "sourcebook: datasets/bakery/orders.csv: its old rows are brought into canonical form "
        "too: quotes that are not needed.\n"
    )
    assert tables(tmp_path)[1] == f"{ORDERS}ord-006,brd-03,2,2024-03-05,,\n"


def test_a_temporary_id_of_two_tables_is_not_guessed_where_nothing_says_which(
    tmp_path: Path,
) -> None:
    filled = fill(
        form(tmp_path, bakery(tmp_path)),
        breads=[{**BREAD, "bread_id": "new-1"}],
        orders=[{**ORDER, "order_id": "new-1", "bread_id": "new-1", "note": "new-1"}],
    )
    assert run(tmp_path, filled.name)[2].splitlines()[0] == (
        "error filled.xlsx: orders!F3 (note): 'new-1' is the temporary id of a row of breads and of "
        "orders. Give each row of the form a temporary id of its own."
    )
