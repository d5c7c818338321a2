"""When a cell, as it is written, is surely right: a cheap test in Polars that most cells pass.

Only one plain way to write each type is known here, and by far not every field has a test. What
does not pass is not wrong: it is looked at closely, in SQL, where ``fields`` has all of the rules
(https://datapackage.org/standard/table-schema/). What passes must be right beyond doubt.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import polars as pl

from sourcebook.declare import lexical
from sourcebook.declare.lexical import patterns
from sourcebook.engines.fields import EXACT
from sourcebook.engines.formulas import MARKS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sourcebook.declare import Field

_SHORT = r"(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])"
_LONG = r"(?:0[13578]|1[02])-(?:29|30|31)|(?:0[469]|11)-(?:29|30)"
_DAY = rf"[12][0-9]{{3}}-(?:{_SHORT}|{_LONG})"
"""A day from 1000 to 2999, but for the one that leap years have more."""
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
_HEX = "[0-9a-fA-F]"
SHAPES = {
    "date": _DAY,
    "datetime": f"{_DAY}T{_CLOCK}Z?",
    "time": _CLOCK,
    "year": "[12][0-9]{3}",
    "yearmonth": "[12][0-9]{3}-(?:0[1-9]|1[0-2])",
}
_UUID = f"{_HEX}{{8}}(?:-{_HEX}{{4}}){{3}}-{_HEX}{{12}}"
_FEW = 4
"""Words up to which it is quicker to compare a cell with each than to look it up."""
_ORDERED = ("date", "time", "year", "yearmonth")
"""Types whose texts, in these shapes, are in the order of their values."""


def right(field: Field, cell: pl.Expr, *, keyed: bool) -> pl.Expr | None:
    """When a cell is surely right; ``None`` where no cheap test is known.

    ``cell`` is a column of texts without null, ``keyed`` whether keys are made of the field.
    """
    found = _value(field, cell, keyed=keyed)
    if found is None or not field.missing_values:
        return found
    marks = field.missing_values
    if field.constraints.required:
        value = _value(field, pl.col("mark"), keyed=keyed)
        assert value is not None  # as it is of the cell
        marks = tuple(pl.DataFrame({"mark": marks}).filter(value)["mark"])
        return found & ~among(cell, marks) if marks else found
    return found | among(cell, marks)


def among(cell: pl.Expr, words: Sequence[str]) -> pl.Expr:
    """When a cell is one of some words, of which there is one at least."""
    if len(words) > _FEW:
        return cell.is_in(words)
    return pl.any_horizontal(cell == word for word in words)


def formula(cell: pl.Expr) -> pl.Expr:
    """When a spreadsheet might run a cell; see ``formulas``."""
    return cell.str.contains(f"^[{re.escape(MARKS)}]")


def _value(field: Field, cell: pl.Expr, *, keyed: bool) -> pl.Expr | None:
    """When a cell that is not empty is a value of its field and keeps all constraints."""
    limits = field.constraints
    if limits.json_schema is not None:
        return None
    if field.categories or limits.enum is not None:
        return _word(field, cell)
    if field.type in ("string", "any"):
        return _text(field, cell)
    if limits.pattern is not None or limits.min_length is not None or limits.max_length is not None:
        return None
    special = field.decimal_char != "." or field.group_char is not None or not field.bare_number
    if field.type == "boolean":
        return among(cell, [*field.true_values, *field.false_values])
    if field.format != "default":
        return None
    if field.type == "integer" and not special:
        return _whole(field, cell)
    if field.type == "number" and not special:
        return _number(field, cell, keyed=keyed)
    if field.type in SHAPES:
        return _shaped(field, cell)
    return None


def _word(field: Field, cell: pl.Expr) -> pl.Expr | None:
    limits = field.constraints
    others = (limits.pattern, limits.min_length, limits.max_length)
    if field.type != "string" or field.format != "default" or any(x is not None for x in others):
        return None
    words = [str(code.value) for code in field.categories]
    if limits.enum is not None:
        enum = [str(word) for word in limits.enum]
        words = [word for word in words if word in enum] if field.categories else enum
    return among(cell, words) if words else pl.lit(value=False)


def _text(field: Field, cell: pl.Expr) -> pl.Expr | None:
    limits = field.constraints
    if field.type == "string" and field.format not in ("default", "uuid"):
        return None
    tests = [cell.str.contains(f"^{_UUID}$")] if field.format == "uuid" else []
    if limits.pattern is not None:
        portable = patterns.portable(limits.pattern)
        if portable is None:
            return None
        tests.append(_matching(portable, cell))
    if limits.min_length is not None:
        tests.append(cell.str.len_chars() >= limits.min_length)
    if limits.max_length is not None:
        tests.append(cell.str.len_chars() <= limits.max_length)
    return pl.all_horizontal(tests) if tests else pl.lit(value=True)


def _matching(pattern: str, cell: pl.Expr) -> pl.Expr:
    """What is a letter or a digit differs from one version of Unicode to the next, but in ASCII."""
    if not any(each in pattern for each in ("[^", "--", r"\\")):
        pattern = pattern.replace(r"\p{Nd}", "[0-9]")
    matches = cell.str.contains(f"^(?:{pattern})$")
    if re.search(r"\\[pP]", pattern) is None:
        return matches
    return matches & (cell.str.len_bytes() == cell.str.len_chars())


def _number(field: Field, cell: pl.Expr, *, keyed: bool) -> pl.Expr:
    """A long number may share its double with another: with a bound, or one that it exceeds."""
    value = cell.cast(pl.Float64, strict=False)
    short = cell.str.len_bytes() <= EXACT
    found = value.is_finite()
    for bound, holds, beyond in _bounds(field):
        at = float(lexical.constant(field, bound))
        if len(str(bound)) > EXACT:
            found &= beyond(value, at)
        else:
            found &= beyond(value, at) | (short & holds(value, at))
    return found & short if keyed else found


def _whole(field: Field, cell: pl.Expr) -> pl.Expr | None:
    bounds = [(lexical.constant(field, bound), holds) for bound, holds, _ in _bounds(field)]
    digits = field.constraints.minimum is not None and field.constraints.maximum is not None
    if digits and all(0 <= at <= 9 for at, _ in bounds):
        # Of one digit the text is in order too.
        found = cell.str.len_bytes() == 1
        for at, holds in bounds:
            found &= holds(cell, str(at))
        return found
    value = cell.cast(pl.Int64, strict=False)
    found = value.is_not_null()
    for at, holds in bounds:
        if abs(at) >= 2**63:
            return None
        found &= holds(value, at)
    return found


def _shaped(field: Field, cell: pl.Expr) -> pl.Expr | None:
    found = cell.str.contains(f"^{SHAPES[field.type]}$")
    for bound, holds, _ in _bounds(field):
        word = lexical.canonical(field, lexical.constant(field, bound))
        # Only a bound that is written in the same shape can be compared as a text.
        if field.type not in _ORDERED or not _plain(field.type, word):
            return None
        found &= holds(cell, word)
    return found


def _plain(kind: str, word: str) -> bool:
    return re.fullmatch(SHAPES[kind], word) is not None


def _bounds(field: Field) -> Iterator[tuple[Any, Any, Any]]:
    """The bounds of a field, when a value keeps each, and when it does with room to spare."""
    limits = field.constraints
    known = (
        (limits.minimum, pl.Expr.ge, pl.Expr.gt),
        (limits.maximum, pl.Expr.le, pl.Expr.lt),
        (limits.exclusive_minimum, pl.Expr.gt, pl.Expr.gt),
        (limits.exclusive_maximum, pl.Expr.lt, pl.Expr.lt),
    )
    for bound, holds, beyond in known:
        if bound is not None:
            yield bound, holds, beyond
