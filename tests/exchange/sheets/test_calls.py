"""What is named to ``template`` and ``import``: the wrong file, a table's file, too many faults."""

from __future__ import annotations

import datetime as dt
import shutil
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest

import command
from filledforms import fill, form
from repository import state
from small import BREADS, ORDERS, bakery

if TYPE_CHECKING:
    from pathlib import Path

ORDER = {"bread_id": "Zopf", "quantity": 2, "ordered_on": dt.date(2024, 3, 5)}
ORDERED = "ord-006,brd-03,2,2024-03-05,,\n"


def bring(folder: Path, *arguments: str, into: str = "datasets/bakery") -> tuple[int, str, str]:
    return command.run(folder, "import", *arguments, "--into", into)


WRONG = {
    "a folder": ("there", "is a folder. Name a file in it."),
    "a folder with a form's name": ("there.xlsx", "is a folder. Name a file in it."),
    "nothing": ("gone.csv", "there is no such file. Check the path."),
    "an empty CSV": ("empty.csv", "is empty. Name a file with a header and rows."),
    "an empty workbook": ("empty.xlsx", "is empty. Name a file with a header and rows."),
    "blank lines": ("blank.csv", "is empty. Name a file with a header and rows."),
    "a workbook called CSV": ("form.csv", "is a workbook (XLSX), whatever its name says. Rename it to form.xlsx."),
    "a workbook called ODS": ("form.ods", "is a workbook (XLSX), whatever its name says. Rename it to form.xlsx."),
    "a workbook without an ending": ("form", "is a workbook (XLSX), and its name does not say so. Rename it to form.xlsx."),
    "a CSV called XLSX": ("orders.xlsx", "is plain text, whatever its name says. Rename it to orders.csv, or save it as XLSX."),
    "a CSV called ODS": ("orders.ods", "is plain text, whatever its name says. Rename it to orders.csv, or save it as XLSX."),
    "an old workbook": ("old.xls", "is a workbook of the old kind (XLS), or one with a password. Save it as XLSX, ODS or CSV, without a password."),
    "an old workbook called XLSX": ("old.xlsx", "is a workbook of the old kind (XLS), or one with a password. Save it as XLSX, ODS or CSV, without a password."),
    "a page called XLSX": ("page.xlsx", "is a web page. Save it as XLSX, ODS or CSV, without a password."),
}  # fmt: skip


