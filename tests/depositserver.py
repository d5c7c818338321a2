"""A server on loopback that behaves as Zenodo's documentation of its REST API says.

Source: https://developers.zenodo.org: depositions (create, retrieve, update, delete), bucket files,
the actions publish and newversion, HTTP status codes, error responses, rate limits.
"""

from __future__ import annotations

import hashlib
import json
import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator

TOKEN = "tEsTtOkEn0123456789"  # noqa: S105

REQUIRED = ("upload_type", "title", "creators", "description")
UPLOADS = {"publication", "poster", "presentation", "dataset", "image", "video", "software",
           "lesson", "physicalobject", "other"}  # fmt: skip


@dataclass
class Deposit:
    id: int
    concept: int
    files: dict[str, bytes] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    submitted: bool = False


@dataclass
class Zenodo:
    url: str = ""
    deposits: dict[int, Deposit] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    fail: list[tuple[str, int, dict[str, str]]] = field(default_factory=list)
    """Errors to give once each: to a request that matches, with this status and these headers."""
    corrupt: bool = False
    elsewhere: str = ""
    scopes: frozenset[str] = frozenset({"deposit:write", "deposit:actions"})

    def new(self, concept: int | None = None) -> Deposit:
        number = 1000 + len(self.deposits)
        self.deposits[number] = Deposit(number, concept or number)
        return self.deposits[number]

    def draft_of(self, concept: int) -> Deposit | None:
        found = (d for d in self.deposits.values() if d.concept == concept and not d.submitted)
        return next(found, None)

    def shown(self, deposit: Deposit) -> dict[str, Any]:
        base = f"{self.url}/api/deposit/depositions/{deposit.id}"
        links = {
            "bucket": f"{self.elsewhere or self.url}/api/files/bucket-{deposit.id}",
            "html": f"{self.url}/deposit/{deposit.id}",
            "publish": f"{base}/actions/publish",
        }
        if draft := self.draft_of(deposit.concept):
            links["latest_draft"] = f"{self.url}/api/deposit/depositions/{draft.id}"
        done = {}
        if deposit.submitted:
            done = {"doi": f"10.5072/zenodo.{deposit.id}", "record_id": deposit.id}
            links["record_html"] = f"{self.url}/record/{deposit.id}"
        return {
            "id": deposit.id, "metadata": deposit.metadata, "links": links, **done,
            "state": "done" if deposit.submitted else "unsubmitted",
            "submitted": deposit.submitted,
        }  # fmt: skip


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def zenodo(self) -> Zenodo:
        return self.server.zenodo

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        line = f"{self.command} {self.path}"
        self.zenodo.asked.append(line)
        for failure in self.zenodo.fail:
            if re.search(failure[0], line):
                self.zenodo.fail.remove(failure)
                self.error(failure[1], "Asked to fail", headers=failure[2])
                return
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            got = self.headers.get("Authorization", "")
            self.error(401, f"The server could not verify that you are authorized ({got}).")
            return
        files = re.fullmatch(r"/api/files/bucket-(\d+)/([^/]+)", self.path)
        found = re.fullmatch(r"/api/deposit/depositions(?:/(\d+)(/.*)?)?", self.path)
        number = (files or found) and (files or found)[1]
        deposit = self.zenodo.deposits.get(int(number)) if number else None
        if (number and deposit is None) or not (files or found):
            self.error(404, "Deposition not found")
        elif files:
            self.bucket(deposit, unquote(files[2]), body)
        else:
            self.deposition(deposit, found[2] or "", body)

    do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815

    def bucket(self, deposit: Deposit, name: str, body: bytes) -> None:
        if self.command != "PUT":
            self.error(405, "Method Not Allowed")
        elif deposit.submitted:
            self.error(403, "File is immutable")
        else:
            deposit.files[name] = body[:-1] if self.zenodo.corrupt else body
            digest = hashlib.md5(deposit.files[name], usedforsecurity=False).hexdigest()
            self.say(201, {"key": name, "size": len(body), "checksum": f"md5:{digest}"})

    def deposition(self, deposit: Deposit | None, rest: str, body: bytes) -> None:  # noqa: C901
        command = f"{self.command} {'one' if deposit else 'all'}{rest}"
        if self.command in ("POST", "PUT") and self.headers["Content-Type"] != "application/json":
            self.error(415, "Invalid content type")
        elif command == "POST all":
            self.say(201, self.zenodo.shown(self.zenodo.new()))
        elif command == "GET one":
            self.say(200, self.zenodo.shown(deposit))
        elif command == "PUT one":
            self.update(deposit, json.loads(body))
        elif command == "GET one/files":
            self.say(200, [{"id": f"file {name}", "filename": name} for name in deposit.files])
        elif self.command == "DELETE" and rest.startswith("/files/"):
            del deposit.files[unquote(rest[len("/files/") :]).removeprefix("file ")]
            self.say(204, None)
        elif command == "DELETE one" and not deposit.submitted:
            del self.zenodo.deposits[deposit.id]
            self.say(204, None)
        elif command == "DELETE one":
            self.error(403, "Deletion of published depositions is not allowed")
        elif "deposit:actions" not in self.zenodo.scopes and "/actions/" in rest:
            self.error(403, "Missing scope")
        elif command == "POST one/actions/publish":
            self.publish(deposit)
        elif command == "POST one/actions/newversion":
            self.new_version(deposit)
        else:
            self.error(405, "Method Not Allowed")

    def update(self, deposit: Deposit, sent: dict[str, Any]) -> None:
        metadata = sent["metadata"]
        errors = [
            {"field": f"metadata.{name}", "message": "Missing data for required field."}
            for name in REQUIRED if not metadata.get(name)
        ]  # fmt: skip
        if metadata.get("upload_type") not in UPLOADS:
            errors.append({"field": "metadata.upload_type", "message": "Not a valid choice"})
        if metadata.get("license") == "nonsense-1.0":
            errors.append({"field": "metadata.license", "message": "Invalid license provided"})
        if errors:
            self.error(400, "Validation error.", errors=errors)
        else:
            deposit.metadata = metadata
            self.say(200, self.zenodo.shown(deposit))

    def publish(self, deposit: Deposit) -> None:
        if deposit.submitted:
            self.error(403, "Invalid action")
        elif not deposit.files or not deposit.metadata:
            self.error(400, "Validation error.",
                errors=[{"field": "", "message": "Minimum one file must be provided."}])  # fmt: skip
        else:
            deposit.submitted = True
            self.say(202, self.zenodo.shown(deposit))

    def new_version(self, deposit: Deposit) -> None:
        later = [d for d in self.zenodo.deposits.values()
                 if d.concept == deposit.concept and d.submitted and d.id > deposit.id]  # fmt: skip
        if not deposit.submitted or later:
            self.error(400, "Validation error.")
            return
        if self.zenodo.draft_of(deposit.concept) is None:
            draft = self.zenodo.new(deposit.concept)
            draft.files, draft.metadata = dict(deposit.files), dict(deposit.metadata)
        self.say(201, self.zenodo.shown(deposit))

    def error(
        self, status: int, message: str, errors: list | None = None, headers: dict | None = None
    ) -> None:
        body = {"status": status, "message": message, **({"errors": errors} if errors else {})}
        self.say(status, None if status >= 500 else body, headers)

    def say(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        content = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("X-RateLimit-Limit", "100")
        self.send_header("Content-Type", "application/json")
        if status != 204:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None: ...


@contextmanager
def serving() -> Iterator[Zenodo]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as http:
        zenodo = Zenodo(f"http://127.0.0.1:{http.server_port}")
        http.zenodo = zenodo
        Thread(target=http.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield zenodo
        finally:
            http.shutdown()
