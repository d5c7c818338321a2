"""Resources: where their data is, how it is written, and what is wrong with what they say."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from described import GONE, mistakes, package, read, resource, table
from sourcebook.declare.model import Dialect

if TYPE_CHECKING:
    from pathlib import Path

NO_PATH = {"path": GONE}

# what a resource says, and its format, compression and delimiter
KINDS: list[tuple[dict[str, Any], tuple[str, str | None, str]]] = [
    ({}, ("csv", None, ",")),
    ({"schema": GONE}, ("csv", None, ",")),
    ({"path": "t.CSV"}, ("csv", None, ",")),
    ({"path": "t.tsv"}, ("csv", None, "\t")),
    ({"path": "t.tsv", "dialect": {"delimiter": ";"}}, ("csv", None, ";")),
    ({"path": "t.tsv", "format": "csv"}, ("csv", None, ",")),
    ({"path": "t.csv.gz"}, ("csv", "gz", ",")),
    ({"path": "t.tsv.zip"}, ("csv", "zip", "\t")),
    ({"path": "t.csv", "compression": "gz"}, ("csv", "gz", ",")),
    ({"path": "t.csv", "compression": "no"}, ("csv", None, ",")),
    ({"path": "t.zip"}, ("csv", "zip", ",")),
    ({"path": "t.zip", "format": "zip", "innerpath": "t.tsv"}, ("csv", "zip", "\t")),
    ({"path": "t.zip", "schema": GONE}, ("none", None, ",")),
    ({"path": "t.txt"}, ("csv", None, ",")),
    ({"path": "t"}, ("csv", None, ",")),
    ({"path": "t.txt", "schema": GONE}, ("none", None, ",")),
    ({"path": "t.txt", "schema": GONE, "mediatype": "text/csv; header=present"}, ("csv", None, ",")),
    ({"path": "t.txt", "schema": GONE, "format": ".TSV"}, ("csv", None, "\t")),
    ({"path": "t.png", "schema": GONE, "format": "png"}, ("none", None, ",")),
    ({"path": "t.parquet", "schema": GONE}, ("parquet", None, ",")),
    ({"path": "t.xlsx", "schema": GONE}, ("xlsx", None, ",")),
    ({"path": "t.jsonl", "schema": GONE}, ("ndjson", None, ",")),
    ({"path": "t.json"}, ("json", None, ",")),
    ({"path": "t.json", "schema": GONE}, ("none", None, ",")),
    ({"path": "t.json", "schema": GONE, "type": "table"}, ("json", None, ",")),
    ({"path": "t.json", "schema": GONE, "dialect": {"property": "rows"}}, ("json", None, ",")),
    ({"path": "t.geojson", "schema": GONE}, ("none", None, ",")),
    ({**NO_PATH, "data": [["a"], ["x"]]}, ("inline", None, ",")),
    ({**NO_PATH, "data": [{"a": "x"}], "schema": GONE}, ("inline", None, ",")),
    ({**NO_PATH, "data": []}, ("inline", None, ",")),
    ({**NO_PATH, "data": "a\nx", "format": "csv"}, ("inline", None, ",")),
    ({**NO_PATH, "data": "a\nx", "mediatype": "text/tab-separated-values"}, ("inline", None, "\t")),
    ({**NO_PATH, "data": {"b": 1}, "schema": GONE}, ("none", None, ",")),
    ({**NO_PATH, "data": [1, 2], "schema": GONE}, ("none", None, ",")),
    ({**NO_PATH, "data": "aGk=", "format": "png", "schema": GONE}, ("none", None, ",")),
]  # fmt: skip


@pytest.mark.parametrize(("words", "wanted"), KINDS, ids=str)
def test_the_format_follows_from_what_a_resource_says_and_how_its_file_ends(
    tmp_path: Path, words: dict[str, Any], wanted: tuple[str, str | None, str]
) -> None:
    found = table(tmp_path, **words)
    assert (found.format, found.compression, found.dialect.delimiter) == wanted


def test_a_table_has_its_files_in_order_or_its_rows(tmp_path: Path) -> None:
    one = table(tmp_path, path=["t.csv"])
    assert (one.files, one.parts) == ((tmp_path / "t.csv",), ())
    two = table(tmp_path, path=["t1.csv", "t2.csv"])
    assert two.files == two.parts == (tmp_path / "t1.csv", tmp_path / "t2.csv")
    assert table(tmp_path, extrapaths=["u.csv"]).files == (tmp_path / "t.csv", tmp_path / "u.csv")
    assert table(tmp_path, path=GONE, url="t.csv").files == (tmp_path / "t.csv",)
    inline = table(tmp_path, path=GONE, data=[["a"], ["x"]])
    assert (inline.files, inline.data) == ((), [["a"], ["x"]])
    assert inline.source == tmp_path / "datapackage.json"


def test_rows_inside_an_object_are_found_by_the_property_of_the_dialect(tmp_path: Path) -> None:
    rows = [{"a": "x"}]
    words = {"path": GONE, "data": {"rows": rows}, "dialect": {"property": "rows"}}
    found = table(tmp_path, **words)
    assert (found.data, found.dialect.property) == (rows, None)


@pytest.mark.parametrize(
    ("written", "codec"),
    [
        ("UTF-8", "utf-8"), ("utf8", "utf-8"), ("UTF-8-BOM", None), ("windows-1252", "cp1252"),
        ("ISO-8859-1", "iso8859-1"), ("utf-16", "utf-16"), ("Shift_JIS", "shift_jis"), ("", "utf-8"),
    ],
)  # fmt: skip
def test_an_encoding_is_the_name_of_a_codec(
    tmp_path: Path, written: str, codec: str | None
) -> None:
    if codec is None:
        package(tmp_path, resource(encoding=written))
        assert "is not a character set" in mistakes(tmp_path)[0]
    else:
        assert table(tmp_path, encoding=written).encoding == codec


def test_size_and_hash_are_read(tmp_path: Path) -> None:
    found = table(tmp_path, bytes=119.0, hash="SHA256:" + "AB" * 32)
    assert (found.bytes, found.hash) == (119, "sha256:" + "ab" * 32)
    assert table(tmp_path, hash="0" * 32).hash == "0" * 32
    assert table(tmp_path, hash="").hash is None


# what a dialect says, and what is read of it where it is not the default
DIALECTS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {}),
    ({"delimiter": "::", "quoteChar": "'", "doubleQuote": False, "escapeChar": "\\", "skipInitialSpace": True,
      "lineTerminator": ";", "nullSequence": "NA"},
     {"delimiter": "::", "quote_char": "'", "double_quote": False, "escape_char": "\\", "skip_initial_space": True,
      "line_terminator": ";", "null_sequence": "NA"}),
    ({"lineTerminator": "\r\n", "caseSensitiveHeader": True, "csvddfVersion": 1.2}, {}),
    ({"quoteChar": ""}, {"quote_char": None}),
    ({"quoteChar": None}, {"quote_char": None}),
    ({"quoteChar": '"', "escapeChar": '"'}, {}),
    ({"header": False}, {"header": False, "header_rows": ()}),
    ({"header": False, "headerRows": [1]}, {"header": False, "header_rows": ()}),
    ({"headerRows": []}, {"header": False, "header_rows": ()}),
    ({"headerRows": [2, 3], "headerJoin": "-"}, {"header_rows": (2, 3), "header_join": "-"}),
    ({"headerJoin": ""}, {"header_join": ""}),
    ({"commentChar": "//", "commentRows": [1, 4]}, {"comment_char": "//", "comment_rows": (1, 4)}),
    ({"property": "rows", "itemType": "object", "itemKeys": ["a", "b"]},
     {"property": "rows", "item_type": "object", "item_keys": ("a", "b")}),
    ({"sheetName": "S", "sheetNumber": 2}, {"sheet_name": "S", "sheet_number": 2}),
    ({"csv": {"delimiter": ";"}}, {"delimiter": ";"}),
    ({"json": {"keyed": True, "keys": ["a"]}}, {"item_type": "object", "item_keys": ("a",)}),
    ({"excel": {"sheet": 3}}, {"sheet_number": 3}),
    ({"excel": {"sheet": "S"}}, {"sheet_name": "S"}),
]  # fmt: skip


@pytest.mark.parametrize(("words", "wanted"), DIALECTS, ids=str)
@pytest.mark.parametrize("place", ["object", "file.json", "file.yaml"])
def test_a_dialect_is_read_from_an_object_and_from_a_file(
    tmp_path: Path, words: dict[str, Any], wanted: dict[str, Any], place: str
) -> None:
    (tmp_path / place).write_text(json.dumps(words), encoding="utf-8")
    found = table(tmp_path, dialect=words if place == "object" else place).dialect
    assert found == Dialect(**wanted)


# what a resource says, the place, and what is told
WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"name": GONE}, "name", "is missing. Add `name:`."),
    ({"name": "a\nb"}, "name", r"'a\nb' has a control character in it. Rename it."),
    ({"name": "../t"}, "name", "'../t' can't be the name of a table. Rename it."),
    ({"title": 5}, "title", "must be a text, not 5. Put it in quotes."),
    (NO_PATH, "path", "is missing. Name the file, or write the rows under `data`."),
    ({"data": []}, "data", "stands beside `path`. Keep one of them."),
    ({"path": 5}, "path", "must be a path, not 5. Name a file of the package."),
    ({"path": None}, "path", "must be a path, not null. Name a file of the package."),
    ({"path": ""}, "path", "is empty. Name a file of the package."),
    ({"path": []}, "path", "is empty. Name at least one file."),
    ({"path": ["t.csv", 5]}, "path[1]", "must be a path, not 5. Name a file of the package."),
    ({"path": ["t.csv", "../t.csv"]}, "path[1]", "'../t.csv' leads out of the package. Use a path inside it."),
    ({"path": "/etc/passwd"}, "path", "'/etc/passwd' leads out of the package. Use a path inside it."),
    ({"path": "a/../../t.csv"}, "path", "'a/../../t.csv' leads out of the package. Use a path inside it."),
    ({"path": r"a\..\..\t.csv"}, "path", r"'a\\..\\..\\t.csv' leads out of the package. Use a path inside it."),
    ({"path": "C:/t.csv"}, "path", "'C:/t.csv' leads out of the package. Use a path inside it."),
    ({"path": "~/t.csv"}, "path", "'~/t.csv' leads out of the package. Use a path inside it."),
    ({"path": ".git/t.csv"}, "path", "'.git/t.csv' is in a hidden folder. Use a folder without the dot."),
    ({"path": "t\0.csv"}, "path", r"'t\x00.csv' has a control character in it. Rename the file."),
    ({"path": "https://example.org/t.csv"}, "path", "remote files are not read. Put the file beside the descriptor."),
    ({**NO_PATH, "url": "s3://bucket/t.csv"}, "url", "remote files are not read. Put the file beside the descriptor."),
    ({"path": "t.ods"}, "format", "the format 'ods' is not read yet. Give a CSV, JSON, XLSX or Parquet file."),
    ({"format": "cvs"}, "format", "the format 'cvs' is not read yet. Did you mean 'csv'?"),
    ({"format": 5}, "format", "must be a text, not 5. Put it in quotes."),
    ({"encoding": 8}, "encoding", "must be a text, not 8. Put it in quotes."),
    ({"encoding": "utf-9"}, "encoding", "'utf-9' is not a character set. Did you mean 'utf-"),
    ({"encoding": "base64"}, "encoding", "'base64' is not a character set. "),
    ({"encoding": "unicode_escape"}, "encoding", "'unicode_escape' is not a character set. "),
    ({"encoding": "\0"}, "encoding", r"'\x00' is not a character set. Name it as in utf-8 or windows-1252."),
    ({"compression": "bz2"}, "compression", "'bz2' is not read. Compress it as gz or zip, or not at all."),
    ({"bytes": "119"}, "bytes", "must be a whole number, not '119'. Mend it."),
    ({"bytes": -1}, "bytes", "must not be negative. Use 0 or more."),
    ({"hash": "crc32:00000000"}, "hash", "the algorithm 'crc32' is not known here. Use one of: md5, sha1, sha256, sha512."),
    ({"hash": "sha1:abc"}, "hash", "'abc' is no digest of sha1. It has 40 digits of 0-9 and a-f."),
    ({"schema": 7}, "schema", "must be a schema or its name, not 7. Write it out, or name it."),
    ({"schema": None}, "schema", "must be a schema or its name, not null."),
    ({"schema": "s.json"}, "schema", "there is no schema 's.json'. Check the path, or write the schema out."),
    ({"schema": "../s.json"}, "schema", "'../s.json' leads out of the package. Use a path inside it."),
    ({"schema": "http://example.org/s.json"}, "schema", "remote files are not read."),
    ({"profile": "tabular-data-resource", "schema": GONE}, "schema",
     "is missing, and a tabular-data-resource has one. Write the schema, or drop the profile."),
    ({"fields": [{"name": "a"}]}, "fields", "says nothing here. Move it into the `schema`."),
    ({"missingValues": [""]}, "missingValues", "says nothing here. Move it into the `schema`."),
    ({"licenses": "CC0"}, "licenses", "must be a list, not 'CC0'. Put `- ` before each element."),
    ({"licenses": [{"title": "CC0"}]}, "licenses[0]", "has neither `name` nor `path`. Add one of them."),
    ({"sources": [{}]}, "sources[0]", "is empty. Say who or what it is."),
    ({**NO_PATH, "data": None}, "data", "must be a list, an object or a text, not null. Write the rows as a list."),
    ({**NO_PATH, "data": 5}, "data", "must be a list, an object or a text, not 5. Write the rows as a list."),
    ({**NO_PATH, "data": "a\nx"}, "data", "is a text, and nothing says in which format. Add `format: csv`."),
    ({**NO_PATH, "data": "[]", "format": "json"}, "data", "is a text in 'json', which is not read. Write the rows as a list."),
    ({**NO_PATH, "data": {"a": 1}}, "data", "must be a list of rows. Write each row as a list or an object."),
    ({**NO_PATH, "data": [["a"], {"a": 1}]}, "data[1]", "must be a list, not {'a': 1}. Write all rows in one way."),
    ({**NO_PATH, "data": [{"a": 1}, 5]}, "data[1]", "must be an object, not 5. Write all rows in one way."),
    ({"dialect": 5}, "dialect", "must be an object, not 5. Write `key: value` pairs."),
    ({"dialect": "d.json"}, "dialect", "there is no file 'd.json'. Check the path."),
    ({"dialect": "../d.json"}, "dialect", "'../d.json' leads out of the package. Use a path inside it."),
    ({"dialect": {"delimiter": ""}}, "dialect.delimiter", "is empty. Write the characters between two cells or rows."),
    ({"dialect": {"delimiter": "\n"}}, "dialect.delimiter", "ends a row. Choose another delimiter."),
    ({"dialect": {"delimiter": 5}}, "dialect.delimiter", "must be a text, not 5. Put it in quotes."),
    ({"dialect": {"quoteChar": "''"}}, "dialect.quoteChar", "must be one character, not \"''\". Write one."),
    ({"dialect": {"quoteChar": ","}}, "dialect.quoteChar", "can't be the delimiter too, ','. Choose another."),
    ({"dialect": {"escapeChar": "ab"}}, "dialect.escapeChar", "must be one character, not 'ab'. Write one."),
    ({"dialect": {"header": "no"}}, "dialect.header", "must be true or false, not 'no'. Mend it."),
    ({"dialect": {"headerRows": ["1"]}}, "dialect.headerRows[0]", "must be the number of a row, from 1, not '1'. Mend it."),
    ({"dialect": {"headerRows": [0]}}, "dialect.headerRows[0]", "must be the number of a row, from 1, not 0. Mend it."),
    ({"dialect": {"commentRows": 5}}, "dialect.commentRows", "must be a list, not 5. Put `- ` before each element."),
    ({"dialect": {"itemType": "row"}}, "dialect.itemType", "unknown word 'row'. Known are: array, object."),
    ({"dialect": {"sheetNumber": 0}}, "dialect.sheetNumber", "must be 1 or more. Use 1 or more."),
    ({"dialect": {"csv": 5}}, "dialect.csv", "must be an object, not 5. Write `key: value` pairs."),
]  # fmt: skip


@pytest.mark.parametrize(("words", "place", "text"), WRONG, ids=str)
def test_what_is_wrong_with_a_resource_has_its_place_and_a_next_step(
    tmp_path: Path, words: dict[str, Any], place: str, text: str
) -> None:
    package(tmp_path, resource(**words))
    told = mistakes(tmp_path)
    assert told[0].startswith(f"resources[0].{place}: {text}"), told
    assert len(told) == 1, told


PACKAGES: list[tuple[dict[str, Any], str]] = [
    ({"resources": GONE}, "resources: is missing. List the tables under `resources:`."),
    ({"resources": []}, "resources: is empty. List the tables."),
    ({"resources": {"t": {}}}, "resources: must be a list, not {'t': {}}. Put `- ` before each element."),
    ({"resources": ["t"]}, "resources[0]: must be an object, not 't'. Write `key: value` pairs."),
    ({"resources": GONE, "fields": [{"name": "a"}]}, "fields: says nothing here. Move it into the `schema`."),
    ({"name": 5}, "name: must be a text, not 5. Put it in quotes."),
    ({"title": None}, "title: must be a text, not null. Give it a value, or remove it."),
    ({"version": 1.0}, "version: must be a text, not 1.0. Put it in quotes."),
    ({"created": "yesterday"}, "created: 'yesterday' is no time. Write it as 2024-01-31T12:00:00Z."),
    ({"keywords": "a"}, "keywords: must be a list, not 'a'. Put `- ` before each element."),
    ({"licenses": "CC0"}, "licenses: must be a list, not 'CC0'. Put `- ` before each element."),
    ({"contributors": [{}]}, "contributors[0]: is empty. Say who or what it is."),
    ({"contributors": [{"title": "A", "email": "at home"}]},
     "contributors[0].email: 'at home' is no address. Write it as name@example.org."),
    ({"sources": [{"title": 5}]}, "sources[0].title: must be a text, not 5. Put it in quotes."),
    ({"profile": "tabular-data-package"},
     "resources[0].profile: is not `tabular-data-resource`, as the profile of the package asks. Add it, or drop"),
    ({"resources": [resource(), resource()]}, "resources[1].name: is a second resource 't'. Rename it."),
]  # fmt: skip


@pytest.mark.parametrize(("words", "text"), PACKAGES, ids=str)
def test_what_is_wrong_with_a_package_has_its_place_and_a_next_step(
    tmp_path: Path, words: dict[str, Any], text: str
) -> None:
    package(tmp_path, **{"resources": [resource()], **words})
    assert mistakes(tmp_path)[0].startswith(text), mistakes(tmp_path)


def test_what_version_2_says_of_a_package_is_read(tmp_path: Path) -> None:
    words = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": GONE,
        "contributors": [{"givenName": "A", "familyName": "B", "roles": ["creator"]}],
        "created": "2024-01-31T12:00:00Z",
        "licenses": [{"path": "https://example.org/licence"}],
    }
    dataset = read(tmp_path, resource(name="Ein Name", type="table"), **words)
    assert (dataset.name, dataset.tables[0].name) == (tmp_path.name, "Ein Name")
    assert dataset.remarks == ()


def test_a_tabular_package_of_version_1_is_read(tmp_path: Path) -> None:
    words = {"profile": "tabular-data-package"}
    assert read(tmp_path, resource(profile="tabular-data-resource"), **words).remarks == ()
