"""A field in SQL: how its text becomes a value, when a cell of it is wrong, what SQL can't tell.

Lexical rules are those of the specification (https://datapackage.org/standard/table-schema/), not
of any library. What most cells look like is accepted at the price of a cast and a comparison; only
the rest meets a regular expression. Fields for which SQL has no words, and those with a cell on
which it is in doubt (``doubts``), are told by ``declare.lexical`` on their distinct texts
(``told``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sourcebook.declare.lexical import patterns
from sourcebook.declare.types import TYPES
from sourcebook.engines.sql import constant, listed, literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sourcebook.declare import Field

_BLANKS = r"[ \t\r\n]*"
_ZONE = r"(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)"

LEXICAL = {
    "integer": rf"{_BLANKS}[+-]?[0-9]+{_BLANKS}",
    "number": rf"{_BLANKS}([+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?"
    rf"|(?i:nan|-?inf)){_BLANKS}",
    "datetime": r"[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
    rf"(\.[0-9]+)?{_ZONE}?",
    "year": r"-?([0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000|[1-9][0-9]{4,})",
    "date": r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
    "time": r"[0-9]{2}:[0-9]{2}:[0-9]{2}",
    "yearmonth": r"[0-9]{4}-[0-9]{2}",
}
"""What a cell of each type looks like, as a whole."""

ISO = (
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?"
    r"(Z|[+-]((0[0-9]|1[0-3])(:[0-5][0-9])?|14(:00)?))?"
)
"""A datetime of version 1 of the standard."""

UUID = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"

EXACT = 15
"""Characters up to which a decimal number is told from every other one by its double."""


@dataclass(frozen=True, slots=True)
class Form:
    """A type in SQL, as functions that give expressions."""

    value: Callable[[str], str]
    """Of the text: its value, perhaps of a text that is no such value; NULL where it has none."""
    right: Callable[[str, str], str]
    """Of the text and that value: whether the text is one of this type."""


def _always(_text: str, _value: str) -> str:
    return "true"


def _matching(shape: str) -> Callable[[str, str], str]:
    return lambda t, v: f"{v} IS NOT NULL AND regexp_full_match({t}, {literal(shape)})"


def _dated(shape: str) -> Callable[[str, str], str]:
    # DuckDB knows a year 0, and the centuries before it.
    matching = _matching(shape)
    return lambda t, v: f"{t} >= '0001' AND {matching(t, v)}"


def _printed(length: int, printed: Callable[[str, str], str]) -> Callable[[str, str], str]:
    """A form with one way to be written, the one in which DuckDB prints the value."""
    return lambda t, v: f"strlen({t}) = {length} AND {printed(t, v)}"


def _integer(t: str, v: str) -> str:
    shape = literal(LEXICAL["integer"])
    return (
        f"CASE WHEN CAST({v} AS VARCHAR) = {t} THEN true "
        f"WHEN {v} IS NULL THEN false ELSE regexp_full_match({t}, {shape}) END"
    )


def _instant(t: str) -> str:
    """A time with a zone as the same moment in UTC."""
    # A cast to TIMESTAMP, which drops the zone, is right for no zone and for UTC, and far cheaper.
    return (
        f"CASE WHEN strlen({t}) = 19 OR (strlen({t}) = 20 AND suffix({t}, 'Z')) "
        f"THEN TRY_CAST({t} AS TIMESTAMP) "
        f"ELSE make_timestamp(epoch_us(TRY_CAST({t} AS TIMESTAMPTZ))) END"
    )


FORMS: dict[str, Form] = {
    "string": Form(lambda t: t, _always),
    "any": Form(lambda t: t, _always),
    "integer": Form(lambda t: f"TRY_CAST({t} AS BIGINT)", _integer),
    "number": Form(lambda t: f"TRY_CAST({t} AS DOUBLE)", _matching(LEXICAL["number"])),
    "date": Form(
        lambda t: f"TRY_CAST({t} AS DATE)",
        # The two years before the first have the same length in no form that DuckDB prints.
        _printed(10, lambda t, v: f"CAST({v} AS VARCHAR) = {t}"),
    ),
    "datetime": Form(_instant, _dated(LEXICAL["datetime"])),
    "time": Form(
        lambda t: f"TRY_CAST({t} AS TIME)",
        _printed(8, lambda t, v: f"CAST({v} AS VARCHAR) = {t} AND {t} < '24'"),
    ),
    "year": Form(lambda t: f"TRY_CAST({t} AS INTEGER)", _matching(LEXICAL["year"])),
    "yearmonth": Form(
        lambda t: f"TRY_CAST({t} || '-01' AS DATE)",
        _printed(7, lambda t, v: f"CAST({v} AS VARCHAR) = {t} || '-01'"),
    ),
}


def form(field: Field) -> Form | None:
    """The form of a field's cells in SQL; ``None`` where only ``declare.lexical`` can tell."""
    if field.type == "boolean":
        return _boolean(field)
    if field.type == "string" and field.format == "uuid":
        return Form(lambda t: t, lambda t, _: f"regexp_full_match({t}, {literal(UUID)})")
    if field.format != "default" or field.type not in FORMS:
        return None
    special = field.decimal_char != "." or field.group_char is not None or not field.bare_number
    if special and field.type in ("integer", "number"):
        return None
    if field.type == "datetime" and field.version == 1:
        return Form(_instant, _dated(ISO))
    return FORMS[field.type]


