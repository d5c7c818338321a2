"""What is surely right needs no closer look: whatever is sifted, the verdict is the same.

Here every file is large, is looked at in pieces of a few lines, and is never given up for too many
rows in doubt.
"""

from __future__ import annotations

import csv
import io
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from fuzz.agree import SLOW, case, differences
from fuzz.kinds import KINDS, PATTERNS, Kind
from fuzz.made import datasets
from onetable import dataset, field, found, schema
from sourcebook.declare import lexical, open_target
from sourcebook.declare.lexical import patterns
from sourcebook.declare.model import Constraints, Field
from sourcebook.engines import duckdb, hashes, likely, loading, pieces, sifting, textfile
from sourcebook.engines.connection import connect
from sourcebook.errors import DeclarationError
from sourcebook.findings import Silent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fuzz.made import Made
    from sourcebook.engines.sheet import Sheet


@contextmanager
def sifted(*, held: int = hashes.HELD, most: float = 1.0) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(textfile, "LARGE", 0)
        patch.setattr(pieces, "SIZE", 60)
        patch.setattr(sifting, "TOGETHER", 2)
        patch.setattr(sifting, "MOST", most)
        patch.setattr(hashes, "HELD", held)
        yield


@settings(SLOW, max_examples=200)
@given(datasets(pair=False), st.sampled_from([0, hashes.HELD]))
def test_the_verdict_on_a_table_is_that_of_an_engine_which_sifts_nothing(
    made: Made, held: int
) -> None:
    note(case(made))
    with sifted(held=held):
        assert differences(made, ("duckdb", "pandera")) == ()


@settings(SLOW, max_examples=60)
@given(datasets(pair=True))
def test_the_verdict_on_a_pair_is_that_of_an_engine_which_sifts_nothing(made: Made) -> None:
    note(case(made))
    with sifted():
        assert differences(made, ("duckdb", "pandera")) == ()


LETTERS = st.text(st.sampled_from("019+-.eE_ ,:TZtz%xinfINF\u0663\t\u00a0"), max_size=12)


@st.composite
def cells(draw: st.DrawFn) -> tuple[Field, str]:
    """A field with constraints, and a text that may be right for it."""
    kind = draw(st.sampled_from(KINDS))
    text = draw(st.sampled_from((*kind.right, *kind.odd, "")) | LETTERS)
    words = kind.words
    bounds = kind.bounded if kind.type not in ("string", "any", "boolean") else ()
    limits = Constraints(
        required=draw(st.booleans()),
        minimum=draw(st.none() | st.sampled_from(bounds)) if bounds else None,
        maximum=draw(st.none() | st.sampled_from(bounds)) if bounds else None,
        exclusive_minimum=draw(st.none() | st.sampled_from(bounds)) if bounds else None,
        min_length=draw(st.none() | st.integers(0, 3)) if kind.type == "string" else None,
        max_length=draw(st.none() | st.integers(0, 3)) if kind.type == "string" else None,
        pattern=draw(st.none() | st.sampled_from(PATTERNS)) if kind.type == "string" else None,
        enum=draw(st.none() | st.lists(st.sampled_from(kind.right), min_size=1).map(tuple)),
    )
    return (
        Field(
            "f",
            kind.type,
            words.get("format", "default"),
            constraints=limits,
            missing_values=tuple(
                draw(st.lists(st.sampled_from(("", "-", "0", "NA")), unique=True))
            ),
            decimal_char=words.get("decimalChar", "."),
            group_char=words.get("groupChar"),
            bare_number=words.get("bareNumber", True),
            true_values=tuple(words.get("trueValues", Field("f").true_values)),
            false_values=tuple(words.get("falseValues", Field("f").false_values)),
        ),
        text,
    )


def _is_right(declared: Field, text: str) -> bool:
    """By the reference reading of the standard."""
    if text in declared.missing_values:
        return not declared.constraints.required
    value = lexical.reader(declared)(text)
    return value is not lexical.INVALID and not lexical.checker(declared)(value)


@settings(max_examples=2000, derandomize=True)
@given(cells(), st.booleans())
def test_what_is_surely_right_is_right(cell: tuple[Field, str], keyed: bool) -> None:
    declared, text = cell
    try:
        patterns.portable(declared.constraints.pattern or "")
        lexical.checker(declared)
    except ValueError:
        return  # a declaration that is refused
    test = likely.right(declared, pl.col("cell"), keyed=keyed)
    if test is None:
        return
    try:
        sure = pl.DataFrame({"cell": [text]}).select(test).item()
    except pl.exceptions.PolarsError:
        return  # the file is then read whole
    assert not sure or _is_right(declared, text)


