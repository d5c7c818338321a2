"""What a file is that somebody hands over, by what is in it."""

from __future__ import annotations

import os
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest

from sourcebook.editing import given
from sourcebook.errors import UseError

if TYPE_CHECKING:
    from pathlib import Path

CONTENTS = {
    "text": (b"a,b\n1,2\n", given.TEXT),
    "text that begins with a mark": (b"\xef\xbb\xbfa\n", given.TEXT),
    "text in UTF-16": ("a,b\n".encode("utf-16"), given.TEXT),
    "a table of Pakistan": (b"PK,AF\n1,2\n", given.TEXT),
    "an archive that is cut short": (b"PK\x03\x04", given.ARCHIVE),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", given.OLD),
    "a page": (b"\n <HTML><body>", given.Nature("a web page")),
    "a PDF": (b"%PDF-1.7", given.Nature("a PDF")),
}


@pytest.mark.parametrize(("content", "nature"), CONTENTS.values(), ids=CONTENTS)
def test_a_file_is_known_by_what_is_in_it(
    content: bytes, nature: given.Nature, tmp_path: Path
) -> None:
    (tmp_path / "x").write_bytes(content)
    assert given.nature(tmp_path / "x") == nature


def test_workbooks_are_told_apart(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "a.xlsx")
    (tmp_path / "a.xlsx").rename(tmp_path / "x")
    assert given.nature(tmp_path / "x") is given.XLSX
    for name, nature in (("content.xml", given.ODS), ("letter.txt", given.ARCHIVE)):
        with zipfile.ZipFile(tmp_path / "y", "w") as archive:
            archive.writestr(name, "x")
        assert given.nature(tmp_path / "y") is nature


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\r\n"])
def test_a_file_with_nothing_in_it_is_empty(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(UseError, match=r"x: is empty\. Name a file with a header and rows\.$"):
        given.nature(tmp_path / "x")


def test_blanks_before_what_a_file_holds_do_not_make_it_empty(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"\n" * 100_000 + b"a\n1\n")
    assert given.nature(tmp_path / "x") is given.TEXT


def test_what_is_no_plain_file_is_not_looked_into(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert given.nature(tmp_path / "pipe") is given.TEXT
