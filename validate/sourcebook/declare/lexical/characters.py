"""Sets of characters, as XML Schema's regular expressions name them.

Source: https://www.w3.org/TR/xmlschema-2/#regexs. A set is a list of closed ranges of code points,
in order, none touching the next. Categories are those of Python's Unicode.
"""

from __future__ import annotations

import sys
import unicodedata
from functools import cache
from itertools import groupby

from sourcebook.declare.lexical.blocks import BLOCKS

Ranges = list[tuple[int, int]]

LAST = sys.maxunicode
_UNASSIGNED = range(0x40000, 0xE0000)
"""Planes in which nothing is assigned: all Cn."""
_START = (
    ":A-Z_a-zÀ-ÖØ-öø-˿Ͱ-ͽͿ-῿\u200c-\u200d⁰-↏Ⰰ-\u2fef、-\ud7ff豈-\ufdcfﷰ-\ufffd\U00010000-\U000effff"
)


def union(*sets: Ranges) -> Ranges:
    """All characters of any set."""
    merged: Ranges = []
    for low, high in sorted(pair for ranges in sets for pair in ranges):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return merged


def complement(ranges: Ranges) -> Ranges:
    """All characters that are not in the set."""
    edges = [-1, *(edge for pair in ranges for edge in pair), LAST + 1]
    gaps = zip(edges[::2], edges[1::2], strict=True)
    return [(before + 1, after - 1) for before, after in gaps if after - before > 1]


def difference(ranges: Ranges, others: Ranges) -> Ranges:
    """The characters of ``ranges`` without those of ``others``."""
    return complement(union(complement(ranges), others))


def escape(letter: str) -> Ranges:
    r"""The set that ``\letter`` means: one of ``s i c d w`` or their complements ``S I C D W``."""
    if letter.isupper():
        return complement(escape(letter.lower()))
    match letter:
        case "s":
            return union([(ord(blank), ord(blank)) for blank in " \t\n\r"])
        case "i":
            return _listed(_START)
        case "c":
            return union(_listed(_START), _listed("--.0-9\u00b7-\u00b7\u0300-\u036f\u203f-\u2040"))
        case "d":
            return property_of("Nd")
    # XML Schema's \w leaves out the low line, which every other dialect has and real schemas need.
    return union(complement(union(*map(property_of, "PZC"))), [(ord("_"), ord("_"))])


@cache
def property_of(name: str) -> Ranges:
    r"""The set that ``\p{name}`` means: a category (``L``, ``Lu``) or a block (``IsGreek``).

    Raises ``ValueError``.
    """
    if name.startswith("Is"):
        block = BLOCKS.get(name[2:])
        if block is None:
            raise ValueError(f"there is no block of characters {name[2:]!r}.")
        return list(block)
    found = [ranges for category, ranges in _categories().items() if category.startswith(name)]
    if not found or not 1 <= len(name) <= 2:
        raise ValueError(f"there is no kind of characters {name!r}.")
    return union(*found)


@cache
def _categories() -> dict[str, Ranges]:
    found: dict[str, Ranges] = {"Cn": [(_UNASSIGNED.start, _UNASSIGNED.stop - 1)]}
    for codes in (range(_UNASSIGNED.start), range(_UNASSIGNED.stop, LAST + 1)):
        at = codes.start
        for category, run in groupby(map(unicodedata.category, map(chr, codes))):
            length = sum(1 for _ in run)
            found.setdefault(category, []).append((at, at + length - 1))
            at += length
    return {category: union(ranges) for category, ranges in found.items()}


def _listed(text: str) -> Ranges:
    """``:A-Z_``: single characters, and ranges with a hyphen."""
    found, at = [], 0
    while at < len(text):
        last = at + 2 if text[at + 1 : at + 2] == "-" and at + 2 < len(text) else at
        found.append((ord(text[at]), ord(text[last])))
        at = last + 1
    return union(found)
