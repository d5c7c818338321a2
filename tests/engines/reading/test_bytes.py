"""Files as they are stored: whether they are there, their size and hash, archives, several files."""

import gzip
import hashlib
import io
import os
import zipfile
from dataclasses import replace

import pytest

from engines.reading.given import cells, details, faults, given, records, rewritten, table
from sourcebook.engines.reading import archive, origin, read, rewrite
from sourcebook.findings import Severity

CSV = "a,b,c\n1,2,3\n"


def zipped(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return out.getvalue()


def test_a_file_that_is_not_there_is_a_source_error(tmp_path):
    found = read(table(tmp_path / "t.csv"), tmp_path)
    assert not found.readable
    assert faults(found) == [("source-error", None, None, None, None)]
    assert details(found) == ["there is no such file"]


def test_a_folder_is_no_file(tmp_path):
    found = read(table(tmp_path), tmp_path)
    assert details(found) == ["it is a folder"]


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "t.csv")
    assert details(read(table(tmp_path / "t.csv"), tmp_path)) == ["it is not a file"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_nobody_may_read_is_a_source_error(tmp_path):
    file = tmp_path / "t.csv"
    file.write_text(CSV)
    file.chmod(0)
    assert details(read(table(file), tmp_path)) == ["there is no permission to read it"]


def test_size_and_hash_as_declared_are_no_fault(tmp_path):
    for name in ("md5", "sha1", "sha256", "sha512"):
        digest = hashlib.new(name, CSV.encode()).hexdigest()
        assert faults(given(tmp_path, CSV, bytes=12, hash=f"{name}:{digest}")) == []
        assert faults(given(tmp_path, CSV, hash=f"{name}:{digest.upper()}")) == []
    digest = hashlib.new("md5", CSV.encode()).hexdigest()  # noqa: S324
    assert faults(given(tmp_path, CSV, hash=digest)) == []


@pytest.mark.parametrize("name", ["", "sha1:", "sha256:", "sha512:"])
def test_another_hash_is_told_and_the_file_is_read(tmp_path, name):
    found = given(tmp_path, CSV, hash=name + "0" * 32)
    actual = hashlib.new(name.strip(":") or "md5", CSV.encode()).hexdigest()
    assert faults(found) == [("hash-count", None, None, None, actual)]
    assert details(found) == [
        f"its {name.strip(':') or 'md5'} is {actual} where {'0' * 32} is declared"
    ]
    assert found.readable
    assert found.plain


def test_another_size_is_told_and_the_file_is_read(tmp_path):
    found = given(tmp_path, CSV, bytes=1200)
    assert faults(found) == [("byte-count", None, None, None, "12")]
    assert details(found) == ["it has 12 bytes where 1,200 are declared"]
    assert found.readable


def test_a_hash_that_is_not_known_is_a_warning(tmp_path):
    found = given(tmp_path, CSV, hash="crc32:0011")
    assert [(f.code, f.severity) for f in found.faults] == [("hash-count", Severity.WARNING)]


def test_a_missing_file_says_nothing_of_its_size(tmp_path):
    found = read(table(tmp_path / "t.csv", bytes=5), tmp_path)
    assert [fault.code for fault in found.faults] == ["source-error"]


@pytest.mark.parametrize("kind", ["parquet", "none"])
def test_of_what_is_no_text_presence_size_and_hash_are_checked(tmp_path, kind):
    found = given(tmp_path, b"\xff\x00", format=kind, bytes=3)
    assert [fault.code for fault in found.faults] == ["byte-count"]
    assert found.readable
    assert not read(table(tmp_path / "x", format=kind), tmp_path).readable


def test_compressed_files_are_read(tmp_path):
    gz = gzip.compress(CSV.encode())
    found = given(tmp_path, gz, name="t.csv.gz", compression="gz", bytes=len(gz))
    assert found.plain
    assert found.file.read_text() == CSV
    assert faults(found) == []
    inside = zipped({"__MACOSX/t": "x", "folder/": "", "folder/t.csv": CSV})
    found = given(tmp_path, inside, name="t.zip", compression="zip")
    assert found.file.read_text() == CSV
    several = zipped({"t.csv": CSV, "u.csv": "x"})
    found = given(tmp_path, several, name="t.zip", compression="zip", inner_path="t.csv")
    assert found.file.read_text() == CSV


@pytest.mark.parametrize(
    ("content", "more", "told"),
    [
        (b"a,b,c\n", {"compression": "gz"}, "the archive is broken (Not a gzipped file"),
        (
            gzip.compress(CSV.encode(), mtime=0)[:-9],
            {"compression": "gz"},
            "the archive is broken (",
        ),
        (b"a,b,c\n", {"compression": "zip"}, "the archive is broken (File is not a zip file)"),
        (zipped({"t.csv": CSV})[:-9], {"compression": "zip"}, "the archive is broken ("),
        (
            zipped({"t.csv": 50 * CSV}).replace(b"\x4b\xd4", b"\xff\xff", 1),
            {"compression": "zip"},
            "the archive is broken (",
        ),
        (zipped({}), {"compression": "zip"}, "the archive holds no file"),
        (
            zipped({"t.csv": CSV, "u.csv": CSV}),
            {"compression": "zip"},
            "the archive holds 2 files (t.csv, u.csv); name one of them as innerPath",
        ),
        (
            zipped({"t.csv": CSV, "u.csv": CSV}),
            {"compression": "zip", "inner_path": "v.csv"},
            "the archive holds t.csv, u.csv, and not v.csv",
        ),
    ],
)
def test_a_broken_archive_is_a_source_error(tmp_path, content, more, told):
    found = given(tmp_path, content, name="t.csv.packed", **more)
    assert not found.readable
    assert [fault.code for fault in found.faults] == ["source-error"]
    assert found.faults[0].detail.startswith(told)


@pytest.mark.parametrize("kind", ["gz", "zip"])
def test_what_unpacks_to_far_more_than_a_table_does_is_given_up(tmp_path, monkeypatch, kind):
    monkeypatch.setattr(archive, "FREE", 1 << 20)
    bomb = "a,b,c\n" + "1,2,3\n" * 1_000_000
    content = gzip.compress(bomb.encode()) if kind == "gz" else zipped({"t.csv": bomb})
    found = given(tmp_path, content, name="t.packed", compression=kind)
    assert not found.readable
    assert details(found) == [
        "it unpacks to more than 200 times its size, which no table does; reading stopped"
    ]
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) < 3 << 20


