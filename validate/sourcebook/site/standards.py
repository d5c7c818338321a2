"""Codes of standards in words: countries of ISO 3166-1, languages and scripts of BCP 47.

The words are English, of Unicode's CLDR as Babel brings it (https://cldr.unicode.org).
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sourcebook.site.declared import Site

KNOWN = ("countries", "languages", "scripts")


def of_field(site: Site, table: str, field: str) -> str | None:
    """The standard that a field's codes are of: declared, or told by what it tells of others.

    A field that tells the language or the script of names or details holds codes of those.
    """
    for one in site.standards:
        if one.table == table and field in one.fields:
            return one.of
    related = [one for page in site.pages for one in page.related if one.table == table]
    if any(field in one.languages.values() for one in related):
        return "languages"
    if any(field in one.scripts.values() for one in related):
        return "scripts"
    reference = site.reference(table)
    return "languages" if reference and reference.language == field else None


def in_words(standard: str, value: object) -> str | None:
    """A code, or several with ``;`` or ``,`` between them; ``None`` where one is not known."""
    codes = re.split(r"\s*[;,]\s*|\s+", str(value).strip())
    words = [_word(standard, code) for code in codes]
    known = [word for word in words if word is not None]
    return ", ".join(known) if len(known) == len(words) else None


def _word(standard: str, code: str) -> str | None:
    if standard != "languages":
        return _names(standard).get(code)
    language, *more = code.split("-")
    name = _names("languages").get(language)
    details = [_names("scripts").get(part) or _names("countries").get(part) for part in more]
    if name is None or None in details:
        return None
    return f"{name} ({', '.join(filter(None, details))})" if details else name


@cache
def _names(standard: str) -> Mapping[str, str]:
    from babel import Locale

    english = Locale("en")
    names: Mapping[str, str] = {
        "countries": english.territories,
        "languages": english.languages,
        "scripts": english.scripts,
    }[standard]
    return names
