"""Who is told how far a transfer has come."""

from __future__ import annotations

from typing import Protocol


class Transfer(Protocol):
    """Told of bytes on their way; it is called from several threads."""

    def start(self, what: str, size: int) -> None:
        """More work: ``size`` bytes, of what a person calls ``what``."""

    def moved(self, size: int) -> None:
        """So many bytes have arrived; a negative number takes some back."""


class Quiet:
    """A ``Transfer`` that says nothing."""

    def start(self, what: str, size: int) -> None: ...

    def moved(self, size: int) -> None: ...
