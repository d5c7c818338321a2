"""Cells with a number and a unit beside it: € 12,00, 5 %, 12 kg.

Letters are taken for a unit only where a blank parts them from the number: ``st-01`` is an id.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from typing import TYPE_CHECKING

from sourcebook.engines.messages.words import counted, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sourcebook.starting.column import Column
    from sourcebook.starting.proposal import Doubt

_NUMBER = r"[+-]?[0-9]+(?:[.,'\u2019\u00a0\u202f ][0-9]+)*"
_BLANK = "[ \u00a0\u202f]"
_AFTER = re.compile(rf"({_NUMBER})({_BLANK}?)([^0-9\s+-]\S{{0,7}})")
_BEFORE = re.compile(rf"([A-Z]{{3}}(?={_BLANK})|[^0-9A-Za-z\s+.,-]{{1,3}})({_BLANK}?)({_NUMBER})")
_SIGNS = frozenset("%‰°$")


def split(text: str) -> tuple[str, str] | None:
    """The number and the unit of a text, ``None`` where it is not made of these."""
    after, before = _AFTER.fullmatch(text), _BEFORE.fullmatch(text)
    if after is not None and (_sign(after[3]) or (after[2] and _word(after[3]))):
        return after[1], after[3]
    if before is not None and (_sign(before[1]) or before[1].isalpha()):
        return before[3], before[1]
    return None


def numbers(texts: Sequence[str]) -> list[str]:
    """The numbers of texts, if each has one and a unit; else none."""
    found = []
    for text in texts:
        parts = split(text)
        if parts is None:
            return []
        found.append(parts[0])
    return found


def doubt(column: Column, texts: Sequence[str]) -> Doubt | None:
    """That most of the texts are numbers with a unit."""
    found: dict[str, list[str]] = defaultdict(list)
    odd: list[str] = []
    for text in texts:
        parts = split(text)
        (odd if parts is None else found[parts[1]]).append(text)
    if not found or not column.few(odd, texts):
        return None
    told = ", ".join(
        f"with {shown(unit)} in {column.cells(those):,} ({column.places(those[:1])})"
        for unit, those in sorted(found.items(), key=lambda each: -column.cells(each[1]))[:3]
    )
    more = ", …" if len(found) > 3 else ""
    rest = f", and {column.cells(odd):,} are none: {column.places(odd)}" if odd else ""
    return (
        f"of {counted(column.cells(texts), 'cell')}, numbers {told}{more}{rest}: "
        "keep the number alone and say the unit once, as `unit`, or read it with bareNumber: false"
    )


def _sign(unit: str) -> bool:
    """Whether it is a sign of money, of a share or of degrees."""
    return unit[0] in _SIGNS or unicodedata.category(unit[0]) == "Sc"


def _word(unit: str) -> bool:
    return unit[0].isalpha() and len(unit) <= 5
