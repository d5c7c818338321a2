"""A comment as Markdown: totals, what is new, then what was there folded, and what has changed.

At most ``ROOM`` characters, since GitHub refuses a comment of more than 65,536. Where all does not
fit, each list shows fewer and says so. No text of the comment becomes markup, whatever it is.
"""

from __future__ import annotations

from hashlib import sha256
from html import escape
from typing import TYPE_CHECKING

from sourcebook.report.prose import code, prose
from sourcebook.report.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sourcebook.review.comment import Change, Changes, Comment, Group

ROOM = 60_000
LONGEST = 2_000
"""Characters of one text that are shown."""

MOST = (300, 100, 50, 30, 20, 10, 5, 3, 2, 1, 0)
"""How many of a list are shown: the first number with which all fits."""


def marker(comment: Comment) -> str:
    """What the body begins with, so that the comment is found again; it is not shown."""
    about = sha256(comment.about.encode(errors="backslashreplace")).hexdigest()
    return f"<!-- sourcebook review {about[:16]} -->"


def body(comment: Comment) -> str:
    """The comment as it is posted, with its marker before it."""
    return f"{marker(comment)}\n{text(comment)}"


def text(comment: Comment) -> str:
    """The comment without its marker."""
    for most in MOST:
        if whole := _fitting(_lines(comment, most)):
            return whole
    # Thousands of tables, or names of tables as long as books.
    head = "".join(f"{line}\n" for line in _head(comment))
    return f"{head}There is no room here for the rest; see the log of the run.\n"


def _fitting(lines: Iterable[str]) -> str:
    """The lines as a text, or nothing as soon as there is no room for them."""
    whole, room = [], ROOM
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            return ""
        whole.append(f"{line}\n")
    return "".join(whole)


def _cut(text: str) -> str:
    """A text that leaves room for others: nothing that is made of it is ever cut later."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"


def _told(text: str) -> str:
    return prose(_cut(text))


def _named(text: str) -> str:
    return code(_cut(text))


def _head(comment: Comment) -> Iterator[str]:
    yield f"## Sourcebook: {'valid' if comment.valid else 'not valid'}"
    yield ""
    yield _told(comment.verdict)
    yield ""


def _lines(comment: Comment, most: int) -> Iterator[str]:
    yield from _head(comment)
    yield from _list(map(_told, comment.remarks[:most]), len(comment.remarks) - most)
    if comment.new:
        yield "### New" if comment.base else "### Found"
        yield ""
        yield from _groups(comment.new, most)
    base = f"<code>{escape(visible(_cut(comment.base)))}</code> has too"
    yield from _folded(f"What {base}", comment.old, most)
    yield from _folded("Waived", comment.waived, most)
    yield from _changed(comment, most)


def _groups(groups: Sequence[Group], most: int) -> Iterator[str]:
    for group in groups:
        severity = group.severity[:1].upper() + group.severity[1:]
        what = f"**{_told(severity)}** {_named(group.code)} in {_named(group.table)}"
        yield f"{what}: {_told(group.totals)}"
        yield ""
        yield from _list(map(_told, group.findings[:most]), len(group.findings) - most)


def _list(items: Iterable[str], more: int) -> Iterator[str]:
    empty = True
    for item in items:
        empty = False
        yield f"- {item}"
    if more > 0:
        yield f"- {more:,} more, for which there is no room here"
    if more > 0 or not empty:
        yield ""


def _folded(title: str, groups: Sequence[Group], most: int) -> Iterator[str]:
    if groups:
        # The title is HTML; the blank line after it lets Markdown begin (CommonMark, section 4.6).
        yield from (f"<details><summary>{title}</summary>", "")
        yield from _groups(groups, most)
        yield from ("</details>", "")


def _changed(comment: Comment, most: int) -> Iterator[str]:
    if not comment.schema and not comment.changes:
        return
    yield "### What changes"
    yield ""
    if comment.schema:
        yield "The declaration:"
        yield ""
        yield from _list(map(_told, comment.schema[:most]), len(comment.schema) - most)
    for table in comment.changes:
        yield f"{_named(table.table)}: {_told(table.totals)}"
        yield ""
        yield from _table(table, most)


def _table(table: Changes, most: int) -> Iterator[str]:
    listed = table.listed[:most]
    if listed:
        yield "| row | field | before | after |"
        yield "|---|---|---|---|"
        for change in listed:
            yield _row(change)
        yield ""
    if table.total > len(listed):
        yield f"and {table.total - len(listed):,} more"
        yield ""


def _row(change: Change) -> str:
    row = _cell(change.row)
    if not change.field:
        return f"| {row} | | | |"
    old, new = ("*no value*" if v is None else _cell(v) for v in (change.old, change.new))
    return f"| {row} | {_cell(change.field)} | {old} | {new} |"


def _cell(told: str) -> str:
    """A text as code in a table, where a bar would end a code span's cell: all signs as entities.

    An entity is never markup (CommonMark 0.31.2, section 6.2), and forges leave ``code`` alone.
    """
    signs = (
        letter if letter.isalnum() or letter == " " or ord(letter) > 127 else f"&#{ord(letter)};"
        for letter in visible(_cut(told))
    )
    return f"<code>{''.join(signs)}</code>"
