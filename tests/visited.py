"""The kinds of pages of the shipped site, and a visit that tells all that a page did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

DATA = "pakistan-militancy/"
KINDS = {
    "home": "",
    "dataset": DATA,
    "explorer": f"{DATA}explorer/",
    "list": f"{DATA}incidents/",
    "incident": f"{DATA}incidents/inc-00084/",
    "group": f"{DATA}groups/grp-0001/",
    "sources": f"{DATA}voices/",
    "codebook": f"{DATA}codebook/",
    "table": f"{DATA}codebook/incidents/",
    "downloads": f"{DATA}downloads/",
    "changelog": f"{DATA}changelog/",
    "quality": f"{DATA}quality/",
    "contribute": f"{DATA}contribute/",
    "form": f"{DATA}contribute/incidents/",
    "guide": "guide/analyst/",
    "conformance": "conformance/",
    "nothing": "404.html",
}


class Visited:
    """A page, and all that it asked for, said or was forbidden."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.said: list[str] = []
        self.asked: list[str] = []
        self.bytes: dict[str, int] = {}
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("dialog", lambda dialog: (self.said.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("response", self._weigh)

    def _weigh(self, response: Any) -> None:
        if response.status >= 400:
            self.said.append(f"{response.status} {response.url}")
        self.bytes[response.url] = int(response.headers.get("content-length", 0))
