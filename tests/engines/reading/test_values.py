"""Sources that have values of their own: data in the descriptor, JSON and newline-delimited JSON."""

import json
from datetime import date

import pytest

from engines.reading.given import (
    cells,
    details,
    faults,
    given,
    label_faults,
    records,
    table,
)
from sourcebook.declare.model import Field
from sourcebook.engines.reading import MISFIT, MISSING, document, lines, read, rewrite, values

FIELDS = [Field("id", type="integer"), Field("name", type="string"), Field("at", type="date")]


def inline(tmp_path, data, **more):
    more.setdefault("fields", FIELDS)
    return read(table(tmp_path / "datapackage.json", data=data, format="inline", **more), tmp_path)


def test_lists_have_their_header_first(tmp_path):
    found = inline(tmp_path, [["id", "name", "at"], [1, "x", "2024-01-31"], [2, None, ""]])
    assert (found.labels, found.first, found.native, found.keyed) == (
        ["id", "name", "at"], 2, True, False,
    )  # fmt: skip
    assert records(found) == [
        ["2", "", "", "1", "x", "2024-01-31"],
        ["3", "", "", "2", MISSING, ""],
    ]
    assert faults(found) == []
    assert label_faults(found) == []
    assert lines(found, [2, 3]) == {}


def test_lists_may_have_no_header(tmp_path):
    found = inline(tmp_path, [[1, "x", None]], header=False)
    assert (found.labels, found.first, found.width) == ([], 1, 3)
    assert records(found) == [["1", "", "", "1", "x", MISSING]]


def test_lists_of_other_lengths_are_broken_and_of_nothing_blank(tmp_path):
    found = inline(
        tmp_path, [["id", "name", "at"], [1, "x"], [None, None, None], [2, "y", None, 7]]
    )
    assert records(found) == [
        ["2", "", "broken", "1", "x", MISSING],
        ["3", "", "blank", MISSING, MISSING, MISSING],
        ["4", "", "broken", "2", "y", MISSING],
    ]
    assert faults(found) == [
        ("missing-cell", 2, 3, None, None),
        ("extra-cell", 4, 4, None, "7"),
    ]


def test_objects_have_their_columns_by_name_and_what_they_leave_out_is_null(tmp_path):
    data = [{"name": "x", "id": 1}, {"more": True, "id": 2, "at": "2024-01-31"}]
    found = inline(tmp_path, data)
    assert found.labels == ["id", "name", "at", "more"]
    assert found.keyed
    assert records(found) == [
        ["2", "", "", "1", "x", MISSING, MISSING],
        ["3", "", "", "2", MISSING, "2024-01-31", "true"],
    ]
    assert faults(found) == []
    assert label_faults(found) == [("extra-label", 4)]


def test_a_key_that_no_object_has_is_a_missing_label(tmp_path):
    found = inline(tmp_path, [{"id": 1, "at": None}])
    assert label_faults(found) == [("missing-label", None)]
    assert cells(found) == [["1", MISSING]]


def test_the_dialect_may_say_which_keys_are_read(tmp_path):
    found = inline(tmp_path, [{"x": 1, "id": 2, "name": "y"}], item_keys=("name", "id"))
    assert found.labels == ["id", "name"]
    assert cells(found) == [["2", "y"]]


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        (Field("f", type="integer"), 1, "1"),
        (Field("f", type="integer"), 1.0, "1"),
        (Field("f", type="integer"), 1.5, MISFIT + "1.5"),
        (Field("f", type="integer"), "1", "1"),
        (Field("f", type="integer"), "x", "x"),
        (Field("f", type="integer"), True, MISFIT + "true"),
        (Field("f", type="integer"), 10**30, "1" + 30 * "0"),
        (Field("f", type="number"), 0.1, "0.1"),
        (Field("f", type="string"), 5, MISFIT + "5"),
        (Field("f", type="string"), ["é", 1], MISFIT + '["é", 1]'),
        (Field("f", type="string"), "5", "5"),
        (Field("f", type="boolean"), False, "false"),
        (Field("f", type="boolean"), 1, MISFIT + "1"),
        (Field("f", type="year"), 2024, "2024"),
        (Field("f", type="date"), 20240131, MISFIT + "20240131"),
        (Field("f", type="date", format="%d.%m.%Y"), date(2024, 1, 31), "31.01.2024"),
        (Field("f", type="object"), {"a": [1, None]}, '{"a":[1,null]}'),
        (Field("f", type="object"), [1], MISFIT + "[1]"),
        (Field("f", type="array"), [1, "x"], '[1,"x"]'),
        (Field("f", type="list"), ["a", "b"], "a,b"),
        (Field("f", type="geopoint", format="array"), [1.5, 2], "[1.5,2]"),
        (Field("f", type="any"), "x", "x"),
    ],
)
def test_a_value_becomes_the_text_that_its_field_reads_as_it(tmp_path, field, value, text):
    found = inline(tmp_path, [{"f": value}], fields=[field])
    (record,) = cells(found)
    assert record[0].replace(" ", "") == text.replace(" ", "")


