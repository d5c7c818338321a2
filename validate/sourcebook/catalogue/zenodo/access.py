"""Zenodo as a server: requests with the token, and its errors in one line without it."""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sourcebook.catalogue.fetching import PAUSE
from sourcebook.errors import SourcebookError, UseError

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse

SANDBOX = "https://sandbox.zenodo.org"
TOKEN = "ZENODO_TOKEN"  # noqa: S105 - the name of the variable

TRIES = 5
LONGEST = 120.0
"""The most seconds that are waited when there were too many requests."""

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class ZenodoError(SourcebookError):
    """Zenodo did not do what was asked. Its text is one line."""


@dataclass(frozen=True, slots=True)
class Server:
    """An address, and the token, which no text of this object shows."""

    url: str
    token: str = field(repr=False)

    def ask(
        self,
        method: str,
        address: str,
        body: Any = None,
        *,
        file: IO[bytes] | None = None,
        size: int = 0,
    ) -> Any:
        """Send JSON or a file to a path, or to an address that Zenodo gave; its answer's JSON.

        Too many requests are sent again when Zenodo says so; what may be done twice without harm
        also after an error of the server. Raises ``ZenodoError``.
        """
        url = self._own(address)
        for tried in range(1, TRIES + 1):
            if file is not None:
                file.seek(0)
            response = self._send(method, url, body, file, size)
            again = response.status == 429 or (
                response.status >= 500 and method in ("GET", "PUT", "DELETE")
            )
            if not again or tried == TRIES:
                break
            time.sleep(_pause(response, tried))
        if response.status >= 300:
            raise ZenodoError(self._clean(f"{method} {url}: {_told(response)}"))
        if response.status == 204 or not response.data:
            return None
        try:
            return json.loads(response.data)
        except (ValueError, RecursionError):
            raise ZenodoError(f"{method} {url}: the answer is not JSON. Try again later.") from None

    def _send(
        self, method: str, url: str, body: Any, file: IO[bytes] | None, size: int
    ) -> BaseHTTPResponse:
        import urllib3
        from urllib3.exceptions import HTTPError

        from sourcebook import __version__
        from sourcebook.catalogue.stores.web import pool, reason

        headers = {
            "Accept": "application/json",
            "Authorization": f"Bearer {self.token}",
            "User-Agent": f"sourcebook/{__version__}",
            "Content-Type": "application/json" if file is None else "application/octet-stream",
            **({} if file is None else {"Content-Length": str(size)}),
        }
        content = file if file is not None else None if body is None else json.dumps(body).encode()
        try:
            return pool(url).request(
                method,
                url,
                body=content,
                headers=headers,
                redirect=False,
                retries=False,
                timeout=urllib3.Timeout(connect=10, read=300),
            )
        except (HTTPError, OSError) as error:
            raise ZenodoError(
                f"{method} {url}: can't be reached ({reason(error)}). Try again later."
            ) from None

    def _own(self, address: str) -> str:
        """The address, if it is one of this server: the token goes nowhere else."""
        url = address if "://" in address else f"{self.url}{address}"
        if urlsplit(url)[:2] != urlsplit(self.url)[:2]:
            raise ZenodoError(
                f"{self.url}: gave an address of another server, {urlsplit(url).hostname}. "
                "Nothing was sent there."
            )
        return url

    def _clean(self, text: str) -> str:
        return text.replace(self.token, "***")


def server(url: str = SANDBOX) -> Server:
    """The server with the token of the environment. Raises ``UseError`` where there is none."""
    token = os.environ.get(TOKEN, "").strip()
    if not token:
        raise UseError(
            f"{TOKEN} is not set. Make a token with deposit:write and deposit:actions at "
            f"{url}/account/settings/applications and put it into that variable."
        )
    if not token.isascii() or not token.isprintable():
        raise UseError(f"{TOKEN} has characters that no token has. Copy it anew.")
    return Server(address(url), token)


def address(url: str) -> str:
    """A server's address, made sure of. Raises ``UseError`` where the token would travel bare."""
    parts = urlsplit(url)
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    if not safe or not parts.hostname or parts.path.strip("/") or "@" in parts.netloc:
        raise UseError(
            "The server is named by its address alone, such as https://zenodo.org, and by https."
        )
    return f"{parts.scheme}://{parts.netloc}"


def _pause(response: BaseHTTPResponse, tried: int) -> float:
    """Seconds to wait: until its limit is reset, if it says when, else longer each time."""
    after = response.headers.get("Retry-After", "")
    reset = response.headers.get("X-RateLimit-Reset", "")
    if response.status == 429 and after.isdecimal():
        wait = float(after)
    elif response.status == 429 and reset.isdecimal():
        wait = max(0.0, float(reset[:12]) - time.time())
    else:
        wait = PAUSE * 2**tried
    return min(wait, LONGEST)


def _told(response: BaseHTTPResponse) -> str:
    """What an error says: its message, and of each field what is wrong with it."""
    try:
        found = json.loads(response.data)
        parts = [str(found.get("message", ""))] + [
            f"{each.get('field', '')}: {each.get('message') or each.get('messages')}".lstrip(": ")
            for each in found.get("errors", [])
        ]
    except (ValueError, RecursionError, AttributeError, TypeError):
        parts = []
    said = " ".join("; ".join(part.rstrip(".") for part in parts if part).split())[:500]
    status = response.status
    name = HTTPStatus(status).phrase if status in {s.value for s in HTTPStatus} else ""
    step = {
        401: f"Check the token in {TOKEN}; the sandbox has tokens of its own.",
        403: "Check that the token has deposit:write and deposit:actions.",
        404: "Check the record's number.",
        429: "Try again later.",
    }.get(status, "Try again later." if status >= 500 else "Mend that, and try again.")
    return f"{status} {name}{f' ({said})' if said else ''}. {step}"
