"""Texts, words and JSON as people write them where their field has another spelling."""

from __future__ import annotations

import ast
import json
import re
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sourcebook.declare import Field

_TRUE = frozenset(["true", "t", "yes", "y", "1", "on", "x", "ja", "oui", "si", "sí"])
_FALSE = frozenset(["false", "f", "no", "n", "0", "off", "nein", "non"])
_UNITS = {
    "years": "Y",
    "months": "M",
    "weeks": "W",
    "days": "D",
    "hours": "H",
    "minutes": "M",
    "seconds": "S",
}
_SHORT = {
    "y": "years",
    "d": "days",
    "h": "hours",
    "hrs": "hours",
    "min": "minutes",
    "mins": "minutes",
}
_SHORT |= {"s": "seconds", "sec": "seconds", "secs": "seconds", "w": "weeks"}


def truth(field: Field, text: str) -> Iterator[str]:
    """The field's own word for what another word says."""
    word = text.strip().lower()
    for own, known in ((field.true_values, _TRUE), (field.false_values, _FALSE)):
        if own and (word in known or word in [each.lower() for each in own]):
            yield own[0]


def spans(_field: Field, text: str) -> Iterator[str]:
    """A duration in the letters of ISO 8601."""
    plain = text.strip().upper()
    yield from (plain, f"P{plain}", f"PT{plain}")
    if found := re.fullmatch(r"(\d{1,3}):(\d\d)(?::(\d\d))?", plain):
        yield f"PT{int(found[1])}H{int(found[2])}M" + (f"{int(found[3])}S" if found[3] else "")
    day, days, clock = "", 0, ""
    parts = re.findall(r"(\d+)\s*([a-z]+)", text.lower())
    if not parts or re.sub(r"\d+\s*[a-z]+|[\s,]|\band\b", "", text.lower()):
        return
    for number, word in parts:
        name = _SHORT.get(word, word if word.endswith("s") else f"{word}s")
        if name not in _UNITS:
            return
        if name in ("weeks", "days"):
            days += int(number) * (7 if name == "weeks" else 1)
        elif name in ("hours", "minutes", "seconds"):
            clock += number + _UNITS[name]
        else:
            day += number + _UNITS[name]
    yield f"P{day}{f'{days}D' if days else ''}{'T' if clock else ''}{clock}"


def json_from_python(_field: Field, text: str) -> Iterator[str]:
    """A value in Python's spelling, which has single quotes, in that of JSON."""
    try:
        yield json.dumps(ast.literal_eval(text.strip()), ensure_ascii=False)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return


def lists(field: Field, text: str) -> Iterator[str]:
    """A list with another delimiter between its items, or in brackets."""
    plain = text.strip().strip("[](){}")
    items = [plain, *(plain.replace(other, field.delimiter) for other in ",;|/\t ")]
    for each in items:
        yield each
        yield field.delimiter.join(item.strip() for item in each.split(field.delimiter or None))


def texts(field: Field, text: str) -> Iterator[str]:
    """A text in the format of its field."""
    plain = text.strip().strip("<>{}\"'")
    match field.format:
        case "email":
            plain = plain.removeprefix("mailto:")
            yield plain
            yield re.sub(r"\s*[\[({]?\b(?:at|AT)\b[\])}]?\s*", "@", plain)
            yield re.sub(r"\s", "", plain)
            yield plain.replace(",", ".")
        case "uri":
            path = quote(plain.replace("\\", "/"), safe="%/:=&?~#+!$,;'@()*[]", errors="replace")
            yield path
            yield re.sub(r"^(https?):?/{0,2}(?=[^/])", r"\1://", path)
            if "." in path and "//" not in path:
                yield f"https://{path.lstrip('/')}"
        case "uuid":
            digits = re.sub(r"[^0-9A-Fa-f]", "", plain.lower().removeprefix("urn:uuid:"))
            cuts = (0, 8, 12, 16, 20, 32)
            if len(digits) == 32:
                yield "-".join(digits[a:b] for a, b in pairwise(cuts))
        case "binary":
            letters = re.sub(r"\s", "", plain).translate(str.maketrans("-_", "+/")).rstrip("=")
            yield letters + "=" * (-len(letters) % 4)


def forms(text: str) -> Iterator[str]:
    """A text in other forms of itself: blanks, case, dashes, zeros in front of a number."""
    plain = text.strip()
    dashed = re.sub(r"[\s_.\u2010-\u2015\u2212]+", "-", plain)
    for each in dict.fromkeys((plain, dashed, re.sub(r"[\s_-]+", "", plain))):
        for cased in (each, each.lower(), each.upper(), each.capitalize()):
            yield cased
            for width in range(2, 9):
                yield _padded(cased, width)
            yield re.sub(r"(?<!\d)0+(?=\d)", "", cased)


def _padded(text: str, width: int) -> str:
    """With zeros in front of its numbers."""
    return re.sub(r"\d+", lambda digits: digits[0].zfill(width), text)
