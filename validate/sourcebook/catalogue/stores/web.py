"""A catalogue behind a web server: plain GET, ranges, and distrust of all that comes back.

urllib3, since it leaves redirects and encodings to us. An HTTP store of obstore follows redirects
to wherever they lead, and httpx has had no release for two years.
"""

from __future__ import annotations

import re
import time
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin, urlsplit

from sourcebook.catalogue.document import CatalogueError
from sourcebook.catalogue.stores import TransientError
from sourcebook.catalogue.stores.hurried import hurried

if TYPE_CHECKING:
    from collections.abc import Iterator

    from urllib3 import BaseHTTPResponse, PoolManager

CONNECT, SILENT = 10.0, 30.0
"""Seconds in which a connection must stand, and which a server may be silent."""

GRACE, SLOWEST = 30.0, 1024.0
"""A server that gave fewer than SLOWEST bytes a second after GRACE seconds is given up."""

CHUNK = 2**18
CONNECTIONS = 4
REDIRECTS = 5

_RANGE = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18})")


class _Body:
    """The bytes of an answer, as they come; ends with ``TransientError`` where they don't."""

    def __init__(self, response: BaseHTTPResponse, url: str, start: int, limit: int) -> None:
        self.start = start
        self._response = response
        self._url = url
        self._limit = limit

    def __iter__(self) -> Iterator[bytes]:
        from urllib3.exceptions import HTTPError

        received, began = 0, time.monotonic()
        try:
            while chunk := self._response.read1(CHUNK, decode_content=False):
                received += len(chunk)
                if received > self._limit:
                    raise CatalogueError(
                        f"{self._url}: is larger than {self._limit:,} bytes. "
                        "Nothing of it was kept; tell the catalogue's publisher."
                    )
                yield chunk
                if time.monotonic() - began > GRACE + received / SLOWEST:
                    raise TransientError(f"{self._url}: comes too slowly.")
        except (HTTPError, OSError) as error:
            raise TransientError(f"{self._url}: the connection broke ({reason(error)}).") from None


class Web:
    """The store of an address that begins with http:// or https://."""

    def __init__(self, url: str) -> None:
        self.url = url

    def read(self, name: str, limit: int) -> bytes | None:
        with self._get(self._address(name), {}) as response:
            if response is None:
                return None
            return b"".join(_Body(response, self._address(name), 0, limit))

    @contextmanager
    def stream(self, name: str, start: int, size: int) -> Iterator[_Body]:
        url = self._address(name)
        with self._get(url, {"Range": f"bytes={start}-"} if start else {}) as response:
            if response is None:
                raise CatalogueError(f"{url}: isn't there, though the catalogue lists it.")
            first = _first(response, url, size) if response.status == 206 else 0
            length = response.headers.get("Content-Length")
            if length is not None and length != str(size - first):
                if first:
                    raise TransientError(f"{url}: the server sent another part.", anew=True)
                raise CatalogueError(
                    f"{url}: has {length[:20]} bytes, where the catalogue says {size - first}. "
                    "Nothing of it was kept; tell the catalogue's publisher."
                )
            yield _Body(response, url, first, size - first)

    def _address(self, name: str) -> str:
        return f"{self.url}/{quote(name)}"

    @contextmanager
    def _get(self, url: str, headers: dict[str, str]) -> Iterator[BaseHTTPResponse | None]:
        """The answer after its redirects, ``None`` for one that says that there is no such file."""
        at = url
        for _ in range(REDIRECTS + 1):
            response = self._ask(at, headers)
            try:
                if response.status in (301, 302, 303, 307, 308):
                    at = _redirected(at, response.headers.get("Location", ""), url)
                    continue
                _check(response, url)
                yield None if response.status in (404, 410) else response
                return
            finally:
                # What was not read to its end can't serve another request.
                response.close()
        raise CatalogueError(f"{url}: leads from one address to the next without an end.")

    def _ask(self, url: str, headers: dict[str, str]) -> BaseHTTPResponse:
        import urllib3
        from urllib3.exceptions import HTTPError, LocationParseError

        from sourcebook import __version__

        ours = {"Accept-Encoding": "identity", "User-Agent": f"sourcebook/{__version__}"}
        try:
            return pool(url).request(
                "GET",
                url,
                headers={**ours, **headers},
                redirect=False,
                retries=False,
                preload_content=False,
                decode_content=False,
                timeout=urllib3.Timeout(connect=CONNECT, read=SILENT),
            )
        except LocationParseError:
            raise CatalogueError(f"{url[:200]}: is no address. Check it.") from None
        except (HTTPError, OSError) as error:
            raise TransientError(f"{url}: can't be reached ({reason(error)}).") from None


