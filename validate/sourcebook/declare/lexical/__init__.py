"""The reference reading of the standard: what a cell's text says, by its field, in plain Python.

Source: https://datapackage.org/standard/table-schema/ (v2; v1's formats too). Logical values are
str, int, Decimal, bool, date, datetime and time (naive, in UTC where there was a zone), int for a
year, date for a yearmonth, ``Duration``, JSON values, a pair of Decimals for a geopoint, lists.

``reader`` and ``checker`` are prepared once for a column; the others are for single values.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sourcebook.declare.lexical import numbers, texts, times
from sourcebook.declare.lexical.constraints import tests
from sourcebook.declare.lexical.durations import Duration, duration
from sourcebook.declare.lexical.form import INVALID, Form
from sourcebook.declare.lexical.geojson import geojson
from sourcebook.declare.lexical.jsontext import json_array, json_object
from sourcebook.declare.lexical.lists import anything, list_form
from sourcebook.declare.lexical.places import geopoint
from sourcebook.declare.model import Field

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "INVALID",
    "Duration",
    "broken",
    "canonical",
    "checker",
    "constant",
    "native",
    "reader",
    "value",
    "written",
]


def reader(field: Field) -> Callable[[str], Any]:
    """What reads the field's cells: the logical value of a text, or ``INVALID``. It never raises.

    The text is no missing value: the caller has seen to those.
    """
    return _form(field).read


def checker(field: Field) -> Callable[[Any], tuple[str, ...]]:
    """What tells the constraints that a logical value breaks, by the specification's names; and
    ``categories``. ``required`` and ``unique`` are no matter of one value.

    Raises ``ValueError`` where a constraint of the declaration is none.
    """
    found = tuple(tests(field, _form(field), lambda word: constant(field, word)))
    return lambda value: tuple(name for name, breaks in found if breaks(value))


def value(field: Field, text: str) -> Any:
    """The logical value of a cell's text, or ``INVALID``."""
    return _form_once(_Same(field)).read(text)


def native(field: Field, value: Any) -> Any:
    """The logical value of a value that its source (JSON, XLSX, YAML) gave a type, or ``INVALID``.

    A text is read as a cell's text; a number is no string.
    """
    form = _form_once(_Same(field))
    return form.read(value) if isinstance(value, str) else form.take(value)


def written(field: Field, value: Any) -> str:
    """A text that ``value`` reads back as this logical value, in the field's own format.

    Raises ``ValueError`` where there is none: a list whose item has the delimiter in it.
    """
    return _form_once(_Same(field)).write(value)


def canonical(field: Field, value: Any) -> str:
    """A text that two logical values of the field share exactly when they are equal."""
    return _form_once(_Same(field)).name(value)


def constant(field: Field, word: Any) -> Any:
    """A bound, an allowed value or a code of the declaration as a logical value.

    Source: Table Schema: "primitive types as possible in JSON, or strings that are castable with
    the type and format rules of the field". Raises ``ValueError``.
    """
    found = native(field, word)
    if found is INVALID:
        raise ValueError(f"{word!r} is not of type {field.type!r}.")
    return found


def broken(field: Field, value: Any) -> tuple[str, ...]:
    """The constraints that a logical value breaks; see ``checker``."""
    return _checker_once(_Same(field))(value)


class _Same:
    """A field as a key: itself and no other. Its enum or JSON Schema may not be hashable."""

    __slots__ = ("field",)

    def __init__(self, field: Field) -> None:
        self.field = field

    def __hash__(self) -> int:
        return id(self.field)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.field is other.field


@lru_cache(maxsize=256)
def _form_once(same: _Same) -> Form:
    return _form(same.field)


@lru_cache(maxsize=256)
def _checker_once(same: _Same) -> Callable[[Any], tuple[str, ...]]:
    return checker(same.field)


def _form(field: Field) -> Form:
    if field.type == "list":
        return list_form(field, _form(Field(field.name, type=field.item_type or "string")))
    return _FORMS.get(field.type, anything)(field)


_FORMS: dict[str, Callable[[Field], Form]] = {
    "string": texts.string,
    "number": numbers.number,
    "integer": numbers.integer,
    "boolean": texts.boolean,
    "object": json_object,
    "array": json_array,
    "date": times.date,
    "datetime": times.datetime,
    "time": times.time,
    "year": times.year,
    "yearmonth": times.yearmonth,
    "duration": duration,
    "geopoint": geopoint,
    "geojson": geojson,
    "any": anything,
}