def parts(tmp_path, *contents, **more):
    files = []
    for number, content in enumerate(contents, start=1):
        files.append(tmp_path / f"part{number}.csv")
        files[-1].write_bytes(content.encode() if isinstance(content, str) else content)
    return read(table(files[0], parts=tuple(files), **more), tmp_path)


@pytest.mark.parametrize(
    ("contents", "expected"),
    [
        (("a,b,c\n1,2,3\n", "4,5,6\n"), "a,b,c\n1,2,3\n4,5,6\n"),
        (("a,b,c\n1,2,3", "4,5,6", "7,8,9"), "a,b,c\n1,2,3\n4,5,6\n7,8,9"),
        (("\ufeffa,b,c\n1,2,3\n", "\ufeff4,5,6\n"), "a,b,c\n1,2,3\n4,5,6\n"),
        (("a,b,c\r\n1,2,3\r\n", "4,5,6"), "a,b,c\r\n1,2,3\r\n4,5,6"),
        (("a,b,c\n", "a,b,c\n1,2,3\n"), "a,b,c\na,b,c\n1,2,3\n"),
        (("a,b,c\n", "", "1,2,3\n"), "a,b,c\n1,2,3\n"),
    ],
)
def test_several_files_are_one_after_the_other_and_only_the_first_has_a_header(
    tmp_path, contents, expected
):
    found = parts(tmp_path, *contents)
    assert found.file.read_bytes().decode() == expected
    assert found.readable
    assert faults(found) == []


def test_a_line_of_several_files_has_its_own_file(tmp_path):
    found = parts(tmp_path, "a,b,c\n1,2,3", '4,"5\n5",6\n', "7,8\n")
    found = rewrite(found, found.table, tmp_path)
    assert [record[1] for record in records(found)] == ["2", "3", "5"]
    assert [origin(found.parts, line) for line in (1, 2, 3, 4, 5)] == [
        (0, 1), (0, 2), (1, 1), (1, 2), (2, 1),
    ]  # fmt: skip


def test_size_and_hash_of_several_files_are_those_of_all(tmp_path):
    whole = b"a,b,c\n1,2,3\n4,5,6\n"
    digest = hashlib.new("md5", whole).hexdigest()  # noqa: S324
    found = parts(tmp_path, whole[:12], whole[12:], bytes=18, hash=digest)
    assert faults(found) == []


def test_a_part_that_is_not_there_is_named(tmp_path):
    (tmp_path / "p1.csv").write_text(CSV)
    files = (tmp_path / "p1.csv", tmp_path / "p2.csv")
    found = read(table(files[0], parts=files), tmp_path)
    assert details(found) == ["p2.csv: there is no such file"]
    assert found.faults[0].part == 1


def test_a_byte_that_does_not_decode_in_a_part_is_placed_in_it(tmp_path):
    found = parts(tmp_path, "a,b,c\n1,2,3\n", b"4,5,6\n7,\xe9,8\n")
    assert [(f.code, f.part, f.line) for f in found.faults] == [("encoding-error", 1, 2)]
    assert found.faults[0].detail.startswith("byte 9 (0xe9) of part2.csv, which is not UTF-8")


def test_several_parquet_files_are_not_one_table(tmp_path):
    files = (tmp_path / "1.parquet", tmp_path / "2.parquet")
    for file in files:
        file.write_bytes(b"")
    found = read(table(files[0], parts=files, format="parquet"), tmp_path)
    assert not found.readable
    assert "several files" in found.faults[0].detail


def test_compressed_parts_are_read(tmp_path):
    files = (tmp_path / "1.zip", tmp_path / "2.zip")
    files[0].write_bytes(zipped({"1.csv": "a,b,c\n1,2,3"}))
    files[1].write_bytes(zipped({"2.csv": "4,5,6"}))
    found = read(table(files[0], parts=files, compression="zip"), tmp_path)
    assert found.file.read_text() == "a,b,c\n1,2,3\n4,5,6"


def test_a_name_that_is_no_file_name_does_no_harm(tmp_path):
    found = rewritten(tmp_path, CSV)
    one = table(tmp_path / "t.csv")
    odd = replace(one, name="../we*ird/[name]?#1", encoding="latin-1")
    found = read(odd, tmp_path)
    assert found.file.parent == tmp_path
    assert cells(found) if not found.plain else found.file.read_text() == CSV
