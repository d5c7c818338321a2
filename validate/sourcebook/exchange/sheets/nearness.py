"""What is near to what somebody has written: by its letters, or since it has the same words.

What has a few letters in common is not near, and is not offered: a wrong offer is taken too easily.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sourcebook.engines.messages.words import either, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

OFFERED = 3
_LIKENESS = 80
"""From which on two texts are near, as ``rapidfuzz.fuzz.ratio`` has it, up to 100."""
_WORSE = 10
"""By so much another offer may be less near than the best one."""
_LONGER = 3
"""How many times as many words as were written a name may have for them to mean it."""
_LETTERS = 4
"""Letters of the shortest name that what was written may have within it."""
_KNOWN = 12


def near(word: str, choices: Iterable[str], rows: Callable[[str], Iterable[str]]) -> list[str]:
    """The rows whose names are near to a word, the nearest first; ``rows`` are those of a name.

    None where many have its words, for then none of them is more likely.
    """
    from rapidfuzz import fuzz, process

    known = list(dict.fromkeys(choices))
    names, written = [_plain(each) for each in known], _plain(word)
    if not written:
        return []
    found = process.extract(written, names, scorer=fuzz.ratio, score_cutoff=_LIKENESS, limit=None)
    best = max((score for _, score, _ in found), default=0)
    alike = [known[at] for _, score, at in found if score >= best - _WORSE]
    if alike:
        return _rows(alike, rows)[:OFFERED]
    words = written.split()
    found_rows = _rows((k for k, n in zip(known, names, strict=True) if _part(words, n)), rows)
    return found_rows if len(found_rows) <= OFFERED else []


def meant(word: str, choices: Iterable[str]) -> str:
    """The next step for a word that is not among the choices: those that are near, else all."""
    known = sorted(choices)
    found = near(word, known, lambda name: [name])
    if found:
        return f"Did you mean {either([*map(shown, found)])}?"
    return f"Known are: {', '.join(known[:_KNOWN])}{' ...' if len(known) > _KNOWN else ''}."


def _plain(text: str) -> str:
    """A text by its letters and digits, words parted by one blank."""
    return " ".join(re.sub(r"[\W_]+", " ", text.casefold()).split())


def _part(words: Sequence[str], name: str) -> bool:
    """Whether all words that were written are some of a name's, or the other way round."""
    written, its = {*words}, name.split()
    if written <= {*its}:
        return len(its) <= _LONGER * len(words)
    return {*its} <= written and len(name) >= _LETTERS


def _rows(names: Iterable[str], rows: Callable[[str], Iterable[str]]) -> list[str]:
    return [*dict.fromkeys(row for name in names for row in rows(name))]
