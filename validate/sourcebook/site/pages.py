"""A generated page: where it stands, what it is called, and the template that writes its HTML.

Pages are HTML from the start and never pass through Markdown, so that no text of the data can be
read as markup. They are rendered when mkdocs asks for them, with links relative to the page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from sourcebook.site import text

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2 import Environment

    from sourcebook.site.cells import Link

_CODE = re.compile(r" <code>.*?</code>", re.DOTALL)
_SECTION = re.compile(r"<h[123]\b.*?</h[123]>", re.DOTALL)
_UNSEARCHED = re.compile(r'<(svg|thead|script|details(?= class="sb-behind"))\b.*?</\1>', re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_HEADING = re.compile(r'<h([23]) id="([^"]+)">(.*?)</h\1>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class GeneratedPage:
    path: str
    """Its source path, as mkdocs counts them: ``stars/codebook/stars.md``."""
    title: str
    template: str
    values: Callable[[Link], dict[str, Any]]
    """What the template is given; asked when the page is rendered."""
    description: str = ""
    hide: tuple[str, ...] = ("navigation",)
    words: str = ""
    """More words by which a search finds the page."""

    def render(self, link: Link) -> str:
        values = self.values(link)
        return environment().get_template(self.template).render(page=self, link=link, **values)


@cache
def environment() -> Environment:
    """The templates. Autoescaping is on for all of them, and an unknown name is an error."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("sourcebook.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "text": text.plain,
        "isolated": text.isolated,
        "number": text.number,
        "size": text.size,
        "day": text.day,
        "digest": text.digest,
        "format_name": text.format_name,
        "anchor": text.anchor,
        "code_anchor": lambda parts: text.anchor(*parts),
    }
    made.globals["external"] = text.external
    return made


def headings(html: str) -> list[dict[str, Any]]:
    """The second- and third-level headings of a rendered page, as mkdocs counts them."""
    found: list[dict[str, Any]] = []
    for level, name, inner in _HEADING.findall(html):
        token = {
            "level": int(level),
            "id": name,
            "name": str(Markup.escape(Markup(_CODE.sub("", inner)).striptags())),  # noqa: S704
            "children": [],
        }
        if level == "3" and found:
            found[-1]["children"].append(token)
        else:
            found.append(token)
    return found


def essence(html: str, words: str = "") -> str:
    """A rendered page as a search index needs it: its headings, and plain text below each.

    The tables of a record are hundreds of elements, and walking them is what takes a search
    plugin longest. The text stays escaped.
    """
    html = _UNSEARCHED.sub("", html)
    parts: list[str] = []
    end = 0
    for found in _SECTION.finditer(html):
        parts += [_bare(html[end : found.start()]), found.group()]
        end = found.end()
    if words:
        # Below the first heading, so that what is found is the page itself.
        parts[min(len(parts), 2) :] = [str(text.plain(f" {words} ")), *parts[2:]]
    return "".join([*parts, _bare(html[end:])])


def _bare(html: str) -> str:
    return f"<p>{' '.join(_TAG.sub(' ', html).split())}</p>"