@pytest.mark.parametrize(("name", "told"), WRONG.values(), ids=WRONG)
def test_a_file_that_is_not_what_is_asked_for_is_refused_with_the_next_step(
    name: str, told: str, tmp_path: Path
) -> None:
    made = form(tmp_path, bakery(tmp_path))
    for copy in ("form.csv", "form.ods", "form"):
        shutil.copy(made, tmp_path / copy)
    contents = {
        "empty.csv": b"", "empty.xlsx": b"", "blank.csv": b"\n\n", "orders.xlsx": ORDERS.encode(),
        "orders.ods": ORDERS.encode(), "page.xlsx": b"<html><table></table></html>",
        **dict.fromkeys(("old.xls", "old.xlsx"), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    }  # fmt: skip
    for file, content in contents.items():
        (tmp_path / file).write_bytes(content)
    (tmp_path / "there").mkdir()
    (tmp_path / "there.xlsx").mkdir()
    assert bring(tmp_path, name) == (2, "", f"sourcebook: {name}: {told}\n")


def test_an_ods_that_is_called_xlsx_is_told(tmp_path: Path) -> None:
    bakery(tmp_path)
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("content.xml", "<x/>")
    told = "a.xlsx: is a workbook (ODS), whatever its name says. Rename it to a.ods."
    assert bring(tmp_path, "a.xlsx") == (2, "", f"sourcebook: {told}\n")


def test_a_form_of_a_tables_file_is_of_that_table_alone(tmp_path: Path) -> None:
    bakery(tmp_path)
    made = command.run(tmp_path, "template", "datasets/bakery/orders.csv", "-o", "form.xlsx")
    assert made == (0, "form.xlsx: a form with 1 sheet to fill in: orders.\n", "")
    names = openpyxl.load_workbook(tmp_path / "form.xlsx").sheetnames
    assert "orders" in names
    assert "breads" not in names


@pytest.mark.parametrize("name", ["filled.xlsx", "mine.csv"])
def test_rows_are_added_to_the_table_whose_file_is_named(name: str, tmp_path: Path) -> None:
    fill(form(tmp_path, bakery(tmp_path)), orders=[ORDER], breads=[{"name": "Ring"}])
    rows = "order_id,bread_id,quantity,ordered_on,baked_on,note\n,Zopf,2,2024-03-05,,\n"
    (tmp_path / "mine.csv").write_text(rows, "utf-8")
    code, out, _ = bring(tmp_path, name, into="datasets/bakery/orders.csv")
    assert (code, out.splitlines()[0]) == (0, "datasets/bakery/orders.csv: 1 row added")
    assert (tmp_path / "datasets/bakery/orders.csv").read_text("utf-8") == ORDERS + ORDERED
    assert (tmp_path / "datasets/bakery/breads.csv").read_text("utf-8") == BREADS


PLACES = {
    "another table": ("datasets/bakery/orders.csv", ["--table", "breads"], "is the table orders, and not breads. Name the dataset's folder."),
    "a file of nothing": ("a.csv", [], "is a file of no dataset. Name a dataset's folder, or a table's file in it."),
    "a text": ("a.txt", [], "is a file of no dataset. Name a dataset's folder, or a table's file in it."),
    "a schema": ("schemas/orders.yaml", [], "is a schema. Name its dataset's folder, and --table orders."),
    "nothing": ("gone", [], "there is no such file or folder. Check the path."),
    "a folder of datasets": ("datasets", [], "there is no datapackage.yaml in it. Name a dataset's folder."),
}  # fmt: skip


@pytest.mark.parametrize(("place", "more", "told"), PLACES.values(), ids=PLACES)
def test_a_place_that_is_no_dataset_is_refused_with_the_next_step(
    place: str, more: list[str], told: str, tmp_path: Path
) -> None:
    bakery(tmp_path)
    for name in ("a.csv", "a.txt"):
        (tmp_path / name).write_text("x\n1\n", "utf-8")
    refused = (2, "", f"sourcebook: {place}: {told}\n")
    assert command.run(tmp_path, "template", place, "-o", "form.xlsx", *more) == refused
    assert bring(tmp_path, "a.csv", *more, into=place) == refused
    assert not (tmp_path / "form.xlsx").exists()


def test_of_many_faults_the_first_are_told_where_a_form_has_all_and_else_each(
    tmp_path: Path,
) -> None:
    filled = fill(form(tmp_path, bakery(tmp_path)), orders=[{**ORDER, "quantity": 0}] * 23)
    before = state(tmp_path)
    code, out, err = bring(tmp_path, filled.name, "--dry-run")
    assert (code, out) == (1, "")
    lines = err.splitlines()
    assert len(lines) == 24
    assert all(line.startswith("error filled.xlsx: orders!C") for line in lines[:-1])
    assert state(tmp_path) == before
    lines = bring(tmp_path, filled.name)[2].splitlines()
    assert len(lines) == 22
    assert lines[-2:] == [
        "error filled.xlsx: and 3 more, which filled.checked.xlsx tells.",
        (
            "sourcebook: filled.xlsx: 23 faults, so nothing was added. "
            "They stand in filled.checked.xlsx, cell by cell."
        ),
    ]


def test_of_many_warnings_each_is_told_for_they_stand_nowhere_else(tmp_path: Path) -> None:
    late = {**ORDER, "bread_id": "Baguette", "ordered_on": dt.date(2024, 5, 1)}
    filled = fill(form(tmp_path, bakery(tmp_path)), orders=[late] * 22)
    code, _, err = bring(tmp_path, filled.name)
    assert (code, err.count("warning filled.xlsx: orders!D")) == (0, 22)
