"""What a file looks like that is not what its declaration says: a hint, never a decision."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_SAMPLE = 1 << 14
_MARKS = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}


def encoding(file: Path, start: int) -> str | None:
    """The encoding that the bytes around ``start`` look like."""
    with file.open("rb") as source:
        head = source.read(4)
        source.seek(max(0, start - _SAMPLE // 2))
        sample = source.read(_SAMPLE)
    for mark, name in _MARKS.items():
        if head.startswith(mark):
            return name
    if sample.count(0) * 3 > len(sample):
        return "UTF-16 without a byte order mark"
    return "Windows-1252 or ISO-8859-1"
