"""Single records are picked out of a text as the whole parse finds them."""

import csv
import io

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as drawn
from hypothesis import strategies as st

from engines.reading.given import given
from sourcebook.engines.reading import pick, picking

CELLS = st.text(st.sampled_from('a,"é;'), max_size=6)
RECORDS = st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=30)


@drawn(
    RECORDS,
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
    st.booleans(),
    st.integers(1, 40),
    st.data(),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_records_are_those_that_a_parser_finds_there(
    tmp_path, monkeypatch, records, end, ended, mark, chunk, data
):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator=end)
    writer.writerows([("a", "b", "c"), *records])
    content = text.getvalue() if ended else text.getvalue().removesuffix(end)
    reading = given(tmp_path, content.encode("utf-8-sig" if mark else "utf-8"))
    assert reading.lined(len(records))
    monkeypatch.setattr(picking, "_CHUNK", chunk)

    rows = data.draw(st.sets(st.integers(2, len(records) + 1)))
    found = pick(reading, rows)

    assert found == {row: list(records[row - 2]) for row in rows}


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_the_first_line_of_a_table_without_header_has_no_byte_order_mark(tmp_path, mark):
    reading = given(tmp_path, mark + b"1,2,3\n4,5,6\n", header=False)
    assert pick(reading, [1, 2]) == {1: ["1", "2", "3"], 2: ["4", "5", "6"]}
