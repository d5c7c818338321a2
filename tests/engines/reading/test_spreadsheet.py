"""Sheets of XLSX files: typed cells, empty ones, and files that would end the process."""

import gzip
import random
import zipfile

import pytest

from engines.reading.given import cells, details, faults, label_faults, records, table, workbook
from sourcebook.declare.model import Field
from sourcebook.engines.reading import MISFIT, MISSING, lines, read
from sourcebook.engines.reading import workbook as workbook_module

FIELDS = [
    Field("id", type="integer"), Field("name", type="string"), Field("at", type="date"),
]  # fmt: skip
HEADER = {"A1": "id", "B1": "name", "C1": "at"}


def sheet(tmp_path, held, **more):
    file = workbook(tmp_path / "t.xlsx", One=held)
    more.setdefault("fields", FIELDS)
    return read(table(file, format="xlsx", **more), tmp_path)


def test_typed_cells_become_what_their_fields_read(tmp_path):
    found = sheet(tmp_path, HEADER | {"A2": 1, "B2": " x ", "C2": (1, 45322), "B3": "y"})
    assert (found.labels, found.header_line, found.native) == (["id", "name", "at"], 1, True)
    assert records(found) == [
        ["2", "2", "", "1", " x ", "2024-01-31"],
        ["3", "3", "", MISSING, "y", MISSING],
    ]
    assert faults(found) == []
    assert label_faults(found) == []
    assert lines(found, [3]) == {3: 3}


@pytest.mark.parametrize(
    ("field", "cell", "text"),
    [
        (Field("f", type="integer"), 1.5, MISFIT + "1.5"),
        (Field("f", type="integer"), "1", "1"),
        (Field("f", type="number"), 0.1, "0.1"),
        (Field("f", type="number"), 1e300, "1E+300"),
        (Field("f", type="string"), 5, MISFIT + "5"),
        (Field("f", type="string"), "#N/A", "#N/A"),
        (Field("f", type="integer"), "#DIV/0!", "#DIV/0!"),
        (Field("f", type="boolean"), True, "true"),
        (Field("f", type="year"), 2024, "2024"),
        (Field("f", type="date"), (2, 45322.5), MISFIT + "2024-01-31T12:00:00"),
        (Field("f", type="date"), (2, 45322), "2024-01-31"),
        (Field("f", type="datetime"), (2, 45322.5), "2024-01-31T12:00:00"),
        (Field("f", type="datetime"), (1, 45322), "2024-01-31T00:00:00"),
        (Field("f", type="time"), (3, 0.25), "06:00:00"),
        (Field("f", type="string"), (1, 45322), MISFIT + "2024-01-31"),
        (Field("f", type="any"), 3, "3"),
    ],
)
def test_a_cell_of_a_sheet_becomes_the_text_that_its_field_reads_as_it(tmp_path, field, cell, text):
    found = sheet(tmp_path, {"A1": "f", "A2": cell, "B2": ""}, fields=[field])
    assert cells(found) == [[text]]


def test_rows_and_columns_count_as_the_sheet_shows_them(tmp_path):
    # Given a table that begins below a title and has an empty row, and formats beyond its cells,
    held = {
        "A1": "A title", "A3": "id", "B3": "name", "A4": 1, "B4": "x", "A6": 2, "B6": "y",
        "D6": "", "A9": "", "D9": "",
    }  # fmt: skip
    found = sheet(tmp_path, held, fields=FIELDS[:2], header_rows=(3,))
    # then its rows are numbered as there, and what is empty at the end is nothing.
    assert records(found) == [
        ["4", "4", "", "1", "x"],
        ["5", "5", "blank", MISSING, MISSING],
        ["6", "6", "", "2", "y"],
    ]
    assert found.labels == ["id", "name"]
    assert faults(found) == []


def test_a_cell_that_no_label_stands_above_is_extra(tmp_path):
    found = sheet(tmp_path, {"A1": "id", "A2": 1, "C2": "x"}, fields=FIELDS[:1])
    assert faults(found) == [
        ("extra-cell", 2, 2, 2, ""),
        ("extra-cell", 2, 3, 2, "x"),
    ]
    assert records(found) == [["2", "2", "broken", "1"]]


def test_headers_of_several_rows_comments_and_numbers_as_labels(tmp_path):
    held = {"A1": "x", "B1": "y", "A2": 2023, "B2": 2024, "A3": "#c", "A4": 1, "B4": 2, "A5": 3}
    found = sheet(
        tmp_path, held, fields=[], header_rows=(1, 2), comment_char="#", comment_rows=(5,)
    )
    assert found.labels == ["x 2023", "y 2024"]
    assert records(found) == [["4", "4", "", "1", "2"]]


def test_without_a_header_the_first_row_is_a_record(tmp_path):
    found = sheet(tmp_path, {"A1": 1, "B1": "x"}, header=False)
    assert records(found) == [["1", "1", "", "1", "x", MISSING]]