def pool(url: str) -> PoolManager:
    """Connections to a server, through the proxy that the environment names for it, if any."""
    return _pool(_proxy(url))


@cache
def _pool(proxy: str) -> PoolManager:
    import urllib3

    made = (
        urllib3.ProxyManager(proxy, maxsize=CONNECTIONS)
        if proxy
        else urllib3.PoolManager(maxsize=CONNECTIONS)
    )
    made.pool_classes_by_scheme = hurried()
    return made


def _proxy(url: str) -> str:
    """The proxy that the environment names for an address, or nothing."""
    from urllib.request import getproxies, proxy_bypass

    parts = urlsplit(url)
    if proxy_bypass(parts.hostname or ""):
        return ""
    proxies = getproxies()
    return proxies.get(parts.scheme, proxies.get("all", ""))


def _redirected(at: str, location: str, url: str) -> str:
    try:
        target = urljoin(at, location)
        scheme = urlsplit(target).scheme
    except ValueError:
        scheme = ""
    if not location or scheme not in ("http", "https"):
        raise CatalogueError(
            f"{url}: leads to something that is no web address. It was not followed."
        )
    if urlsplit(at).scheme == "https" and scheme == "http":
        raise CatalogueError(f"{url}: leads from https to plain http. It was not followed.")
    return target


def _check(response: BaseHTTPResponse, url: str) -> None:
    status = response.status
    if status in (408, 425, 429) or status >= 500:
        wait = response.headers.get("Retry-After", "")
        raise TransientError(
            f"{url}: the server answers {status}.", float(wait) if wait[:4].isdecimal() else 0
        )
    if status == 416:
        raise TransientError(f"{url}: the server hasn't the rest of it.", anew=True)
    if status not in (200, 206, 404, 410):
        raise CatalogueError(f"{url}: the server answers {status}. Check the address.")
    if response.headers.get("Content-Encoding", "identity").lower() not in ("", "identity"):
        raise CatalogueError(
            f"{url}: comes compressed though that wasn't asked for. Tell the catalogue's publisher."
        )


def _first(response: BaseHTTPResponse, url: str, size: int) -> int:
    """Where a partial answer begins. One that isn't the whole rest can't be used."""
    found = _RANGE.fullmatch(response.headers.get("Content-Range", ""))
    if found is None or (int(found[2]), int(found[3])) != (size - 1, size):
        raise TransientError(f"{url}: the server sent another part than was asked for.", anew=True)
    return int(found[1])


def reason(error: Exception) -> str:
    """The cause in few words, without the objects and addresses in urllib3's."""
    import socket

    from urllib3 import exceptions

    known: tuple[tuple[type[Exception], str], ...] = (
        (exceptions.NameResolutionError, "no such host"),
        (exceptions.NewConnectionError, "connection refused"),
        (exceptions.ConnectTimeoutError, "no answer"),
        (exceptions.ReadTimeoutError, "silence"),
        (exceptions.ProxyError, "the proxy doesn't answer"),
        (exceptions.SSLError, "its certificate or TLS is not accepted"),
        (exceptions.IncompleteRead, "it ended early"),
        (exceptions.ProtocolError, "it was cut or isn't HTTP"),
        (socket.timeout, "silence"),
    )
    return next((words for kind, words in known if isinstance(error, kind)), type(error).__name__)
