"""Permanent ids: how a table counts its keys, and the next one that never was.

A table counts its keys where they are a prefix and a number, by the pattern of its key or by all
keys that it has. An id is taken if any row, any other table, any waiver or any commit of the
repository has it: one that is gone is never given to another row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sourcebook.errors import UseError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sourcebook.declare import Dataset, Table
    from sourcebook.editing.text import Text

_PATTERN = re.compile(
    r"\^?\(?(?P<prefix>[A-Za-z](?:[A-Za-z0-9_:/.-]|\\[-_.:/])*?)(?:\\d|\[0-9\])"
    r"(?:\{(?P<width>[0-9]+)(?P<open>,)?\}|\+)?\)?\$?"
)
_SEEN = re.compile(r"(?P<prefix>[^0-9]*[^0-9\s])(?P<digits>[0-9]+)")
TEMPORARY = re.compile(r"new(?:[-_ ]?[0-9]+|[-_][\w-]+)", re.IGNORECASE)
"""What a person writes for a row of a form that has no id yet."""


@dataclass(frozen=True, slots=True)
class Series:
    """How the keys of a table are counted."""

    prefix: str
    width: int
    """Digits, with zeros in front."""
    fixed: bool
    """There are no longer ones."""

    def id(self, number: int) -> str:
        """The key with that number. Raises ``UseError`` where none is left."""
        if self.fixed and number >= 10**self.width:
            raise UseError(
                f"All ids from {self.prefix}{0:0{self.width}} on are taken. "
                "Widen the pattern of the key in the schema."
            )
        return f"{self.prefix}{number:0{self.width}}"


@dataclass(slots=True)
class Counter:
    """Gives one key of a series after the other."""

    series: Series
    last: int
    """The number that was given last, or is the highest that is taken."""

    def allot(self) -> str:
        """The next key. Raises ``UseError`` where none is left."""
        made = self.series.id(self.last + 1)
        self.last += 1
        return made


def series(table: Table, keys: Iterable[str]) -> Series | None:
    """How a table counts its keys; ``None`` where a person has to choose them."""
    if len(table.primary_key) != 1 or table.field(table.primary_key[0]).type != "string":
        return None
    if any(table.primary_key == key.fields for key in table.foreign_keys):
        return None
    seen = [_SEEN.fullmatch(key) for key in keys]
    widths = {len(found["digits"]) for found in seen if found}
    pattern = table.field(table.primary_key[0]).constraints.pattern
    if pattern is not None:
        told = _PATTERN.fullmatch(pattern)
        if told is None:
            return None
        prefix = told["prefix"].replace("\\", "")
        if told["width"]:
            return Series(prefix, int(told["width"]), fixed=not told["open"])
        if not told[0].rstrip("$)").endswith("+"):
            return Series(prefix, 1, fixed=True)
        return Series(prefix, min(widths, default=1), fixed=False)
    prefixes = {found["prefix"] if found else None for found in seen}
    if len(prefixes) != 1 or None in prefixes:
        return None
    return Series(str(*prefixes), min(widths), fixed=False)


def counter(
    table: Table, keys: Iterable[str], dataset: Dataset, found: Mapping[str, Text]
) -> Counter | None:
    """What allots keys of a table, of which ``keys`` are there; ``None`` as with ``series``.

    ``found`` are the texts of the dataset's tables, by name.
    """
    counted = series(table, keys)
    return None if counted is None else Counter(counted, _last(counted, dataset, table, found))


def _last(counted: Series, dataset: Dataset, table: Table, found: Mapping[str, Text]) -> int:
    """The highest number that any key of a series has or had, as far as can be known."""
    pattern = re.compile(rf"(?<![\w-]){re.escape(counted.prefix)}([0-9]+)(?![\w-])")
    numbers = [0]
    for each in found.values():
        for record in each.records:
            for cell in record:
                if counted.prefix in cell:
                    numbers += map(int, pattern.findall(cell))
    waivers = dataset.root / "waivers.yaml"
    texts = [waivers.read_text(encoding="utf-8", errors="replace")] if waivers.is_file() else []
    for told in (*texts, _history(table)):
        numbers += map(int, pattern.findall(told))
    digits = counted.width if counted.fixed else 18
    return max(number for number in numbers if number < 10**digits)


def _history(table: Table) -> str:
    """All lines that any such file ever had, in any branch and merge; nothing without git.

    Of any name, for a table may have had another one.
    """
    from sourcebook.standing import git

    options = ("--all", "-m", "--format=", "--patch", "--unified=0", "--no-color", "--no-ext-diff")
    folder, files = table.source.absolute().parent, f":(top)*{table.source.suffix}"
    asked = ("--no-literal-pathspecs", "log", *options, "--no-textconv", "--", files)
    try:
        done = git.run(folder, *asked)
    except UseError:
        return ""
    return "" if done.returncode else done.stdout.decode("utf-8", "replace")
