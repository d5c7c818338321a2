"""Sources as CSV that a strict reader takes, and the faults that are found on the way."""

import csv
from pathlib import Path

import pytest

from sourcebook.declare.model import Field, Table
from sourcebook.engines.reading import MISSING, lines, read, rewrite


def table(file, names="abc", **more):
    fields = tuple(Field(name, number=number) for number, name in enumerate(names, start=1))
    more.setdefault("format", "csv")
    return Table("t", file, Path(file).name, fields=fields, **more)


def reading(tmp_path, content, **more):
    file = tmp_path / "t.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return read(table(file, **more), tmp_path)


def rewritten(tmp_path, content, **more):
    found = reading(tmp_path, content, **more)
    return rewrite(found, found.table, tmp_path) if found.plain else found


def records(found):
    assert not found.plain
    with found.file.open(encoding="utf-8", newline="") as source:
        return list(csv.reader(source, strict=True))


def faults(found):
    return [(f.code, f.row, f.column, f.line, f.value) for f in found.faults]


def test_a_regular_file_is_left_as_it_is(tmp_path):
    found = reading(tmp_path, "a,b,c\n1,2,3\n")
    assert found.plain
    assert found.file == tmp_path / "t.csv"
    assert (found.labels, found.skip, found.first, found.width) == (["a", "b", "c"], 1, 2, 3)
    assert (found.line_ends, found.faults) == (2, [])


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
            "a,b,c\n1,2\n\n4,5,6,7\n8,9,0\n",
            [
                ["2", "2", "broken", "1", "2", MISSING],
                ["3", "3", "blank", MISSING, MISSING, MISSING],
                ["4", "4", "broken", "4", "5", "6"],
                ["5", "5", "", "8", "9", "0"],
            ],
            [("missing-cell", 2, 3, 2, None), ("extra-cell", 4, 4, 4, "7")],
        ),
        ("a,b,c\n,,\n", [["2", "2", "blank", "", "", ""]], []),
        ('a,b,c\n1,x "y" z,3\n', [["2", "2", "", "1", 'x "y" z', "3"]], []),
        (
            'a,b,c\n1,2,3\n4,"5\n6,7,8\n',
            [["2", "2", "", "1", "2", "3"], ["3", "3", "broken", "4", "5\n6,7,8\n", MISSING]],
            [("missing-cell", 3, 3, 3, None), ("source-error", 3, None, 3, None)],
        ),
    ],
)
def test_records_are_written_out_with_their_places(tmp_path, content, expected, told):
    found = rewritten(tmp_path, content)
    assert records(found) == expected
    assert faults(found) == told
    assert found.readable


def test_the_lines_of_records_are_those_of_an_editor(tmp_path):
    found = reading(tmp_path, 'a,b,c\n1,"x\r\ny\rz",3\n4,5,6\n7,8,9\n')
    assert lines(found, [2, 3, 4]) == {2: 2, 3: 5, 4: 6}