USUAL = [
    (Kind("integer", ("0", "-7", "42")), {}),
    (Kind("integer", ("1", "5")), {"minimum": 1, "maximum": 5}),
    (Kind("number", ("-1.5", "90")), {"minimum": -90, "maximum": 90}),
    (Kind("boolean", ("true", "false")), {}),
    (Kind("date", ("2024-03-31", "1999-12-31")), {"minimum": "1999-12-31"}),
    (Kind("datetime", ("2024-03-31T23:59:59", "2024-03-31T23:59:59Z")), {}),
    (Kind("time", ("23:59:59",)), {"maximum": "23:59:59"}),
    (Kind("year", ("2024",)), {"minimum": 2000}),
    (Kind("yearmonth", ("2024-12",)), {}),
    (Kind("string", ("é", "two words")), {"min_length": 1, "max_length": 9}),
    (Kind("string", ("inc-01",)), {"pattern": r"inc-\d{2}"}),
    (Kind("string", ("red",)), {"enum": ("red", "blue")}),
    (Kind("any", ("x",)), {"required": True}),
]


@pytest.mark.parametrize(("kind", "limits"), USUAL, ids=lambda each: getattr(each, "type", ""))
def test_what_is_written_as_most_are_needs_no_closer_look(
    kind: Kind, limits: dict[str, Any]
) -> None:
    declared = Field("f", kind.type, constraints=Constraints(**limits))
    test = likely.right(declared, pl.col("cell"), keyed=False)
    assert test is not None
    assert pl.DataFrame({"cell": kind.right}).select(test).to_series().all()


ROWS = st.lists(
    st.lists(st.text(st.sampled_from('a,;"\n\r\0é '), max_size=3), min_size=1, max_size=3)
)


@settings(max_examples=600)
@given(
    st.text(st.sampled_from('aé,"\n'), max_size=30).map(str.encode)
    | st.binary(max_size=12)
    | ROWS.map(lambda rows: "\n".join(",".join(row) for row in rows).encode())
)
def test_a_frame_has_the_records_of_the_text_or_there_is_none(text: bytes) -> None:
    form = pieces.Form(("c1", "c2"), ",", '"')
    try:
        frame = pieces.frame(text, form) if text else None
    except (pieces.DoubtError, pl.exceptions.PolarsError):
        return
    if frame is None:
        return
    lines = text.decode().removesuffix("\n").split("\n")
    assert frame.rows() == [tuple(*csv.reader(io.StringIO(line), strict=True)) for line in lines]


def _sheet(folder: Path) -> tuple[Sheet, list[tuple[Any, ...]]]:
    """The first table of a dataset as it is loaded, and the rows that were left for a closer look."""
    target = open_target(folder)
    with tempfile.TemporaryDirectory() as scratch, connect(target.dataset, Path(scratch)) as made:
        sheet = loading.load(made, target.dataset.tables[0], Path(scratch), keyed=("id",))
        rest = 'SELECT "?row", "?c1" FROM rest.t' if sheet.sifted else "SELECT 1 WHERE false"
        return sheet, made.execute(rest).fetchall()


def test_only_rows_in_doubt_are_looked_at_closely(tmp_path: Path) -> None:
    declared = {**schema(field("id"), field("n", "integer")), "primaryKey": ["id"]}
    rows = "".join(f"a{number},{number}\n" for number in range(50))
    folder = dataset(tmp_path, t=(declared, f"id,n\n{rows}b, 7\nc,x\n"))
    with sifted():
        sheet, rest = _sheet(folder)
    assert (sheet.sifted, sheet.once, rest) == (True, {("id",)}, [(52, "b"), (53, "c")])
    assert sheet.reading is not None
    assert sheet.reading.line_ends == 53


GIVEN_UP = [
    ("a row too short", "a,1\nb\n"),
    ("a row too long", "a,1\nb,2,3\n"),
    ("a short row among empty cells", "a,\nb,\nc,\nd,\ne\n"),
    ("a blank line", "a,1\n\nb,2\n"),
    ("a line break in a cell", 'a,1\n"b\nc",2\n'),
    ("a quote out of place", 'a,1\nb"c,2\n'),
    ("a quote that stays open", 'a,1\n"b,2\n'),
    ("a carriage return", "a,1\r\nb,2\r\n"),
    ("a NUL", "a,1\nb\0,2\n"),
    ("bytes that are no text", b"a,1\nb\xff,2\n"),
    ("what stands for a missing cell", "a,1\nb,\x01\x02\n"),
    ("a byte order mark below the header", "\ufeffa,1\nb,2\n"),
    ("what looks to be packed", "x^,1\nb,2\n"),
]


