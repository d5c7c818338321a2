"""The two families of exception: the declaration is wrong, the call is wrong.

Faults of the *data* are never exceptions: they are findings (see ``findings.py``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class SourcebookError(Exception):
    """Base of what the toolkit raises on purpose. Its text is one line with a next step."""


class UseError(SourcebookError):
    """The call can't be carried out as given: no such target, an option that doesn't fit."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake of a descriptor.

    ``file`` is the descriptor as the user named it, ``path`` the place inside it
    (``fields[3].constraints.minimum``; empty for the file as a whole).
    """

    file: str
    path: str
    message: str
    hint: str

    def __str__(self) -> str:
        place = f"{self.file}: {self.path}" if self.path else self.file
        return f"{place}: {self.message} {self.hint}".rstrip()


class DeclarationError(SourcebookError):
    """The declaration has mistakes; all that were found are in ``mistakes``, in file order."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))
