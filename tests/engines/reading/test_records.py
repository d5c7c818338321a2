"""The records of a delimited text, the faults of its structure, and where each of them stands."""

import pytest

from engines.reading.given import cells, faults, given, label_faults, records, rewritten
from sourcebook.engines import labels
from sourcebook.engines.reading import MISSING, lines, rewrite, tokens
from sourcebook.engines.reading import fault as fault_module


def test_a_regular_file_is_left_as_it_is(tmp_path):
    found = given(tmp_path, 'a,b,c\n1,"2,\n\n""x""",3\n')
    assert found.plain
    assert found.file == tmp_path / "t.csv"
    assert (found.labels, found.skip, found.first, found.width) == (["a", "b", "c"], 1, 2, 3)
    assert (found.line_ends, found.header_line, found.faults) == (4, 1, [])


@pytest.mark.parametrize(
    "content",
    [
        "a,b\n1,2\n\n3,4\n",
        "\na,b\n1,2\n",
        "a,b\r\n1,2\r\n\r\n",
        "a,b\r1,2\r",
        "a,b\n1,2\r3,4\n",
        'a,b\n1,"2\r3"\n',
        "a,b\n1,\0\n",
        'a,b\n1, "2"\n',
        'a,b\n1,"2" \n',
        'a,b\n1,2"3\n',
        'a,b\n1,"2"3\n',
        'a,b\n1,"2',
        '"a"x,b\n1,2\n',
        'a,b\n1,"2"x',
        'a,b\n"1\n2","3"\n\n4,5\n',
    ],
)
def test_a_file_that_parsers_read_in_several_ways_is_not_left_to_them(tmp_path, content):
    assert not given(tmp_path, content, names="ab").plain


@pytest.mark.parametrize("size", [3, 4, 5, 7])
@pytest.mark.parametrize(
    "content",
    [
        'a,b\n"1\n\n2","3""4"\n"","é"\n',
        '\ufeffa,b\r\n"1\r\n2",3\r\n',
        'a,b\n"1","2"',
        "a,b\n1,2\n\n3,4\n",
        "a,b\r\n1,2\r\n\r\n3,4\r\n",
        'a,b\n"1", "2"\n',
        'a,b\n"1""2,3\n',
        "a,b\r\n1,2\r3,4\r\n",
        "a,b\n1,é\n".encode() + b"\xc3\n",
        "a,b\n1,日本\n".encode() + b"2,\xff\n",
        "a,b\n1,日".encode()[:-1],
    ],
)
def test_it_makes_no_difference_where_the_chunks_of_a_file_end(
    tmp_path, monkeypatch, size, content
):
    whole = given(tmp_path, content, names="ab", curated=True)
    monkeypatch.setattr("sourcebook.engines.reading.scan._CHUNK", size)
    parts = given(tmp_path, content, names="ab", curated=True)
    assert parts.plain == whole.plain
    assert [(f.code, f.line, (f.detail or "")[:8]) for f in parts.faults] == [
        (f.code, f.line, (f.detail or "")[:8]) for f in whole.faults
    ]
    assert parts.line_ends == whole.line_ends