@pytest.mark.parametrize("text", [text for _, text in GIVEN_UP], ids=[name for name, _ in GIVEN_UP])
def test_a_file_of_which_it_is_not_certain_what_its_rows_are_is_read_whole(
    tmp_path: Path, text: str | bytes
) -> None:
    folder = dataset(tmp_path, t=(schema(field("id"), field("n", "integer")), "id,n\n"))
    file = folder / "t.csv"
    file.write_bytes(b"id,n\n" + (text if isinstance(text, bytes) else text.encode()))
    target = open_target(folder)
    whole = found(duckdb.check(target, None, Silent()))
    with sifted():
        assert found(duckdb.check(target, None, Silent())) == whole
        assert not _sheet(folder)[0].sifted


def test_a_file_with_too_many_rows_in_doubt_is_read_whole(tmp_path: Path) -> None:
    rows = "a,1\nb,x\nc,y\n"
    folder = dataset(tmp_path, t=(schema(field("id"), field("n", "integer")), f"id,n\n{rows}"))
    for most, expected in ((1.0, True), (0.25, False)):
        with sifted(most=most):
            assert _sheet(folder)[0].sifted is expected


@pytest.mark.parametrize("large", [False, True])
def test_an_empty_cell_of_a_key_is_told_though_its_field_may_be_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large: bool
) -> None:
    declared = {**schema(field("id"), field("n", "integer")), "primaryKey": ["id"]}
    folder = dataset(tmp_path, t=(declared, 'id,n\na,1\n"",2\n'))
    if large:
        monkeypatch.setattr(textfile, "LARGE", 0)
        monkeypatch.setattr(sifting, "sift", lambda *_: None)
    outcome = duckdb.check(open_target(folder), None, Silent())
    assert [(f.code, f.row, f.field) for f in outcome.findings] == [("primary-key", 3, "id")]


RULES = [
    ("a field", "n > 1"),
    ("a field by its table", "t.n > 1"),
    ("a field in other letters", "N > 1"),
    ("the row as a whole", "t IS DISTINCT FROM NULL AND n > 1"),
]


@pytest.mark.parametrize("rule", [rule for _, rule in RULES], ids=[name for name, _ in RULES])
def test_a_broken_rule_is_told_of_a_row_whose_cells_are_right(tmp_path: Path, rule: str) -> None:
    rules = [{"id": "r", "title": "R", "severity": "error", "expression": rule, "message": "{n}"}]
    declared = {**schema(field("id"), field("n", "integer")), "rules": rules}
    folder = dataset(tmp_path, t=(declared, "id,n\na,1\nb,2\n"))
    whole = duckdb.check(open_target(folder), None, Silent())
    with sifted():
        assert duckdb.check(open_target(folder), None, Silent()) == whole
    assert [f.row for f in whole.findings if f.code == "r"] == [2]


def test_a_key_that_is_repeated_is_told_with_its_first_row(tmp_path: Path) -> None:
    declared = {**schema(field("a"), field("b", "integer"), field("c", "number")),
                "primaryKey": ["a", "b"], "uniqueKeys": [["c"]]}  # fmt: skip
    rows = "x,1,0.5\ny,1,1.5\nx,2,2.5\nx,1,3.5\ny,01,0.50\n"
    folder = dataset(tmp_path, t=(declared, f"a,b,c\n{rows}"))
    whole = duckdb.check(open_target(folder), None, Silent())
    assert [(f.code, f.row) for f in whole.findings] == [
        ("primary-key", 5),
        ("primary-key", 6),
        ("unique-error", 6),
    ]
    for held in (0, hashes.HELD):
        with sifted(held=held):
            assert duckdb.check(open_target(folder), None, Silent()) == whole