def test_a_text_in_the_descriptor_is_csv(tmp_path):
    found = inline(tmp_path, "id;name;at\n1;x;\n", delimiter=";")
    assert found.plain
    assert found.labels == ["id", "name", "at"]
    assert found.file.read_text() == "id;name;at\n1;x;\n"
    assert inline(tmp_path, "id,name\n\ud800,x\n").faults[0].code == "encoding-error"


@pytest.mark.parametrize(
    ("data", "more", "code", "told"),
    [
        ([], {}, "source-error", "it has no rows"),
        ({"rows": 1}, {}, "source-error", "it holds an object where an array of rows is expected; name the key of the rows as `property` of the dialect"),
        ({"rows": 1}, {"property": "rows"}, "source-error", "it holds a number where an array of rows is expected"),
        ({"rows": []}, {"property": "data"}, "source-error", "it has no 'data', where its rows should be"),
        (5, {}, "source-error", "it holds a number where an array of rows is expected"),
        ([5], {}, "source-error", "the row is a number and not an array"),
        ([{}], {}, "blank-header", "its objects have no keys"),
        ([[]], {}, "blank-header", None),
    ],
)  # fmt: skip
def test_what_holds_no_rows_can_not_be_read(tmp_path, data, more, code, told):
    found = inline(tmp_path, data, **more)
    assert not found.readable
    assert [(fault.code, fault.detail) for fault in found.faults] == [(code, told)]


def test_a_row_of_another_kind_is_told_and_passed_over(tmp_path):
    found = inline(tmp_path, [{"id": 1}, [2], None, {"id": 3}])
    assert [record[0] for record in records(found)] == ["2", "5"]
    assert faults(found) == [
        ("source-error", 3, None, None, None),
        ("source-error", 4, None, None, None),
    ]
    assert details(found) == [
        "the row is an array and not an object",
        "the row is null and not an object",
    ]


def test_characters_that_can_not_be_written_are_told(tmp_path):
    found = inline(tmp_path, [{"id": "\ud800x", "na\udfffme": "y\0"}])
    assert faults(found) == [
        ("nul-byte", 2, 2, None, "y\0"),
        ("encoding-error", 2, 1, None, None),
    ]
    assert found.labels == ["id", "na\ufffdme"]
    assert cells(found) == [["\ufffdx", "y\0"]]


