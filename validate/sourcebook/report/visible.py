"""Text of strangers made safe to show: what is invisible or steers a terminal is written out.

A cell may hold an escape sequence that repaints the screen, or a bidirectional override that
shows a line in another order than it has (Unicode Technical Report 36, section 3).
"""

from __future__ import annotations

import re
import unicodedata

# Joiners shape the letters of many scripts; beside plain ASCII they only hide a difference.
_JOINER = re.compile(r"(?<=[^\x00-\x7f])[\u200c\u200d](?=[^\x00-\x7f])")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"})
_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def visible(text: str) -> str:
    """The text on one line: controls, bidi marks and blanks other than the space as escapes."""
    if text.isascii() and text.isprintable():
        return text
    joiners = {found.start() for found in _JOINER.finditer(text)}
    return "".join(
        letter if index in joiners else _shown(letter) for index, letter in enumerate(text)
    )


def _shown(letter: str) -> str:
    code = ord(letter)
    if letter == " " or not (unicodedata.category(letter) in _UNSEEN or _is_noncharacter(code)):
        return letter
    if letter in _NAMED:
        return _NAMED[letter]
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _is_noncharacter(code: int) -> bool:
    """Those that Unicode never gives a meaning, and XML no place."""
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
