"""A field in SQL: its text, its typed value, and when a cell of it is wrong.

Lexical rules are those of the specification (https://datapackage.org/standard/table-schema/), not
of any library: no blanks around a value, ASCII digits only, ISO 8601 dates with all their digits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sourcebook.declare.binding import quote
from sourcebook.declare.types import TYPES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sourcebook.declare import Field

LEXICAL = {
    "integer": r"[+-]?[0-9]+",
    "number": r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?|(?i:nan|-?inf)",
    "date": r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
    "datetime": r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?"
    r"(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])?",
    "time": r"[0-9]{2}:[0-9]{2}:[0-9]{2}",
    "year": r"-?[0-9]{4}",
    "yearmonth": r"[0-9]{4}-[0-9]{2}",
}
"""What a cell of each type looks like, as a whole; DuckDB's cast then says whether it exists."""

FORMATS = {
    "email": r"[^@\s]+@[^@\s]+\.[^@\s]+",
    "uri": r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+",
    "uuid": r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
}


def cell(field: Field) -> str:
    """The column with the field's text."""
    return f'"?t{field.number}"'


def flag(field: Field) -> str:
    """The column that says whether the field's cell is wrong by itself."""
    return f'"?b{field.number}"'


_FOREIGN = re.compile(r"\\[bBwWsSDuUx]|\(\?(?![:iP])|\\[1-9kZ]|[*+?}]\+|\{\d{4,}|\(\?P[=>]|\\N")
_DIGIT = re.compile(r"(?<!\\)((?:\\\\)*)\\d")
UNICODE_DIGIT = r"\1\\p{Nd}"

_WORD = re.compile(r"[A-Za-z0-9_ -]+")


def literal(value: str | float | bool) -> str:
    """A value as an SQL literal, for the definitions of views, which take no bound parameters."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    return "'" + value.replace("'", "''") + "'"


def listed(values: Iterable[Any]) -> str:
    return "(" + ", ".join(literal(value) for value in values) + ")"


def text(field: Field, cell: str) -> str:
    """The cell as text, NULL where it stands for no value."""
    if not field.missing_values:
        return cell
    if field.missing_values == ("",):
        return f"NULLIF({cell}, '')"
    return f"CASE WHEN {cell} NOT IN {listed(field.missing_values)} THEN {cell} END"


def value(field: Field, cell: str) -> str:
    """The typed value of a cell's text, NULL where it has none or is not of the type."""
    kind = TYPES[field.type].sql
    if field.type == "string":
        if field.format == "default":
            return cell
        return (
            f"CASE WHEN regexp_full_match({cell}, {literal(FORMATS[field.format])}) THEN {cell} END"
        )
    if field.type == "any":
        return cell
    if field.type == "boolean":
        return (
            f"CASE WHEN {cell} IN {listed(field.true_values)} THEN true "
            f"WHEN {cell} IN {listed(field.false_values)} THEN false END"
        )
    whole = f"{cell} || '-01'" if field.type == "yearmonth" else cell
    shape = literal(LEXICAL[field.type])
    return f"CASE WHEN regexp_full_match({cell}, {shape}) THEN TRY_CAST({whole} AS {kind}) END"


@dataclass(frozen=True, slots=True)
class Violation:
    """A constraint, and when a cell with text ``t`` and value ``v`` breaks it."""

    constraint: str
    limit: Any
    condition: Callable[[str, str], str]


def type_violation(cell: str, typed: str) -> str:
    return f"{cell} IS NOT NULL AND {typed} IS NULL"


def _constant(field: Field, constant: Any) -> str:
    """A bound or an allowed value as a typed SQL value, read as a cell of the field would be."""
    if isinstance(constant, bool):
        return literal(constant if field.type == "boolean" else str(constant).lower())
    words = str(constant)
    if field.type in ("string", "any") or (field.type == "integer" and words.isdecimal()):
        return words if field.type == "integer" else literal(words)
    if field.type == "yearmonth":
        words += "-01"
    return f"CAST({literal(words)} AS {TYPES[field.type].sql})"


