"""What holds for every table, every dialect and any bytes at all."""

import contextlib
import csv
import gzip
import io
import tempfile
from pathlib import Path

import duckdb
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.reading.given import records, table
from sourcebook.declare.model import Dialect, Field
from sourcebook.engines import labels, messages
from sourcebook.engines.reading import MISSING, lines, read, rewrite
from sourcebook.engines.reading.tokens import breaks

SIGNS = "aZé日ü ,;\t|\"'\n\r\\~#0-"
CODECS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32", "gb18030"]
EXAMPLES = 400


@st.composite
def dialects(draw):
    delimiter = draw(st.sampled_from(",;\t|"))
    escaped = draw(st.booleans())
    return Dialect(
        delimiter=delimiter,
        quote_char=draw(st.sampled_from("\"'")),
        double_quote=not escaped,
        escape_char="\\" if escaped else None,
        line_terminator=draw(st.sampled_from([None, "\n", "\r\n", "\r", "~", "~~\n", "a\r\n"])),
        skip_initial_space=draw(st.booleans()),
        comment_char=draw(st.sampled_from([None, "#", "Z"])),
    )


@st.composite
def tables(draw):
    width = draw(st.integers(1, 4))
    row = st.lists(st.text(SIGNS, max_size=5), min_size=width, max_size=width)
    return width, draw(st.lists(row, max_size=6))


@settings(max_examples=EXAMPLES)
@given(tables(), dialects(), st.sampled_from(CODECS), st.booleans(), st.integers(1, 3))
def test_a_table_that_was_written_is_read_back_with_its_places(drawn, dialect, codec, packed, size):
    width, rows = drawn
    # Given the text of a table in some dialect and the line on which each record starts,
    out = io.StringIO(newline="")
    writer = csv.writer(
        out, delimiter=dialect.delimiter, quotechar=dialect.quote_char, quoting=csv.QUOTE_ALL,
        doublequote=dialect.double_quote, escapechar=dialect.escape_char,
        lineterminator=dialect.line_terminator or "\n",
    )  # fmt: skip
    starts = []
    names = [f"l{number}" for number in range(width)]
    for row in [names, *rows]:
        starts.append(breaks(out.getvalue()) + 1)
        writer.writerow(row)
    content = out.getvalue().encode(codec)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "t.csv")
        file.write_bytes(gzip.compress(content) if packed else content)
        one = table(
            file, names, dialect=dialect, encoding=codec, compression="gz" if packed else None
        )
        # when it is read, in batches of any size,
        found = read(one, Path(folder))
        assert found.readable
        found = rewrite(found, one, Path(folder))
        # then it has the same cells at the same places, and no fault.
        assert found.labels == names
        assert found.faults == []
        numbered = zip(range(2, len(rows) + 2), starts[1:], rows, strict=True)
        assert records(found) == [
            [str(number), str(line), "" if any(row) else "blank", *row]
            for number, line, row in numbered
        ]
        assert lines(found, range(2, len(rows) + 2, size)) == dict(
            list(enumerate(starts, start=1))[1::size]
        )


@settings(max_examples=EXAMPLES)
@given(
    st.lists(
        st.sampled_from(
            ["x", ",", '"', "\n", " ", '"x"', '"",', "1,2\n", "\r\n", "\t", "é", "\n\n", "\r"]
        ),
        max_size=12,
    )
)
def test_a_plain_file_is_one_that_no_parser_reads_otherwise(pieces):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "t.csv")
        file.write_bytes(b"a,b\n" + "".join(pieces).encode())
        one = table(file, "ab")
        found = read(one, Path(folder))
        ours = rewrite(found, one, Path(folder))
        if not found.plain or ours.faults or any(row[2] for row in records(ours)):
            return
        expected = [tuple(row[3:]) for row in records(ours)]
        with duckdb.connect(config={"threads": 1}) as connection:
            read_csv = (
                f"SELECT * FROM read_csv('{file}', columns={{'a': 'VARCHAR', 'b': 'VARCHAR'}}, "
                "auto_detect=false, header=true, delim=',', quote='\"', escape='\"', "
                "strict_mode=true, nullstr='\x01\x02')"
            )
            # It may refuse the file (LF and CRLF mixed), and is then given it rewritten.
            with contextlib.suppress(duckdb.InvalidInputException):
                assert connection.execute(read_csv).fetchall() == expected
        if expected:
            frame = pl.read_csv(
                file, schema={"a": pl.String, "b": pl.String}, empty_string_is_null=False
            )
            assert frame.rows() == expected


FORMATS = ["csv", "csv", "csv", "json", "ndjson", "xlsx"]
BYTES = st.one_of(
    st.binary(max_size=60),
    st.text(SIGNS + "[]{}:\0\ufeff", max_size=60).map(str.encode),
    st.text('[]{}:,"a1\n', max_size=40).map(lambda text: b"[" + text.encode() + b"]"),
)


@settings(max_examples=3 * EXAMPLES)
@given(
    BYTES,
    st.one_of(dialects(), st.builds(Dialect, header=st.just(False)), st.builds(
        Dialect, delimiter=st.text(SIGNS, max_size=2), quote_char=st.text(SIGNS, max_size=2),
        null_sequence=st.text(SIGNS, max_size=1), comment_rows=st.just((2,)),
        line_terminator=st.text(SIGNS, max_size=2), header_rows=st.sampled_from([(), (1,), (1, 3)]),
    )),
    st.sampled_from(FORMATS),
    st.sampled_from([*CODECS, "ascii", "cp1252", "utf-7", "iso2022_jp"]),
    st.sampled_from([None, None, "gz", "zip"]),
    st.booleans(),
)  # fmt: skip
def test_any_bytes_give_a_reading_or_a_fault(content, dialect, kind, codec, compression, curated):
    fields = [Field("a", type="integer"), Field("b"), Field("c", type="object")]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "t")
        file.write_bytes(gzip.compress(content) if compression == "gz" else content)
        one = table(
            file, fields=fields, dialect=dialect, encoding=codec, compression=compression,
            format=kind,
        )  # fmt: skip
        found = read(one, Path(folder), curated=curated)
        assert found.readable or any(fault.severity == "error" for fault in found.faults)
        if found.readable:
            found = rewrite(found, one, Path(folder))
            written = records(found)
            assert {len(record) for record in written} <= {3 + found.width}
            numbers = [int(record[0]) for record in written]
            assert numbers == sorted(set(numbers))
            lines(found, numbers)
            columns, faults = labels.columns(found)
            assert len(columns) == found.width
            found.faults.extend(faults)
        # Every fault has words, and its number is known.
        assert all(messages.structure(fault, "x") for fault in found.faults)
        assert all(fault.code in found.found or "label" in fault.code for fault in found.faults)


def test_a_cell_that_is_missing_is_told_apart_from_any_text():
    assert MISSING not in SIGNS
