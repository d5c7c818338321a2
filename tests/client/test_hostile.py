"""Whatever a server does: the right bytes or one clear line, and never a bad byte in the cache."""

from __future__ import annotations

import gc
import gzip
import json
import os
import shutil
import ssl
import subprocess
import sys
import warnings
from typing import TYPE_CHECKING

import pytest

import hostile
import sourcebook
from sourcebook.catalogue import CatalogueError
from sourcebook.catalogue.stores import hurried, web
from sourcebook.client import cache as caching

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from hostile import Answer, Server

    Behaviour = Callable[[Answer, bytes, int], object]

FILE = "bakery/1.2.0/data/orders.parquet"


def visible(cache: Path) -> dict[str, bytes]:
    """The files of packages in the cache, but for parts that nobody takes for a file."""
    found = {}
    for file in (cache / "packages").rglob("*"):
        if file.is_file() and not file.name.startswith("."):
            _, _, *rest = file.relative_to(cache).parts
            found["/".join(rest)] = file.read_bytes()
    return found


def load() -> list[str]:
    return sourcebook.load("orders", dataset="bakery")["order_id"].to_list()


def assert_right(server: Server, cache: Path) -> None:
    assert load() == ["ord-001", "ord-002", "ord-003", "ord-004", "ord-005"]
    right = (server.folder / FILE).read_bytes()
    assert visible(cache) == {"bakery-1.2.0/data/orders.parquet": right}


def assert_refused(cache: Path, told: str, tmp_path: Path) -> str:
    with pytest.raises(CatalogueError) as error:
        load()
    text = str(error.value)
    assert told in text
    assert "\n" not in text
    assert visible(cache) == {}
    assert {path.name for path in tmp_path.iterdir()} <= {"cache", "work"}
    assert not list((tmp_path / "work").iterdir())
    return text


def early(times: int, then: Behaviour) -> Behaviour:
    """Misbehave so many times, and then be right."""
    return lambda answer, content, time: then(answer, content, time) if time <= times else False


def cut_after(count: int) -> Behaviour:
    def behave(answer: Answer, content: bytes, _: int) -> None:
        answer.head(200, len(content))
        answer.wfile.write(content[:count])
        answer.cut()

    return behave


def cut_each(count: int) -> Behaviour:
    """Give so many bytes of what is asked for, and cut."""

    def behave(answer: Answer, content: bytes, _: int) -> None:
        start = int((answer.headers.get("Range") or "bytes=0-")[6:-1])
        total = len(content)
        answer.head(206, total - start, Content_Range=f"bytes {start}-{total - 1}/{total}")
        answer.wfile.write(content[start : start + count])
        answer.cut()

    return behave


def other(content: bytes) -> bytes:
    return content[:50] + bytes([content[50] ^ 1]) + content[51:]


def wrong_range(header: str | None, shift: int) -> Behaviour:
    """Cut first; then answer the request for the rest by another part, or under another name."""

    def behave(answer: Answer, content: bytes, time: int) -> object:
        asked = answer.headers.get("Range")
        if time == 1:
            return cut_after(1000)(answer, content, time)
        if asked is None:
            return False
        start = int(asked[6:-1])
        part = content[start + shift :] + bytes(shift if header and "{start}" in header else 0)
        named = header and header.format(start=start, last=len(content) - 1, size=len(content))
        answer.head(206, len(part), **({"Content_Range": named} if named else {}))
        answer.wfile.write(part)
        return None

    return behave


