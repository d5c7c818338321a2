"""Which fields tell the rows of a table apart: one, or the fewest that do together.

A column whose cells are distinct by chance is no key (a population, a remark), so a name that says
so, the first place and short texts are preferred, and numbers with a point are never taken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations
from math import prod
from typing import TYPE_CHECKING, Any

from sourcebook.declare import lexical
from sourcebook.engines.messages.words import counted
from sourcebook.starting.constraints import distinct, identities, values
from sourcebook.starting.proposal import Key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sourcebook.starting.column import Column
    from sourcebook.starting.proposal import Doubt, Kind

_IDENTITY = re.compile(r"(?i:(?:^|[^a-z])(?:id|code|key|uid|uuid|nr|no)$)|[a-z](?:Id|ID|Code|Key)$")
_KEYED = frozenset({"string", "integer", "year", "date", "datetime", "yearmonth"})
_LONGEST = 64
"""Characters of the longest text in a key; a longer one is prose."""
_COLUMNS = 12
"""Columns of which small keys are sought: all pairs and triples of more would take too long."""
_SAMPLE = 2_000


@dataclass(frozen=True, slots=True)
class Typed:
    """A column with how it is read."""

    at: int
    column: Column
    kind: Kind

    @property
    def name(self) -> str:
        return self.column.name

    @property
    def identity(self) -> bool:
        """Whether its name says that it tells rows apart."""
        return named_as_key(self.name)


def named_as_key(name: str) -> bool:
    """Whether a name says that its column tells rows apart: id, station_id, ActorId, code."""
    return _IDENTITY.search(name) is not None


def key(columns: Sequence[Typed]) -> Key | None:
    """The key that is proposed, if the data have one."""
    if not columns or columns[0].column.total < 2:
        return None
    able = [each for each in columns if _able(each)]
    singles = [each for each in able if _distinct(each)]
    named = [each for each in singles if each.identity]
    first = [each for each in singles if each.at == 0]
    texts = [each for each in singles if each.kind.field.type == "string"]
    for each in (*named, *first, *texts):
        rows = counted(each.column.total, "value")
        others = [other.name for other in singles if other.at != each.at]
        beside = f"; so are those of {', '.join(others[:3])}" if others else ""
        return Key((each.name,), f"all {rows} are distinct and none is missing{beside}")
    return _together(able)


def doubts(columns: Sequence[Typed], found: Key | None, rows: int) -> Iterator[Doubt]:
    """Why a column that is called a key is none, and that there is none at all."""
    if found is None and rows:
        few = (
            "there is one row only"
            if rows == 1
            else "no one, two or three columns tell all rows apart"
        )
        yield f"no primary key: {few}"
    for each in columns:
        texts = [text for text in values(each.column, each.kind) if each.column.counts[text] > 1]
        share = len(texts) / max(1, len(each.column.texts))
        if each.identity and texts and share <= 0.05 and not each.column.loose:
            many = counted(len(texts), "value")
            yield f"{each.name} is no key: {many} of it more than once, {each.column.places(texts)}"


def _able(each: Typed) -> bool:
    column, field = each.column, each.kind.field
    full = column.total > 0 and not any(text in field.missing_values for text in column.counts)
    if field.type not in _KEYED or column.loose or not full:
        return False
    return field.type != "string" or max(map(len, column.texts)) <= _LONGEST


def _distinct(each: Typed) -> bool:
    return distinct(each.column, each.kind.field, values(each.column, each.kind))


def _together(able: Sequence[Typed]) -> Key | None:
    """The first pair of columns, or else triple, that tells all rows apart."""
    several = [each for each in able if len(each.column.texts) > 1][:_COLUMNS]
    sizes = {each.at: len(identities(each.kind.field, each.column.texts)) for each in several}
    cells = {each.at: _identified(each) for each in several}
    for many in (2, 3):
        for chosen in combinations(several, many):
            places = [each.at for each in chosen]
            total = chosen[0].column.total
            if prod(sizes[at] for at in places) >= total and _apart([cells[at] for at in places]):
                names = tuple(each.name for each in chosen)
                rows = counted(total, "row")
                told = f"no column alone is distinct in {rows}; {' and '.join(names)} together are"
                return Key(names, told)
    return None


def _apart(columns: Sequence[Sequence[Any]]) -> bool:
    sample = min(len(columns[0]), _SAMPLE)
    if len(set(zip(*(cells[:sample] for cells in columns), strict=True))) < sample:
        return False
    return len(set(zip(*columns, strict=True))) == len(columns[0])


def _identified(each: Typed) -> list[Any]:
    read = lexical.reader(each.kind.field)
    known = {text: read(text) for text in each.column.texts}
    return [known[text] for text in each.column.records]
