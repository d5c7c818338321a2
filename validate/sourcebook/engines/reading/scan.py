"""One look at the bytes of a text: that they are UTF-8, and what a strict reader would trip over.

It costs a fraction of any parser, so that a clean file is parsed once, by the engine.
"""

from __future__ import annotations

import codecs
from itertools import filterfalse
from typing import TYPE_CHECKING

from sourcebook.engines.reading import guess
from sourcebook.engines.reading.fault import Fault, UnreadableError
from sourcebook.engines.reading.quoting import Quoting

if TYPE_CHECKING:
    from pathlib import Path

LINE = 64 << 20
"""Bytes of the longest line that is read."""
_CHUNK = 1 << 18
LONG = 15 << 20
"""Bytes of the longest line that a strict reader is given: DuckDB notes each cell of a line that is
too long for it, which can take a hundred times its size."""
_TAIL = 8
"""Bytes of an unfinished line that are kept: whether it is empty is all that matters."""
_SAMPLE = 4096


def look(text: Path, quote: str, delimiter: str, *, lines: bool = True) -> Look:
    """Look at a text, which should have ``lines``.

    Raises ``UnreadableError`` where it is not UTF-8 or a line has no end, ``OSError``.
    """
    seen = Look(Quoting(quote, delimiter))
    with text.open("rb", buffering=0) as source:
        while chunk := source.read(_CHUNK):
            if seen.size == 0:
                seen.mark = chunk.startswith(codecs.BOM_UTF8)
            seen.take(chunk)
            seen.long |= seen.since > LONG
            if lines and seen.since > LINE:
                detail = f"the line has more than {LINE >> 20} MiB"
                line = seen.line_ends + 1
                raise UnreadableError(Fault("source-error", line=line, detail=detail))
    seen.end()
    return seen


class Look:
    """What has been seen of a text. It is told of it chunk by chunk."""

    def __init__(self, quoting: Quoting) -> None:
        self.quoting = quoting
        self.line_ends = 0
        """Lines, the last one without an end included; not those that end in CR alone."""
        self.nul = False
        self.mark = False
        """It begins with a byte order mark."""
        self.returns: int | None = None
        """The first line that ends in CRLF or CR."""
        self.size = 0
        self.since = 0
        """Bytes since the last line end."""
        self.long = False
        """A line is longer than ``LONG``, but for a chunk."""
        self._cr = 0
        self._crlf = 0
        self._head = b""
        self._tail = b""
        self._decoder = codecs.getincrementaldecoder("utf-8")()

    @property
    def regular(self) -> bool:
        """No blank or very long line, NUL, CR that stands alone or quote out of place: RFC 4180."""
        quoting = self.quoting
        odd = self.nul or self.long or self._cr != self._crlf or quoting.blank
        return not odd and quoting.clean

    def take(self, chunk: bytes) -> None:
        """Look at a chunk. Raises ``UnreadableError``."""
        lines = chunk.split(b"\n")
        if self._decoder.getstate()[0] or not chunk.isascii():
            self._check(chunk, lines)
        if b"\0" in chunk:
            self.nul = True
        if b"\r" in chunk or self._tail.endswith(b"\r"):
            self._count_returns(chunk)
        self._head = self._head or chunk[:4]
        self.size += len(chunk)
        if self.mark and self.size == len(chunk):
            chunk, lines[0] = chunk[3:], lines[0][3:]
        self.quoting.take(chunk, blank=self._count_lines(lines))
        lines_end = len(lines) > 1 or b"\r" in chunk
        self.since = len(lines[-1]) if lines_end else self.since + len(chunk)

    def end(self) -> None:
        """The text is over. Raises ``UnreadableError``."""
        held = self._decoder.getstate()[0]
        if held:
            detail = f"byte {self.size - len(held) + 1:,}, where the last character is cut off"
            raise UnreadableError(Fault("encoding-error", line=self.line_ends + 1, detail=detail))
        self.line_ends += bool(self._tail)
        self.quoting.end()

    def _check(self, chunk: bytes, lines: list[bytes]) -> None:
        """See that it is UTF-8: line by line, for most lines of most texts are ASCII."""
        state = self._decoder.getstate()
        try:
            if len(lines) == 1:
                self._decoder.decode(chunk)
                return
            self._decoder.decode(lines[0] + b"\n")
            b"\n".join(filterfalse(bytes.isascii, lines[1:-1])).decode()  # type: ignore[arg-type]
            self._decoder.decode(lines[-1])
        except UnicodeDecodeError:
            self._decoder.setstate(state)
            raise UnreadableError(self._undecodable(chunk, len(state[0]))) from None

    def _undecodable(self, chunk: bytes, held: int) -> Fault:
        try:
            self._decoder.decode(chunk)
        except UnicodeDecodeError as error:
            # ``error.start`` counts from what the decoder still held of the last chunk.
            start = error.start - held
            byte = error.object[error.start]
        before = chunk[: max(0, start)]
        ends = before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n")
        line = self.line_ends + self._cr - self._crlf + ends + 1
        detail = f"byte {self.size + start + 1:,} (0x{byte:02x}), which is not UTF-8"
        around = chunk[max(0, start - _SAMPLE) : max(0, start) + _SAMPLE]
        hint = guess.encoding(self._head or chunk[:4], around, "utf-8")
        return Fault("encoding-error", line=line, detail=detail, hint=hint)

    def _count_returns(self, chunk: bytes) -> None:
        if self.returns is None:
            at = chunk.find(b"\r")
            self.returns = self.line_ends + chunk.count(b"\n", 0, max(at, 0)) + 1
        self._cr += chunk.count(b"\r")
        across = self._tail.endswith(b"\r") and chunk.startswith(b"\n")
        self._crlf += chunk.count(b"\r\n") + across

    def _count_lines(self, lines: list[bytes]) -> bool:
        """Whether one of them is blank."""
        whole = lines[:-1]
        if whole:
            whole[0] = self._tail + whole[0]
            self._tail = lines[-1][-_TAIL:]
        else:
            self._tail = (self._tail + lines[0])[-_TAIL:]
        self.line_ends += len(whole)
        return not all(whole) or (self._cr > 0 and b"\r" in whole)
