"""Lines of text for a terminal: coloured by rich there, the same words without colour elsewhere.

Nothing is cut to the width of the window, and nothing in the data is read as markup.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import TextIO

Line = tuple[tuple[str, str], ...]
"""Pieces of one line, each with the name of its style (``""`` for none)."""


def plain(lines: Iterable[Line]) -> str:
    """The lines without colour."""
    return "".join("".join(piece for piece, _ in line) + "\n" for line in lines)


def show(lines: Iterable[Line], styles: Mapping[str, str], stream: TextIO) -> None:
    """Write lines, in colour if the stream is a terminal that wants it. ``styles`` are rich's."""
    if not in_colour(stream):
        stream.write(plain(lines))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(file=stream, highlight=False, markup=False, emoji=False)
    for line in lines:
        # Text, not str: rich then looks for neither markup nor emoji in it.
        styled = Text.assemble(*((piece, styles.get(style, "")) for piece, style in line))
        console.print(styled, soft_wrap=True)


def in_colour(stream: TextIO) -> bool:
    """Whether to colour: at a terminal, unless it is dumb or NO_COLOR is set (no-color.org)."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") in ("dumb", "unknown")
    return stream.isatty() and not plain
