"""Words that all messages share: a cell as it is quoted, choices as they are offered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sourcebook.declare.spelling import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Words = tuple[str, str | None]
"""Message and hint."""

_LONGEST = 60
_OFFERED = 12


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


def offered(word: str, choices: Iterable[Any]) -> str:
    """The choice that ``word`` most likely means, as a question; else those there are."""
    known = [str(choice) for choice in choices]
    guess = nearest(word, known)
    if guess is not None:
        return f"Did you mean {shown(guess)}?"
    more = " ..." if len(known) > _OFFERED else ""
    return f"Use one of: {', '.join(map(shown, known[:_OFFERED]))}{more}."
