"""What each type says of its values: how they are read, taken, written and told apart."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable


class Mark(Enum):
    """One word, so that it stays itself through pickling and copying."""

    INVALID = "invalid"


INVALID: Final = Mark.INVALID
"""What stands for *no value of this field*; never a logical value."""


@dataclass(frozen=True, slots=True)
class Form:
    """The form of one field's values. None of these functions raises, but ``write``."""

    read: Callable[[str], Any]
    """The logical value of a cell's text, or ``INVALID``."""
    take: Callable[[Any], Any]
    """The logical value of a value that is no text (JSON, XLSX, YAML), or ``INVALID``."""
    write: Callable[[Any], str]
    """A text that ``read`` reads back as this logical value. Raises ``ValueError`` where the
    field's format has none."""
    name: Callable[[Any], str]
    """A text that two logical values share exactly when they are equal."""
