"""``sourcebook.lock``: which versions a project uses, by number and by hash.

TOML, made to be kept in version control::

    format = 1

    [datasets.bakery]
    version = "1.0.0"
    hash = "sha256:…"

The hash is that of all files of the version (``hash`` in ``catalog.json``), so a pin holds whatever
catalogue the version comes from. The file is looked for in the working folder and in those above.
"""

from __future__ import annotations

import os
import re
import secrets
import tomllib
from dataclasses import dataclass
from pathlib import Path

from sourcebook.catalogue import names, versions
from sourcebook.client.settings import nearest
from sourcebook.errors import UseError
from sourcebook.package.placing import locked

NAME = "sourcebook.lock"

_HEAD = """\
# The versions of datasets that this project uses, pinned by `sourcebook get --lock`.
# Keep it in version control.
format = 1
"""
_HASH = re.compile(r"sha256:[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Pin:
    """The version that a project uses, and the lock file that says so."""

    version: str
    hash: str
    file: Path


def pins() -> dict[str, Pin]:
    """The pins by dataset. Raises ``UseError`` where the file can't be read as it should."""
    file = nearest(NAME)
    return {} if file is None else _read(file)


def pin(dataset: str, version: str, hash: str) -> Path:
    """Write a pin into the nearest lock file, or into a new one in the working folder."""
    file = nearest(NAME) or Path(NAME)
    with locked(file.absolute().parent):
        known = _read(file) if file.is_file() else {}
        known[dataset] = Pin(version, hash, file)
        _write(file, known)
    return file


def _write(file: Path, pins: dict[str, Pin]) -> None:
    text = _HEAD + "".join(
        f'\n[datasets.{_key(name)}]\nversion = "{each.version}"\nhash = "{each.hash}"\n'
        for name, each in sorted(pins.items())
    )
    beside = file.with_name(f".{NAME}.{secrets.token_hex(4)}.partial")
    try:
        with beside.open("w", encoding="utf-8", newline="\n") as target:
            target.write(text)
            target.flush()
            os.fsync(target.fileno())
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)


def _key(name: str) -> str:
    return f'"{name}"' if "." in name else name


def _read(file: Path) -> dict[str, Pin]:
    try:
        found = tomllib.loads(file.read_text("utf-8"))
        if found["format"] != 1:
            raise UseError(f"{file}: is of another format than 1. Install a newer sourcebook.")
        read = {
            name: Pin(entry["version"], entry["hash"], file)
            for name, entry in found.get("datasets", {}).items()
        }
        whole = all(
            names.dataset_flaw(name) is None
            and versions.parse(each.version) is not None
            and _HASH.fullmatch(each.hash)
            for name, each in read.items()
        )
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, LookupError, TypeError, AttributeError):
        whole = False
    if not whole:
        raise UseError(f"{file}: can't be read. Remove it, and pin again (sourcebook get --lock).")
    return read
