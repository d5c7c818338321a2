"""Files that are damaged, or that unpack to more than a memory holds, end in one line."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

import command
from filledforms import fill, form
from repository import state
from small import bakery

if TYPE_CHECKING:
    from pathlib import Path

NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)
CELL = '<table:table-cell {} office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell>'


def document(cells: str, row: str = "") -> str:
    rows = f"<table:table-row {row}>{cells}</table:table-row>"
    table = f'<table:table table:name="orders">{rows}</table:table>'
    sheet = f"<office:spreadsheet>{table}</office:spreadsheet>"
    return f"<office:document-content {NAMES}><office:body>{sheet}</office:body></office:document-content>"


DOCUMENTS = {
    "a cell for millions": (document(CELL.format('table:number-columns-repeated="16384"'), 'table:number-rows-repeated="1048576"'), "a sheet spans more than 30,000,000 cells"),
    "a cell in the last corner": (document('<table:table-cell table:number-columns-repeated="16383"/>' + CELL.format(""), 'table:number-rows-repeated="1048576"'), "a sheet spans more than 30,000,000 cells"),
    "a number that is none": (document(CELL.format('table:number-columns-repeated="x"')), "is no spreadsheet, or a broken or protected one"),
    "no XML": ("<a><b></a>", "is no spreadsheet, or a broken or protected one"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "told"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_hostile_document_is_told_in_a_line(content: str, told: str, tmp_path: Path) -> None:
    bakery(tmp_path)
    with zipfile.ZipFile(tmp_path / "a.ods", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    code, out, err = command.run(tmp_path, "import", "a.ods", "--into", "datasets/bakery")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"sourcebook: a.ods: {told}")


def test_a_workbook_that_is_cut_short_or_changed_anywhere_ends_in_a_line(tmp_path: Path) -> None:
    filled = fill(form(tmp_path, bakery(tmp_path)), orders=[{"quantity": 1}])
    whole = filled.read_bytes()
    before = {name: value for name, value in state(tmp_path).items() if name.startswith("datasets")}
    for at in range(100, len(whole), len(whole) // 12):
        for damaged in (whole[:at], whole[:at] + b"\0\xff\0\xff" + whole[at + 4 :]):
            filled.write_bytes(damaged)
            code, _, err = command.run(
                tmp_path, "import", filled.name, "--into", "datasets/bakery", "--dry-run"
            )
            assert code in (1, 2), at
            assert "Traceback" not in err, at
    after = {name: value for name, value in state(tmp_path).items() if name.startswith("datasets")}
    assert after == before


def test_a_csv_that_is_not_utf_8_is_told_with_its_line(tmp_path: Path) -> None:
    bakery(tmp_path)
    text = "bread_id,quantity,ordered_on,baked_on,note\nZopf,1,2024-03-05,,für\n"
    (tmp_path / "orders.csv").write_bytes(text.encode("cp1252"))
    code, out, err = command.run(tmp_path, "import", "orders.csv", "--into", "datasets/bakery")
    assert (code, out) == (2, "")
    assert err.startswith("sourcebook: orders.csv:2: The file can't be decoded at byte 64 (0xfc)")


def test_numbers_and_days_that_no_sheet_can_write_come_back_in_the_checked_form(
    tmp_path: Path,
) -> None:
    bakery(tmp_path)
    rows = "bread_id,quantity,ordered_on,baked_on,note\nZopf,nan,1066-10-14,,\ufffe\x01\n"
    (tmp_path / "orders.csv").write_text(rows, encoding="utf-8")
    code, _, err = command.run(tmp_path, "import", "orders.csv", "--into", "datasets/bakery")
    assert code == 1
    assert err.endswith("They stand in orders.checked.xlsx, cell by cell.\n")
