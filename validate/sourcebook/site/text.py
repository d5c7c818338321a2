"""Text of strangers as HTML: escaped, in its own direction, linked only where a link is safe."""

from __future__ import annotations

import hashlib
import re
from datetime import date, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from typing import Any

# Controls, and marks that override or embed the direction of what follows (Unicode UAX #9).
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_SAFE_STEM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_DOI = re.compile(r"(?i:doi:)?\s*(10\.\d{4,9}/[^\s\"'<>\\^`{|}]+)")
_REDUCED_DATE = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")

_RIGHT_TO_LEFT_SCRIPTS = frozenset({"adlm", "arab", "hebr", "mand", "nkoo", "rohg", "syrc", "thaa"})
_RIGHT_TO_LEFT_LANGUAGES = frozenset(
    {"ar", "arc", "azb", "bal", "bgn", "brh", "ckb", "dv", "fa", "glk", "he", "ks"}
    | {"lrc", "mzn", "nqo", "pnb", "prs", "ps", "sd", "skr", "ug", "ur", "yi"}
)
MONTHS = (
    "",
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
"""By their number."""


def visible(text: object) -> str:
    """The text with what hides or turns it around written out: ``[U+202E]``."""
    return _HIDDEN.sub(lambda found: f"[U+{ord(found.group()):04X}]", str(text))


def plain(text: object) -> Markup:
    """The text, escaped for HTML and for attributes."""
    return escape(visible(text))


def isolated(text: object, language: object = None, script: object = None) -> Markup:
    """The text where its direction can't touch its neighbours; with its language, if known."""
    tag = language_tag(language, script)
    if tag is None:
        return Markup("<bdi>{}</bdi>").format(plain(text))
    turn = direction(tag)
    return Markup('<bdi lang="{}" dir="{}">{}</bdi>').format(tag, turn, plain(text))


def language_tag(language: object, script: object = None) -> str | None:
    """A BCP 47 tag of a language and, where one is told, a script; ``None`` where it is no tag."""
    if not isinstance(language, str) or not _LANGUAGE.fullmatch(language):
        return None
    if isinstance(script, str) and re.fullmatch(r"[A-Za-z]{4}", script) and "-" not in language:
        return f"{language}-{script.title()}"
    return language


def direction(tag: str) -> str:
    """``rtl`` or ``ltr`` of a language tag: its script decides, else its usual script."""
    language, *rest = tag.lower().split("-")
    for part in rest:
        if len(part) == 4 and part.isalpha():
            return "rtl" if part in _RIGHT_TO_LEFT_SCRIPTS else "ltr"
    return "rtl" if language in _RIGHT_TO_LEFT_LANGUAGES else "ltr"


def safe_url(value: object) -> str | None:
    """The address behind an http, https or doi reference; ``None`` for anything else."""
    text = str(value).strip()
    if _HIDDEN.search(text) or re.search(r"[\s\"'<>\\^`{|}]", text):
        return None
    doi = _DOI.fullmatch(text)
    if doi:
        return f"https://doi.org/{doi.group(1)}"
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return None
    return text if parts.scheme.lower() in ("http", "https") and host else None


def external(value: object, label: Markup) -> Markup:
    """A link out of the site; the label alone where the address is not one to follow."""
    url = safe_url(value)
    if url is None:
        return label
    return Markup('<a class="sb-out" href="{}" rel="nofollow noopener">{}</a>').format(url, label)


def stem(key: object) -> str:
    """The name of a record's page: its key as it can stand in a file name and an address."""
    text = str(key)
    if len(text) > 80:
        return "~~" + hashlib.sha256(text.encode()).hexdigest()[:32]
    if _SAFE_STEM.fullmatch(text) and text.lower() not in ("index", "readme"):
        return text
    return "~" + "".join(
        letter if letter.isascii() and letter.isalnum() else f"~{ord(letter):x}." for letter in text
    )


def anchor(*parts: object) -> str:
    """An id for an element, made of a word of ours and of keys or names."""
    return "-".join(stem(part) for part in parts)


def number(value: float) -> str:
    """A number for reading: ``1,234``."""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.6g}"


def size(octets: int) -> str:
    """A file size for reading: ``12.3 kB`` (1 kB is 1,000 bytes)."""
    amount = float(octets)
    for unit in ("bytes", "kB", "MB", "GB"):
        if amount < 1000 or unit == "GB":
            break
        amount /= 1000
    return f"{octets} bytes" if unit == "bytes" else f"{amount:.1f} {unit}"


_FORMATS = {"parquet": "Parquet", "geojson": "GeoJSON", "xlsx": "Excel", "sqlite": "SQLite"}


def format_name(path: str) -> str:
    """What a file is called after its ending: ``CSV``, ``Parquet``."""
    ending = path.rpartition(".")[2]
    return _FORMATS.get(ending, ending.upper())


def digest(value: object) -> Markup:
    """A checksum, which may go on in a new line after each sixteen of its signs."""
    kind, colon, signs = visible(value).rpartition(":")
    parts = [signs[at : at + 16] for at in range(0, len(signs), 16)]
    return escape(kind + colon) + Markup("<wbr>").join(parts)


def in_words(value: Any) -> str | None:
    """A date, whole or to the month, as ``4 March 2022``; ``None`` where it is none."""
    if isinstance(value, datetime):
        return f"{in_words(value.date())}, {value:%H:%M}"
    if isinstance(value, date):
        return f"{value.day} {MONTHS[value.month]} {value.year}"
    found = _REDUCED_DATE.fullmatch(value) if isinstance(value, str) else None
    if found is None or not 1 <= int(found[2]) <= 12:
        return None
    day = f"{int(found[3])} " if found[3] else ""
    return f"{day}{MONTHS[int(found[2])]} {found[1]}"


def day(moment: str) -> str:
    """The day of a moment or date of ISO 8601, for reading."""
    return in_words(moment[:10]) or visible(moment)