@pytest.mark.parametrize(
    ("content", "more"),
    [
        ([["id", "name"], [1, "x"]], {}),
        ([{"id": 1, "name": "x"}], {}),
        ({"rows": [{"id": 1, "name": "x"}]}, {"property": "rows"}),
        ({"a": {"b": 1, "rows": [["id", "name"], [1, "x"]]}}, {"property": "a.rows"}),
        ({"a": {}, "a.rows": [["id", "name"], [1, "x"]]}, {"property": "a.rows"}),
        ({"a.rows": [["id", "name"], [1, "x"]]}, {"property": "a.rows"}),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_json_is_read_wherever_its_rows_stand(tmp_path, content, more, encoding):
    text = json.dumps(content).encode(encoding)
    found = given(
        tmp_path, text, name="t.json", format="json", fields=FIELDS[:2], encoding=encoding, **more
    )
    assert [record[3:] for record in records(found)] == [["1", "x"]]
    assert faults(found) == []


def test_rows_of_a_document_stand_on_its_lines(tmp_path):
    text = '[\n  {"id": 1},\n  {"id": 2,\n   "name": "x"}, {"id": 3}\n]'
    found = given(tmp_path, text, name="t.json", format="json", fields=FIELDS[:1])
    assert [record[:2] for record in records(found)] == [["2", "2"], ["3", "3"], ["4", "4"]]


@pytest.mark.parametrize(
    ("content", "line", "told"),
    [
        ("", 1, "it is no JSON: Expecting value in column 1"),
        ("{", 1, "it is no JSON: Expecting property name enclosed in double quotes in column 2"),
        (
            '{"a": [1]} 2',
            None,
            "it holds an object where an array of rows is expected; name the key of the rows as `property` of the dialect",
        ),
        ("[[1]] 2", 1, "it is no JSON: Extra data in column 7"),
        ("[[1],\n[2]", 2, "it is no JSON: Expecting ',' delimiter in column 4"),
        ('[{"a": 1},\n {"a": x}]', 2, "it is no JSON: Expecting value in column 8"),
        ('[{"a": NaN}]', 1, "NaN is no JSON"),
        ("[" * 200_000, 1, "it is nested too deeply"),
        ("[[" + 5000 * "1" + "]]", 1, "a number in it has more than 4,300 digits"),
    ],
)
def test_what_is_no_json_can_not_be_read(tmp_path, content, line, told):
    found = given(tmp_path, content, name="t.json", format="json")
    assert not found.readable
    assert [(f.code, f.line, f.detail) for f in found.faults] == [("source-error", line, told)]


def test_a_row_that_fills_the_memory_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(document, "ROW", 1000)
    monkeypatch.setattr(document, "_CHUNK", 10)
    found = given(tmp_path, '[["id"],\n["' + 5000 * "x" + '"]]', name="t.json", format="json")
    assert [(f.line, f.detail) for f in found.faults] == [
        (2, "a row has more than 1,000 characters")
    ]


@pytest.mark.parametrize("size", [1, 2, 3, 7])
@pytest.mark.parametrize(
    "text",
    [
        '{"x": [1, {"y": "]}"}], "rows":\n[ {"a": 12, "b": -1.5e3},\n {"b": "é\\u00e9 \\""}\n ] , "z": true }\n',
        '{"a": 1, "a.rows": [{"a": 1}]}',
        '{"rows": [["a"], [123456], [null]]}',
        '{"rows": []}',
        '{"rows": [{"a": 1}], "z": tru}',
        '{"rows": [{"a": 1} {"a": 2}]}',
        '{"rows": [{"a": 1}]',
        '{"rows": [{"a": 1}]} x',
        '{"rows" [{"a": 1}]}',
        '{"rows": [{"a": 1},]}',
        '{"rows": 12}',
        '{"row": [12]}',
        '[["a"]]',
        "{}",
        " \n ",
    ],
)
def test_it_makes_no_difference_where_the_chunks_of_a_document_end(
    tmp_path, monkeypatch, size, text
):
    more = {"name": "t.json", "format": "json", "property": "rows", "names": "ab"}
    whole = given(tmp_path, text, **more)
    monkeypatch.setattr(document, "_CHUNK", size)
    parts = given(tmp_path, text, **more)
    assert parts.faults == whole.faults
    assert parts.labels == whole.labels
    try:
        expected = json.loads(text).get("rows")
    except (ValueError, AttributeError):
        expected = None
    assert whole.readable == (isinstance(expected, list) and len(expected) > 0)


def test_objects_that_share_no_keys_are_no_table(tmp_path, monkeypatch):
    monkeypatch.setattr(values, "_CELLS", 100)
    monkeypatch.setattr(values, "_SPARSE", 10)
    found = inline(tmp_path, [{f"k{n}": 1} for n in range(50)])
    assert details(found) == ["its 50 objects have 50 keys between them, and few each"]
    assert inline(tmp_path, [{f"k{n % 5}": 1} for n in range(50)]).readable


def test_numbers_of_json_beyond_a_float_keep_their_size(tmp_path):
    number = [Field("f", type="number")]
    found = given(tmp_path, '[{"f": 1e400}]', name="t.json", format="json", fields=number)
    assert cells(found) == [["1E+400"]]


def test_newline_delimited_json_has_lines(tmp_path):
    content = '{"id": 1, "name": "x\\ny"}\r\n\n{"id": 2}\n{"id": 3,\n[4]\n{"id": NaN}\n{"id": 5}'
    found = given(tmp_path, content, name="t.ndjson", format="ndjson", fields=FIELDS[:2])
    assert records(found) == [
        ["2", "1", "", "1", "x\ny"],
        ["3", "3", "", "2", MISSING],
        ["7", "7", "", "5", MISSING],
    ]
    assert [(f.code, f.row, f.line) for f in found.faults] == [
        ("source-error", 4, 4), ("source-error", 5, 5), ("source-error", 6, 6),
    ]  # fmt: skip
    assert lines(found, [2, 3, 7]) == {2: 1, 3: 3, 7: 7}


def test_newline_delimited_lists_have_their_header_first(tmp_path):
    content = '["id", "name"]\n[1, "x"]\n'
    found = given(tmp_path, content, name="t.ndjson", format="ndjson", fields=FIELDS[:2])
    assert records(found) == [["2", "2", "", "1", "x"]]
    assert found.header_line == 1


def test_json_that_does_not_decode_is_an_encoding_error(tmp_path):
    found = given(tmp_path, b'[{"id": "\xff"}]', name="t.json", format="json")
    assert [(f.code, f.line) for f in found.faults] == [("encoding-error", 1)]


def test_compressed_json_is_read(tmp_path):
    import gzip

    content = gzip.compress(b'[{"id": 1}]')
    found = given(tmp_path, content, format="json", compression="gz", fields=FIELDS[:1])
    assert cells(found) == [["1"]]


def test_a_native_reading_is_not_rewritten_again(tmp_path):
    found = inline(tmp_path, [{"id": 1}])
    assert rewrite(found, found.table, tmp_path) is found
