"""A finding of a table in several files names the file that it stands in, and the line there."""

from __future__ import annotations

import json

import pytest

import sourcebook
from reportreaders import read
from sourcebook.report import FORMATS, render

ENGINES = ("duckdb", "pandera", "frictionless")
FIELDS = [{"name": "id", "type": "integer"}, {"name": "n", "type": "integer"}]


@pytest.fixture
def dataset(tmp_path, monkeypatch):
    """Gives a function that writes a dataset of one table in these files."""
    monkeypatch.chdir(tmp_path)

    def write(files, **words):
        for name, content in files.items():
            data = content if isinstance(content, bytes) else content.encode()
            (tmp_path / name).write_bytes(data)
        resource = {
            "name": "t",
            "path": [*files],
            "schema": {"fields": FIELDS, "primaryKey": ["id"]},
            **words,
        }
        (tmp_path / "datapackage.json").write_text(
            json.dumps({"name": "d", "resources": [resource]})
        )
        return "datapackage.json"

    return write


def places(target, engine):
    report = sourcebook.validate(target, engine=engine)
    return [(f.code, f.path, f.line, f.row) for f in report.findings]


CASES = {
    "cells and keys": (
        {"a.csv": "id,n\n1,x\n2,2", "b.csv": '3,"\n"\n4,y\n"1",5\n', "c.csv": "5\n6,z\n"},
        [
            ("type-error", "a.csv", 2, 2),
            ("type-error", "b.csv", 1, 4),
            ("type-error", "b.csv", 3, 5),
            ("primary-key", "b.csv", 4, 6),
            ("missing-cell", "c.csv", 1, 7),
            ("type-error", "c.csv", 2, 8),
        ],
    ),
    "an empty file between, and a label": (
        {"a.csv": "id,m\n1,1\n", "b.csv": "", "c.csv": "2,2\n3,x\n"},
        [
            ("incorrect-label", "a.csv", 1, None),
            ("type-error", "c.csv", 2, 4),
        ],
    ),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("files", "expected"), CASES.values(), ids=CASES)
def test_each_finding_stands_in_its_own_file(dataset, files, expected, engine):
    found = places(dataset(files), engine)
    assert found == expected


@pytest.mark.parametrize("engine", ENGINES)
def test_a_compressed_part_has_lines_of_its_own(dataset, engine):
    import gzip

    files = {"a.csv.gz": gzip.compress(b"id,n\n1,1\n"), "b.csv.gz": gzip.compress(b"2,2\n3,x\n")}
    assert places(dataset(files, compression="gz"), engine) == [
        ("type-error", "b.csv.gz", 2, 4),
    ]


@pytest.mark.parametrize("engine", ENGINES[:2])
def test_a_byte_that_does_not_decode_is_placed_in_its_file(dataset, engine):
    # frictionless-py is given the joined text, and there is none.
    target = dataset({"a.csv": "id,n\n1,1\n", "b.csv": b"2,2\n3,\xe9\n"})
    assert places(target, engine) == [("encoding-error", "b.csv", 2, None)]


@pytest.mark.parametrize("engine", ENGINES[:2])
def test_a_file_that_is_not_there_is_the_one_that_is_named(dataset, tmp_path, engine):
    target = dataset({"a.csv": "id,n\n1,1\n", "b.csv": "2,2\n"})
    (tmp_path / "b.csv").unlink()
    assert places(target, engine) == [("source-error", "b.csv", None, None)]


@pytest.mark.parametrize("format", FORMATS)
def test_every_report_names_the_file_and_its_line(dataset, format):
    target = dataset({"a.csv": "id,n\n1,1\n", "later.csv": "2,2\n3,y\n"})
    told = read(render(sourcebook.validate(target), format), format)
    place = {
        "text": "later.csv:2:2",
        "json": "line\n2",
        "sarif": "startLine\n2",
        "gitlab": "begin\n2",
        "junit": "later.csv:2:2",
        "github": "later.csv:2:2",
        "markdown": "later.csv, line 2, column 2",
        "html": "later.csv:2:2",
    }
    assert "later.csv" in told
    assert place[format] in told
