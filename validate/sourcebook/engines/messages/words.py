"""Words that all messages share: a cell as it is quoted, choices as they are offered."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

from sourcebook.declare.spelling import LIKENESS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

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


class Choices(Sequence[str]):
    """Texts of which many words are to be likened to one: their plain forms are kept."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = list(texts)

    @cached_property
    def plain(self) -> list[str]:
        from rapidfuzz.utils import default_process

        return [default_process(text) for text in self._texts]

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        return self._texts[at]

    def __len__(self) -> int:
        return len(self._texts)


def did_you_mean(word: str, choices: Collection[str]) -> str | None:
    """The choices that ``word`` most likely means, as a question; ``None`` where it is none.

    To make the plain forms of choices costs more than to compare them: see ``Choices``.
    """
    from rapidfuzz import fuzz, process, utils

    known = choices if isinstance(choices, Choices) else Choices(choices)
    plain = utils.default_process(word)
    if not plain:
        return None  # it is like everything that has no letters either
    found = process.extract(
        plain, known.plain, scorer=fuzz.ratio, score_cutoff=LIKENESS, limit=_ALIKE + 1
    )
    best = [known[at] for _, score, at in found if score == found[0][1]]
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
