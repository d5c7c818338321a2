"""Every property of a Table Dialect, on small files."""

import pytest

from engines.reading.given import cells, faults, given, label_faults, records, rewritten
from sourcebook.engines import labels
from sourcebook.engines.reading import MISSING, lines


@pytest.mark.parametrize(
    ("content", "words", "expected"),
    [
        ("a;b\n1;2,5\n", {"delimiter": ";"}, [["1", "2,5"]]),
        ("a\tb\n1\t2\n", {"delimiter": "\t"}, [["1", "2"]]),
        ("a||b\n1||2|3\n'x||y'||z\n", {"delimiter": "||", "quote_char": "'"},
         [["1", "2|3"], ["x||y", "z"]]),
        ("a,b\n1,'2,3 ''x'''\n", {"quote_char": "'"}, [["1", "2,3 'x'"]]),
        ('a,b\n1,"2\n', {"quote_char": None}, [["1", '"2']]),
        ('a,b\n1,"x \\" y"\n', {"escape_char": "\\", "double_quote": False}, [["1", 'x " y']]),
        ("a,b\n1,x\\,y\n", {"escape_char": "\\"}, [["1", "x,y"]]),
        ("a,b\n1,x\\\ny\n", {"escape_char": "\\"}, [["1", "x\ny"]]),
        ("a,b\n1,x|,y\n", {"escape_char": "|", "quote_char": None}, [["1", "x,y"]]),
        ('a,b\n1,"x ""y"""\n', {"escape_char": '"'}, [["1", 'x "y"']]),
        ('a, b\n1, "x, y"\n', {"skip_initial_space": True}, [["1", "x, y"]]),
        ("a, b\n1, x\n", {}, [["1", " x"]]),
        ("a,b\n\\N,x\n,\\N\n", {"null_sequence": "\\N"}, [[MISSING, "x"], ["", MISSING]]),
        ("a,b;1,2;3,4", {"line_terminator": ";"}, [["1", "2"], ["3", "4"]]),
        ("a,b;1,2;3,4;\n", {"line_terminator": ";"}, [["1", "2"], ["3", "4"]]),
        ('a,b;1,"x;y";"p\nq",r\ns;', {"line_terminator": ";"}, [["1", "x;y"], ["p\nq", "r\ns"]]),
        ('a,b~\n1,2~\n"x~\ny",z~\n', {"line_terminator": "~\n"}, [["1", "2"], ["x~\ny", "z"]]),
        ("a::b//1::2//", {"line_terminator": "//", "delimiter": "::"}, [["1", "2"]]),
        ("a,b\r1,2\r", {"line_terminator": "\r\n"}, [["1", "2"]]),
        ("a,b\n#x,y\n1,2\n#\n'#3',4\n", {"comment_char": "#", "quote_char": "'"},
         [["1", "2"], ["#3", "4"]]),
        ('a,b\n#it\'s "so\n1,2\n', {"comment_char": "#"}, [["1", "2"]]),
        ('a,b\n"x\n#y",2\n', {"comment_char": "#"}, [["x\n#y", "2"]]),
        ("a,b\n--x\n-1,2\n", {"comment_char": "--"}, [["-1", "2"]]),
        ("a,b\nx\n1,2\ny,z\n", {"comment_rows": (2, 4)}, [["1", "2"]]),
    ],
)  # fmt: skip
def test_cells_are_read_as_the_dialect_says(tmp_path, content, words, expected):
    found = rewritten(tmp_path, content, names="ab", **words)
    assert cells(found) == expected
    assert faults(found) == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"delimiter": ""}, "the delimiter of its dialect is empty"),
        ({"delimiter": "\n"}, "the delimiter of its dialect is a line break"),
        ({"quote_char": ","}, "the quoteChar of its dialect is its delimiter too (',')"),
        ({"quote_char": "''"}, "the quoteChar of its dialect must be one character, not \"''\""),
        ({"quote_char": ""}, "the quoteChar of its dialect must be one character, not ''"),
        ({"escape_char": "ab"}, "the escapeChar of its dialect must be one character, not 'ab'"),
        ({"escape_char": ","}, "the escapeChar of its dialect is its delimiter too (',')"),
        ({"line_terminator": ""}, "the lineTerminator of its dialect is empty"),
        ({"line_terminator": ","}, "the lineTerminator of its dialect is its delimiter too (',')"),
    ],
)
def test_a_dialect_that_no_text_has_is_a_source_error(tmp_path, words, told):
    found = given(tmp_path, "a,b\n1,2\n", names="ab", **words)
    assert not found.readable
    assert [(f.code, f.detail) for f in found.faults] == [("source-error", told)]


