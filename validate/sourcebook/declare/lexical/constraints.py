"""Which constraints a logical value breaks.

Source: https://datapackage.org/standard/table-schema/#field-constraints: "All constraints MUST be
tested against the logical representation of data".
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sourcebook.declare.lexical import durations, patterns
from sourcebook.declare.lexical.durations import Duration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sourcebook.declare.lexical.form import Form
    from sourcebook.declare.model import Field

    Test = Callable[[Any], bool]
    """Whether a value breaks it."""

_SIZED = (str, list, dict)
_ORDERED = (int, Decimal, dt.date, dt.time, Duration)


def tests(field: Field, form: Form, constant: Callable[[Any], Any]) -> Iterator[tuple[str, Test]]:
    """The constraints of a field, each with its test. Raises ``ValueError`` where a bound, an
    allowed value, a pattern or a JSON Schema is none.
    """
    limits = field.constraints
    if (least := limits.min_length) is not None:
        yield "minLength", lambda value: isinstance(value, _SIZED) and len(value) < least
    if (most := limits.max_length) is not None:
        yield "maxLength", lambda value: isinstance(value, _SIZED) and len(value) > most
    for name, word, broken in (
        ("minimum", limits.minimum, (-1,)),
        ("maximum", limits.maximum, (1,)),
        ("exclusiveMinimum", limits.exclusive_minimum, (-1, 0)),
        ("exclusiveMaximum", limits.exclusive_maximum, (1, 0)),
    ):
        if word is not None:
            yield name, _beyond(constant(word), broken)
    if limits.pattern is not None:
        yield "pattern", _unlike(limits.pattern)
    if limits.enum is not None:
        yield "enum", _outside(form, [constant(word) for word in limits.enum])
    if field.categories:
        yield "categories", _outside(form, [constant(known.value) for known in field.categories])
    if limits.json_schema is not None:
        yield "jsonSchema", _against(limits.json_schema)


def order(one: Any, other: Any) -> int | None:
    """-1, 0 or 1 as ``one`` is less than, equal to or more than ``other``; ``None`` where that is
    undecided: beside NaN, between some durations, and for values that have no order.
    """
    if isinstance(one, Duration) and isinstance(other, Duration):
        return durations.order(one, other)
    if not isinstance(one, _ORDERED) or not isinstance(other, _ORDERED):
        return None
    if _is_nan(one) or _is_nan(other):
        return None
    return (one > other) - (one < other)  # type: ignore[operator]


def _is_nan(value: Any) -> bool:
    return isinstance(value, Decimal) and value.is_nan()


def _beyond(bound: Any, broken: tuple[int, ...]) -> Test:
    return lambda value: order(value, bound) in broken


def _unlike(pattern: str) -> Test:
    fullmatch = patterns.compiled(pattern).fullmatch
    return lambda value: isinstance(value, str) and fullmatch(value) is None


def _outside(form: Form, allowed: list[Any]) -> Test:
    names = frozenset(map(form.name, allowed))
    return lambda value: form.name(value) not in names


def _against(schema: Mapping[str, Any]) -> Test:
    """By the ``jsonschema`` library; what lies outside the schema is never fetched."""
    from jsonschema import SchemaError
    from jsonschema.validators import Draft202012Validator, validator_for
    from jsonschema_specifications import REGISTRY
    from referencing.exceptions import Unresolvable

    kind = validator_for(schema, default=Draft202012Validator)
    try:
        kind.check_schema(dict(schema))
    except SchemaError as error:
        raise ValueError(f"no JSON Schema: {error.message}") from error
    validator = kind(dict(schema), registry=REGISTRY)

    def broken(value: Any) -> bool:
        try:
            return not validator.is_valid(value)
        except (Unresolvable, RecursionError, ArithmeticError):
            return True

    return broken
