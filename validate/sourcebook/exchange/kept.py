"""A table as its file has it, for who adds rows to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcebook.editing import RefusedError, text
from sourcebook.errors import UseError

if TYPE_CHECKING:
    from sourcebook.declare import Table
    from sourcebook.editing.text import Text


def read(table: Table) -> Text:
    """Its rows as text. Raises ``UseError`` where that takes a guess, ``OSError``."""
    try:
        return text.read(table.source, table.dialect.delimiter)
    except RefusedError as error:
        first = error.refusals[0]
        place = ":".join(str(each) for each in (table.path, first.line, first.column) if each)
        told = f"{place}: {first.message} {first.hint}"
        raise UseError(f"{told} Mend it first; `sourcebook validate` tells all.") from None
