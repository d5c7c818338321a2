"""What a resource says of its file as bytes: character set, compression, size and hash.

Source: https://datapackage.org/standard/data-resource/ and the recipe Compression of Resources.
"""

from __future__ import annotations

import codecs
import re
from encodings.aliases import aliases
from typing import TYPE_CHECKING, Literal

from sourcebook.declare.node import said
from sourcebook.declare.spelling import nearest

if TYPE_CHECKING:
    from sourcebook.declare.node import Node

Compression = Literal["gz", "zip"]

_NO_CHARSETS = frozenset({"idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined"})
"""Codecs of Python that give text and are the character set of no file."""
_DIGITS = {"md5": 32, "sha1": 40, "sha256": 64, "sha512": 128}
"""Hexadecimal digits of a digest."""


def read_encoding(node: Node) -> str:
    """The name of the codec that decodes the declared character set; UTF-8 where none is said."""
    name = node.text("encoding")
    if not name:
        return "utf-8"
    try:
        codec = codecs.lookup(name)
    except (LookupError, ValueError):
        codec = None
    # The marker is how Python itself tells them, in bytes.decode.
    if codec is None or not codec._is_text_encoding or codec.name in _NO_CHARSETS:  # noqa: SLF001
        meant = nearest(name, _charsets(), 75)
        hint = f"Did you mean {meant!r}?" if meant else "Name it as in utf-8 or windows-1252."
        node.wrong(f"{said(name)} is not a character set.", hint, at="encoding")
        return "utf-8"
    return codec.name


def _charsets() -> list[str]:
    return ["utf-8", *(name for name, codec in aliases.items() if not codec.endswith("_codec"))]


def read_compression(node: Node, path: str) -> Compression | None:
    """As it is said, or as the ending of the file implies."""
    word = (node.text("compression") or "").lower()
    if word in ("", "no"):
        word = path.rpartition(".")[2].lower()
        return word if word in ("gz", "zip") else None  # type: ignore[return-value]
    if word not in ("gz", "zip"):
        hint = "Compress it as gz or zip, or not at all."
        node.wrong(f"{said(word)} is not read.", hint, at="compression")
        return None
    return word  # type: ignore[return-value]


def read_hash(node: Node) -> str | None:
    """``algorithm:digest``, or an MD5 digest alone, in lower case."""
    written = node.text("hash")
    if not written:
        return None
    algorithm, _, digest = written.lower().rpartition(":")
    algorithm = algorithm or "md5"
    if algorithm not in _DIGITS:
        hint = f"Use one of: {', '.join(_DIGITS)}."
        node.wrong(f"the algorithm {said(algorithm)} is not known here.", hint, at="hash")
        return None
    digits = _DIGITS[algorithm]
    if not re.fullmatch(f"[0-9a-f]{{{digits}}}", digest):
        message = f"{said(digest)} is no digest of {algorithm}."
        node.wrong(message, f"It has {digits} digits of 0-9 and a-f.", at="hash")
        return None
    return written.lower()