def accepted(field: Field, cell: str, value: str, *, keyed: bool) -> str | None:
    """What is enough for a cell as it is written to be right in every way.

    A test that most cells pass, and cheap; ``None`` where there is none. A mark for no value passes
    only where it may. Bounds are met with room to spare, so that nothing that passes is in doubt.
    """
    if field.constraints.required and field.missing_values != ("",):
        return None
    tests = _enough(field, cell, value, keyed=keyed)
    if tests is None:
        return None
    # An empty text is no number; among texts it has to be looked for.
    if field.constraints.required and field.type in ("string", "any"):
        tests.append(f"{cell} <> ''")
    return " AND ".join(tests) or None


def _enough(field: Field, cell: str, value: str, *, keyed: bool) -> list[str] | None:
    limits = field.constraints
    words = _words(field)
    if words is not None:
        plain = field.type == "string" and limits.pattern is None and not _lengths(field)
        return [_among(cell, words)] if plain else None
    if limits.pattern is not None:
        return None if _lengths(field) else [f"NOT ({_unlike(cell, limits.pattern)})"]
    match field.type:
        case "integer":
            return _whole(field, cell, value)
        case "number":
            return _decimal(field, cell, value, keyed=keyed)
        case "string" if field.format == "default":
            # Bytes: of a letter there are one to four.
            tests = []
            if limits.min_length is not None:
                tests.append(f"strlen({cell}) >= {4 * limits.min_length}")
            if limits.max_length is not None:
                tests.append(f"strlen({cell}) <= {limits.max_length}")
            return tests or (["true"] if limits.required else None)
        case "boolean":
            return [_among(cell, [*field.true_values, *field.false_values])]
        case "date":
            return [
                f"CAST({value} AS VARCHAR) = {cell}",
                f"strlen({cell}) = 10",
                *_within(field, value),
            ]
    return None


def _words(field: Field) -> list[str] | None:
    """The texts that a field may have, where it has a vocabulary."""
    words = [str(code.value) for code in field.categories] or None
    if field.constraints.enum is not None:
        enum = [str(word) for word in field.constraints.enum]
        words = enum if words is None else [word for word in words if word in enum]
    return words


def _lengths(field: Field) -> bool:
    return field.constraints.min_length is not None or field.constraints.max_length is not None


def _among(cell: str, words: Sequence[str]) -> str:
    """DuckDB plans a long IN as a join, which costs more than to look a word up in a map."""
    if len(words) < 8:
        return f"{cell} IN {listed(words)}"
    return f"map_contains(MAP({_list(words)}, {_list(['1'] * len(words))}), {cell})"


def _list(words: Sequence[str]) -> str:
    return "[" + ", ".join(literal(word) for word in words) + "]"


def _whole(field: Field, cell: str, value: str) -> list[str]:
    limits = field.constraints
    least, most = limits.minimum, limits.maximum
    digits = range(10)
    exclusive = limits.exclusive_minimum is not None or limits.exclusive_maximum is not None
    if least in digits and most in digits and not exclusive:
        return [f"strlen({cell}) = 1", f"{cell} BETWEEN '{least}' AND '{most}'"]
    return [f"CAST({value} AS VARCHAR) = {cell}", *_within(field, value)]


def _decimal(field: Field, cell: str, value: str, *, keyed: bool) -> list[str]:
    # What DuckDB reads and the standard does not has one of these signs in it, or begins with one
    # that sorts before the minus.
    tests = [f"isfinite({value})", f"{cell} > '-'", f"NOT contains({cell}, '_')"]
    tests += [f"NOT contains({cell}, chr({code}))" for code in (11, 12)]
    tests += [f"strlen({cell}) <= {EXACT}"] if keyed else []
    return [*tests, *_within(field, value, close="")]


def _within(field: Field, value: str, close: str = "=") -> list[str]:
    """That a value keeps its bounds; with ``close`` empty, even if they were no part of it."""
    limits = field.constraints
    bounds = (
        (f">{close}", limits.minimum),
        (f"<{close}", limits.maximum),
        (">", limits.exclusive_minimum),
        ("<", limits.exclusive_maximum),
    )
    return [
        f"{value} {sign} {constant(field, bound)}" for sign, bound in bounds if bound is not None
    ]


def _boolean(field: Field) -> Form:
    def value(t: str) -> str:
        return (
            f"CASE WHEN {t} IN {listed(field.true_values)} THEN true "
            f"WHEN {t} IN {listed(field.false_values)} THEN false END"
        )

    return Form(value, lambda _, v: f"{v} IS NOT NULL")


@dataclass(frozen=True, slots=True)
class Violation:
    """A constraint, and when a value breaks it."""

    constraint: str
    limit: Any
    condition: Callable[[str], str]