SELF = {"resource": "", "fields": ["f1"]}
AROUND = [
    ("a quote out of place in the header", "integer string", {"fieldsMatch": "partial"},
     'f1,f2,"z"x\n1,1,"b"\n123456789012345678901234567890,2,ok\nx,x,y\n'),
    ("a NUL in the header", "string integer", {"fieldsMatch": "partial"}, "f1,f2,z\0\na,1,1\n"),
    ("blank lines of one column", "integer", {"primaryKey": ["f1"]}, "f1\n1\n\n3\n\n\n4\n3\n"),
    ("a key that may be an empty text", "string integer",
     {"missingValues": [], "primaryKey": ["f1"]}, "f1,f2\n,\na,1\n,\n"),
    ("a blank row beside a foreign key", "string string",
     {"missingValues": [], "foreignKeys": [{"fields": ["f2"], "reference": SELF}]},
     "f1,f2\na,a\n,\nb,c\n"),
    ("a number twice", "string number", {"uniqueKeys": [["f2"]]}, "f1,f2\na,1.5\nb,1.50\nc,x\n"),
    ("a key of which a column is missing", "string number string",
     {"fieldsMatch": "superset", "uniqueKeys": [["f2"]],
      "foreignKeys": [{"fields": ["f3"], "reference": SELF}]}, "f1,f2\na,1.5\nb,2\n"),
    ("numbers that refer to others", "integer integer",
     {"foreignKeys": [{"fields": ["f2"], "reference": SELF}]}, "f1,f2\n1,01\n2,3\n 3,x\n"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kinds", "words", "text"), [each[1:] for each in AROUND], ids=[each[0] for each in AROUND]
)
def test_what_stands_around_the_rows_in_doubt_is_judged_the_same(
    tmp_path: Path, kinds: str, words: dict[str, Any], text: str
) -> None:
    declared = schema(*(field(f"f{n}", kind) for n, kind in enumerate(kinds.split(), start=1)))
    folder = dataset(tmp_path, t=({**declared, **words}, text))
    whole = found(duckdb.check(open_target(folder), None, Silent()))
    with sifted():
        assert found(duckdb.check(open_target(folder), None, Silent())) == whole


def test_a_piece_that_begins_as_what_is_packed_is_read_as_text(tmp_path: Path) -> None:
    # Given text that can be unpacked (RFC 1951: a stored block of 0x4020 bytes) to other text,
    inner = (b"5,a\n" + b"12,abc\n" * 3000)[: 0x4020 - 1] + b"\n"
    text = b"n,s\n" + b"x\x01" + b"1" + b" @" + "\u07ff".encode() + inner
    folder = dataset(tmp_path, t=(schema(field("n", "integer"), field("s")), text))
    whole = found(duckdb.check(open_target(folder), None, Silent()))
    with sifted(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "SIZE", 1 << 20)
        assert found(duckdb.check(open_target(folder), None, Silent())) == whole
    assert ("type-error", 2, "n") in whole


def test_a_rule_that_fails_on_the_data_is_told_as_that(tmp_path: Path) -> None:
    rules = [{"id": "r", "title": "R", "severity": "error", "message": "{n}",
              "expression": "n * 1000000000000 > 0"}]  # fmt: skip
    declared = {**schema(field("id"), field("n", "integer")), "rules": rules}
    folder = dataset(tmp_path, t=(declared, "id,n\na,1\nb, 99999999999\nc,3\n"))
    with sifted(), pytest.raises(DeclarationError, match="fails on the data"):
        duckdb.check(open_target(folder), None, Silent())


@pytest.mark.parametrize("sift", [True, False])
def test_a_field_may_have_the_name_of_a_cell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sift: bool
) -> None:
    key = {"fields": ["c1"], "reference": {"resource": "", "fields": ["c2"]}}
    rules = [{"id": "r", "title": "R", "severity": "error", "message": "{c2}",
              "expression": "c2 <> 'b'"}]  # fmt: skip
    declared = {**schema(field("c2"), field("c1"), foreignKeys=[key]), "rules": rules}
    folder = dataset(tmp_path, t=(declared, "c2,c1\na,a\nb,q\na,a\n"))
    whole = found(duckdb.check(open_target(folder), None, Silent()))
    assert sorted(whole, key=str) == [("foreign-key", 3, "c1"), ("r", 3, None)]
    if not sift:
        monkeypatch.setattr(sifting, "sift", lambda *_: None)
    with sifted():
        assert found(duckdb.check(open_target(folder), None, Silent())) == whole


def test_a_digit_of_a_later_unicode_is_looked_at_closely() -> None:
    declared = Field("f", "string", constraints=Constraints(pattern=r"\d+"))
    test = likely.right(declared, pl.col("cell"), keyed=False)
    assert test is not None
    texts = ["7", "\u0663", "\U00010d41"]
    assert pl.DataFrame({"cell": texts}).select(test).to_series().to_list() == [True, False, False]
