"""Connections that give a server a bounded time for the head of its answer.

The time-out of a socket starts anew with each byte, so that a server which sends one now and then
could keep us for ever. For the body ``web`` looks at the rate; the head is read in one go.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from functools import cache
from typing import Any

HEAD = 60.0
"""Seconds from the request to the end of the head."""


@cache
def hurried() -> dict[str, type[Any]]:
    """The classes of urllib3's pools by scheme, with such connections."""
    from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
    from urllib3.connection import HTTPConnection, HTTPSConnection

    class Plain(HTTPConnection):
        def getresponse(self) -> Any:
            with _hurry(self.sock):
                return super().getresponse()

    class Secure(HTTPSConnection):
        def getresponse(self) -> Any:
            with _hurry(self.sock):
                return super().getresponse()

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}


@contextlib.contextmanager
def _hurry(sock: Any) -> Any:
    timer = threading.Timer(HEAD, _drop, [sock])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _drop(sock: Any) -> None:
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
