"""A page that works offline, in one HTML file: what that of a report and that of a diff share.

No request, no font, no library. What is counted is in the page itself; what is listed is JSON in
it, which ``assets/list.js`` shows and filters. A content security policy lets run exactly the style
and the script that are written into it, by their hashes.
"""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from sourcebook.report.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ASSETS = files("sourcebook.report") / "assets"


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says, as plain texts but for ``figures``, ``parts`` and ``tables`` (HTML)."""

    kind: str
    """What it is, in one word."""
    title: str
    verdict: str
    lead: str
    state: str
    """The class of its head."""
    version: str
    """Of Sourcebook."""
    places: Mapping[str, str]
    """The headings to which its head leads, by their ids; the first is that of the list."""
    figures: Iterable[tuple[str, int, str]]
    """Name, number, and the class that the number has unless it is 0."""
    tables: str
    """The rows of the table of totals, with its head."""
    parts: Mapping[str, str]
    """What fills the template of the main part."""
    data: Any
    """What the script lists."""


def asset(name: str) -> str:
    return (ASSETS / name).read_text(encoding="utf-8")


def html(page: Page, main: str, style: str, script: str) -> str:
    """The page; ``main`` is the template of its main part, ``script`` comes after ``list.js``."""
    style, script = asset("page.css") + style, asset("list.js") + script
    totals = Template(asset("totals.html")).substitute(tables=page.tables)
    return Template(asset("frame.html")).substitute(
        policy=policy(style, script),
        style=style,
        script=script,
        sourcebook=safe(page.version),
        kind=page.kind,
        title=safe(page.title),
        verdict=safe(page.verdict),
        lead=safe(page.lead),
        state=page.state,
        place=next(iter(page.places)),
        nav=" ".join(f'<a href="#{at}">{name}</a>' for at, name in page.places.items()),
        figures="\n".join(_figure(*each) for each in page.figures),
        main=Template(main).substitute(page.parts, list=asset("list.html"), tables=totals),
        data=_embedded(page.data),
    )


def policy(style: str, script: str) -> str:
    """The content security policy of a page that runs this style and this script alone."""
    hashes = {
        name: b64encode(sha256(f"\n{body}".encode()).digest()).decode()
        for name, body in (("style", style), ("script", script))
    }
    return (
        f"default-src 'none'; style-src 'sha256-{hashes['style']}'; "
        f"script-src 'sha256-{hashes['script']}'; img-src data:; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
    )


def safe(text: str) -> str:
    """A text of anybody's as HTML."""
    return escape(visible(text))


def link(text: str, **filters: str) -> str:
    """A link that filters the list."""
    shown = {name: visible(value) for name, value in filters.items()}
    return f'<a href="#?{escape(urlencode(shown))}">{safe(text)}</a>'


def _figure(name: str, number: int, style: str) -> str:
    return f'<div class="{style if number else ""}"><dt>{name}</dt><dd>{number:,}</dd></div>'


def _embedded(data: Any) -> str:
    plain = json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=str)
    # Within a script element only these could end it or be read as markup.
    return plain.replace("&", r"\u0026").replace("<", r"\u003c").replace(">", r"\u003e")
