"""Words that all messages share: a cell as it is quoted, choices as they are offered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sourcebook.declare.spelling import LIKENESS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

Words = tuple[str, str | None]
"""Message and hint."""

_LONGEST = 60
_OFFERED = 12
_ALIKE = 3


def shown(value: str | None) -> str:
    """A cell as a message quotes it."""
    text = "" if value is None else value
    return repr(text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "...")


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number of things: 1 character, 2 characters."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def either(choices: Sequence[str]) -> str:
    """Choices as a sentence offers them: a, b or c."""
    return " or ".join(filter(None, [", ".join(choices[:-1]), choices[-1]]))


def did_you_mean(word: str, choices: Collection[str]) -> str | None:
    """The choices that ``word`` most likely means, as a question; ``None`` where it is none."""
    from rapidfuzz import fuzz, process, utils

    found = process.extract(
        word,
        choices,
        scorer=fuzz.ratio,
        processor=utils.default_process,
        score_cutoff=LIKENESS,
        limit=_ALIKE + 1,
    )
    best = [choice for choice, score, _ in found if score == found[0][1]]
    if not 0 < len(best) <= _ALIKE:
        return None  # of many that are as like to it, none is more likely
    return f"Did you mean {either([shown(each) for each in best])}?"


def offered(word: str, choices: Iterable[Any], *, alike: bool) -> str:
    """What ``word`` most likely means, where words that are ``alike`` may be; else all choices."""
    known = [str(choice) for choice in choices]
    guess = did_you_mean(word, known) if alike else None
    if guess is not None:
        return guess
    more = " ..." if len(known) > _OFFERED else ""
    told = known[:_OFFERED]
    return f"Use one of: {', '.join(map(shown, told) if alike else told)}{more}."