@pytest.mark.parametrize(
    ("content", "expected", "told"),
    [
        ("a,b,c\n1,2,3\n", [["2", "2", "", "1", "2", "3"]], []),
        ("a,b,c\r\n1,2,3\r\n", [["2", "2", "", "1", "2", "3"]], []),
        ("a,b,c\r1,2,3\r", [["2", "2", "", "1", "2", "3"]], []),
        ("a,b,c\n1,2,3", [["2", "2", "", "1", "2", "3"]], []),
        ("\ufeffa,b,c\n1,2,3", [["2", "2", "", "1", "2", "3"]], []),
        (
            'a,b,c\n"1\n2","x ""y""",3\n4,5,6\n',
            [["2", "2", "", "1\n2", 'x "y"', "3"], ["3", "4", "", "4", "5", "6"]],
            [],
        ),
        (
            "a,b,c\n1,2\n\n4,5,6,7,8\n9,10,11\n",
            [
                ["2", "2", "broken", "1", "2", MISSING],
                ["3", "3", "blank", MISSING, MISSING, MISSING],
                ["4", "4", "broken", "4", "5", "6"],
                ["5", "5", "", "9", "10", "11"],
            ],
            [
                ("missing-cell", 2, 3, 2, None),
                ("extra-cell", 4, 4, 4, "7"),
                ("extra-cell", 4, 5, 4, "8"),
            ],
        ),
        (
            "a,b,c\n1\n",
            [["2", "2", "broken", "1", MISSING, MISSING]],
            [("missing-cell", 2, 2, 2, None), ("missing-cell", 2, 3, 2, None)],
        ),
        ("a,b,c\n,,\n", [["2", "2", "blank", "", "", ""]], []),
        (
            "a,b,c\n   \n",
            [["2", "2", "broken", "   ", MISSING, MISSING]],
            [("missing-cell", 2, 2, 2, None), ("missing-cell", 2, 3, 2, None)],
        ),
        ('a,b,c\n1,x "y" z,3\n', [["2", "2", "", "1", 'x "y" z', "3"]], []),
        ('a,b,c\n1, "y",3\n', [["2", "2", "", "1", ' "y"', "3"]], []),
        (
            'a,b,c\n1,2,3\n"x\ny","5\n6,7,8\n',
            [["2", "2", "", "1", "2", "3"], ["3", "3", "broken", "x\ny", "5\n6,7,8\n", MISSING]],
            [("missing-cell", 3, 3, 3, None), ("source-error", 3, None, 4, None)],
        ),
        (
            'a,b,c\n1,2,"3',
            [["2", "2", "", "1", "2", "3"]],
            [("source-error", 2, None, 2, None)],
        ),
        (
            "a,b,c\n1,x\0y,\0\n2,3\n",
            [["2", "2", "", "1", "x\0y", "\0"], ["3", "3", "broken", "2", "3", MISSING]],
            [
                ("nul-byte", 2, 2, 2, "x\0y"),
                ("nul-byte", 2, 3, 2, "\0"),
                ("missing-cell", 3, 3, 3, None),
            ],
        ),
        ("a,b,c\n", [], []),
    ],
)
def test_records_are_written_out_with_their_places(tmp_path, content, expected, told):
    found = rewritten(tmp_path, content)
    assert records(found) == expected
    assert faults(found) == told
    assert found.readable


def test_a_quote_left_open_is_told_with_the_line_it_opens_in(tmp_path):
    found = rewritten(tmp_path, 'a,b,c\n1,2,3\n4,"5\n6,7,8\n')
    told = [fault.detail for fault in found.faults if fault.code == "source-error"]
    assert told == ["the quote opened in line 3 is never closed"]


@pytest.mark.parametrize(
    ("content", "told", "detail"),
    [
        ("", ("source-error", None, None, None, None), "the file is empty"),
        ("\ufeff", ("source-error", None, None, None, None), "the file is empty"),
        ("\na,b\n1,2\n", ("blank-header", 1, None, 1, None), None),
        (
            'a,"b\n1,2\n',
            ("source-error", 1, None, 1, None),
            "the quote opened in line 1 is never closed",
        ),
    ],
)
def test_without_a_header_nothing_is_read(tmp_path, content, told, detail):
    found = given(tmp_path, content, names="ab")
    assert not found.readable
    assert faults(found) == [told]
    assert found.faults[0].detail == detail


def test_a_cell_without_end_stops_the_reading_at_its_record(tmp_path, monkeypatch):
    monkeypatch.setattr(tokens, "CELL", 200)
    found = rewritten(tmp_path, 'a,b,c\n1,2,3\n4,"5' + 99 * "\n6,7,8")
    assert cells(found) == [["1", "2", "3"]]
    assert faults(found) == [("source-error", 3, None, 3, None)]
    assert "a cell has more than 200 characters" in found.faults[0].detail


def test_a_line_without_end_is_no_table(tmp_path, monkeypatch):
    monkeypatch.setattr("sourcebook.engines.reading.scan._CHUNK", 100)
    monkeypatch.setattr("sourcebook.engines.reading.scan.LINE", 1000)
    found = given(tmp_path, "a,b\n" + 1200 * "x")
    assert faults(found) == [("source-error", None, None, 2, None)]
    assert given(tmp_path, "a,b\r" + 300 * "1,2\r", names="ab").readable


