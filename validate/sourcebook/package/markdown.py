"""Text from data as Markdown that shows it as it is, in GitHub's dialect and in Python-Markdown's.

Whatever a title, a definition or a message holds, it can open no tag, link, heading, table cell or
code. Backslashes stand only before what both dialects let them escape; the rest are entities.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SPECIAL = re.compile(r"[\\`*_{}\[\]#]|^[-+]|(?<=\d)[.)](?=\s|$)|!(?=\[)")
_ENTITIES = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    "|": "&#124;",
    "~": "&#126;",
    "$": "&#36;",
    ":": "&#58;",
}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_LINK = re.compile(r"(?i)\b(https?|ftp)://|\bwww\.|(?<=\w)@(?=\w)")


def plain(text: object) -> str:
    """A text on one line, every character that Markdown would read made to stand for itself."""
    line = _one_line(text)
    escaped = _SPECIAL.sub(lambda found: "\\" + found[0], line)
    escaped = re.sub("[&<>|~$]|^:", lambda found: _ENTITIES[found[0]], escaped)
    # GitHub links bare addresses; a full stop or @ as an entity keeps them text.
    return _LINK.sub(lambda found: re.sub(r"[:.@]", lambda m: f"&#{ord(m[0])};", found[0]), escaped)


def _one_line(text: object) -> str:
    return " ".join(_CONTROL.sub(" ", str(text)).split())


def paragraphs(text: str) -> str:
    """A text of several paragraphs, parted by blank lines as they were."""
    return "\n\n".join(plain(part) for part in re.split(r"\n\s*\n", text.strip()))


def code(text: object) -> str:
    """A text as a code span, with a fence longer than any row of backticks inside."""
    line = _one_line(text)
    if not line:
        return ""
    if "|" in line:
        # A code span can't hide a bar from a table in both dialects; plain text can.
        return plain(line)
    longest = max((len(run) for run in re.findall("`+", line)), default=0)
    fence = "`" * (longest + 1)
    space = " " if "`" in line else ""
    return f"{fence}{space}{line}{space}{fence}"


def link(text: str, address: object) -> str:
    """A link to a web address; to anything else only its text."""
    address = str(address)
    if not re.fullmatch(r"https?://[^\s<>()\[\]\"'`\\|]+", address):
        return plain(text)
    return f"[{plain(text)}]({address})"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are Markdown already."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
