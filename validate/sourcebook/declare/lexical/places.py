"""Geographic points: longitude and latitude in one cell, in the three formats of Table Schema.

Source: Table Schema, ``geopoint``. Degrees of WGS 84, so longitude is -180 to 180, latitude -90 to
90, exact as they are written.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sourcebook.declare.lexical.form import INVALID, Form
from sourcebook.declare.lexical.numbers import number_name, number_text, real

if TYPE_CHECKING:
    from sourcebook.declare.model import Field

_DEGREES = r"([+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
_POINT = re.compile(rf"{_DEGREES}, ?{_DEGREES}")


def geopoint(field: Field) -> Form:
    """The form of a ``geopoint``: (longitude, latitude) as Decimals."""
    match field.format:
        case "array":
            return Form(read=_read_array, take=_take_array, write=_array_text, name=_name)
        case "object":
            return Form(read=_read_object, take=_take_object, write=_object_text, name=_name)
    return Form(read=_read, take=lambda _: INVALID, write=_text, name=_name)


def _read(text: str) -> Any:
    match = _POINT.fullmatch(text)
    return INVALID if match is None else _point(real(match[1]), real(match[2]))


def _read_array(text: str) -> Any:
    return _take_array(_parsed(text))


def _read_object(text: str) -> Any:
    return _take_object(_parsed(text))


def _take_array(value: Any) -> Any:
    return _point(*value) if isinstance(value, list | tuple) and len(value) == 2 else INVALID


def _take_object(value: Any) -> Any:
    if isinstance(value, dict) and value.keys() == {"lon", "lat"}:
        return _point(value["lon"], value["lat"])
    return INVALID


def _point(*degrees: Any) -> Any:
    lon, lat = (_exact(value) for value in degrees)
    # NaN is in no range, and must not be compared: a Decimal NaN raises. So does abs(), of a number
    # with more places or a larger exponent than the context has.
    if not (lon.is_finite() and lat.is_finite()):
        return INVALID
    if lon.copy_abs() > 180 or lat.copy_abs() > 90:
        return INVALID
    return lon, lat


def _exact(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return Decimal("NaN")
    return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)


def _parsed(text: str) -> Any:
    try:
        return _DECODER.decode(text)
    except (ValueError, RecursionError):
        return None


def _text(value: tuple[Decimal, Decimal]) -> str:
    return f"{number_text(value[0])},{number_text(value[1])}"


def _array_text(value: tuple[Decimal, Decimal]) -> str:
    return f"[{_text(value)}]"


def _object_text(value: tuple[Decimal, Decimal]) -> str:
    return f'{{"lon":{number_text(value[0])},"lat":{number_text(value[1])}}}'


def _name(value: tuple[Decimal, Decimal]) -> str:
    return f"{number_name(value[0])},{number_name(value[1])}"


_DECODER = json.JSONDecoder(parse_float=real, parse_int=real, parse_constant=Decimal)
