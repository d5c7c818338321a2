"""What is wrong and what to do, for each fault of the standard, as a newcomer understands it.

Each function gives (message, hint): the message says what is wrong, the hint what to do. The place
is the finding's. ``types`` and ``constraints`` speak of a cell, ``keys`` of rows, ``structure`` of
the file; ``guesses`` works out what the writer of a cell most likely meant.
"""

from __future__ import annotations

from sourcebook.engines.messages.constraints import constraint_error
from sourcebook.engines.messages.formulas import formula
from sourcebook.engines.messages.keys import (
    foreign_key,
    primary_key_duplicate,
    primary_key_empty,
    unique_error,
    unique_key_duplicate,
)
from sourcebook.engines.messages.structure import BLANK, structure
from sourcebook.engines.messages.types import type_error
from sourcebook.engines.messages.words import Choices, Words

__all__ = [
    "BLANK",
    "Choices",
    "Words",
    "constraint_error",
    "foreign_key",
    "formula",
    "primary_key_duplicate",
    "primary_key_empty",
    "structure",
    "type_error",
    "unique_error",
    "unique_key_duplicate",
]
