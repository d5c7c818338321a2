"""What a writer of a wrong word most likely meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


LIKENESS = 65
"""From which on a word is taken for another, as ``rapidfuzz.fuzz.ratio`` has it, up to 100."""


def nearest(word: str, choices: Iterable[str], likeness: float = LIKENESS) -> str | None:
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
        return f"Did you mean {guess!r:.100}?"
    # A name is somebody's text: it is told on one line, and not at any length.
    names = [name if name.isprintable() and len(name) <= 60 else repr(name)[:60] for name in known]
    shown = ", ".join(names[:12]) + (" ..." if len(names) > 12 else "")
    return f"Known are: {shown}."


def slip(word: str, choices: Iterable[str]) -> str | None:
    """The choice that ``word`` is, but for case and a letter (two in a long word), if any."""
    from rapidfuzz.distance import OSA

    def plain(text: str) -> str:
        return "".join(filter(str.isalnum, text.lower()))

    written = plain(word)
    most = 2 if len(written) >= 8 else 1
    for choice in choices:
        meant = plain(choice)
        if meant[:1] == written[:1] or meant[1:] == written[1:]:
            distance = OSA.distance(written, meant, score_cutoff=most)
            if distance <= most:
                return choice
    return None
