"""Strings and booleans: email, uri, uuid and binary, and the words for true and false.

Sources: RFC 5321 and 6531 (email), RFC 3986 and 3987 (URI, and IRI, as XML Schema's anyURI has it),
RFC 9562 (UUID), RFC 4648 section 4 (base64).
"""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING, Any

from sourcebook.declare.lexical.form import INVALID, Form

if TYPE_CHECKING:
    from collections.abc import Callable

    from sourcebook.declare.model import Field

_BEYOND = (
    "\u00a1-\u167f\u1681-\u1fff\u200c-\u200d\u2010-\u2027\u2030-\u205e\u2070-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufefe\uff00-\uffef\U00010000-\U000dffff"
)
"""Characters beyond ASCII of which words are made: no blank, no control, no private one."""
_ATOM = rf"[A-Za-z0-9!#$%&'*+/=?^_`{{|}}~{_BEYOND}-]+"
_QUOTED = rf'"(?:[ !#-\[\]-~{_BEYOND}]|\\[ -~])*"'
_LABEL = rf"[A-Za-z0-9{_BEYOND}](?:[A-Za-z0-9{_BEYOND}-]*[A-Za-z0-9{_BEYOND}])?"
_EMAIL = re.compile(
    rf"(?P<local>{_ATOM}(?:\.{_ATOM})*|{_QUOTED})"
    rf"@(?:(?P<domain>{_LABEL}(?:\.{_LABEL})+)|\[(?:IPv6:(?P<v6>[0-9A-Fa-f:.]+)|(?P<v4>[0-9.]+))\])"
)
_PCHAR = rf"(?:[A-Za-z0-9._~!$&'()*+,;=:@{_BEYOND}-]|%[0-9A-Fa-f]{{2}})"
_URI = re.compile(
    rf"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):"
    rf"(?://(?:(?:(?!@){_PCHAR})*@)?"
    rf"(?P<host>\[(?P<v6>[0-9A-Fa-f:.]+)\]|\[v[0-9A-Fa-f]+\.[A-Za-z0-9._~!$&'()*+,;=:-]+\]"
    rf"|(?:(?![:@]){_PCHAR})*)(?::[0-9]*)?(?:/{_PCHAR}*)*"
    rf"|(?!//)(?:{_PCHAR}|/)*)"
    rf"(?:\?(?:{_PCHAR}|[/?])*)?(?:\#(?:{_PCHAR}|[/?])*)?"
)
_UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_BINARY = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")


def string(field: Field) -> Form:
    """The form of a ``string``: the text as it stands, if its format allows it."""
    read = _FORMATS.get(field.format, str)
    return Form(read=read, take=_no_text, write=str, name=str)


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


def _email(text: str) -> Any:
    match = _EMAIL.fullmatch(text)
    if match is None or len(match["local"].encode("utf-8", "replace")) > 64:
        return INVALID
    if match["domain"]:
        labels = match["domain"].split(".")
        fits = len(match["domain"]) <= 253 and all(len(label) <= 63 for label in labels)
        return text if fits and not labels[-1].isdigit() else INVALID
    return text if _address(match["v4"] or match["v6"]) else INVALID


def _uri(text: str) -> Any:
    match = _URI.fullmatch(text)
    if match is None or (match["v6"] and not _address(match["v6"])):
        return INVALID
    # RFC 9110, 4.2.1: an http(s) URI without a host must be rejected.
    hostless = match["scheme"].lower() in ("http", "https") and not match["host"]
    return INVALID if hostless else text


def _address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _matching(form: re.Pattern[str]) -> Callable[[str], Any]:
    return lambda text: INVALID if form.fullmatch(text) is None else text


_FORMATS: dict[str, Callable[[str], Any]] = {
    "email": _email,
    "uri": _uri,
    "uuid": _matching(_UUID),
    "binary": _matching(_BINARY),
}
