"""Fields of every type with texts that a person may write into them, right and wrong."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sourcebook.declare import Field

UNTOLD = object()
FIELDS: dict[str, dict[str, Any]] = {
    "text": {"type": "string", "constraints": {"minLength": 2, "maxLength": 4}},
    "form": {"type": "string", "constraints": {"pattern": r"^[a-z-[q]]+\d{2}(x|y)?$"}},
    "any_form": {"type": "string", "constraints": {"pattern": r"[&~.^-]+\p{Lu}.*"}},
    "chosen": {"type": "string", "constraints": {"enum": ["a", "b", "ü"]}},
    "uuid": {"type": "string", "format": "uuid"},
    "whole": {"type": "integer", "constraints": {"minimum": -3, "exclusiveMaximum": 12}},
    "big": {"type": "integer", "constraints": {"minimum": 1000000000000000}},
    "code": {"type": "integer", "categories": [{"value": 1, "label": "one"}, {"value": 2, "label": "two"}]},
    "number": {"type": "number", "constraints": {"exclusiveMinimum": 0.1, "maximum": 1.5}},
    "free": {"type": "number"},
    "flag": {"type": "boolean", "trueValues": ["yes"], "falseValues": ["no", "never"]},
    "day": {"type": "date", "constraints": {"minimum": "1999-12-31", "exclusiveMaximum": "2024-02-29"}},
    "any_day": {"type": "date"},
    "hour": {"type": "time", "constraints": {"minimum": "06:30:00"}},
    "moment": {"type": "datetime", "constraints": {"maximum": "2024-02-29T12:00:00"}},
    "month": {"type": "yearmonth", "constraints": {"minimum": "2000-02"}},
    "year": {"type": "year", "constraints": {"maximum": 2024}},
}  # fmt: skip
TEXTS = (
    "a", "b", "ü", "ab", "abcd", "abcde", "😀", "😀😀😀", "😀😀😀😀😀", "a12", "a12x", "q12", "a1٢", "a12x\n", "ab123", "&~A", "~É!", "&a", "^-.Zz",
    "0", "1", "2", "01", "+2", "-3", "-4", "11", "12", " 7 ", "1.0", "1,000", "--1", "٣", "1e1", "999999999999999", "1000000000000000",
    "9007199254740993", "0.1", "0.10", "0.10000000000000001", ".5", "1.", "1.5", "1.50", "1.5000000000000001", "15e-1", "1e999999", "NaN", "inf",
    "yes", "no", "never", "true", "Yes", "1999-12-30", "1999-12-31", "2023-02-29", "2024-02-28", "2024-02-29", "2100-02-29", "2000-02-29",
    "0000-01-01", "0001-01-01", "2024-13-01", "2024-1-1", "31.12.2020", "2024-04-31", "06:29:59", "06:30:00", "24:00:00", "6:30:00", "06:30",
    "2024-02-29T12:00:00", "2024-02-29T12:00:01", "2024-02-29 12:00:00", "2023-02-29T12:00:00", "2024-02-29T12:00:00Z", "2024-02-29T12:00:00.5",
    "2000-01", "2000-02", "2000-13", "2000-2", "1999", "2024", "2025", "99", "0000", "-0044", "12024",
    "123e4567-e89b-12d3-a456-426614174000", "123e4567-e89b-12d3-a456-42661417400g",
)  # fmt: skip
_NUMERALS = {
    "integer": re.compile(r"[+-]?[0-9]+"),
    "year": re.compile(r"-?(?!0000)(?:[1-9][0-9]{4,}|[0-9]{4})"),
    "number": re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?"),
}


def instance(field: Field, text: str) -> Any:
    """What JSON has for a text: the text itself where it is no number and no word for true or false.

    ``UNTOLD`` for what JSON has no word for: NaN, infinities, zones, fractions of seconds.
    """
    if field.type in _NUMERALS:
        bare = text.strip(" \t\r\n")
        if field.type == "number" and re.fullmatch(
            r"nan|-?inf|[^eE]*[eE][+-]?[0-9]{4,}", bare, re.IGNORECASE
        ):
            return UNTOLD
        if not _NUMERALS[field.type].fullmatch(bare):
            return text
        return Decimal(bare) if field.type == "number" else int(bare)
    if field.type == "boolean":
        words = dict.fromkeys(field.false_values, False) | dict.fromkeys(field.true_values, True)
        return words.get(text, text)
    if field.type == "datetime":
        old = r".{10} .{8}|" if field.version == 1 else ""
        return UNTOLD if re.match(rf"{old}.{{10}}T.{{8}}[.Z+-]", text) else text
    return text


def validator(schema: Any) -> Any:
    """The schema as Python's jsonschema reads it, written as JSON and with the words of ajv-formats."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError
    from jsonschema.validators import extend

    def word(keeps: Any) -> Any:
        def check(_validator: Any, bound: str, value: Any, _schema: Any) -> Any:
            if isinstance(value, str) and not keeps(value, bound):
                yield ValidationError(f"{value!r}: {bound!r}")

        return check

    words = {
        "formatMinimum": word(lambda value, bound: value >= bound),
        "formatMaximum": word(lambda value, bound: value <= bound),
        "formatExclusiveMinimum": word(lambda value, bound: value > bound),
        "formatExclusiveMaximum": word(lambda value, bound: value < bound),
    }
    written = json.loads(json.dumps(schema), parse_float=Decimal)
    Draft202012Validator.check_schema(json.loads(json.dumps(schema)))
    return extend(Draft202012Validator, words)(written)
