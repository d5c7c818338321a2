"""Names that a project and its tables can have, on any system, in SQL and in an address."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from sourcebook.catalogue.names import dataset_flaw, path_flaw
from sourcebook.errors import UseError
from sourcebook.package.database import is_reserved
from sourcebook.package.history import TABLE

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST = 31
"""What a sheet of a workbook can be called."""


def check_name(name: str) -> None:
    """Refuse what no dataset can be called. Raises ``UseError``."""
    flaw = dataset_flaw(name)
    if flaw is not None:
        raise UseError(f"{name!r:.100} {flaw}. Name it as in: sourcebook new river-gauges")


def table_names(stems: Iterable[str]) -> list[str]:
    """A name for a table of each file, by what its file is called without the ending."""
    found: list[str] = []
    for stem in stems:
        name = plain = _plain(stem)
        number = 1
        while name in found:
            number += 1
            name = f"{plain[: _LONGEST - 4]}_{number}"
        found.append(name)
    return found


def _plain(stem: str) -> str:
    letters = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    name = re.sub("[^a-z0-9]+", "_", letters).strip("_")[:_LONGEST].rstrip("_") or "table"
    # A package has a table of its changes, and SQLite tables of its own.
    taken = is_reserved(name) or name == TABLE or path_flaw(name) is not None
    if taken or not name[0].isalpha():
        return f"table_{name}"[:_LONGEST]
    return name


def title(name: str) -> str:
    """A name as a heading has it."""
    words = re.sub(r"[_\-.]+", " ", name).strip()
    return words[:1].upper() + words[1:]
