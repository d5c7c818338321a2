"""A server on loopback that behaves as GitHub's API of comments does, as far as we ask it.

Source: https://docs.github.com/rest/issues/comments: lists come in pages of at most 100, oldest
first; a token without the right to write gets 403; an update is a PATCH by the comment's own id.
"""

from __future__ import annotations

import json
import re
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 65_536


@dataclass
class Forge:
    """What the server holds. ``tokens`` says which may write."""

    tokens: dict[str, bool] = field(default_factory=lambda: {"writes": True, "reads": False})
    comments: list[dict[str, Any]] = field(default_factory=list)
    pulls: list[dict[str, Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    failing: int = 0
    """How many requests from now on are answered with 502."""
    url: str = ""

    def add(self, number: int, body: str, *, user: str = "ann", kind: str = "User") -> None:
        self.comments.append(
            {
                "id": 1000 + len(self.comments),
                "issue": number,
                "body": body,
                "user": {"login": user, "type": kind},
            }
        )

    def of(self, number: int) -> list[str]:
        return [each["body"] for each in self.comments if each["issue"] == number]


@contextmanager
def serving() -> Iterator[Forge]:  # noqa: C901 - a server is a list of its answers
    forge = Forge()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

        def _answer(self, status: int, value: Any) -> None:
            data = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def _page(self, found: list[Any], query: dict[str, list[str]]) -> list[Any]:
            size = min(int(query.get("per_page", ["30"])[0]), 100)
            page = int(query.get("page", ["1"])[0])
            return found[(page - 1) * size : page * size]

        def _handle(self) -> None:  # noqa: C901
            forge.asked.append(f"{self.command} {self.path}")
            length = int(self.headers.get("Content-Length") or 0)
            sent = json.loads(self.rfile.read(length)) if length else None
            token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
            if forge.failing:
                forge.failing -= 1
                self._answer(502, {"message": "Server Error"})
                return
            if token not in forge.tokens:
                self._answer(401, {"message": "Bad credentials"})
                return
            parts = urlsplit(self.path)
            query = parse_qs(parts.query)
            if self.command != "GET" and not forge.tokens[token]:
                self._answer(403, {"message": "Resource not accessible by integration"})
                return
            if sent is not None and len(sent["body"]) > LONGEST:
                self._answer(422, {"message": "Validation Failed"})
                return
            route = parts.path.removeprefix("/repos/own/er")
            if found := re.fullmatch(r"/issues/(\d+)/comments", route):
                number = int(found[1])
                if self.command == "GET":
                    listed = [each for each in forge.comments if each["issue"] == number]
                    self._answer(200, self._page(listed, query))
                    return
                forge.add(number, sent["body"], user="github-actions[bot]", kind="Bot")
                self._answer(201, forge.comments[-1])
            elif self.command == "PATCH" and (
                found := re.fullmatch(r"/issues/comments/(\d+)", route)
            ):
                for each in forge.comments:
                    if each["id"] == int(found[1]):
                        each["body"] = sent["body"]
                        self._answer(200, each)
                        return
                self._answer(404, {"message": "Not Found"})
            elif route == "/pulls":
                head = query["head"][0]
                self._answer(200, self._page([p for p in forge.pulls if p["label"] == head], query))
            else:
                self._answer(404, {"message": "Not Found"})

        do_GET = do_POST = do_PATCH = _handle  # noqa: N815

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        forge.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield forge
        finally:
            server.shutdown()
            thread.join()