def violations(field: Field) -> list[Violation]:
    """Every constraint of a field but ``unique``, which is not a matter of one cell."""
    limits = field.constraints
    found: list[Violation] = []

    def add(name: str, limit: Any, condition: Callable[[str, str], str]) -> None:
        if limit is not None and limit is not False:
            found.append(Violation(name, limit, condition))

    def compared(operator: str, limit: Any) -> Callable[[str, str], str]:
        return lambda _, v: f"{v} {operator} {_constant(field, limit)}"

    # A blank row is one fault, not as many as it has cells.
    add("required", limits.required, lambda t, _: f'({t} IS NULL AND NOT "?blank")')
    add("minLength", limits.min_length, lambda _, v: f"length({v}) < {limits.min_length}")
    add("maxLength", limits.max_length, lambda _, v: f"length({v}) > {limits.max_length}")
    add("minimum", limits.minimum, compared("<", limits.minimum))
    add("maximum", limits.maximum, compared(">", limits.maximum))
    add("exclusiveMinimum", limits.exclusive_minimum, compared("<=", limits.exclusive_minimum))
    add("exclusiveMaximum", limits.exclusive_maximum, compared(">=", limits.exclusive_maximum))
    add(
        "pattern",
        limits.pattern,
        lambda _, v: _unlike(field, v),
    )
    add("enum", limits.enum, lambda _, v: _outside(field, v, limits.enum or ()))
    codes = tuple(category.value for category in field.categories) or None
    add("categories", codes, lambda _, v: _outside(field, v, codes or ()))
    return found


def _outside(field: Field, typed: str, values: Sequence[Any]) -> str:
    """That a value is none of those listed.

    DuckDB plans ``NOT IN`` as a join; for a vocabulary of plain words, or a scale without gaps, a
    pattern or a pair of bounds says the same for a fraction of the cost.
    """
    if field.type == "string" and all(_WORD.fullmatch(str(each)) for each in values):
        return f"NOT regexp_full_match({typed}, {literal('|'.join(map(str, values)))})"
    if field.type == "integer" and all(isinstance(each, int) for each in values):
        least, greatest = min(values), max(values)
        if sorted(values) == list(range(least, greatest + 1)):
            return f"{typed} NOT BETWEEN {least} AND {greatest}"
    return f"{typed} NOT IN ({', '.join(_constant(field, each) for each in values)})"


def _unlike(field: Field, typed: str) -> str:
    """That a text does not have the form of the field's pattern, as a whole."""
    pattern = field.constraints.pattern or ""
    if foreign(pattern):
        return f"{typed} IN (FROM {unlike(pattern)})"
    # The specification's digits are Unicode's, RE2's are ASCII's.
    return f"NOT regexp_full_match({typed}, {literal(_DIGIT.sub(UNICODE_DIGIT, pattern))})"


def unlike(pattern: str) -> str:
    """The table with all texts of the dataset's cells that do not have a foreign pattern's form."""
    return quote(f"unlike {pattern}")


def foreign(pattern: str) -> bool:
    """Whether a pattern has what RE2 does not know (looking around, going back): Python has it."""
    return _FOREIGN.search(pattern) is not None


def bad(field: Field, cell: str, typed: str) -> str | None:
    """Whether a cell is wrong by itself: of another type, or against a constraint.

    ``None`` where no cell can be.
    """
    conditions = [violation.condition(cell, typed) for violation in violations(field)]
    if field.type not in ("string", "any") or field.format != "default":
        conditions.append(f"({type_violation(cell, typed)})")
    return f"({' OR '.join(conditions)}) IS TRUE" if conditions else None


def names(fields: Iterable[str]) -> str:
    return ", ".join(quote(name) for name in fields)


def names_of(relation: str, fields: Iterable[str]) -> str:
    return ", ".join(f"{relation}.{quote(name)}" for name in fields)
