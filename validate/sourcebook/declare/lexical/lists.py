"""Lists: items of one type in a cell, and cells of any type.

Source: Table Schema, ``list`` (items are in the default format of their type) and ``any``.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sourcebook.declare.lexical.form import INVALID, Form
from sourcebook.declare.lexical.jsontext import json_name, json_text, plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from sourcebook.declare.model import Field

_MARK = "\x01"


def list_form(field: Field, item: Form) -> Form:
    """The form of a ``list`` whose items have the form ``item``."""
    delimiter = field.delimiter

    def read(text: str) -> Any:
        return _items(item.read, text.split(delimiter) if delimiter else [text])

    def take(value: Any) -> Any:
        if not isinstance(value, list | tuple):
            return INVALID
        return _items(lambda part: (item.read if isinstance(part, str) else item.take)(part), value)

    def write(value: list[Any]) -> str:
        text = delimiter.join(map(item.write, value))
        back = read(text)
        if back is INVALID or name(back) != name(value):
            raise ValueError(f"{value!r} can't be written with {delimiter!r} between the items.")
        return text

    def name(value: list[Any]) -> str:
        return json.dumps([item.name(part) for part in value])

    return Form(read=read, take=take, write=write, name=name)


def _items(read: Callable[[Any], Any], parts: Any) -> Any:
    found = []
    for part in parts:
        value = read(part)
        if value is INVALID:
            return INVALID
        found.append(value)
    return found


def anything(_field: Field) -> Form:
    """The form of ``any``: the value as it is in its source; the text 1 is not the number 1."""
    return Form(read=str, take=plain, write=_any_text, name=_any_name)


def _any_text(value: Any) -> str:
    return value if isinstance(value, str) else json_text(value)


def _any_name(value: Any) -> str:
    plain_text = isinstance(value, str) and not value.startswith(_MARK)
    return value if plain_text else _MARK + json_name(value)
