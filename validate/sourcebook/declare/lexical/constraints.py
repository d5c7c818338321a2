"""Which constraints a logical value breaks.

Source: https://datapackage.org/standard/table-schema/#field-constraints: "All constraints MUST be
tested against the logical representation of data".
"""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

from sourcebook.declare.lexical import durations, patterns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sourcebook.declare.lexical.form import Form
    from sourcebook.declare.model import Field

    Test = Callable[[Any], bool]
    """Whether a value breaks it."""

_SIZED = (str, list, dict)
_BOUNDED = frozenset(
    {"integer", "number", "date", "datetime", "time", "year", "yearmonth", "duration"}
)


def tests(field: Field, form: Form, constant: Callable[[Any], Any]) -> Iterator[tuple[str, Test]]:
    """The constraints of a field, each with its test.

    Raises ``ValueError`` where a bound, an allowed value, a pattern or a JSON Schema is none.
    """
    limits = field.constraints
    if (least := limits.min_length) is not None:
        yield "minLength", lambda value: isinstance(value, _SIZED) and len(value) < least
    if (most := limits.max_length) is not None:
        yield "maxLength", lambda value: isinstance(value, _SIZED) and len(value) > most
    for name, word, beyond in (
        ("minimum", limits.minimum, operator.lt),
        ("maximum", limits.maximum, operator.gt),
        ("exclusiveMinimum", limits.exclusive_minimum, operator.le),
        ("exclusiveMaximum", limits.exclusive_maximum, operator.ge),
    ):
        if word is not None and field.type in _BOUNDED:
            yield name, _bounded(field, constant(word), beyond)
    if limits.pattern is not None:
        yield "pattern", _unlike(limits.pattern)
    if limits.enum is not None:
        yield "enum", _outside(form, [constant(word) for word in limits.enum])
    if field.categories:
        yield "categories", _outside(form, [constant(known.value) for known in field.categories])
    if limits.json_schema is not None:
        yield "jsonSchema", _against(limits.json_schema)


def _bounded(field: Field, bound: Any, beyond: Callable[[Any, Any], bool]) -> Test:
    """What can't be compared breaks no bound: NaN, and durations without an order."""
    if field.type == "duration":

        def breaks(value: Any) -> bool:
            order = durations.order(value, bound)
            return order is not None and beyond(order, 0)

        return breaks
    if field.type == "number":
        if bound.is_nan():
            return lambda _: False
        return lambda value: not value.is_nan() and beyond(value, bound)
    return lambda value: beyond(value, bound)


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
