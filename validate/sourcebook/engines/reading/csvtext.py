"""A table whose source is a text of delimited cells."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sourcebook.engines.reading import dialect, guess, header, tokens
from sourcebook.engines.reading.fault import Fault, UnreadableError
from sourcebook.engines.reading.model import Reading
from sourcebook.engines.reading.records import rewrite
from sourcebook.engines.reading.scan import look
from sourcebook.engines.reading.separators import BREAKS
from sourcebook.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sourcebook.declare import Table
    from sourcebook.engines.reading.scan import Look
    from sourcebook.engines.reading.source import Text


def read(table: Table, text: Text, scratch: Path, faults: list[Fault], *, curated: bool) -> Reading:
    """The reading of a text. Raises ``UnreadableError``, ``OSError``."""
    problem = dialect.problem(table.dialect)
    if problem is not None:
        raise UnreadableError(Fault("source-error", detail=problem))
    seen = look(
        text.file,
        table.dialect.quote_char or '"',
        table.dialect.delimiter,
        lines=table.dialect.line_terminator in BREAKS,
    )
    if curated:
        faults = [*faults, *_form(seen, text)]
    head = header.read(tokens.batches(text.file, table.dialect, 1), table.dialect)
    if seen.nul:
        faults = [*faults, *_nuls(head)]
    names = [field.name for field in table.fields]
    reading = Reading(
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
        line_ends=seen.line_ends,
        header_line=head.line,
        delimiter_guess=guess.delimiter(head.labels, table.dialect, names),
        text=text.file,
        parts=text.parts,
        quoted=seen.quoting.used,
        nul=seen.nul,
    )
    # DuckDB takes the line ends of the whole file for those that it meets in a label first.
    broken = any({"\r", "\n"} & {*label} for label in head.labels)
    if seen.regular and dialect.plain(table.dialect) and not broken:
        return reading
    return rewrite(reading, table, scratch)


def _form(seen: Look, text: Text) -> Iterator[Fault]:
    """What is not in the canonical form, though it can be read."""
    if seen.mark or text.mark:
        yield Fault("byte-order-mark", line=1, severity=Severity.WARNING)
    if seen.returns is not None:
        yield Fault("line-ending", line=seen.returns, severity=Severity.WARNING)


def _nuls(head: header.Header) -> Iterator[Fault]:
    for column, label in enumerate(head.labels, start=1):
        if "\0" in label:
            yield Fault("nul-byte", head.first - 1, column, head.line, label)
