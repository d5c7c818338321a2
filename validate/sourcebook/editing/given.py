"""A file that somebody hands over: whether it is one, holds anything, and is what its name says.

What a file is, is seen by its first bytes: its name is only what somebody has called it.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sourcebook.errors import UseError

if TYPE_CHECKING:
    from pathlib import Path

_HEAD = 1 << 16


@dataclass(frozen=True, slots=True)
class Nature:
    """What a file is."""

    words: str
    ending: str = ""
    """Of the name that such a file has; empty for what nobody here reads."""


TEXT = Nature("plain text", ".csv")
XLSX = Nature("a workbook (XLSX)", ".xlsx")
ODS = Nature("a workbook (ODS)", ".ods")
ARCHIVE = Nature("an archive")
OLD = Nature("a workbook of the old kind (XLS), or one with a password")
_SIGNS = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLD),
    (b"\x1f\x8b", Nature("compressed (gz)")),
    (b"%PDF-", Nature("a PDF")),
)
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06")
_PAGES = (b"<!doctype html", b"<html", b"<table", b"<head", b"<body", b"<meta")
_PAGE = Nature("a web page")
_MARK = b"\xef\xbb\xbf"


def nature(file: Path) -> Nature:
    """What a file is. Raises ``UseError`` where there is none or nothing in it, and ``OSError``."""
    if file.is_dir():
        raise UseError(f"{file}: is a folder. Name a file in it.")
    if not file.exists():
        raise UseError(f"{file}: there is no such file. Check the path.")
    if not file.is_file():
        return TEXT  # What a pipe holds is known once it is read, and that only once.
    with file.open("rb") as source:
        head = source.read(_HEAD)
    if not head.removeprefix(_MARK).strip() and file.stat().st_size == len(head):
        raise empty(file)
    if head.startswith(_ARCHIVES):
        return _archive(file)
    start = head.removeprefix(_MARK).lstrip()[:20].lower()
    if start.startswith(_PAGES):
        return _PAGE
    return next((found for sign, found in _SIGNS if head.startswith(sign)), TEXT)


def empty(file: Path) -> UseError:
    """What is said of a file with nothing in it."""
    return UseError(f"{file}: is empty. Name a file with a header and rows.")


def _archive(file: Path) -> Nature:
    try:
        with zipfile.ZipFile(file) as archive:
            names = {*archive.namelist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
        return ARCHIVE
    if "content.xml" in names:
        return ODS
    return XLSX if any(name.startswith("xl/") for name in names) else ARCHIVE
