"""Addresses: email and uri, loaded where a field has such a format.

Sources: RFC 5321 and 6531 (a mailbox in the world: its domain has a dot, or is an IP address in
brackets), RFC 3986 and 3987 (URI, and IRI, as XML Schema's anyURI has it), RFC 9110 (http, https).
"""

from __future__ import annotations

import ipaddress
import re
from typing import Any

from sourcebook.declare.lexical.form import INVALID

_BEYOND = (
    "\u00a1-\u167f\u1681-\u1fff\u200c-\u200d\u2010-\u2027\u2030-\u205e\u2070-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufefe\uff00-\uffef\U00010000-\U000dffff"
)
"""Characters beyond ASCII of which words are made: no blank, no control, no private one."""
_ATOM = rf"[A-Za-z0-9!#$%&'*+/=?^_`{{|}}~{_BEYOND}-]+"
_QUOTED = rf'"(?:[ !#-\[\]-~{_BEYOND}]|\\[ -~])*"'
_LABEL = rf"[A-Za-z0-9{_BEYOND}](?:[A-Za-z0-9{_BEYOND}-]*[A-Za-z0-9{_BEYOND}])?"
_EMAIL = re.compile(
    rf"(?P<local>{_ATOM}(?:\.{_ATOM})*|{_QUOTED})@"
    rf"(?:(?P<domain>{_LABEL}(?:\.{_LABEL})+)|\[(?:(?P<v4>[0-9.]+)|IPv6:(?P<v6>[0-9A-Fa-f:.]+))\])"
)
_ESCAPE = "%[0-9A-Fa-f]{2}"
_NAME = rf"(?:[A-Za-z0-9._~!$&'()*+,;={_BEYOND}-]|{_ESCAPE})"
_PATH = rf"(?:[A-Za-z0-9._~!$&'()*+,;=:@{_BEYOND}-]|{_ESCAPE})"
_URI = re.compile(
    rf"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):"
    rf"(?://(?:(?:{_NAME}|:)*@)?"
    rf"(?P<host>\[(?P<v6>[0-9A-Fa-f:.]+)\]|\[v[0-9A-Fa-f]+\.[A-Za-z0-9._~!$&'()*+,;=:-]+\]|{_NAME}*)"
    rf"(?::[0-9]*)?(?:/{_PATH}*)*"
    rf"|(?!//)(?:{_PATH}|/)*)"
    rf"(?:\?(?:{_PATH}|[/?])*)?(?:\#(?:{_PATH}|[/?])*)?"
)


def email(text: str) -> Any:
    """The text, if it is the address of a mailbox, else ``INVALID``."""
    match = _EMAIL.fullmatch(text)
    if match is None or len(match["local"].encode("utf-8", "replace")) > 64:
        return INVALID
    if match["domain"] is None:
        return text if _is_address(match["v4"] or match["v6"]) else INVALID
    labels = match["domain"].split(".")
    short = len(match["domain"]) <= 253 and all(len(label) <= 63 for label in labels)
    return text if short and not labels[-1].isdigit() else INVALID


def uri(text: str) -> Any:
    """The text, if it is a URI with a scheme, else ``INVALID``."""
    match = _URI.fullmatch(text)
    if match is None or (match["v6"] and not _is_address(match["v6"])):
        return INVALID
    # RFC 9110, 4.2.1: an http(s) URI without a host must be rejected.
    hostless = match["scheme"].lower() in ("http", "https") and not match["host"]
    return INVALID if hostless else text


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
