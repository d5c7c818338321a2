"""Every source of a table as CSV in UTF-8 that a strict reader takes, with its faults in place.

``read`` looks at the bytes. Where nothing stands against it, the engine's own parser is given the
source as it is (``Reading.plain``); where something does, or the parser refuses it, the source is
read once, slowly and tolerantly, and written out anew (``rewrite``). Conventions of Frictionless:
records count from the header as 1, blank ones and comments included; the number of cells that a
record should have is the number of labels.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sourcebook.engines.reading import header
from sourcebook.engines.reading.fault import Fault, UnreadableError
from sourcebook.engines.reading.model import MISFIT, MISSING, PLACE, Reading
from sourcebook.engines.reading.places import lines
from sourcebook.engines.reading.records import rewrite
from sourcebook.engines.reading.scan import look
from sourcebook.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sourcebook.declare import Table
    from sourcebook.engines.reading.scan import Look

__all__ = ["MISFIT", "MISSING", "PLACE", "Fault", "Reading", "lines", "read", "rewrite"]


def read(table: Table, scratch: Path, *, curated: bool = False) -> Reading:
    """Read the source of a table. What is wrong with it is in the reading.

    ``scratch`` is a folder for what has to be written. ``curated`` asks for the canonical form of
    a file: no byte order mark, lines that end in LF. Raises ``OSError`` where ``scratch`` has no
    room.
    """
    try:
        reading = _text(table, table.source, curated=curated)
    except UnreadableError as error:
        return _unreadable(table, error.fault)
    except OSError as error:
        return _unreadable(table, Fault("source-error", detail=_told(error)))
    return reading if reading.plain else rewrite(reading, table, scratch)


def _text(table: Table, text: Path, *, curated: bool) -> Reading:
    seen = look(text)
    head = header.read(text, table.dialect)
    faults = list(_form(seen)) if curated else []
    return Reading(
        table,
        labels=head.labels,
        faults=faults,
        found=Counter(fault.code for fault in faults),
        file=text,
        plain=seen.regular,
        skip=head.first - 1,
        first=head.first,
        width=head.width,
        line_ends=seen.line_ends,
        text=text,
        nul=seen.nul,
    )


def _form(seen: Look) -> Iterator[Fault]:
    """What is not in the canonical form, though it can be read."""
    if seen.mark:
        yield Fault("byte-order-mark", line=1, severity=Severity.WARNING)
    if seen.returns is not None:
        yield Fault("line-ending", line=seen.returns, severity=Severity.WARNING)


def _unreadable(table: Table, fault: Fault) -> Reading:
    return Reading(table, faults=[fault], found=Counter([fault.code]), readable=False, plain=False)


def _told(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    return error.strerror or str(error)
