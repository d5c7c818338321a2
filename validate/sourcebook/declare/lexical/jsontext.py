"""JSON in a cell: objects and arrays, compared as JSON compares them.

Source: RFC 8259. NaN is none of it, 1.0 is 1, true is not 1, and of keys that stand twice the last
one counts. Numbers with a point or an exponent are doubles, as section 6 has it.
"""

from __future__ import annotations

import json
import math
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sourcebook.declare.lexical.form import INVALID, Form

if TYPE_CHECKING:
    from collections.abc import Callable

    from sourcebook.declare.model import Field

_DEEPEST = 200
"""Levels of nesting; RFC 8259, section 9, lets a parser set a limit, and the same one everywhere
is better than the depth at which this or that machine gives up."""
_LONG = 4000
_HUGE = 10**_LONG
"""From here on an integer is as infinite as a double beyond its range: 1e999 is its name."""
_INFINITE = re.compile(r'"(?:[^"\\]|\\.)*"|-?Infinity')


def json_object(_field: Field) -> Form:
    """The form of an ``object``: a dict."""
    return json_form(lambda value: isinstance(value, dict))


def json_array(_field: Field) -> Form:
    """The form of an ``array``: a list."""
    return json_form(lambda value: isinstance(value, list))


def json_form(fits: Callable[[Any], bool]) -> Form:
    """The form of JSON values of which ``fits`` is true."""

    def read(text: str) -> Any:
        value = parsed(text)
        return value if value is not INVALID and fits(value) else INVALID

    def take(value: Any) -> Any:
        value = plain(value)
        return value if value is not INVALID and fits(value) else INVALID

    return Form(read=read, take=take, write=json_text, name=json_name)


def parsed(text: str) -> Any:
    """The JSON value that a text holds, or ``INVALID``."""
    try:
        value = _decoded(text)
    except (json.JSONDecodeError, RecursionError):
        return INVALID
    brackets = text.count("[") + text.count("{")
    return INVALID if brackets > _DEEPEST and _too_deep(value) else value


def _decoded(text: str) -> Any:
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError:
        raise
    except ValueError:  # an integer with more digits than Python turns into one
        return _PATIENT.decode(text)


def plain(value: Any) -> Any:
    """A value of somebody's parser as ours would give it, or ``INVALID`` where JSON has no such."""
    return INVALID if _too_deep(value) else _plain(value)


def json_text(value: Any) -> str:
    """A JSON value in one line, keys in their order."""
    text = _spelled(_WRITER, value)
    # Half of a surrogate pair can't be encoded: it stays an escape.
    return text if text.isascii() or text.isprintable() else _spelled(_ASCII, value)


def json_name(value: Any) -> str:
    """A text that equal JSON values share: in ASCII, keys sorted."""
    return _spelled(_NAMER, value)


def _spelled(encoder: json.JSONEncoder, value: Any) -> str:
    text = encoder.encode(value)
    return _INFINITE.sub(_endless, text) if "Infinity" in text else text


def _endless(match: re.Match[str]) -> str:
    return match[0] if match[0].startswith('"') else match[0].replace("Infinity", "1e999")


def _plain(value: Any) -> Any:
    match value:
        case None | bool() | str():
            return value
        case int():
            return value if abs(value) < _HUGE else float(f"{'-' * (value < 0)}inf")
        case float():
            return INVALID if math.isnan(value) else _number(value)
        case Decimal():
            return INVALID if value.is_nan() else _number(float(value))
        case list() | tuple():
            items = [_plain(item) for item in value]
            return INVALID if INVALID in items else items
        case dict():
            if not all(isinstance(key, str) for key in value):
                return INVALID
            pairs = {key: _plain(item) for key, item in value.items()}
            return INVALID if INVALID in pairs.values() else pairs
    return INVALID


def _number(value: float | str) -> Any:
    value = float(value)
    return int(value) if value.is_integer() else value


def _any_integer(digits: str) -> Any:
    return int(digits) if len(digits) <= _LONG else float(digits)


def _refused(word: str) -> Any:
    raise json.JSONDecodeError("no JSON", word, 0)


def _too_deep(value: Any) -> bool:
    level, depth = [value], 0
    while level := [
        inner
        for outer in level
        if isinstance(outer, dict | list | tuple)
        for inner in (outer.values() if isinstance(outer, dict) else outer)
        if isinstance(inner, dict | list | tuple)
    ]:
        depth += 1
        if depth >= _DEEPEST:
            return True
    return False


_DECODER = json.JSONDecoder(parse_float=_number, parse_constant=_refused)
_PATIENT = json.JSONDecoder(parse_float=_number, parse_int=_any_integer, parse_constant=_refused)
_WRITER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_ASCII = json.JSONEncoder(separators=(",", ":"))
_NAMER = json.JSONEncoder(sort_keys=True, separators=(",", ":"))