def test_a_header_that_is_none_is_not_read_as_one(tmp_path, monkeypatch):
    monkeypatch.setattr("sourcebook.engines.reading.header.COLUMNS", 9)
    found = given(tmp_path, 10 * "x," + "x\n")
    assert [(f.code, f.line) for f in found.faults] == [("source-error", 1)]
    assert "its header has 11 cells" in found.faults[0].detail


def test_labels_with_a_nul_are_told_too(tmp_path):
    found = given(tmp_path, "a,b\0,c\n1,2,3\n")
    assert faults(found) == [("nul-byte", 1, 2, 1, "b\0")]


def test_of_many_faults_the_first_are_listed_and_all_are_counted(tmp_path, monkeypatch):
    monkeypatch.setattr(fault_module, "LISTED", 10)
    monkeypatch.setattr("sourcebook.engines.reading.records.NULS", 3)
    found = rewritten(tmp_path, "a,b,c\n" + 30 * "1,2\n" + 20 * "1,\0,2\n")
    assert found.found == {"missing-cell": 30, "nul-byte": 20}
    assert [fault.row for fault in found.faults] == [*range(2, 12), 32, 33, 34]


def test_the_lines_of_records_are_those_of_an_editor(tmp_path):
    content = 'a,b,c\n1,"x\r\ny\rz",3\n4,5,6\n7,8,9\n'
    found = given(tmp_path, content)
    assert lines(found, [2, 3, 4]) == {2: 2, 3: 5, 4: 6}
    assert lines(found, []) == {}
    plain = given(tmp_path, content.replace("\r", ""))
    assert plain.plain
    assert lines(plain, [4, 3, 9]) == {3: 4, 4: 5}
    assert lines(rewrite(plain, plain.table, tmp_path), [3]) == {3: 4}


def test_more_records_than_are_read_at_a_time_keep_their_places(tmp_path):
    # Given a quoted line break and a short record among more records than one batch holds,
    body = [f"{n},x,y" for n in range(5000)]
    body[3000] = '3000,"x\n\nx",y'
    body[4000] = "4000,x"
    found = rewritten(tmp_path, "a,b,c\n" + "\n".join(body) + "\n")
    # then number and line of each are right before and after.
    places = {record[3]: record[:3] for record in records(found)}
    assert places["2999"] == ["3001", "3001", ""]
    assert places["3000"] == ["3002", "3002", ""]
    assert places["3001"] == ["3003", "3005", ""]
    assert places["4000"] == ["4002", "4004", "broken"]
    assert places["4999"] == ["5001", "5003", ""]
    assert faults(found) == [("missing-cell", 4002, 3, 4004, None)]


@pytest.mark.parametrize(
    ("header", "names", "more", "guess"),
    [
        ("a;b;c", "abc", {}, ";"),
        ("a\tb\tc", "abc", {}, "\t"),
        ("a|b|c", "abc", {}, "|"),
        ("a,b,c", "abc", {"delimiter": ";"}, ","),
        ("x;y;z,t", "abc", {}, None),
        ("x;y;z", "abc", {}, ";"),
        ('"a;b";c', "abc", {}, ";"),
        ("a,b,c", "abc", {}, None),
        ("a;b,c", "abc", {}, None),
        ("a,b;c,d", "abc", {"delimiter": ";"}, ","),
        ("a", "a", {}, None),
        ("a,b", ["a,b"], {"delimiter": ";"}, None),
    ],
)
def test_a_header_that_seems_to_be_separated_otherwise_is_seen(
    tmp_path, header, names, more, guess
):
    found = given(tmp_path, header + "\n", names=names, **more)
    assert found.delimiter_guess == guess
    told = {fault.hint for fault in labels.columns(found)[1]}
    hint = f"The file looks to be separated by {guess!r}: declare that as the delimiter of its dialect."
    assert told <= {hint if guess else None}


def test_without_a_schema_the_header_says_what_there_is(tmp_path):
    found = rewritten(tmp_path, "a,a,\n1,2,3\n", names="")
    assert cells(found) == [["1", "2", "3"]]
    assert label_faults(found) == [("duplicate-label", 2), ("blank-label", 3)]
