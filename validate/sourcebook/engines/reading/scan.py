"""One look at the bytes of a text: that they are UTF-8, and what a strict reader would trip over.

It costs a fraction of any parser, so that a clean file is parsed once, by the engine.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sourcebook.engines.reading import guess
from sourcebook.engines.reading.fault import Fault, UnreadableError

if TYPE_CHECKING:
    from pathlib import Path

LINE = 64 << 20
"""Bytes of the longest line that is read."""
_CHUNK = 1 << 18
_TAIL = 8
"""Bytes of an unfinished line that are kept: whether it is empty is all that matters."""


@dataclass(slots=True)
class Look:
    regular: bool = True
    """No blank line, no NUL, no CR that stands alone: a strict reader can take it."""
    line_ends: int = 0
    """Lines, the last one without an end included; those that end in CR alone are not counted."""
    nul: bool = False
    mark: bool = False
    """It begins with a byte order mark."""
    returns: int | None = None
    """The first line that ends in CRLF or CR."""
    size: int = 0
    since: int = 0
    """Bytes since the last line end."""
    cr: int = 0
    crlf: int = 0


def look(text: Path, *, lines: bool = True) -> Look:
    """Look at a text, which should have ``lines``.

    Raises ``UnreadableError`` where it is not UTF-8 or a line has no end, ``OSError``.
    """
    seen = Look()
    decoder: codecs.IncrementalDecoder | None = None
    tail = b""
    with text.open("rb", buffering=0) as source:
        while chunk := source.read(_CHUNK):
            if decoder is not None or not chunk.isascii():
                decoder = _decode(decoder, chunk, seen, text)
            if b"\0" in chunk:
                seen.nul = True
            if b"\r" in chunk or tail.endswith(b"\r"):
                _count_returns(seen, chunk, tail)
            tail = _lines(seen, chunk, tail)
            if lines and seen.since > LINE:
                detail = f"the line has more than {LINE >> 20} MiB"
                line = seen.line_ends + 1
                raise UnreadableError(Fault("source-error", line=line, detail=detail))
    if decoder is not None:
        at = seen.size - len(decoder.getstate()[0]) + 1
        detail = f"byte {at:,} (the last character is cut off)"
        raise UnreadableError(Fault("encoding-error", line=seen.line_ends + 1, detail=detail))
    seen.line_ends += bool(tail)
    if seen.nul or seen.cr != seen.crlf:
        seen.regular = False
    return seen


def _lines(seen: Look, chunk: bytes, tail: bytes) -> bytes:
    """Count the lines of a chunk, and give what stands after the last of them."""
    lines = chunk.split(b"\n")
    lines[0] = tail + lines[0]
    if seen.size == 0 and lines[0].startswith(codecs.BOM_UTF8):
        seen.mark = True
        lines[0] = lines[0][3:]
    rest = lines.pop()
    ended = lines or b"\r" in chunk
    seen.since = len(rest) if ended else seen.since + len(chunk)
    if not all(lines) or (seen.cr and b"\r" in lines):
        seen.regular = False
    seen.line_ends += len(lines)
    seen.size += len(chunk)
    return rest[-_TAIL:]


def _decode(
    decoder: codecs.IncrementalDecoder | None, chunk: bytes, seen: Look, text: Path
) -> codecs.IncrementalDecoder | None:
    """A decoder that still holds the first bytes of a character, else ``None``.

    Raises ``UnreadableError``.
    """
    decoder = decoder or codecs.getincrementaldecoder("utf-8")()
    held = len(decoder.getstate()[0])
    try:
        decoder.decode(chunk)
    except UnicodeDecodeError as error:
        # ``error.start`` counts from what the decoder still held of the last chunk.
        start = error.start - held
        before = chunk[: max(0, start)]
        ends = before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n")
        line = seen.line_ends + seen.cr - seen.crlf + ends + 1
        detail = f"byte {seen.size + start + 1:,} (0x{error.object[error.start]:02x})"
        around = chunk[max(0, start - 4096) : max(0, start) + 4096]
        likely = guess.encoding(_head(text), around, "utf-8")
        if likely is not None:
            detail += f"; it looks like {likely}"
        raise UnreadableError(Fault("encoding-error", line=line, detail=detail)) from error
    return decoder if decoder.getstate()[0] else None


def _head(text: Path) -> bytes:
    with text.open("rb") as source:
        return source.read(4)


def _count_returns(seen: Look, chunk: bytes, tail: bytes) -> None:
    if seen.returns is None:
        at = chunk.find(b"\r")
        seen.returns = seen.line_ends + chunk.count(b"\n", 0, max(at, 0)) + 1
    seen.cr += chunk.count(b"\r")
    seen.crlf += chunk.count(b"\r\n") + (tail.endswith(b"\r") and chunk.startswith(b"\n"))