RIGHT: dict[str, Behaviour] = {
    "cut at once": early(2, cut_after(0)),
    "cut in the middle": early(1, cut_after(1500)),
    "cut before the last byte": early(1, lambda a, c, t: cut_after(len(c) - 1)(a, c, t)),
    "500s and then success": early(3, lambda a, _c, _t: a.whole(b"oh no", 500)),
    "503 with Retry-After": early(2, lambda a, _c, _t: a.whole(b"", 503, Retry_After="0")),
    "429": early(1, lambda a, _c, _t: a.whole(b"slow down", 429)),
    "hung up without an answer": early(2, lambda a, _c, _t: a.cut()),
    "other bytes once": early(1, lambda a, c, _t: a.whole(other(c))),
    "ended early in chunks": early(1, lambda a, c, _t: a.chunks(c[:700])),
    "sent in chunks": lambda a, c, _t: a.chunks(c[:700], c[700:]),
    "a range of another file": wrong_range("bytes {start}-{last}/999999", 0),
    "a range that begins later": wrong_range("bytes 1200-{last}/{size}", 200),
    "a range that is cut short": wrong_range("bytes {start}-1900/{size}", 0),
    "a range without a name": wrong_range(None, 0),
    "a range that means nothing": wrong_range("bytes */{size}", 0),
    "a range with other bytes under the right name": wrong_range("bytes {start}-{last}/{size}", 7),
    "a range of another length than it says": early(
        2, lambda a, c, t: cut_after(900)(a, c, t) if t == 1 else a.whole(
            c[900:-7], 206, Content_Range=f"bytes 900-{len(c) - 1}/{len(c)}"
        )
    ),
    "no such range": early(
        2, lambda a, c, t: cut_after(900)(a, c, t) if t == 1 else a.whole(b"", 416)
    ),
    "led to another address": lambda a, _c, _t: (
        a.whole(b"", 302, Location="/moved/" + FILE) if "moved" not in a.path else a.right(
            (a.server.serving.folder / FILE).read_bytes()
        )
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", RIGHT)
def test_what_can_be_mended_is(server: Server, cache: Path, case: str) -> None:
    server.behave[FILE] = RIGHT[case]
    assert_right(server, cache)


def test_a_download_that_was_cut_goes_on_where_it_ended(server: Server, cache: Path) -> None:
    server.behave[FILE] = early(1, cut_after(1500))
    assert_right(server, cache)
    assert [asked for path, asked in server.asked if path == FILE] == [None, "bytes=1500-"]


def test_a_server_without_ranges_sends_all_again(server: Server, cache: Path) -> None:
    server.ranges = False
    server.behave[FILE] = early(1, cut_after(1500))
    assert_right(server, cache)


def test_a_download_goes_on_where_an_earlier_process_ended(
    server: Server, cache: Path, tmp_path: Path
) -> None:
    server.behave[FILE] = lambda a, c, t: cut_after(1500)(a, c, t) if t == 1 else a.cut()
    assert_refused(cache, "5 times. Try again later", tmp_path)
    del server.behave[FILE]
    server.asked.clear()
    assert_right(server, cache)
    assert (FILE, "bytes=1500-") in server.asked


def test_as_long_as_something_comes_it_goes_on(
    server: Server, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sourcebook.catalogue import fetching

    monkeypatch.setattr(fetching, "ENOUGH", 100)
    server.behave[FILE] = cut_each(150)
    assert_right(server, cache)
    assert server.times[FILE] > 10


def bomb(answer: Answer, _content: bytes, _time: int) -> None:
    answer.whole(gzip.compress(bytes(20_000_000)), Content_Encoding="gzip")


def endless(answer: Answer, _content: bytes, _time: int) -> None:
    answer.chunks(*[bytes(100_000)] * 900)


def raw(content: bytes) -> Behaviour:
    def behave(answer: Answer, _content: bytes, _time: int) -> None:
        answer.wfile.write(content)
        answer.cut()

    return behave


def to(address: str) -> Behaviour:
    return lambda answer, _content, _time: answer.whole(b"", 302, Location=address)


REFUSED: dict[str, tuple[Behaviour, str]] = {
    "cut each time": (cut_after(0), "5 times. Try again later"),
    "too long": (lambda a, c, _t: a.whole(c + b"x"), "bytes, where the catalogue says"),
    "too short": (lambda a, c, _t: a.whole(c[:-1]), "bytes, where the catalogue says"),
    "nothing": (lambda a, _c, _t: a.whole(b""), "bytes, where the catalogue says"),
    "other bytes each time": (
        lambda a, c, _t: a.whole(other(c)), "has other bytes than the catalogue says. Nothing of it"
    ),
    "a body without an end": (endless, "is larger than"),
    "a bomb": (bomb, "comes compressed though that wasn't asked for"),
    "500 each time": (lambda a, _c, _t: a.whole(b"", 500), "the server answers 500, 5 times."),
    "gone": (lambda a, _c, _t: a.whole(b"", 404), "isn't there, though the catalogue lists it"),
    "forbidden": (lambda a, _c, _t: a.whole(b"", 403), "the server answers 403"),
    "another success": (lambda a, _c, _t: a.whole(b"", 204), "the server answers 204"),
    "no HTTP": (raw(b"220 ftp ready\r\n"), "5 times"),
    "a head of another kind": (raw(b"HTTP/1.1 200 OK\r\n" + b"x" * 70_000 + b"\r\n\r\n"), "5 times"),
    "many heads": (raw(b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 500 + b"\r\n"), "5 times"),
    "a negative length": (raw(b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nhello"), ""),
    "led to a file": (to("file:///etc/passwd"), "leads to something that is no web address"),
    "led to ftp": (to("ftp://127.0.0.1/x"), "leads to something that is no web address"),
    "led to a script": (to("javascript:alert(1)"), "leads to something that is no web address"),
    "led to nowhere": (to(""), "leads to something that is no web address"),
    "led to nonsense": (to("http://[::1"), ""),
    "led to no host": (to("http:///x"), ""),
    "led in a circle": (to(f"/{FILE}"), "from one address to the next without an end"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_can_not_be_mended_is_refused(
    server: Server, cache: Path, case: str, tmp_path: Path
) -> None:
    server.behave[FILE], told = REFUSED[case]
    assert_refused(cache, told, tmp_path)
    del server.behave[FILE]
    assert_right(server, cache)


CATALOGS: dict[str, tuple[Behaviour, str]] = {
    "gone": (lambda a, _c, _t: a.whole(b"", 404), "there is no catalog.json, so no catalogue"),
    "giant": (endless, "is larger than 67,108,864 bytes"),
    "a bomb": (bomb, "comes compressed"),
    "cut each time": (cut_after(30), "the connection broke"),
    "500": (lambda a, _c, _t: a.whole(b"", 500), "the server answers 500. Try again later."),
    "a page": (lambda a, _c, _t: a.whole(b"<html>"), "is not JSON"),
    "led to a file": (to("file:///etc/passwd"), "leads to something that is no web address"),
}


@pytest.mark.parametrize("case", CATALOGS)
def test_a_catalogue_that_can_not_be_read_is_told(
    server: Server, cache: Path, case: str, tmp_path: Path
) -> None:
    server.behave["catalog.json"], told = CATALOGS[case]
    assert_refused(cache, told, tmp_path)


@pytest.mark.parametrize("path", ["../../../stolen", "/stolen", "C:\\stolen", "data/nul.parquet"])
def test_a_path_that_climbs_out_is_never_written(
    server: Server, cache: Path, path: str, tmp_path: Path
) -> None:
    def behave(answer: Answer, content: bytes, _time: int) -> None:
        catalog = json.loads(content)
        version = catalog["datasets"]["bakery"]["versions"]["1.2.0"]
        version["files"][path] = version["files"].pop("data/orders.parquet")
        version["tables"]["orders"]["files"]["parquet"] = path
        answer.whole(json.dumps(catalog).encode())

    server.behave["catalog.json"] = behave
    assert_refused(cache, "the file", tmp_path)
    assert not list(tmp_path.rglob("*stolen*"))


def test_an_answer_of_two_lengths_is_refused(server: Server, cache: Path, tmp_path: Path) -> None:
    server.behave[FILE] = raw(b"HTTP/1.1 200 OK\r\nContent-Length: 5, 6\r\n\r\nhello")
    with warnings.catch_warnings():
        # urllib3 leaves the answer, which it refuses, for Python to close.
        warnings.simplefilter("ignore", ResourceWarning)
        assert_refused(cache, "5 times", tmp_path)
        gc.collect()


def drip(answer: Answer, content: bytes, _time: int) -> None:
    answer.head(200, len(content))
    for byte in content:
        answer.wfile.write(bytes([byte]))
        if answer.pause(0.02):
            break


def drip_head(answer: Answer, _content: bytes, _time: int) -> None:
    answer.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for _ in range(1000):
        answer.wfile.write(b"x")
        if answer.pause(0.02):
            break


@pytest.mark.parametrize(
    ("behave", "told"),
    [
        (drip, "comes too slowly, 5 times"),
        (drip_head, "5 times"),
        (lambda a, _c, _t: a.pause(20), "(silence), 5 times"),
    ],
)
def test_a_server_that_keeps_us_waiting_is_given_up(
    server: Server, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    behave: Behaviour, told: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(web, "GRACE", 0.1)
    monkeypatch.setattr(web, "SLOWEST", 10_000.0)
    monkeypatch.setattr(web, "SILENT", 0.2)
    monkeypatch.setattr(hurried, "HEAD", 0.4)
    server.behave[FILE] = behave
    assert_refused(cache, told, tmp_path)


@pytest.fixture
def secure(
    catalogue: Path, cache: Path, tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Server]:  # fmt: skip
    """A server that speaks TLS; its certificate is its own, and trusted."""
    del cache
    folder = tmp_path_factory.mktemp("tls")
    if shutil.which("openssl") is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("there is no openssl")
    key, certificate = folder / "key", folder / "certificate"
    subprocess.run(
        ["openssl", "req", "-x509", "-nodes", "-newkey", "ec", "-pkeyopt",
         "ec_paramgen_curve:P-256", "-days", "2", "-subj", "/CN=loopback",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    with hostile.serving(catalogue, context) as server:
        monkeypatch.setenv("SOURCEBOOK_CATALOG", server.url)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        yield server


def test_tls_is_spoken_and_never_left_for_plain_http(
    secure: Server, cache: Path, tmp_path: Path, catalogue: Path
) -> None:
    with hostile.serving(catalogue) as plain:
        secure.behave[FILE] = to(f"{plain.url}/{FILE}")
        assert_refused(cache, "leads from https to plain http. It was not followed", tmp_path)
        assert plain.asked == []
    del secure.behave[FILE]
    assert_right(secure, cache)


def test_a_certificate_that_nobody_trusts_is_told(
    secure: Server, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    assert_refused(cache, "its certificate or TLS is not accepted", tmp_path)
    assert secure.asked == []


def test_a_byte_that_changes_in_the_cache_is_noticed_and_mended(
    server: Server, cache: Path
) -> None:
    assert_right(server, cache)
    (file,) = (f for f in (cache / "packages").rglob("*.parquet"))
    file.write_bytes(other(file.read_bytes()))
    assert_right(server, cache)
    file.write_bytes(b"")
    server.behave[FILE] = lambda a, _c, _t: a.whole(b"", 500)
    with pytest.raises(CatalogueError):
        load()
    assert visible(cache) == {}


def test_a_full_disk_leaves_nothing_in_the_cache(server: Server, cache: Path) -> None:
    code = (
        "import resource, sourcebook; from sourcebook.cli import main; import sys;"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY)); sys.exit(main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "get", "bakery", "--table", "orders"],
        env=dict(os.environ), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "file too large" in done.stderr
    assert not [f for f in cache.rglob("*") if f.is_file()]
    assert_right(server, cache)


def test_the_cache_is_where_the_system_has_it(cache: Path) -> None:
    assert caching.root() == cache
