"""What a writer of a wrong word most likely meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def nearest(word: str, choices: Iterable[str], likeness: float = 65) -> str | None:
    """The choice closest to ``word`` by spelling, ``None`` where none has that much likeness."""
    from rapidfuzz import fuzz, process, utils

    found = process.extractOne(
        word,
        list(choices),
        scorer=fuzz.ratio,
        processor=utils.default_process,
        score_cutoff=likeness,
    )
    return found[0] if found else None


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """The next step for a word that is not among ``choices``, as a sentence."""
    known = sorted(choices)
    guess = nearest(word, known)
    if guess is not None:
        return f"Did you mean {guess!r}?"
    shown = ", ".join(known[:12]) + (" ..." if len(known) > 12 else "")
    return f"Known are: {shown}."
