"""A large text in pieces, each a frame of its cells: only where every line is surely a record.

Polars reads cells faster than any, but what it makes of a text that is not as RFC 4180 has it is
its own affair: a short row is filled up, a quote out of place is kept or lost. So it is seen first
that the text is regular; where that is not certain, there are no frames (``DoubtError``).
"""

from __future__ import annotations

import codecs
import csv
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from sourcebook.engines.reading import MISSING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

SIZE = 16 << 20
"""Bytes of a piece, or a line more."""
_LINE = 8 << 20
"""Bytes of the longest line."""
_NOWHERE = (b"\r", b"\0", MISSING[:1].encode())
"""What may not be in a text: line breaks of another kind, NUL, what stands for a missing cell. One
byte is found ten times as quickly as two.
"""
_PACKED = (b"\x1f\x8b", b"(\xb5/\xfd")
"""How texts begin that Polars would unpack first (gzip, zstd); see also RFC 1950, 2.2."""
_BREAK = ord("\n")
_FEW = 0.05
"""The share of rows up to which it costs less to look at each of them than at all."""


class DoubtError(Exception):
    """It is not certain that every line is a record."""


@dataclass(frozen=True, slots=True)
class Form:
    """How a text is written."""

    columns: Sequence[str]
    delimiter: str
    """One character of ASCII, as the quote."""
    quote: str


def pieces(file: Path, skip: int, form: Form) -> Iterator[bytes]:
    """A text without its first lines, in pieces that end with a line. Raises ``DoubtError``."""
    # Two readers: one for lines, whose buffer would only be in the way of the other.
    with file.open("rb") as lines, file.open("rb", buffering=0) as source:
        for _ in range(skip):
            line = lines.readline(_LINE)
            if not line.endswith(b"\n") or _odd(line) or not _quoted(_bytes(line), form):
                raise DoubtError
        at = source.seek(lines.tell())
        end = lines.seek(0, os.SEEK_END)
        while at < end:
            # Where a piece ends is found first: to put pieces together is to copy them.
            lines.seek(at + SIZE)
            rest = lines.readline(_LINE)
            piece = source.read(min(SIZE + len(rest), end - at))
            if len(rest) == _LINE or len(piece) < min(SIZE + len(rest), end - at):
                raise DoubtError
            at += len(piece)
            yield piece


def frame(piece: bytes, form: Form) -> pl.DataFrame:
    """The cells of a piece, texts without null.

    Raises ``DoubtError``, and ``polars.exceptions.PolarsError`` where a row has too many cells or
    the text is no UTF-8.
    """
    # A blank line has no cell too few where there is one column.
    blank = len(form.columns) == 1 and (piece.startswith(b"\n") or b"\n\n" in piece)
    if blank or _odd(piece):
        raise DoubtError
    text = _bytes(piece)
    found = pl.read_csv(
        piece,
        has_header=False,
        separator=form.delimiter,
        quote_char=form.quote,
        schema=dict.fromkeys(form.columns, pl.String),
        empty_string_is_null=False,
    )
    lines = np.count_nonzero(text == _BREAK) + (text[-1] != _BREAK)
    if found.height != lines or not (_quoted(text, form) and _even(text, found, form)):
        raise DoubtError
    return found


def _bytes(text: bytes) -> NDArray[np.uint8]:
    return np.frombuffer(text, np.uint8)


def _odd(text: bytes) -> bool:
    """Whether a text has what may stand nowhere, or Polars would take its beginning for no text."""
    packed = text.startswith(_PACKED) or (text[:1] == b"x" and int.from_bytes(text[:2]) % 31 == 0)
    return packed or text.startswith(codecs.BOM_UTF8) or any(each in text for each in _NOWHERE)


def _quoted(text: NDArray[np.uint8], form: Form) -> bool:
    """Whether each quote opens a cell, closes one, or is one of two in a cell that has been opened.

    The same that ``reading.quoting`` tells of a text of any size.
    """
    quote, delimiter = ord(form.quote), ord(form.delimiter)
    at = np.flatnonzero(text == quote)
    if not at.size:
        return True
    if at.size % 2:
        return False
    opening, closing = at[0::2], at[1::2]
    if opening[0] == 0:
        opening = opening[1:]
    if closing[-1] == text.size - 1:
        closing = closing[:-1]
    around = np.concatenate((text[opening - 1], text[closing + 1]))
    return bool(((around == delimiter) | (around == quote) | (around == _BREAK)).all())


def _even(text: NDArray[np.uint8], found: pl.DataFrame, form: Form) -> bool:
    """Whether no row has too few cells: Polars fills it up with empty ones, and says nothing."""
    short = (found[form.columns[-1]] == "").arg_true().to_numpy()
    if not short.size:
        return True
    if short.size > _FEW * found.height:
        delimiters = np.count_nonzero(text == ord(form.delimiter))
        inside = pl.sum_horizontal(
            pl.col(each).str.count_matches(form.delimiter, literal=True).sum()
            for each in form.columns
        )
        between = found.height * (len(form.columns) - 1)
        # Cells with a delimiter are quoted.
        return bool(delimiters == between + found.select(inside).item())
    ends = np.flatnonzero(text == _BREAK)
    ends = ends if text[-1] == _BREAK else np.append(ends, text.size)
    starts = np.concatenate(([0], ends[:-1] + 1))
    lines = (
        text[start:end].tobytes().decode()
        for start, end in zip(starts[short].tolist(), ends[short].tolist(), strict=True)
    )
    records = csv.reader(lines, delimiter=form.delimiter, quotechar=form.quote, strict=True)
    try:
        return all(len(cells) == len(form.columns) for cells in records)
    except (csv.Error, UnicodeError):  # such as a cell that is longer than it reads
        return False
