"""Damage to the files of a dataset: bits, cuts, splices, huge and deep pieces, odd values.

A piece of damage is data, so that a case can be written down, run again and made smaller.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fuzz.bombs import arrays, objects
from fuzz.seeds import unzipped, zipped

if TYPE_CHECKING:
    from random import Random

    from fuzz.seeds import Files

NUMBERS = (
    b"0", b"-1", b"1e999999999", b"1e-999999999", b"-0", b"1.5", b"NaN", b"9" * 400, b"9" * 5000,
    b"1e400", b"9223372036854775808", b"-9223372036854775809", b"2147483648", b"1e1000000000000000000",
    b"0001", b"1_0", b"0x1F", b"4294967295", b"999999999999", b"1" + b"0" * 40, b"0." + b"0" * 400 + b"1",
)  # fmt: skip
WORDS = (
    b"null", b"true", b"[]", b"{}", b'""', b'"a"', b"-", b"~", b"*a", b"&a", b"<<: *a", b"!!python/none",
    b"%", b"\\ud800", b"\\u0000", b"\xef\xbb\xbf", b"\xff\xfe", b"\0", b"\xed\xa0\x80", b"\xf4\x90\x80\x80",
    b"\r", b"\n\n", b"\r\n", b"\x1a", b"\xe2\x80\xa8", b'"', b"'", b'""', b",", b";", b"\t", b"\\", b"#",
    b"string", b"integer", b"number", b"date", b"geojson", b"duration", b"any", b"list", b"../x", b"/", b".",
    b"utf-16", b"rot13", b"idna", b"undefined", b"gz", b"zip", b"parquet", b"xlsx", b"json", b"ndjson",
    b"sha256:0", b"%Y-%m-%d", b"%", b"%Q", b"(", b"[a-z", b"(?<a>", b"\\p{", b"a{99999}", b"$ref", b"#/",
    b"t.csv", b"datapackage.json", b"resources", b"2024-02-30", b"P1Y", b"0000-00-00", b"SELECT 1", b"DROP TABLE t",
)  # fmt: skip
_TOKENS = re.compile(rb"""-?[0-9][0-9.]*|"[^"\n]*"|[A-Za-z_][\w-]*""")
_ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 1e308, 10**30, "", "a", "\0", "\ud800", "x" * 300, [], {}, [[]], [None],
    {"a": 1}, [1, "a", None], {"": ""}, "fields", "t.csv", ["t.csv"], "default", "any", "2024-02-30", "P1Y",
    [{"name": "a"}], {"fields": []}, ["a", "a"],
)  # fmt: skip


@dataclass(frozen=True)
class Blow:
    """One piece of damage: in ``file``, the bytes from ``start`` to ``end`` become ``new``.

    ``inner`` names the member of an archive whose bytes they are, unpacked.
    """

    file: str
    start: int
    end: int
    new: bytes
    inner: str | None = None


def damaged(files: Files, blows: list[Blow]) -> Files:
    """The files with the damage done, in order. What no longer unpacks is left as it is."""
    found = dict(files)
    for blow in blows:
        found[blow.file] = _struck(found[blow.file], blow)
    return found


def _struck(data: bytes, blow: Blow) -> bytes:
    if blow.inner is None:
        return data[: blow.start] + blow.new + data[blow.end :]
    try:
        members = _members(data)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError):
        return data
    if blow.inner not in members:
        return data
    inner = members[blow.inner]
    members[blow.inner] = inner[: blow.start] + blow.new + inner[blow.end :]
    return gzip.compress(members[""], mtime=0) if "" in members else zipped(members)


def _members(data: bytes) -> Files:
    return {"": gzip.decompress(data)} if data[:2] == b"\x1f\x8b" else unzipped(data)