@pytest.mark.parametrize(
    ("words", "labels"),
    [
        ({}, ["a"]),
        ({"sheet_number": 2}, ["b"]),
        ({"sheet_name": "Two & more"}, ["b"]),
        ({"sheet_name": "Three"}, None),
        ({"sheet_number": 3}, None),
        ({"sheet_number": 0}, None),
    ],
)
def test_a_sheet_is_chosen_by_name_or_number(tmp_path, words, labels):
    file = workbook(tmp_path / "t.xlsx", **{"One": {"A1": "a"}, "Two &amp; more": {"A1": "b"}})
    found = read(table(file, format="xlsx", **words), tmp_path)
    if labels is None:
        asked = next(iter(words.values()))
        assert details(found) == [f"it has no sheet {asked!r} but 'One', 'Two & more'"]
    else:
        assert found.labels == labels


def test_an_empty_sheet_has_no_header(tmp_path):
    assert faults(sheet(tmp_path, {})) == [("source-error", None, None, None, None)]
    assert [f.code for f in sheet(tmp_path, {"B2": 1}).faults] == ["blank-header"]


def test_a_compressed_workbook_is_read(tmp_path):
    file = workbook(tmp_path / "t.xlsx", One=HEADER | {"A2": 1})
    packed = tmp_path / "t.xlsx.gz"
    packed.write_bytes(gzip.compress(file.read_bytes()))
    found = read(table(packed, format="xlsx", compression="gz", fields=FIELDS), tmp_path)
    assert cells(found) == [["1", MISSING, MISSING]]


def test_a_file_that_is_no_workbook_is_a_source_error(tmp_path):
    for content in (b"", b"a,b\n1,2\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        (tmp_path / "t.xlsx").write_bytes(content)
        found = read(table(tmp_path / "t.xlsx", format="xlsx"), tmp_path)
        assert [fault.code for fault in found.faults] == ["source-error"]
        assert "it is no XLSX file, or a broken or a protected one" in found.faults[0].detail


def test_several_workbooks_are_not_one_table(tmp_path):
    files = tuple(workbook(tmp_path / f"{n}.xlsx", One=HEADER) for n in (1, 2))
    found = read(table(files[0], parts=files, format="xlsx"), tmp_path)
    assert "several files" in found.faults[0].detail


def test_a_sheet_that_would_fill_the_memory_is_not_opened(tmp_path):
    found = sheet(tmp_path, HEADER | {"XFD1048576": 1})
    assert not found.readable
    assert "spans 1,048,576 rows and 16,384 columns" in found.faults[0].detail


def test_a_workbook_that_unpacks_to_too_much_is_not_opened(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook_module, "UNPACKED", 1 << 16)
    found = sheet(tmp_path, HEADER | {"B2": "x" * (1 << 17)})
    assert "it unpacks to more than" in found.faults[0].detail


def test_errors_in_cells_are_found_across_the_chunks_of_a_sheet(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook_module, "_CHUNK", 50)
    held = {"A1": "f"} | {f"A{row}": "#N/A" if row % 3 else row for row in range(2, 40)}
    found = sheet(tmp_path, held, fields=[Field("f")])
    assert [record[0] for record in cells(found)] == [
        "#N/A" if row % 3 else str(row) for row in range(2, 40)
    ]


def test_a_damaged_workbook_gives_a_reading_or_a_fault(tmp_path):
    # Given a workbook with damage to its bytes, or to one of its parts before it is packed,
    held = HEADER | {"A2": 1, "B2": "x", "C2": (1, 45322), "A3": "#N/A", "B3": True}
    file = workbook(tmp_path / "t.xlsx", One=held)
    whole = file.read_bytes()
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    chance = random.Random(7)
    for turn in range(300):
        if turn % 3 == 0:
            file.write_bytes(_damaged(whole, chance))
        else:
            name = chance.choice(list(members))
            with zipfile.ZipFile(file, "w") as archive:
                for member, content in members.items():
                    archive.writestr(
                        member, _damaged(content, chance) if member == name else content
                    )
        # then reading it ends in one or the other.
        found = read(table(file, format="xlsx", fields=FIELDS), tmp_path)
        assert (
            found.readable
            or [fault.code for fault in found.faults] == ["source-error"]
            or (found.faults[0].code == "blank-header")
        )


def _damaged(content, chance):
    content = bytearray(content)
    for _ in range(chance.randrange(1, 4)):
        at = chance.randrange(len(content))
        match chance.randrange(3):
            case 0:
                content[at] = chance.randrange(256)
            case 1:
                del content[at : at + chance.randrange(10)]
            case _:
                content[at:at] = chance.choice([b"99999", b"<", b"ZZZ", b'"', b"-1", b"1e999"])
    return bytes(content)
