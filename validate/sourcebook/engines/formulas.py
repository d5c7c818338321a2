"""Cells that a spreadsheet would run as a formula when it opens the CSV: ``formula-cell``.

A text that begins with one of ``MARKS`` is one, unless it is a plain number or a sign alone, which
a spreadsheet shows as they are: ``-5``, ``+923001234567``, ``-``. ``+92-300`` is one: it shows
-208. Only cells of texts and lists are looked at; those of other types can't hold a formula, and
codes are the schema's own. It is asked of curated datasets, of which packages are made.
Source: OWASP, CSV Injection; ASVS 5.0, requirement 1.2.10; CWE-1236.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sourcebook.engines import sql

if TYPE_CHECKING:
    from sourcebook.declare import Field, Table

CODE = "formula-cell"
MARKS = "=+-@\t\r"
PLAIN = r"[+-]([0-9]+([.,][0-9]+)*%?)?"
"""What a spreadsheet takes for a number, or for a sign and nothing more."""

_TYPES = ("string", "any", "list")
_PLAIN = re.compile(PLAIN)


def fields(table: Table) -> list[Field]:
    """The fields whose cells are looked at."""
    return [field for field in table.fields if field.type in _TYPES and not field.categories]


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would run a text."""
    return text.startswith(tuple(MARKS)) and _PLAIN.fullmatch(text) is None


def condition(field: Field) -> str:
    """The same in SQL, of a row of ``typed``."""
    cell = sql.cell(field)
    first = ", ".join(str(ord(mark)) for mark in MARKS)
    return f"(ascii({cell}) IN ({first}) AND NOT regexp_full_match({cell}, {sql.literal(PLAIN)}))"