def blows(random: Random, files: Files, others: list[Files]) -> list[Blow]:
    """Damage to some files, as that of chance."""
    found: list[Blow] = []
    for _ in range(random.choice((1, 1, 1, 2, 2, 3, 5))):
        file = random.choice(sorted(files))
        data = damaged(files, found)[file]
        inner = None
        if data[:2] in (b"\x1f\x8b", b"PK") and random.random() < 0.7:
            with contextlib.suppress(
                OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError
            ):
                members = _members(data)
                inner = random.choice(sorted(members))
                data = members[inner]
        if file.endswith(".json") and data and random.random() < 0.5:
            changed = _structural(random, data)
            if changed is not None:
                found.append(Blow(file, 0, len(data), changed, inner))
                continue
        found.append(Blow(file, *_blow(random, data, others), inner))
    return found


def _blow(random: Random, data: bytes, others: list[Files]) -> tuple[int, int, bytes]:
    at = random.randint(0, len(data))
    length = random.choice((0, 1, 1, 2, 4, 16, 100, 1000))
    to = min(len(data), at + length)
    match random.randrange(12):
        case 0 | 1:
            at = min(at, max(0, len(data) - 1))
            old = data[at : at + 1] or b"\0"
            return at, at + 1, bytes([old[0] ^ 1 << random.randrange(8)])
        case 2:
            return (
                at,
                to,
                bytes(
                    random.choice((0, 1, 0x7F, 0x80, 0xFF, random.randrange(256)))
                    for _ in range(to - at or 1)
                ),
            )
        case 3:
            return at, len(data), b""
        case 4:
            return at, to, b""
        case 5:
            other = random.choice(others)
            source = other[random.choice(sorted(other))]
            start = random.randint(0, len(source))
            return at, to, source[start : start + random.choice((4, 40, 400))]
        case 6:
            return at, at, data[at:to] * random.choice((1, 2, 100))
        case 7:
            return at, to, _huge(random)
        case 8 | 9:
            start, end = _token(random, data, at)
            return start, end, random.choice(NUMBERS)
        case 10:
            start, end = _token(random, data, at)
            return start, end, random.choice(WORDS)
    return at, to, random.choice(WORDS)


def _token(random: Random, data: bytes, at: int) -> tuple[int, int]:
    tokens = [match.span() for match in _TOKENS.finditer(data, max(0, at - 200), at + 200)]
    return random.choice(tokens) if tokens else (at, at)


def _huge(random: Random) -> bytes:
    size = random.choice((1000, 70_000, 400_000))
    match random.randrange(7):
        case 0:
            return b"x" * size
        case 1:
            return b'"' + b"x" * size + b'"'
        case 2:
            return random.choice((arrays, objects))(
                random.choice((150, 500, 1000, 50_000))
            ).encode()
        case 3:
            return random.choice((b"[", b'{"a":', b"- ", b"? ", b"(", b"'", b'"'))[
                :6
            ] * random.choice((150, 1000, 50_000))
        case 4:
            # Of a wider header frictionless-py makes more than ten seconds of work.
            return random.choice((b",", b"\n", b";", b"\0", b" ")) * min(size, 5000)
        case 5:
            return b"9" * size
    return b"a:\n" * (size // 100)


def _structural(random: Random, data: bytes) -> bytes | None:
    """A JSON text with one of its values changed, moved, gone or under another key."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return None
    places: list[tuple[Any, Any]] = []
    _places(value, places)
    if not places:
        return None
    holder, key = random.choice(places)
    match random.randrange(6):
        case 0:
            del holder[key]
        case 1 if isinstance(holder, dict):
            other, word = random.choice(places)
            name = word if isinstance(other, dict) else random.choice(("name", "type", "path", "x"))
            holder[name] = holder.pop(key)
        case 2:
            other, word = random.choice(places)
            holder[key] = json.loads(json.dumps(other[word]))
        case 3 if isinstance(holder, list):
            holder.append(holder[key])
        case _:
            holder[key] = random.choice(_ODD)
    return json.dumps(value).encode()


def _places(value: Any, found: list[tuple[Any, Any]]) -> None:
    for key in (
        list(value)
        if isinstance(value, dict)
        else range(len(value))
        if isinstance(value, list)
        else ()
    ):
        found.append((value, key))
        _places(value[key], found)
