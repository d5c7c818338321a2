"""Whether a dialect can be read at all, and whether a strict reader can take its files as they are.

Source: https://datapackage.org/standard/table-dialect/.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcebook.engines.reading.separators import BREAKS

if TYPE_CHECKING:
    from sourcebook.declare.model import Dialect


def problem(dialect: Dialect) -> str | None:
    """Why no text can be read by this dialect, if so."""
    single = {"quoteChar": dialect.quote_char, "escapeChar": dialect.escape_char}
    for word, char in single.items():
        if char is not None and (len(char) != 1 or char in "\r\n"):
            return f"the {word} of its dialect must be one character, not {char!r}"
        if char is not None and char == dialect.delimiter:
            return f"the {word} of its dialect is its delimiter too ({char!r})"
    if not dialect.delimiter:
        return "the delimiter of its dialect is empty"
    if "\n" in dialect.delimiter or "\r" in dialect.delimiter:
        return "the delimiter of its dialect is a line break"
    if dialect.line_terminator == "":
        return "the lineTerminator of its dialect is empty"
    if dialect.line_terminator == dialect.delimiter:
        return f"the lineTerminator of its dialect is its delimiter too ({dialect.delimiter!r})"
    return None


def plain(dialect: Dialect) -> bool:
    """Whether a strict reader that is told delimiter and quote reads the records as they are."""
    return (
        len(dialect.delimiter) == 1
        and dialect.delimiter.isascii()
        and dialect.quote_char is not None
        and dialect.quote_char.isascii()
        and dialect.double_quote
        and dialect.escape_char is None
        and dialect.line_terminator in BREAKS
        and not dialect.skip_initial_space
        and dialect.null_sequence is None
        and not dialect.comment_char
        and not dialect.comment_rows
        and (not dialect.header or dialect.header_rows in ((), (1,)))
    )
