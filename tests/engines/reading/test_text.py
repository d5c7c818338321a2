"""Character sets, byte order marks and line ends."""

import pytest

from engines.reading.given import cells, details, faults, given, rewritten
from sourcebook.findings import Severity

EIGHT = "an 8-bit encoding such as Windows-1252"
CSV = "a,b,c\n1,é ü,3\n4,Ω,6\n"


@pytest.mark.parametrize(
    "encoding",
    [
        "utf-8",
        "UTF8",
        "utf-8-sig",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "utf-32",
        "cp1253",
        "gb18030",
    ],
)
def test_any_declared_character_set_is_read(tmp_path, encoding):
    text = CSV if encoding != "cp1253" else CSV.replace("é ü", "ά")
    found = given(tmp_path, text.encode(encoding), encoding=encoding)
    assert found.plain
    assert found.file.read_text(encoding="utf-8-sig") == text
    assert faults(found) == []


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff"])
def test_utf_16_is_read_by_its_mark(tmp_path, mark):
    codec = "utf-16-le" if mark == b"\xff\xfe" else "utf-16-be"
    found = given(tmp_path, mark + CSV.encode(codec), encoding="utf-16")
    assert found.file.read_text(encoding="utf-8") == CSV
    assert found.labels == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("content", "encoding", "line", "detail", "looks"),
    [
        (b"a,b,c\n1,caf\xe9,3\n", "utf-8", 2, "byte 12 (0xe9), which is not UTF-8", EIGHT),
        (b"a,b\r1,2\r4,caf\xe9\n", "utf-8", 3, "byte 14 (0xe9), which is not UTF-8", EIGHT),
        (b"a,b,c\n1,2,\xc3", "utf-8", 2, "byte 11, where the last character is cut off", None),
        ("a,b,c\n".encode("utf-16"), "utf-8", 1, "byte 1 (0xff), which is not UTF-8", "UTF-16"),
        (
            "a,b,c\né".encode("utf-16-le"), "utf-8", 2, "byte 13 (0xe9), which is not UTF-8",
            "UTF-16 without a byte order mark",
        ),
        ("a,b,c\n".encode("utf-32"), "utf-8", 1, "byte 1 (0xff), which is not UTF-8", "UTF-32"),
        (b"a,b,c\n1,\xc3\xa9,3\n", "ascii", 2, "byte 9 (0xc3), which is not ascii", "UTF-8"),
        (b"a,b,c\n1,\x81,3\n", "cp1252", 2, "byte 9 (0x81), which is not cp1252", None),
        (b"\xff\xfea\0,\0\n\0\x00\xd8", "utf-16", 2, "byte 9 (0x00), which is not utf-16", None),
        ("\ufeffa\né".encode() + b"\xff", "utf-8", 2, "byte 8 (0xff), which is not UTF-8", EIGHT),
    ],
)  # fmt: skip
def test_a_byte_that_does_not_decode_ends_the_reading_there(
    tmp_path, content, encoding, line, detail, looks
):
    found = given(tmp_path, content, encoding=encoding)
    assert not found.readable
    (fault,) = found.faults
    assert (fault.code, fault.row, fault.line, fault.detail) == (
        "encoding-error",
        None,
        line,
        detail,
    )
    hint = looks and f"It looks like {looks}: declare that, or save it as UTF-8."
    assert fault.hint == hint


def test_utf_16_without_a_mark_has_no_order_of_bytes(tmp_path):
    found = given(tmp_path, CSV.encode("utf-16-le"), encoding="utf-16")
    assert [(f.code, f.line) for f in found.faults] == [("encoding-error", 1)]
    assert details(found) == ["byte 1, where a byte order mark should stand"]
    assert found.faults[0].hint == "Declare its encoding as utf-16-le or utf-16-be."


def test_a_byte_late_in_a_large_file_has_its_place(tmp_path):
    line = "1,é,3\n".encode()
    content = b"a,b,c\n" + 100_000 * line + b"4,\xff,6\n" + 9 * line
    for encoding in ("utf-8", "utf-8-sig"):
        found = given(tmp_path, content, encoding=encoding)
        assert [(f.code, f.line) for f in found.faults] == [("encoding-error", 100_002)]
        assert details(found)[0].startswith("byte 700,009 (0xff)")
    found = given(tmp_path, content, encoding="ascii")
    assert details(found)[0].startswith("byte 9 (0xc3)")


@pytest.mark.parametrize("encoding", ["no-such-thing", "base64", "rot13", "", "utf-8\0"])
def test_what_is_no_character_set_is_a_source_error(tmp_path, encoding):
    found = given(tmp_path, CSV, encoding=encoding)
    assert faults(found) == [("source-error", None, None, None, None)]
    assert details(found) == [f"the encoding {encoding!r} is not known"]


def test_a_mark_and_crlf_are_read_and_warned_of_where_the_dataset_is_curated(tmp_path):
    content = b"\xef\xbb\xbfa,b,c\n1,2,3\r\n4,5,6\r\n"
    assert faults(given(tmp_path, content)) == []
    found = given(tmp_path, content, curated=True)
    assert faults(found) == [
        ("byte-order-mark", None, None, 1, None),
        ("line-ending", None, None, 2, None),
    ]
    assert {fault.severity for fault in found.faults} == {Severity.WARNING}
    assert found.labels == ["a", "b", "c"]
    assert found.found.total() == 2


def test_cr_alone_is_a_line_end_too(tmp_path):
    found = given(tmp_path, b"a,b,c\r1,2,3\r", curated=True)
    assert faults(found) == [("line-ending", None, None, 1, None)]
    assert cells(found) == [["1", "2", "3"]]


def test_a_clean_file_of_a_curated_dataset_has_no_warning(tmp_path):
    assert faults(given(tmp_path, CSV, curated=True)) == []


def test_the_mark_of_a_transcoded_file_is_seen(tmp_path):
    import gzip

    content = gzip.compress(b"\xef\xbb\xbfa,b,c\n")
    found = given(tmp_path, content, compression="gz", curated=True)
    assert [fault.code for fault in found.faults] == ["byte-order-mark"]


def test_separators_of_unicode_are_text(tmp_path):
    text = "a,b,c\n1,x\u2028y\u0085z\x0b\x0c\x1c,3\n"
    assert cells(rewritten(tmp_path, text)) == [["1", "x\u2028y\u0085z\x0b\x0c\x1c", "3"]]
