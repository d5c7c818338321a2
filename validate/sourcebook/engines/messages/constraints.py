"""A cell of the right type that breaks a constraint of its field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sourcebook.declare import lexical
from sourcebook.declare.spelling import nearest
from sourcebook.engines.messages.guesses import meant_by_pattern, nothing
from sourcebook.engines.messages.words import counted, offered, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sourcebook.declare import Field
    from sourcebook.engines.messages.words import Words

_PARTS = {
    "object": ("property", "properties"),
    "array": ("item", "items"),
    "list": ("item", "items"),
}
_BOUNDS = {
    "minimum": "{} is below the least value allowed, {}.",
    "maximum": "{} is above the greatest value allowed, {}.",
    "exclusiveMinimum": "{} must be above {}.",
    "exclusiveMaximum": "{} must be below {}.",
}


def constraint_error(field: Field, constraint: str, limit: Any, value: str | None) -> Words:
    """The words for a broken constraint, by its name in the specification and its limit."""
    if constraint == "required":
        return f"The cell is empty, and {field.name} must have a value.", "Fill it in."
    if constraint in ("minLength", "maxLength"):
        return _length(field, constraint, limit, value)
    if constraint in _BOUNDS:
        unit = f" {field.unit}" if field.unit and field.type in ("integer", "number") else ""
        return (
            _BOUNDS[constraint].format(shown(value), f"{limit}{unit}"),
            f"Correct the value; if it is right, change `{constraint}` in the schema.",
        )
    if constraint == "pattern":
        return _pattern(field, limit, value)
    if constraint == "jsonSchema":
        return _json_schema(field, limit, value)
    return (
        f"{shown(value)} is not one of the values of {field.name}.",
        _choice(field, limit, value or ""),
    )


def _length(field: Field, constraint: str, limit: Any, value: str | None) -> Words:
    found = lexical.value(field, value or "")
    size = len(found) if isinstance(found, str | list | dict) else len(value or "")
    one, many = _PARTS.get(field.type, ("character", "characters"))
    has = counted(size, one, many)
    if constraint == "minLength":
        hint = "Write it in full, or correct it." if one == "character" else "Add what is missing."
        return f"{shown(value)} has {has}; {field.name} has at least {limit}.", hint
    hint = f"Shorten it to {limit}." if one == "character" else f"Leave at most {limit}."
    return f"{shown(value)} has {has}; {field.name} has at most {limit}.", hint


def _pattern(field: Field, pattern: Any, value: str | None) -> Words:
    guess = meant_by_pattern(field, value or "")
    if guess is not None:
        hint = f"Did you mean {shown(guess)}?"
    elif field.example is not None:
        hint = f"Write it in that form, such as {field.example}."
    else:
        hint = "Write it in that form, the regular expression that the schema gives."
    return f"{shown(value)} does not have the form {pattern}.", hint


def _choice(field: Field, choices: Iterable[Any], value: str) -> str:
    """The code that is meant: by its spelling, or by the label that stands beside it."""
    labels = {each.label: each.value for each in field.categories if each.label}
    codes = [str(choice) for choice in choices]
    empty = nothing(field, value)
    if empty is not None:
        return empty
    guess = nearest(value, [*codes, *labels])
    if guess is not None and guess not in codes:
        return f"Did you mean {labels[guess]}, which stands for {guess}?"
    return offered(value, codes, alike=field.type == "string")


def _json_schema(field: Field, schema: Mapping[str, Any] | None, value: str | None) -> Words:
    """The first thing in which a value differs from the JSON Schema of its field."""
    message = f"{shown(value)} does not fit the JSON Schema of {field.name}"
    try:
        problem = _mismatch(dict(schema or {}), lexical.value(field, value or ""))
    except Exception:  # noqa: BLE001 - a word more, of a foreign schema and a foreign value
        problem = None
    if problem is None:
        return f"{message}.", "Compare it with `jsonSchema` in the schema."
    return f"{message}: {problem}.", "Correct that; if it is right, change `jsonSchema`."


def _mismatch(schema: dict[str, Any], value: Any) -> str | None:
    from jsonschema.exceptions import best_match
    from jsonschema.validators import Draft202012Validator, validator_for
    from jsonschema_specifications import REGISTRY

    validator = validator_for(schema, default=Draft202012Validator)(schema, registry=REGISTRY)
    error = best_match(validator.iter_errors(value))
    if error is None:
        return None
    place = f"at {error.json_path}, " if error.absolute_path else ""
    told = " ".join(str(error.message).split())
    return place + (told if len(told) <= 200 else told[:197] + "...")
