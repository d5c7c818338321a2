"""Built HTML as elements, for tests that ask what a reader and a browser get."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from sourcebook.site.theme import INDEX

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
)

INLINE = frozenset(
    {"a", "abbr", "bdi", "code", "del", "em", "small", "span", "strong", "time", "wbr"}
)


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    parent: Element | None = None
    children: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        parts = (c if isinstance(c, str) else c.apart for c in self.children)
        return " ".join("".join(parts).split())

    @property
    def apart(self) -> str:
        """The text, with a space to its left and right where a browser puts it apart."""
        space = "" if self.tag in INLINE else " "
        inner = "".join(c if isinstance(c, str) else c.apart for c in self.children)
        return f"{space}{inner}{space}"

    def walk(self) -> Iterator[Element]:
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Elements below with that tag, and with these attributes (``class_`` for a class)."""
        return [e for e in self.walk() if e.tag == tag and e.has(**attributes)]

    def has(self, **attributes: str) -> bool:
        return all(
            value in self.attributes.get("class", "").split()
            if name == "class_"
            else self.attributes.get(name) == value
            for name, value in attributes.items()
        )

    def by_id(self, name: str) -> Element:
        (found,) = [e for e in self.walk() if e.attributes.get("id") == name]
        return found

    def above(self, tag: str) -> Element:
        """The nearest element of that tag around this one."""
        place = self.parent
        while place is not None and place.tag != tag:
            place = place.parent
        assert place is not None, f"no <{tag}> around it"
        return place


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = self.place = Element("#root", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self.place)
        self.place.children.append(element)
        if tag not in VOID:
            self.place = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self.place)
        self.place.children.append(element)

    def handle_endtag(self, tag: str) -> None:
        place: Element | None = self.place
        while place is not None and place.tag != tag:
            place = place.parent
        if place is not None and place.parent is not None:
            self.place = place.parent

    def handle_data(self, data: str) -> None:
        self.place.children.append(data)


@dataclass
class Pages:
    """A built site."""

    folder: Path
    _read: dict[str, Element] = field(default_factory=dict)

    def __getitem__(self, path: str) -> Element:
        """The page at an address such as ``lakes/downloads/``."""
        if path not in self._read:
            reader = _Reader()
            file = self.folder / (
                path + "index.html" if path in ("", ".") or path.endswith("/") else path
            )
            reader.feed(file.read_text(encoding="utf-8"))
            self._read[path] = reader.root
        return self._read[path]

    @cached_property
    def addresses(self) -> list[str]:
        found = self.folder.rglob("index.html")
        return sorted(f.parent.relative_to(self.folder).as_posix() + "/" for f in found)

    @cached_property
    def searched(self) -> list[dict[str, Any]]:
        """What the search index holds: sections with ``location``, ``title`` and ``text``."""
        script = (self.folder / "search" / "search_index.js").read_text(encoding="utf-8")
        found: list[dict[str, Any]] = json.loads(script.removeprefix(INDEX))["docs"]
        return found

    def main(self, path: str) -> Element:
        """What a page says, without the theme around it."""
        (article,) = self[path].all("article", class_="md-content__inner")
        return article
