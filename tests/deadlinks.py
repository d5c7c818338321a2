"""The links of a built site that lead nowhere: each page is read once, for its links and anchors."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from pathlib import Path

EVERYWHERE = {"", "__skip", "top"}
"""Anchors that a page has by what HTML says, or that the theme's script makes."""


class _Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.ids: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value for name, value in attrs if value is not None}
        self.links |= {found[name] for name in ("href", "src") if name in found}
        self.ids |= {found[name] for name in ("id", "name") if name in found}
        if tag == "meta" and found.get("http-equiv") == "refresh":
            self.links.add(found["content"].partition("url=")[2])


def dead(folder: Path) -> list[str]:
    """The page and the link of each that leads to no file or anchor of the site."""
    root = folder.resolve()
    pages = {
        file: _Page(file.read_text(encoding="utf-8"))
        for file in root.rglob("*.html")
        if file != root / "404.html"
    }
    return [
        f"{file.relative_to(root)}: {link}"
        for file, page in pages.items()
        for link in sorted(page.links)
        if not _leads(link, file, pages)
    ]


def _leads(link: str, page: Path, pages: dict[Path, _Page]) -> bool:
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return True
    file = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if file.is_dir():
        file /= "index.html"
    known = pages.get(file)
    if known is None:
        return file.is_file()
    return unquote(parts.fragment) in known.ids | EVERYWHERE
