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

from sourcebook.engines.reading import csvtext, source, stored
from sourcebook.engines.reading.fault import Fault, UnreadableError
from sourcebook.engines.reading.model import MISFIT, MISSING, PLACE, Reading
from sourcebook.engines.reading.picking import pick
from sourcebook.engines.reading.places import lines, origin, scratch_file
from sourcebook.engines.reading.records import rewrite

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sourcebook.declare import Table

__all__ = [
    "MISFIT",
    "MISSING",
    "PLACE",
    "Fault",
    "Reading",
    "lines",
    "origin",
    "pick",
    "read",
    "rewrite",
]


def read(
    table: Table,
    scratch: Path,
    *,
    curated: bool = False,
    quick: Callable[[Reading], int | None] | None = None,
) -> Reading:
    """Read the source of a table. What is wrong with it is in the reading.

    ``scratch`` is a folder for what has to be written. ``curated`` asks for the canonical form of
    a text: no byte order mark, lines that end in LF. Of a Parquet file and of what is no table only
    presence, size and hash are looked at. ``quick`` may tell of a plain text, by what is known of
    it above its records, how many lines it has, if it is sure that each is a record and nothing
    stands against the bytes; then these are not looked at. Raises ``OSError`` where ``scratch`` has
    no room.
    """
    faults: list[Fault] = []
    try:
        faults = stored.check(table)
        return _read(table, scratch, faults, curated=curated, quick=quick)
    except UnreadableError as error:
        faults = [*faults, error.fault]
    found = Counter(fault.code for fault in faults)
    return Reading(table, faults=faults, found=found, readable=False, plain=False)


def _read(
    table: Table,
    scratch: Path,
    faults: list[Fault],
    *,
    curated: bool,
    quick: Callable[[Reading], int | None] | None,
) -> Reading:
    if table.format == "view":
        # Not yet computed: it has no rows to read, and that is nobody's fault here.
        return Reading(table, readable=False, plain=False)
    if table.format == "parquet" and len(table.files) > 1:
        detail = "a Parquet file in several files is not read; make one of them"
        raise UnreadableError(Fault("source-error", detail=detail))
    if table.format in ("parquet", "none"):
        found = Counter(fault.code for fault in faults)
        return Reading(
            table, faults=faults, found=found, file=table.source, plain=False, native=True
        )
    if table.format == "csv":
        text = source.text(table, scratch_file(table, scratch, "text.csv"))
        with source.placed(text.parts):
            return csvtext.read(table, text, scratch, faults, curated=curated, quick=quick)
    if table.format == "inline" and isinstance(table.data, str):
        file = scratch_file(table, scratch, "text.csv")
        # A surrogate that stands alone is found when the UTF-8 is looked at.
        file.write_bytes(table.data.encode("utf-8", "surrogatepass"))
        return csvtext.read(table, source.Text(file), scratch, faults, curated=False)
    from sourcebook.engines.reading import values

    return values.read(table, scratch, faults)
