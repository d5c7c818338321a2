"""A web server that serves a folder, and misbehaves as it is told: real HTTP on loopback."""

from __future__ import annotations

import re
import socket
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator
    from pathlib import Path


@dataclass
class Server:
    """``behave`` says how a path whose end is its key is answered, the nth time it is asked for.

    A behaviour that gives ``False`` leaves the answer to the server, which then does it right.
    """

    folder: Path
    url: str = ""
    behave: dict[str, Callable[[Answer, bytes, int], object]] = field(default_factory=dict)
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    times: Counter = field(default_factory=Counter)
    ranges: bool = True
    stop: Event = field(default_factory=Event)


class Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    serving: Server

    def do_GET(self) -> None:
        serving = self.server.serving
        if serving.stop.is_set():
            self.cut()
            return
        path = self.path.lstrip("/")
        serving.asked.append((path, self.headers.get("Range")))
        serving.times[path] += 1
        file = serving.folder / path
        content = file.read_bytes() if file.is_file() else b""
        for end, behave in serving.behave.items():
            if path.endswith(end) and behave(self, content, serving.times[path]) is not False:
                return
        if not file.is_file():
            self.whole(b"no such file", 404)
        else:
            self.right(content)

    def right(self, content: bytes) -> None:
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if asked is None or not self.server.serving.ranges:
            self.whole(content)
            return
        start = int(asked[1])
        self.head(206, len(content) - start,
            **{"Content-Range": f"bytes {start}-{len(content) - 1}/{len(content)}"})  # fmt: skip
        self.wfile.write(content[start:])

    def whole(self, content: bytes, status: int = 200, **headers: str) -> None:
        self.head(status, len(content), **headers)
        self.wfile.write(content)

    def head(self, status: int, length: int | None, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()

    def cut(self) -> None:
        """End the connection as a crash would."""
        self.wfile.flush()
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def chunks(self, *parts: bytes) -> None:
        self.head(200, None, Transfer_Encoding="chunked")
        for part in (*parts, b""):
            self.wfile.write(f"{len(part):x}\r\n".encode() + part + b"\r\n")

    def pause(self, seconds: float) -> bool:
        """Wait, if the test isn't over; whether it is."""
        return self.server.serving.stop.wait(seconds)

    def log_message(self, *_: object) -> None: ...


class _Http(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A client that has hung up is what many cases are about."""


@contextmanager
def serving(folder: Path, tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    with _Http(("127.0.0.1", 0), Answer) as http:
        if tls is not None:
            http.socket = tls.wrap_socket(
                http.socket, server_side=True, do_handshake_on_connect=False
            )
        scheme = "http" if tls is None else "https"
        server = Server(folder, f"{scheme}://127.0.0.1:{http.server_port}")
        http.serving = server
        Thread(target=http.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield server
        finally:
            server.stop.set()
            http.shutdown()
