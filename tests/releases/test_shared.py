"""Lines that two files share are left out before rows are compared, and the diff stays the same."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sourcebook
from sourcebook.releases import shared

FIELDS = ("id", "name", "note")
SCHEMA = {
    "fields": [{"name": name, "type": "string"} for name in FIELDS],
    "primaryKey": ["id"],
}


@pytest.fixture(scope="module", autouse=True)
def _any_size():
    """Files of all sizes are held against each other line by line, however much differs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shared, "LARGE", 0)
        patch.setattr(shared, "MOST", 1)
        yield


def package(folder: Path, text: str | bytes, **schema: object) -> Path:
    folder.mkdir()
    raw = text if isinstance(text, bytes) else text.encode()
    (folder / "data.csv").write_bytes(raw)
    resource = {"name": "data", "path": "data.csv", "schema": SCHEMA | schema}
    file = folder / "datapackage.json"
    file.write_text(json.dumps({"name": "lines", "version": "1.0.0", "resources": [resource]}))
    return file


def trimmed(old: Path, new: Path, scratch: Path) -> int | None:
    """How many rows were left out."""
    from sourcebook.declare import open_target
    from sourcebook.releases.compare import _connect

    sides = [open_target(each).dataset.tables[0] for each in (old, new)]
    with _connect(str(scratch)) as connection:
        found = shared.trim(connection, *sides, scratch / "lines")
        return None if found is None else found.rows


def both(old: Path, new: Path) -> list[sourcebook.releases.Diff]:
    """The diff with shared lines left out, and of all rows."""
    one = sourcebook.diff(old, new, limit=None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shared, "LARGE", 1 << 60)
        return [one, sourcebook.diff(old, new, limit=None)]


HEAD = "id,name,note\n"
CASES = {
    "plain lines": ("a,b,c\nd,e,f\n", "a,b,c\nd,e,x\n", 1),
    "another order": ("a,b,c\nd,e,f\n", "d,e,f\na,b,c\n", 2),
    "a cell in quotes": ('a,"b, b",c\nd,e,f\n', 'a,"b, b",c\n', 1),
    "quotes in quotes": ('a,"b ""b"", b",c\nd,e,f\n', 'a,"b ""b"", b",c\n', 1),
    "no end of the last line": ("a,b,c\nd,e,f", "a,b,c\nd,e,f\n", 2),
    "blank lines": ("a,b,c\n\nd,e,f\n", "a,b,c\nd,e,f\n,,\n", 2),
    "fewer cells": ("a,b\nd,e,f\n", "a,b\nd,e,g\n", 1),
    "nothing is shared": ("a,b,c\n", "d,e,f\n", 0),
    "no rows": ("", "a,b,c\n", 0),
    "a line break in a cell": ('a,"b\nb",c\nd,e,f\n', 'a,"b\nx",c\nd,e,f\n', None),
    "a quote that opens nothing, and one that does": (
        'a,b",c\nd,e",y,"z\nw","f\n',
        'a,b",c\nd,e",y,"z\nw","g\n',
        None,
    ),
    "a key in quotes": ('"a",b,c\nd,e,f\n', '"a",b,c\nd,e,g\n', None),
    "a key that stands twice among what is shared": (
        "a,b,c\na,b,d\nd,e,f\n", "a,b,c\na,b,d\nd,e,g\n", None,
    ),
    "a key that stands twice, once in a line that is shared": (
        "a,b,c\nd,e,f\n", "a,b,c\na,b,d\nd,e,f\n", None,
    ),
    "a control character": ("a,b\x01b,c\nd,e,f\n", "a,b\x01b,c\nd,e,g\n", None),
    "a line like the header": ("id,name,note\nd,e,f\n", "id,name,note\nd,e,g\n", None),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_is_left_out_changes_nothing(case: str, tmp_path: Path) -> None:
    old, new, rows = CASES[case]
    files = package(tmp_path / "old", HEAD + old), package(tmp_path / "new", HEAD + new)
    (tmp_path / "scratch").mkdir()
    assert trimmed(*files, tmp_path / "scratch") == rows
    one, other = both(*files)
    assert one == other


@pytest.mark.parametrize("change", [
    {"missingValues": ["", "b"]},
    {"fields": [SCHEMA["fields"][0], *({"name": n, "type": "number"} for n in FIELDS[1:])],
     "missingValues": ["", "-"]},
])  # fmt: skip
def test_lines_that_may_mean_something_else_are_read(change: dict, tmp_path: Path) -> None:
    text = f"{HEAD}a,b,c\nd,1,2\n"
    files = package(tmp_path / "old", text), package(tmp_path / "new", text, **change)
    (tmp_path / "scratch").mkdir()
    assert trimmed(*files, tmp_path / "scratch") is None
    one, other = both(*files)
    assert one == other


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_another_encoding_is_read_whole(encoding: str, tmp_path: Path) -> None:
    text = f"{HEAD}a,ä,c\n".encode(encoding)
    files = package(tmp_path / "old", text), package(tmp_path / "new", text + b"")
    (tmp_path / "scratch").mkdir()
    assert trimmed(*files, tmp_path / "scratch") is None


cells = st.text(st.sampled_from('ab,"\n \r;é'), max_size=5)
numbers = st.integers(0, 12).map(lambda number: f"{number}" if number % 5 else f"0{number}")


@st.composite
def texts(draw: st.DrawFn, key: int) -> str:
    rows = draw(st.lists(st.tuples(numbers, cells, cells), max_size=8))
    out = io.StringIO()
    quoting = draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    writer = csv.writer(out, lineterminator="\n", quoting=quoting)
    for row in rows:
        writer.writerow([*row[1:], *row[:1]] if key == 2 else row)
    return out.getvalue()


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(st.data())
def test_for_all_texts_the_diff_is_that_of_all_rows(data: st.DataObject) -> None:
    key = data.draw(st.sampled_from([0, 2]))
    kind = data.draw(st.sampled_from(["string", "integer"]))
    names = [*FIELDS[1:], "id"] if key == 2 else [*FIELDS]
    fields = [{"name": n, "type": kind if n == "id" else "string"} for n in names]
    keys = data.draw(st.sampled_from([["id"], ["id", "name"], []]))
    was = data.draw(texts(key))
    kept = [line for line in was.splitlines(keepends=True) if data.draw(st.booleans())]
    now = "".join(kept) + data.draw(texts(key))
    head = ",".join(names) + "\n"
    with tempfile.TemporaryDirectory() as name:
        files = [
            package(Path(name) / side, head + text, fields=fields, primaryKey=keys)
            for side, text in (("old", was), ("new", now))
        ]
        one, other = both(*files)
    assert one == other
