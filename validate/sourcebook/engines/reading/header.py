"""The labels of a text: the records that its dialect names as header, joined into one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sourcebook.engines.reading import tokens
from sourcebook.engines.reading.fault import Fault, UnreadableError

if TYPE_CHECKING:
    from pathlib import Path

    from sourcebook.declare.model import Dialect


@dataclass(frozen=True, slots=True)
class Header:
    labels: list[str]
    first: int
    """The number of the first record below it."""
    width: int
    """Cells of the header, or, without one, of the first record."""


def read(text: Path, dialect: Dialect) -> Header:
    """The header of a text. Raises ``UnreadableError`` where there is none, or no record at all."""
    rows = dialect.header_rows if dialect.header else ()
    last = max(rows, default=0)
    found: dict[int, tokens.Record] = {}
    for batch in tokens.batches(text, dialect, max(1, last)):
        found.update(enumerate(batch.records, batch.row))
        if len(found) >= max(1, last):
            break
    if not found:
        raise UnreadableError(Fault("source-error", detail="the file is empty"))
    if not rows:
        return Header([], 1, len(found[1]))
    labels = found.get(last, [])
    if not labels:
        raise UnreadableError(Fault("blank-header", last, line=1))
    return Header(labels, last + 1, len(labels))
