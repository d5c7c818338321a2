"""Whether the quotes of a text stand where RFC 4180 has them, so that every parser reads the same.

A quoted cell is quoted as a whole: before it stands a delimiter or a line break, after it a
delimiter, a line break or the end. Parsers part ways at all else: some take the blank off a cell
that begins `` "``, some drop quotes in the middle, some go on to the next quote.
"""

from __future__ import annotations

from operator import itemgetter

_FIRST = itemgetter(slice(0, 1))
_LAST = itemgetter(slice(-1, None))
_BLANKS = (b"\n\n", b"\n\r\n")


class Quoting:
    """Told of a text chunk by chunk."""

    def __init__(self, quote: str, delimiter: str) -> None:
        self.clean = True
        self.blank = False
        """There is a blank line that is not inside a quoted cell."""
        self._quote = quote.encode()
        self._before = {b"", b"\n", delimiter.encode()}
        self._after = {*self._before, b"\r"}
        self._inside = False
        self._held = b"\n"
        """The first byte and the last two of the stretch that is not over, quoted or not."""

    def take(self, chunk: bytes, *, blank: bool) -> None:
        """Look at a chunk; only where ``blank`` has it a blank line anywhere."""
        if len(chunk) > 4 and not blank and self._quote not in chunk:
            # All that matters of a stretch is where it begins and ends.
            chunk = chunk[:1] + b"-" + chunk[-2:]
        stretches = chunk.split(self._quote)
        stretches[0] = self._held + stretches[0]
        last = stretches.pop()
        if stretches:
            plain = stretches[self._inside :: 2]
            self._inside ^= len(stretches) % 2 == 1
            if not self._after.issuperset(map(_FIRST, plain)):
                self.clean = False
            if not self._before.issuperset(map(_LAST, plain)):
                self.clean = False
            if blank:
                self.blank |= any(map(_is_blank, plain))
        if blank and not self._inside:
            self.blank |= _is_blank(last)
        self._held = last if len(last) < 4 else last[:1] + b"-" + last[-2:]

    def end(self) -> None:
        """The text is over."""
        if self._inside or self._held[:1] not in self._after:
            self.clean = False


def _is_blank(stretch: bytes) -> bool:
    return any(line in stretch for line in _BLANKS)
