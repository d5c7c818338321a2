"""``sourcebook format``: what the canonical form is, what it never does, what it refuses."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
import unicodedata
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import command
import sourcebook
from onetable import dataset, field, schema
from small import BREADS, ORDERS, bakery, change, derive
from sourcebook.declare import lexical, open_target
from sourcebook.editing import form, text
from sourcebook.editing.cells import all_canonical, canonical

SHIPPED = Path(__file__).parents[2] / "datasets"


def run(folder: Path, *arguments: str) -> tuple[int, str, str]:
    return command.run(folder, "format", *arguments)


# What is brought into form, and what is told of it.

MESSY = {
    "rows out of order": (
        BREADS.replace("brd-02", "brd-04"),
        "the order of the rows (line 4 is the first out of place)",
    ),
    "CRLF": (BREADS.replace("\n", "\r\n"), "line ends other than LF"),
    "CR": (BREADS.replace("\n", "\r"), "line ends other than LF"),
    "a byte order mark": ("\ufeff" + BREADS, "a byte order mark"),
    "no last line end": (BREADS.rstrip("\n"), "no line end after the last row"),
    "blank lines": (BREADS.replace("brd-02", "\n\nbrd-02"), "blank lines"),
    "quotes": (BREADS.replace("Zopf", '"Zopf"'), "quotes that are not needed"),
    "blanks": (
        BREADS.replace("rye,4.2", " rye ,\t4.2"),
        "blanks, line breaks or Unicode's form in 2 cells (first at 2:3)",
    ),
    "the order of columns": (
        "\n".join(",".join(line.split(",")[::-1]) for line in BREADS.splitlines()) + "\n",
        "the order of the columns",
    ),
    "blanks in the header": (BREADS.replace("flour", " flour"), "the labels of the header"),
}


@pytest.mark.parametrize(("text", "told"), MESSY.values(), ids=MESSY)
def test_a_file_is_brought_into_form_and_what_was_done_is_told(
    text: str, told: str, tmp_path: Path
) -> None:
    breads = bakery(tmp_path) / "breads.csv"
    breads.write_bytes(text.encode())
    before = sourcebook.validate(breads)
    assert run(tmp_path, "--check") == (
        1,
        f"datasets/bakery/breads.csv: not in canonical form: {told}.\n",
        "sourcebook: run `sourcebook format`.\n",
    )
    assert breads.read_bytes() == text.encode()
    code, out, err = run(tmp_path)
    assert (code, err) == (0, "")
    assert out == f"datasets/bakery/breads.csv: brought into canonical form: {told}.\n"
    wanted = BREADS
    if "rows" in told:
        lines = BREADS.splitlines(keepends=True)
        wanted = "".join([lines[0], lines[1], lines[3], lines[2].replace("brd-02", "brd-04")])
    assert breads.read_bytes() == wanted.encode()
    assert run(tmp_path, "--check") == (0, "", "")
    assert sourcebook.validate(breads).errors <= before.errors


def test_what_is_in_form_is_not_touched(tmp_path: Path) -> None:
    orders = bakery(tmp_path) / "orders.csv"
    before = orders.stat()
    assert run(tmp_path) == (0, "", "")
    assert orders.stat().st_mtime_ns == before.st_mtime_ns
    assert orders.stat().st_ino == before.st_ino


def test_the_tables_that_we_ship_are_in_form() -> None:
    for place in SHIPPED.iterdir():
        found = open_target(place).dataset
        assert {each.path: form(found, each).changes for each in found.tables} == {
            each.path: () for each in found.tables
        }


def test_a_text_is_brought_into_nfc_and_its_line_breaks_to_lf(tmp_path: Path) -> None:
    orders = bakery(tmp_path) / "orders.csv"
    change(orders, "for a party", "fu\u0308r ein Fest")
    orders.write_bytes(orders.read_bytes().replace(b"sliced,\n", b"sliced,\r\n"))
    assert run(tmp_path)[0] == 0
    text = orders.read_bytes().decode()
    assert "f\u00fcr ein Fest" in text
    assert text == ORDERS.replace("for a party", "f\u00fcr ein Fest")


def test_rows_are_put_in_order_by_the_value_of_their_key_and_not_by_its_text(
    tmp_path: Path,
) -> None:
    numbers = schema(field("n", "integer"), field("a"), primaryKey=["n"])
    place = dataset(tmp_path, numbers=(numbers, "n,a\n10,x\n9,y\nten,z\n,w\n-1,v\n"))
    assert run(tmp_path, str(place))[0] == 0
    text = (place / "numbers.csv").read_text(encoding="utf-8")
    assert text == "n,a\n-1,v\n9,y\n10,x\nten,z\n,w\n"


def test_a_table_without_a_key_keeps_the_order_of_its_rows(tmp_path: Path) -> None:
    place = dataset(tmp_path, notes=(schema(field("a"), field("b")), "b,a\n2,z\n1,y\n"))
    assert run(tmp_path, str(place))[0] == 0
    assert (place / "notes.csv").read_text(encoding="utf-8") == "a,b\nz,2\ny,1\n"


def test_a_column_that_the_schema_does_not_have_is_kept_after_the_others(tmp_path: Path) -> None:
    place = dataset(tmp_path, notes=(schema(field("a"), field("b")), "more,b,a\n1,2,3\n"))
    assert run(tmp_path, str(place))[0] == 0
    assert (place / "notes.csv").read_text(encoding="utf-8") == "a,b,more\n3,2,1\n"


def test_an_empty_cell_alone_in_its_row_stays_a_row(tmp_path: Path) -> None:
    place = dataset(tmp_path, notes=(schema(field("a")), 'a\r\n""\r\nx\r\n'))
    assert run(tmp_path, str(place))[0] == 0
    assert (place / "notes.csv").read_text(encoding="utf-8") == 'a\n""\nx\n'


def test_the_permissions_of_a_file_stay_as_they_are(tmp_path: Path) -> None:
    breads = bakery(tmp_path) / "breads.csv"
    breads.write_bytes(BREADS.encode() + b"\n")
    breads.chmod(0o640)
    assert run(tmp_path)[0] == 0
    assert breads.stat().st_mode & 0o777 == 0o640


def test_a_failure_to_write_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    breads = bakery(tmp_path) / "breads.csv"
    breads.write_bytes(BREADS.encode() + b"\n")
    before = breads.read_bytes()
    script = (
        "import resource, sys\n"
        "from sourcebook.cli import main\n"
        "import sourcebook.cli.app, sourcebook.cli.format, sourcebook.editing\n"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))\n"
        "sys.exit(main(['format']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-B", "-c", script],
        cwd=tmp_path, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 2, done.stderr
    assert "breads.csv" in done.stderr
    assert breads.read_bytes() == before
    names = sorted(each.name for each in breads.parent.iterdir())
    assert names == ["breads.csv", "datapackage.yaml", "orders.csv"]


def test_what_is_no_plain_csv_is_left_and_told(tmp_path: Path) -> None:
    place = bakery(tmp_path)
    change(
        place / "datapackage.yaml",
        "path: breads.csv,", "path: breads.csv, encoding: windows-1252,",
    )  # fmt: skip
    assert run(tmp_path) == (
        0, "", "datasets/bakery/breads.csv: left as it is: it is declared as cp1252.\n",
    )  # fmt: skip


def test_a_view_has_no_rows_of_its_own_and_is_passed_over(tmp_path: Path) -> None:
    derive(bakery(tmp_path))
    assert run(tmp_path, "--check") == (0, "", "")


def test_a_declared_delimiter_is_kept(tmp_path: Path) -> None:
    place = bakery(tmp_path)
    change(place / "datapackage.yaml", "path: breads.csv,", 'path: breads.csv, dialect: {delimiter: ";"},')  # fmt: skip
    (place / "breads.csv").write_text("bread_id;more\nbrd-01;a,b \n", encoding="utf-8")
    assert run(tmp_path)[0] == 0
    assert (place / "breads.csv").read_text(encoding="utf-8") == "bread_id;more\nbrd-01;a,b\n"


# What is refused, with its place; then nothing is written.

REFUSED = {
    "a key": (
        ("brd-03,Zopf", "brd-03 ,Zopf"),
        "datasets/bakery/breads.csv:4:1: bread_id: 'brd-03 ' has blanks around it, and can't be changed: it is a key, or refers to one, and would be another. Write it anew, and what refers to it.",
    ),
    "a unique text": (
        ("Zopf", "Baguette "),
        "datasets/bakery/breads.csv:4:2: name: 'Baguette ' has blanks around it, and can't be changed: it is a key,",
    ),
    "too many cells": (("Zopf,", "Zopf,,"), "datasets/bakery/breads.csv:4:6: The row has a cell more than there are columns: ''."),
    "too few cells": (("5,\n", "5\n"), "datasets/bakery/breads.csv:4:5: The row ends before sold_until."),
    "an open quote": (("Zopf", '"Zopf'), "datasets/bakery/breads.csv:4: The file can't be read: the quote opened in line 4 is never closed."),
    "text after a quote": (("Zopf", '"Zo"pf'), "datasets/bakery/breads.csv:4: A quote ends before its cell does"),
    "a quote after a blank": (("wheat,5", 'wheat, "5"'), "datasets/bakery/breads.csv:4:4: price: ' \"5\"' has blanks around it, and can't be changed: it stands in quotes with a blank before them"),
    "a NUL": (("Zopf", "Zo\0pf"), "datasets/bakery/breads.csv:4:2: The cell holds a NUL character"),
    "a name twice": (("flour", "name"), "datasets/bakery/breads.csv:1:3: The name 'name' stands twice in the header."),
    "no name": (("flour", ""), "datasets/bakery/breads.csv:1:3: The column has no name in the header."),
    "no key": (("bread_id,", "id,"), "datasets/bakery/breads.csv:1: The column 'bread_id' of the primary key is missing."),
    "a conflict": (("brd-03,Zopf", "<<<<<<< ours\nbrd-03,Zopf"), "datasets/bakery/breads.csv:4: A conflict of a merge is not resolved here."),
}  # fmt: skip


@pytest.mark.parametrize(("edit", "told"), REFUSED.values(), ids=REFUSED)
def test_what_can_not_be_kept_as_it_is_is_refused_with_its_place(
    edit: tuple[str, str], told: str, tmp_path: Path
) -> None:
    breads = bakery(tmp_path) / "breads.csv"
    change(breads, *edit)
    orders = breads.with_name("orders.csv")
    orders.write_bytes(orders.read_bytes() + b"\n")
    before = breads.read_bytes(), orders.read_bytes()
    for arguments in ((), ("--check",)):
        code, out, err = run(tmp_path, *arguments)
        assert code == 1
        assert told in out
        assert err == "sourcebook: no file was changed. Correct what is told above by hand.\n"
    assert (breads.read_bytes(), orders.read_bytes()) == before


def test_bytes_that_are_not_utf_8_are_refused_with_their_place(tmp_path: Path) -> None:
    breads = bakery(tmp_path) / "breads.csv"
    breads.write_bytes(BREADS.replace("Zopf", "Z\u00f6pf").encode("cp1252"))
    code, out, _ = run(tmp_path)
    assert code == 1
    assert out.startswith("datasets/bakery/breads.csv:4: The file can't be decoded at byte ")
    assert "(0xf6), which is not UTF-8." in out


KEPT = {
    "a pattern that asks for blanks": (field("a", pattern="x |y"), "x ", "it would break its pattern"),
    "a length": (field("a", minLength=3), "ab ", "it would break its minLength"),
    "a pattern that asks for NFD": (field("a", pattern="e\u0301"), "e\u0301", "it would break its pattern"),
    "an allowed value": (field("a", enum=["a", "a "]), "a ", "it is one of the allowed values as it is"),
    "a category": (field("a", categories=[" b", "b"]), " b", "it is one of the allowed values as it is"),
    "blanks alone": (field("a"), "  ", "it would stand for no value"),
    "no value": (field("a", missingValues=["", "NA"]), "NA ", "it would stand for no value"),
    "an item of a list": (field("a", "list"), "p,q ", "it would be another value"),
    "a text in JSON": (field("a", "object"), '{"k": "e\u0301"}', "it would be another value"),
}  # fmt: skip


@pytest.mark.parametrize(("column", "cell", "why"), KEPT.values(), ids=KEPT)
def test_a_cell_on_which_more_depends_than_its_looks_is_not_changed(
    column: dict[str, object], cell: str, why: str, tmp_path: Path
) -> None:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow([cell, "1"])
    place = dataset(tmp_path, t=(schema(column, field("b")), f"a,b\n{line.getvalue()}"))
    code, out, _ = run(tmp_path, str(place))
    assert code == 1
    assert f"t.csv:2:1: a: {cell!r}" in out
    assert f"and can't be changed: {why}." in out


def test_a_declared_text_for_no_value_stays_as_it_is_written(tmp_path: Path) -> None:
    column = field("a", missingValues=["", " - "])
    place = dataset(tmp_path, t=(schema(column, field("b")), "a,b\n - ,1\n"))
    assert run(tmp_path, str(place), "--check") == (0, "", "")


def test_a_blank_that_makes_an_allowed_value_wrong_is_taken_off(tmp_path: Path) -> None:
    breads = bakery(tmp_path) / "breads.csv"
    change(breads, "rye,", "rye ,")
    assert not sourcebook.validate(breads).valid
    assert run(tmp_path)[0] == 0
    assert sourcebook.validate(breads).valid


# For all tables: the same table comes out of it, in a form that is its own form.

FIELDS = (
    field("id", "integer"), field("text"), field("code", enum=["a", "b ", "\u00e9"]),
    field("n", "number"), field("day", "date"), field("yes", "boolean"),
)  # fmt: skip
BLANKS = st.sampled_from(["", "", "", " ", "\t", "\u00a0", "\n", "\r\n"])
TEXTS = st.text(st.sampled_from('ab,"e\u0301\u00e9\u212b \n\r\t;\u00a0\u2028'), max_size=6)
CELLS = {
    "text": TEXTS,
    "code": st.sampled_from(["a", "b ", "b", "\u00e9", "e\u0301", ""]),
    "n": st.sampled_from(["", "1", "1.0", "01", "-0", "1e3", "x", "NaN"]),
    "day": st.sampled_from(["", "2024-02-29", "2024-2-9", "soon"]),
    "yes": st.sampled_from(["", "true", "TRUE", "0", "maybe"]),
}


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[str]]]:
    labels = draw(st.permutations(["id", *CELLS, "more"]))
    numbers = draw(st.lists(st.integers(-3, 12), max_size=6))
    cells = {**CELLS, "more": TEXTS}
    records = [
        [
            str(number) if name == "id" else draw(BLANKS) + draw(cells[name]) + draw(BLANKS)
            for name in labels
        ]
        for number in numbers
    ]
    return labels, records


def _written(labels: list[str], records: list[list[str]], quoting: int, end: str) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=end, quoting=quoting)
    writer.writerows([labels, *records])
    return out.getvalue().encode()


def _read(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@settings(max_examples=80)
@given(
    tables(),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([b"", b"\xef\xbb\xbf"]),
)
def test_the_logical_table_stays_the_same(
    table: tuple[list[str], list[list[str]]], quoting: int, end: str, mark: bytes
) -> None:
    before = mark + _written(*table, quoting, end)
    with TemporaryDirectory() as folder:
        place = dataset(Path(folder), t=(schema(*FIELDS, primaryKey=["id"]), before))
        found = open_target(place).dataset
        done = form(found, found.tables[0])
        if done.refusals:
            assert all(each.line and each.column for each in done.refusals)
            return
        assert done.content is not None
        (place / "t.csv").write_bytes(done.content)
        again = form(found, found.tables[0])
        assert (again.changes, again.content) == ((), done.content)
    fields = {each.name: each for each in found.tables[0].fields}
    rows = [_read(before), _read(done.content)]
    assert b"\r" not in done.content
    assert unicodedata.is_normalized("NFC", done.content.decode())

    def logical(row: dict[str, str]) -> tuple[object, ...]:
        told = []
        for name, cell in sorted(row.items()):
            column = fields.get(name)
            if column is None or column.name == "text":
                told.append((name, canonical(cell)))  # the one thing that is allowed to differ
            elif cell in column.missing_values:
                told.append((name, None))
            else:
                value = lexical.value(column, cell)
                valid = value is not lexical.INVALID and not lexical.broken(column, value)
                told.append((name, lexical.canonical(column, value) if valid else cell.strip()))
        return tuple(told)

    # A cell that was wrong may have become right by losing its blanks; never the reverse.
    was, now = (sorted(map(logical, each), key=repr) for each in rows)
    assert len(was) == len(now)
    for one, other in zip(was, now, strict=True):
        for (name, old), (_, new) in zip(one, other, strict=True):
            assert old == new or _mended(fields[name], old, new), (name, old, new)
    assert [row["id"] for row in rows[1]] == sorted((row["id"] for row in rows[1]), key=int)


def _mended(column: object, old: object, new: object) -> bool:
    """Whether a text that was wrong is now the value that it looked like."""
    value = lexical.value(column, canonical(str(old)))
    return value is not lexical.INVALID and lexical.canonical(column, value) == new


@settings(max_examples=12)
@given(st.permutations(range(1, 5)), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_the_diff_of_releases_finds_no_difference(order: list[int], end: str, quoted: bool) -> None:
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        lines = list(csv.reader(io.StringIO(ORDERS, newline="")))
        places = [bakery(Path(each)) for each in (one, other)]
        quoting = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
        messy = _written(lines[0], [lines[at] for at in order], quoting, end)
        for place in places:
            (place / "orders.csv").write_bytes(messy)
        found = open_target(places[1]).dataset
        for table in found.tables:
            content = form(found, table).content
            assert content is not None
            table.source.write_bytes(content)
        difference = sourcebook.diff(*places)
        cells = [cell for table in difference.tables for cell in table.cells]
        assert difference.same, cells


LETTERS = st.text(st.sampled_from(' ab",;\r\n\té\u0301|'), max_size=4)


@given(st.lists(st.lists(LETTERS, min_size=2, max_size=2), min_size=1), st.sampled_from(",;\t|"))
def test_a_table_is_written_as_its_rows_are(rows: list[list[str]], delimiter: str) -> None:
    lines = [text.row(cells, delimiter) for cells in rows]
    assert text.write(rows[0], rows[1:], delimiter).decode() == "\n".join([*lines, ""])


@given(st.lists(LETTERS, min_size=1, max_size=3))
def test_a_quick_look_takes_no_record_for_canonical_that_is_not(record: list[str]) -> None:
    assert not all_canonical(record) or record == [canonical(cell) for cell in record]
