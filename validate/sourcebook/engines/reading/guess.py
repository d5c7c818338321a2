"""What a file looks like that is not what its declaration says: a hint, never a decision."""

from __future__ import annotations

import codecs
import csv
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sourcebook.declare.model import Dialect

_MARKS = {
    codecs.BOM_UTF8: "UTF-8",
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}
_DELIMITERS = ",;\t|"


def encoding(head: bytes, sample: bytes, declared: str) -> str | None:
    """What to do with a file of these first bytes and ``sample`` that is not as ``declared``."""
    looks = _encoding(head, sample, declared)
    return None if looks is None else f"It looks like {looks}: declare that, or save it as UTF-8."


def _encoding(head: bytes, sample: bytes, declared: str) -> str | None:
    for mark, name in _MARKS.items():
        if head.startswith(mark) and name.lower() != declared:
            return name
    if sample.count(0) * 3 > len(sample):
        return "UTF-16 without a byte order mark" if "16" not in declared else None
    if declared == "utf-8":
        return "an 8-bit encoding such as Windows-1252"
    if sample.isascii() or b"\0" in sample:
        return None
    try:
        # Up to three bytes of a character may be cut off at either end.
        sample.lstrip(bytes(range(0x80, 0xC0)))[:-3].decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "UTF-8"


def delimiter(labels: Sequence[str], dialect: Dialect, names: Collection[str]) -> str | None:
    """The character that a header seems to be separated by; not the one declared."""
    known = set(names)
    most = len(known.intersection(labels))
    if len(labels) > 1 and (most or not known):
        return None
    line = " ".join(dialect.delimiter.join(labels).splitlines())
    best, score = None, (most, 1 if len(labels) == 1 else len(line))
    for candidate in _DELIMITERS:
        if candidate != dialect.delimiter and candidate in line:
            cells = next(csv.reader([line], delimiter=candidate))
            found = (len(known.intersection(cells)), len(cells))
            if found > score:
                best, score = candidate, found
    return best