def violations(field: Field) -> list[Violation]:
    """The constraints on the values of a field, but ``unique`` and ``required``, in SQL."""
    limits = field.constraints
    found: list[Violation] = []

    def add(name: str, limit: Any, condition: Callable[[str], str]) -> None:
        if limit is not None:
            found.append(Violation(name, limit, condition))

    def compared(operator: str, limit: Any) -> Callable[[str], str]:
        return lambda v: f"{v} {operator} {constant(field, limit)}"

    add("minLength", limits.min_length, lambda v: f"length({v}) < {limits.min_length}")
    add("maxLength", limits.max_length, lambda v: f"length({v}) > {limits.max_length}")
    add("minimum", limits.minimum, compared("<", limits.minimum))
    add("maximum", limits.maximum, _above(field, ">", limits.maximum))
    add("exclusiveMinimum", limits.exclusive_minimum, compared("<=", limits.exclusive_minimum))
    add("exclusiveMaximum", limits.exclusive_maximum, _above(field, ">=", limits.exclusive_maximum))
    add("pattern", limits.pattern, lambda v: _unlike(v, limits.pattern or ""))
    add("enum", limits.enum, lambda v: _outside(field, v, limits.enum or ()))
    # That is told by Python in any case; here it has its place among the others.
    add("jsonSchema", limits.json_schema, lambda _: "false")
    codes = tuple(category.value for category in field.categories) or None
    add("categories", codes, lambda v: _outside(field, v, codes or ()))
    return found


def _above(field: Field, operator: str, limit: Any) -> Callable[[str], str]:
    """A bound from above. DuckDB puts NaN above all numbers; no bound is defined for it."""

    def condition(v: str) -> str:
        compared = f"{v} {operator} {constant(field, limit)}"
        return f"{compared} AND NOT isnan({v})" if field.type == "number" else compared

    return condition


def _outside(field: Field, value: str, values: Sequence[Any]) -> str:
    """That a value is none of those listed. DuckDB plans a long ``NOT IN`` as a join."""
    if field.type == "integer" and all(isinstance(each, int) for each in values):
        least, greatest = min(values), max(values)
        if sorted(values) == list(range(least, greatest + 1)):
            return f"{value} NOT BETWEEN {least} AND {greatest}"
    if field.type == "string":
        return f"NOT {_among(value, [str(each) for each in values])}"
    return f"{value} NOT IN ({', '.join(constant(field, each) for each in values)})"


def _unlike(value: str, pattern: str) -> str:
    return f"NOT regexp_full_match({value}, {literal(patterns.portable(pattern) or pattern)})"


def expressible(field: Field) -> bool:
    """Whether SQL can tell all that is asked of a field's cells, but for ``doubts``."""
    limits = field.constraints
    if form(field) is None or limits.json_schema is not None:
        return False
    if limits.pattern is not None and patterns.portable(limits.pattern) is None:
        return False  # only Python knows it
    words = [*_bounds(field), *(limits.enum or ())]
    if field.type == "number":
        return all(len(str(word)) <= EXACT for word in words)
    if field.type in ("integer", "year"):
        return all(re.fullmatch(r"[+-]?[0-9]{1,18}", str(word)) for word in words)
    return True


def _bounds(field: Field) -> list[Any]:
    limits = field.constraints
    bounds = (limits.minimum, limits.maximum, limits.exclusive_minimum, limits.exclusive_maximum)
    return [bound for bound in bounds if bound is not None]


def doubts(field: Field, text: str, value: str, *, keyed: bool) -> Iterator[str]:
    """The conditions under which SQL can't tell a cell. ``keyed``: the field is part of a key."""
    if field.type in ("integer", "year"):
        yield f"{value} IS NULL AND regexp_full_match({text}, {literal(LEXICAL[field.type])})"
    if field.type != "number":
        return
    # Two numbers that differ may share their double, but never change their order.
    long = f"strlen({text}) > {EXACT}"
    if keyed:
        yield f"({long} OR isinf({value}))"
        return
    same = [constant(field, word) for word in (*_bounds(field), *(field.constraints.enum or ()))]
    if same:
        yield f"{long} AND {value} IN ({', '.join(same)})"


def missing(field: Field, cell: str) -> str:
    """Whether a cell as it is written stands for no value, or is not there."""
    if not field.missing_values:
        return f"{cell} IS NULL"
    if field.missing_values == ("",):
        return f"({cell} IS NULL OR {cell} = '')"
    return f"({cell} IS NULL OR {cell} IN {listed(field.missing_values)})"


def required(field: Field, text: str) -> str | None:
    """When a cell that must be there is not; a blank row is one fault, not one for each cell."""
    return f'({text} IS NULL AND NOT "?blank")' if field.constraints.required else None


def sql_type(field: Field) -> str:
    return TYPES[field.type].sql


def loosely(field: Field, text: str) -> str:
    """The value of a text in one expression; the text itself where SQL can't tell."""
    known = form(field)
    if known is None or known.right is _always:
        return text
    value = known.value(text)
    return f"CASE WHEN {known.right(text, value)} THEN {value} END"
