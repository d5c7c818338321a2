"""Strings and booleans: email, uri, uuid and binary, and the words for true and false.

Sources: RFC 9562 (UUID), RFC 4648 section 4 (base64).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sourcebook.declare.lexical.form import INVALID, Form

if TYPE_CHECKING:
    from collections.abc import Callable

    from sourcebook.declare.model import Field

_UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_BINARY = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")


def string(field: Field) -> Form:
    """The form of a ``string``: the text as it stands, if its format allows it."""
    return Form(read=_reader(field.format), take=_no_text, write=str, name=str)


def boolean(field: Field) -> Form:
    """The form of a ``boolean``."""
    words = dict.fromkeys(field.false_values, False) | dict.fromkeys(field.true_values, True)

    def write(value: bool) -> str:
        for word, meaning in words.items():
            if meaning is value:
                return word
        raise ValueError(f"{field.name!r} has no word for {value!r}.")

    return Form(
        read=lambda text: words.get(text, INVALID),
        take=lambda value: value if isinstance(value, bool) else INVALID,
        write=write,
        name=lambda value: "true" if value else "false",
    )


def _no_text(_value: Any) -> Any:
    return INVALID


def _reader(form: str) -> Callable[[str], Any]:
    match form:
        case "email":
            from sourcebook.declare.lexical.addresses import email

            return email
        case "uri":
            from sourcebook.declare.lexical.addresses import uri

            return uri
        case "uuid":
            return lambda text: INVALID if _UUID.fullmatch(text) is None else text
        case "binary":
            return lambda text: INVALID if _BINARY.fullmatch(text) is None else text
    return str
