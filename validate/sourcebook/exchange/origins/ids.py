"""Permanent keys for new rows, by the pattern that the schema asks of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sourcebook.errors import UseError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sourcebook.declare import Field

_PATTERN = re.compile(
    r"\^?(?P<prefix>[\w.:/-]*?)(?:\\d|\[0-9\])(?:\{(?P<least>\d+)(?P<open>,)?(?P<most>\d*)\}|\+)?\$?",
    re.ASCII,
)


@dataclass(slots=True)
class Ids:
    """Gives one key after the other: the prefix, and a number above all that were given."""

    name: str
    prefix: str
    width: int
    """Digits at least."""
    most: int | None
    """Digits at most; ``None`` for any."""
    last: int = 0

    def allot(self) -> str:
        """A key that is not in use. Raises ``UseError`` where the pattern has room for no more."""
        number = str(self.last + 1).zfill(self.width)
        if self.most is not None and len(number) > self.most:
            raise UseError(
                f"{self.name}: its pattern has room for {10**self.most - 1:,} keys, and all are "
                "taken. Allow more digits in the schema, or import fewer rows."
            )
        self.last += 1
        return self.prefix + number


def ids(table: str, field: Field, used: Iterable[str]) -> Ids | None:
    """What allots keys of a field beside those in use; ``None`` where its pattern tells no form."""
    found = _PATTERN.fullmatch(field.constraints.pattern or "")
    if field.type != "string" or found is None:
        return None
    plain = found["least"] is None
    width = 1 if plain else int(found["least"])
    most = None if found[0].rstrip("$").endswith("+") else width
    if found["open"]:
        most = int(found["most"]) if found["most"] else None
    made = Ids(f"{table}.{field.name}", found["prefix"], width, most)
    numbers = re.compile(re.escape(made.prefix) + r"([0-9]+)")
    there = (numbers.fullmatch(key) for key in used)
    made.last = max((int(each[1]) for each in there if each), default=0)
    return made
