"""The text of a table in one file of UTF-8: the file itself, or all of its files, decoded.

Several files are one table as if they were concatenated "in the simplest way" (Data Resource,
*Multiple Files*): only the first has the header, and no rule drops a record of the others. A part
that ends without a line break gets one, lest two records become one.
"""

from __future__ import annotations

import codecs
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

from sourcebook.engines.reading import guess
from sourcebook.engines.reading.fault import Fault, UnreadableError
from sourcebook.engines.reading.places import origin
from sourcebook.engines.reading.tokens import breaks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sourcebook.declare import Table

_PLAIN = ("utf-8", "utf-8-sig")
_TAIL = 64


@dataclass(frozen=True, slots=True)
class Text:
    file: Path
    parts: tuple[int, ...] = (0,)
    """How many lines stand before the first of each of the table's files."""
    mark: bool = False
    """A byte order mark has been taken off its beginning."""


def text(table: Table, out: Path) -> Text:
    """The text of a table, written to ``out`` where no file holds it as it is.

    Raises ``UnreadableError`` where a file can't be unpacked or decoded, ``OSError``.
    """
    codec = _codec(table.encoding)
    if codec in _PLAIN and len(table.files) == 1 and table.compression is None:
        return Text(table.files[0])
    with out.open("wb") as target:
        written = _Written("utf-8" if codec in _PLAIN else codec)
        parts = []
        for part, file in enumerate(table.files):
            if written.last:
                target.write(written.end(table.dialect.line_terminator))
            parts.append(written.lines)
            try:
                for piece in written.decoded(table, file):
                    target.write(piece)
            except UnreadableError as error:
                raise UnreadableError(replace(error.fault, part=part)) from error
    return Text(out, tuple(parts), written.mark)


@contextmanager
def placed(parts: tuple[int, ...]) -> Iterator[None]:
    """Give the fault for which all of a text is unreadable its place in one of the files."""
    try:
        yield
    except UnreadableError as error:
        fault = error.fault
        if len(parts) == 1 or fault.line is None or fault.part is not None:
            raise
        part, line = origin(parts, fault.line)
        raise UnreadableError(replace(fault, part=part, line=line)) from error


def _codec(encoding: str) -> str:
    """The codec of a character set, by its one name. Raises ``UnreadableError``."""
    try:
        codec = codecs.lookup(encoding)
    except (LookupError, ValueError):
        codec = None
    # The marker is how Python itself tells character sets from other codecs, in ``bytes.decode``.
    if codec is None or not codec._is_text_encoding or codec.incrementaldecoder is None:  # noqa: SLF001
        detail = f"the encoding {encoding!r} is not known"
        raise UnreadableError(Fault("source-error", detail=detail))
    return codec.name


class _Written:
    """What has been written so far, and the decoding of what comes."""

    def __init__(self, codec: str) -> None:
        self.codec = codec
        self.lines = 0
        """Line breaks."""
        self.last = ""
        """The last few characters."""
        self.mark = False

    def end(self, terminator: str | None) -> bytes:
        """What the part before needs for the next to begin a record of its own."""
        if self.last.endswith(("\n", "\r", terminator or "\n")):
            return b""
        missing = terminator or "\n"
        self._count(missing)
        return missing.encode()

    def decoded(self, table: Table, file: Path) -> Iterator[bytes]:
        """A file in UTF-8. Raises ``UnreadableError`` at the first byte that does not decode."""
        from sourcebook.engines.reading import archive

        decoder = codecs.getincrementaldecoder(self.codec)()
        place = _Place(file.name if len(table.files) > 1 else None, self)
        begun = False
        for chunk in chain(archive.chunks(table, file), (b"",)):
            state = decoder.getstate()
            try:
                piece = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                decoder.setstate(state)
                raise UnreadableError(place.of(error, len(state[0]), chunk, decoder)) from error
            except UnicodeError as error:
                raise UnreadableError(_unmarked(self.codec)) from error
            place.read(chunk)
            if piece and not begun:
                begun = True
                if piece[0] == "\ufeff":
                    self.mark |= self.codec == "utf-8"
                    piece = piece[1:]
            if piece:
                self._count(piece)
                # A surrogate that stands alone is found when the UTF-8 is looked at.
                yield piece.encode("utf-8", "surrogatepass")

    def _count(self, piece: str) -> None:
        self.lines += breaks(piece) - (self.last.endswith("\r") and piece.startswith("\n"))
        self.last = (self.last + piece[-_TAIL:])[-_TAIL:]


class _Place:
    """Where in a file the decoder is."""

    def __init__(self, name: str | None, written: _Written) -> None:
        self.name = name
        self.written = written
        self.before = written.lines
        self.head = b""
        self.at = 0

    def read(self, chunk: bytes) -> None:
        self.head = self.head or chunk[:4]
        self.at += len(chunk)

    def of(
        self, error: UnicodeDecodeError, held: int, chunk: bytes, decoder: codecs.IncrementalDecoder
    ) -> Fault:
        # ``error.start`` counts from what the decoder still held of the last chunk.
        start = error.start - held
        codec = self.written.codec
        try:
            before = decoder.decode(chunk[: max(0, start)])
        except UnicodeError:
            return _unmarked(codec)
        line = self.written.lines - self.before + breaks(before) + 1
        detail = f"byte {self.at + start + 1:,} (0x{error.object[error.start]:02x})"
        if self.name is not None:
            detail += f" of {self.name}"
        detail += f", which is not {'UTF-8' if codec == 'utf-8' else codec}"
        around = chunk[max(0, start - 4096) : max(0, start) + 4096]
        hint = guess.encoding(self.head or chunk[:4], around, codec)
        return Fault("encoding-error", line=line, detail=detail, hint=hint)


def _unmarked(codec: str) -> Fault:
    """Python's decoders of UTF-16 and UTF-32 ask for a mark where the name says no order."""
    hint = f"Declare its encoding as {codec}-le or {codec}-be."
    return Fault(
        "encoding-error", line=1, detail="byte 1, where a byte order mark should stand", hint=hint
    )
