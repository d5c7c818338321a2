"""A content security policy for each page: it may load what lies beside it, and nothing else.

A site of files has no headers, so the policy stands in the page. The theme writes small scripts
into its pages; each is allowed by the hash of its text, so that no other inline script runs
(https://www.w3.org/TR/CSP3/#match-element-to-source-list). So are whole styles in the head; a style
of a single element is not.
"""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL | re.IGNORECASE)
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_HEAD = re.compile(r"<head\b[^>]*>\s*(?:<meta charset=[^>]*>)?", re.IGNORECASE)
_ALIGNED = re.compile(r'style="text-align: (left|center|right);?"')
_POLICY = (
    "default-src 'none'; script-src 'self'{hashes}; style-src 'self'{styles}; "
    "img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
    "media-src 'self'; base-uri 'none'; form-action 'none'"
)


def guarded(html: str) -> str:
    """The page with its policy, the first thing in its head after the encoding."""
    html = _ALIGNED.sub(r'align="\1"', html)
    codes = (code for attributes, code in _SCRIPT.findall(html) if _runs(attributes))
    styles = _STYLE.findall(html.partition("</head>")[0])
    policy = _POLICY.format(hashes=_allowed(codes), styles=_allowed(styles))
    meta = f'\n      <meta http-equiv="Content-Security-Policy" content="{policy}">'
    return _HEAD.sub(lambda found: found.group() + meta, html, count=1)


def _runs(attributes: str) -> bool:
    """Whether it is a script of its own text, and not data or one in a file."""
    return "src=" not in attributes and (
        "type=" not in attributes or "javascript" in attributes or "module" in attributes
    )


def _allowed(texts: Iterable[str]) -> str:
    return "".join(f" '{one}'" for one in dict.fromkeys(map(_hash, texts)))


def _hash(code: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
