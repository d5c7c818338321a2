"""A table whose source is a text of delimited cells."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from sourcebook.engines.reading import dialect, guess, header, tokens
from sourcebook.engines.reading.fault import Fault, UnreadableError
from sourcebook.engines.reading.model import Reading
from sourcebook.engines.reading.records import rewrite
from sourcebook.engines.reading.scan import look
from sourcebook.engines.reading.separators import BREAKS
from sourcebook.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sourcebook.declare import Table
    from sourcebook.engines.reading.source import Text


def read(
    table: Table,
    text: Text,
    scratch: Path,
    faults: list[Fault],
    *,
    curated: bool,
    quick: Callable[[Reading], int | None] | None = None,
) -> Reading:
    """The reading of a text. Raises ``UnreadableError``, ``OSError``."""
    problem = dialect.problem(table.dialect)
    if problem is not None:
        raise UnreadableError(Fault("source-error", detail=problem))
    if quick is not None and dialect.plain(table.dialect):
        found = _quickly(table, text, faults, curated=curated, quick=quick)
        if found is not None:
            return found
    seen = look(
        text.file,
        table.dialect.quote_char or '"',
        table.dialect.delimiter,
        lines=table.dialect.line_terminator in BREAKS,
    )
    if curated:
        faults = [*faults, *_form(text, mark=seen.mark, returns=seen.returns)]
    head = header.read(tokens.batches(text.file, table.dialect, 1), table.dialect)
    if seen.nul:
        faults = [*faults, *_nuls(head)]
    reading = replace(_reading(table, text, head, faults), line_ends=seen.line_ends, nul=seen.nul)
    if seen.regular and dialect.plain(table.dialect) and not _broken(head):
        return reading
    return rewrite(reading, table, scratch)


def _quickly(
    table: Table,
    text: Text,
    faults: list[Fault],
    *,
    curated: bool,
    quick: Callable[[Reading], int | None],
) -> Reading | None:
    """The reading of a text that ``quick`` knows to be plain, if it does."""
    try:
        head = header.read(tokens.batches(text.file, table.dialect, 1), table.dialect)
    except (UnreadableError, UnicodeError):
        return None
    form = _form(text, mark=False, returns=None) if curated else ()
    reading = _reading(table, text, head, [*faults, *form])
    lines = None if _broken(head) else quick(reading)
    return None if lines is None else replace(reading, line_ends=lines)


def _broken(head: header.Header) -> bool:
    """DuckDB takes the line ends of the whole file for those that it meets in a label first."""
    return any({"\r", "\n"} & {*label} for label in head.labels)


def _reading(table: Table, text: Text, head: header.Header, faults: list[Fault]) -> Reading:
    names = [field.name for field in table.fields]
    return Reading(
        table,
        labels=head.labels,
        faults=faults,
        found=Counter(fault.code for fault in faults),
        file=text.file,
        delimiter=table.dialect.delimiter,
        quote=table.dialect.quote_char or "",
        skip=head.first - 1,
        first=head.first,
        width=head.width if head.labels else len(names) or head.width,
        header_line=head.line,
        delimiter_guess=guess.delimiter(head.labels, table.dialect, names),
        text=text.file,
        parts=text.parts,
    )


def _form(text: Text, *, mark: bool, returns: int | None) -> Iterator[Fault]:
    """What is not in the canonical form, though it can be read."""
    if mark or text.mark:
        yield Fault("byte-order-mark", line=1, severity=Severity.WARNING)
    if returns is not None:
        yield Fault("line-ending", line=returns, severity=Severity.WARNING)


def _nuls(head: header.Header) -> Iterator[Fault]:
    for column, label in enumerate(head.labels, start=1):
        if "\0" in label:
            yield Fault("nul-byte", head.first - 1, column, head.line, label)