@pytest.mark.parametrize("words", [{"delimiter": ";"}, {"delimiter": "\t", "quote_char": "'"}])
def test_delimiter_and_quote_are_told_to_the_parser(tmp_path, words):
    text = "a,b\n1,2\n".replace(",", words["delimiter"])
    found = given(tmp_path, text, names="ab", **words)
    assert found.plain
    assert found.delimiter == words["delimiter"]
    assert found.quote == words.get("quote_char", '"')


def test_without_a_header_records_begin_at_one(tmp_path):
    found = given(tmp_path, "1,2\n3,4\n", names="ab", header=False, header_rows=())
    assert (found.plain, found.labels, found.skip, found.first, found.width) == (True, [], 0, 1, 2)
    assert label_faults(found) == []
    found = rewritten(tmp_path, "1\n3,4\n", names="ab", header=False)
    assert records(found) == [
        ["1", "1", "broken", "1", MISSING],
        ["2", "2", "", "3", "4"],
    ]
    assert faults(found) == [("missing-cell", 1, 2, 1, None)]


def test_without_header_and_schema_the_first_record_says_how_many_cells_there_are(tmp_path):
    found = rewritten(tmp_path, "\n\n", names="", header=False)
    assert [record[:3] for record in records(found)] == [["1", "1", "blank"], ["2", "2", "blank"]]
    found = rewritten(tmp_path, "1,2\n3\n", names="", header=False)
    assert found.width == 2
    assert faults(found) == [("missing-cell", 2, 2, 2, None)]


@pytest.mark.parametrize(
    ("content", "words", "expected", "first"),
    [
        ("x\na,b\n1,2\n", {"header_rows": (2,)}, ["a", "b"], 3),
        ("fruit\nid,name\n1,2\n", {"header_rows": (1, 2)}, ["fruit id", "fruit name"], 3),
        ("fruit\nid,name\n1,2\n", {"header_rows": (1, 2), "header_join": "-"},
         ["fruit-id", "fruit-name"], 3),
        ("a,,c\nx,y,\n1,2\n", {"header_rows": (1, 2)}, ["a x", "y", "c"], 3),
        ("a,b\na,c\n1,2\n", {"header_rows": (1, 2)}, ["a", "b c"], 3),
        ("a,b\n-,-\nc,d\n1,2\n", {"header_rows": (1, 3)}, ["a c", "b d"], 4),
        ("#x\n#y\na,b\n1,2\n", {"comment_char": "#"}, ["a", "b"], 4),
        ("#x\na,b\n1,2\n", {"comment_char": "#", "header_rows": (2,)}, ["a", "b"], 3),
        ('a,"b\nc"\n1,2\n', {}, ["a", "b\nc"], 2),
        (" a,b \n1,2\n", {}, [" a", "b "], 2),
    ],
)  # fmt: skip
def test_the_header_stands_in_the_rows_that_the_dialect_says(
    tmp_path, content, words, expected, first
):
    found = rewritten(tmp_path, content, names="ab", **words)
    assert found.labels == expected
    assert found.first == first
    assert records(found)[0][0] == str(first)
    assert {fault.line for fault in labels.columns(found)[1]} <= {found.header_line}
    assert found.header_line == content[: content.index("1,2")].count("\n") - ("\nc" in expected[1])


def test_a_header_beyond_the_end_is_blank(tmp_path):
    found = given(tmp_path, "a,b\n1,2\n", names="ab", header_rows=(7,))
    assert not found.readable
    assert [(f.code, f.row) for f in found.faults] == [("blank-header", 7)]


def test_comments_blank_lines_and_skipped_rows_count(tmp_path):
    content = '#note\nid,name\n#x\n1,"p\nq"\n\n#y\n2,r\n3\n'
    found = rewritten(tmp_path, content, names=["id", "name"], comment_char="#")
    assert [record[:3] for record in records(found)] == [
        ["4", "4", ""],
        ["5", "6", "blank"],
        ["7", "8", ""],
        ["8", "9", "broken"],
    ]
    assert faults(found) == [("missing-cell", 8, 2, 9, None)]
    assert lines(found, [4, 7, 6]) == {4: 4, 7: 8}


def test_lines_of_a_text_with_a_terminator_of_its_own_are_those_of_an_editor(tmp_path):
    content = 'a,b;1,2;"x\ny",3;\n4,5;6,7;'
    found = rewritten(tmp_path, content, names="ab", line_terminator=";")
    assert [record[:4] for record in records(found)] == [
        ["2", "1", "", "1"],
        ["3", "1", "", "x\ny"],
        ["4", "2", "", "\n4"],
        ["5", "3", "", "6"],
    ]


def test_characters_that_stand_in_for_separators_may_stand_in_the_text(tmp_path):
    odd = "".join(map(chr, range(0xFDD0, 0xFDF0 - 3)))
    found = rewritten(
        tmp_path, f"a||b~1||{odd}~\n2||3~", names="ab", line_terminator="~", delimiter="||"
    )
    assert cells(found) == [["1", odd], ["\n2", "3"]]
