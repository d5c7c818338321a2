"""What all cells of a column keep to: that there is one, codes, a pattern, a lowest number.

A bound is proposed where it lies in what is measured (nothing is below zero, a latitude ends at the
pole), not where the data happen to end: that is told beside the type, and holds until the next row.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sourcebook.declare import lexical
from sourcebook.engines.messages.words import counted, shown
from sourcebook.starting.proposal import Code, Said

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sourcebook.declare import Field
    from sourcebook.starting.column import Column
    from sourcebook.starting.proposal import Doubt, Kind

_CODES = 25
_OFTEN = 5
"""How often a code stands in the mean; a text that hardly repeats is none."""
_ROWS = 10
_WIDEST = 60
"""Characters of the longest code."""
_FEW = 10
_PATTERNED = 5
"""Distinct texts from which on a pattern may be more than chance."""
_PARTS = 7
_PART = re.compile(r"(?P<digits>[0-9]+)|(?P<letters>[A-Za-z]+)|(?P<mark>[^A-Za-z0-9])")
_PARTED = {"digits": "([0-9]+)", "letters": "([A-Za-z]+)"}
_ASCII = re.compile(r"[!-~]{2,40}")
_DEGREES = (
    (re.compile(r"(?:^|[^a-z])(?:lat|latitude)(?:$|[^a-z])", re.IGNORECASE), 90),
    (re.compile(r"(?:^|[^a-z])(?:lon|lng|long|longitude)(?:$|[^a-z])", re.IGNORECASE), 180),
)


def values(column: Column, kind: Kind) -> tuple[str, ...]:
    """The texts of a column that stand for a value."""
    missing = set(kind.field.missing_values)
    return tuple(text for text in column.counts if text not in missing)


def required(column: Column, kind: Kind) -> Iterator[Said]:
    """That each cell has a value, where each has."""
    missing = column.cells(text for text in column.counts if text in kind.field.missing_values)
    if column.total and not missing:
        none = "none is" if column.total > 1 else "it is not"
        yield Said("required", True, f"{none} missing in {counted(column.total, 'row')}")


def bounds(column: Column, kind: Kind) -> Iterator[Said]:
    """The lowest number, and of degrees the highest."""
    field = kind.field
    if field.type not in ("integer", "number") or not column.texts:
        return
    read = lexical.reader(field)
    numbers = [(read(text), text.strip()) for text in values(column, kind)]
    (low, least), (high, most) = min(numbers), max(numbers)
    for label, end in _DEGREES:
        if label.search(field.name) and -end <= low <= high <= end:
            told = f"degrees, going by the name; the cells go from {least} to {most}"
            yield Said("minimum", -end, told)
            yield Said("maximum", end, "")
            return
    if low >= 0:
        yield Said("minimum", 0, f"the lowest is {least}")


def codes(column: Column, kind: Kind) -> tuple[Code, ...]:
    """The codes of a vocabulary, where few texts stand again and again; the commonest first."""
    texts = values(column, kind)
    if not _free(column, kind):
        return ()
    number = column.cells(texts)
    few = 2 <= len(texts) <= _CODES and number >= max(_ROWS, _OFTEN * len(texts))
    if not few or max(map(len, texts)) > _WIDEST:
        return ()
    ordered = sorted(texts, key=lambda text: (-column.counts[text], text))
    return tuple(Code(text, column.counts[text]) for text in ordered)


def doubts(column: Column, kind: Kind) -> Iterator[Doubt]:
    """What may be codes or marks, and is not proposed as either."""
    if kind.field.type != "integer":
        return
    texts = values(column, kind)
    read = lexical.reader(kind.field)
    found = sorted({read(text) for text in texts})
    number = column.cells(texts)
    negative = [value for value in found if value < 0]
    if len(negative) == 1 and len(found) > 2 and re.fullmatch("-9+|-1", str(negative[0])):
        many = column.cells(text for text in texts if read(text) == negative[0])
        told = f"{negative[0]} in {counted(many, 'cell')}, and all else is 0 or more"
        yield f"{told}: if it means no value, add it to missingValues"
    elif found == [0, 1]:
        yield "only 0 and 1: if they mean no and yes, make it a boolean"
    elif 2 <= len(found) <= _FEW and number >= max(_ROWS, _OFTEN * len(found)):
        told = ", ".join(map(str, found))
        yield f"only {told}: if they are codes, list them as categories, with what they mean"


def pattern(column: Column, kind: Kind) -> Iterator[Said]:
    """The form that all texts have, where they are made of the same parts and have a digit."""
    texts = values(column, kind)
    if not _free(column, kind):
        return
    if len(texts) < _PATTERNED or not all(map(_ASCII.fullmatch, texts)):
        return
    first = [(part.lastgroup or "", part[0]) for part in _PART.finditer(texts[0])]
    if len(first) > _PARTS or all(kind != "digits" for kind, _ in first):
        return
    parts = re.compile("".join(_PARTED.get(kind) or f"({re.escape(text)})" for kind, text in first))
    rows = [each.groups() for text in texts if (each := parts.fullmatch(text))]
    if len(rows) < len(texts):
        return
    columns = zip((kind for kind, _ in first), zip(*rows, strict=True), strict=True)
    found = "".join(_part(kind, set(column)) for kind, column in columns)
    told = f"so are {counted(len(texts), 'distinct text')}, such as {shown(texts[0])}"
    yield Said("pattern", found, told)


def _free(column: Column, kind: Kind) -> bool:
    """Whether a column is text on whose letters something may rest."""
    field = kind.field
    return field.type == "string" and field.format == "default" and not (column.loose or kind.dated)


def _part(kind: str, texts: set[str]) -> str:
    """The pattern of a part, by what stands in it."""
    if kind == "mark":
        return re.escape(next(iter(texts)))
    if kind == "letters":
        if len(texts) == 1:
            return next(iter(texts))
        upper, lower = (all(map(case, texts)) for case in (str.isupper, str.islower))
        return ("[A-Z]" if upper else "[a-z]" if lower else "[A-Za-z]") + _times(texts)
    return "[0-9]" + _times(texts)


def _times(texts: set[str]) -> str:
    lengths = {len(text) for text in texts}
    if len(lengths) > 1:
        return "+"
    return "" if lengths == {1} else f"{{{lengths.pop()}}}"


def distinct(column: Column, field: Field, texts: Sequence[str]) -> bool:
    """Whether no two cells of the texts have the same value."""
    if any(column.counts[text] > 1 for text in texts):
        return False
    return len(identities(field, texts)) == len(texts)


def identities(field: Field, texts: Sequence[str]) -> set[Any]:
    """The values of some texts."""
    read = lexical.reader(field)
    return {read(text) for text in texts}
