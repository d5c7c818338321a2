"""Which names files of a catalogue may have: those that mean the same file on every system.

A catalogue may be a stranger's, and a path that climbs out of its folder would write anywhere. So
what any system reads as something else than a plain relative name is refused, in reading as in
publishing. Sources: Windows' rules for names of files, and what object stores advise against.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from sourcebook.package.devices import is_device

if TYPE_CHECKING:
    from collections.abc import Iterable

DATASET = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*")

_MARKS = frozenset('<>:"|?*\\{}^%`[]~#')


def dataset_flaw(name: str) -> str | None:
    """What is wrong with the name of a dataset, if anything."""
    if not DATASET.fullmatch(name) or len(name) > 100:
        return "is no name of a dataset (letters, digits, hyphens, underscores, single dots)"
    return _device(name)


def path_flaw(path: str) -> str | None:
    """What is wrong with the path of a file, if anything."""
    if path.startswith(("/", "\\")) or path[1:2] == ":":
        return "is an absolute path"
    if len(path.encode(errors="replace")) > 500:
        return "is too long"
    return next((flaw for part in path.split("/") if (flaw := _part_flaw(part))), None)


def _part_flaw(part: str) -> str | None:
    if part in ("", ".", ".."):
        return "leads out of its folder" if part == ".." else "has an empty part"
    if _MARKS & set(part) or not part.isprintable():
        return "has a character that no file may have"
    if part.startswith((".", " ")) or part.endswith((".", " ")):
        return "has a part that begins or ends with a dot or a blank"
    if len(part.encode(errors="replace")) > 200:
        return "has a part that is too long"
    return _device(part)


def _device(name: str) -> str | None:
    return "is a device's name on Windows" if is_device(name) else None


def clash(paths: Iterable[str]) -> str | None:
    """A path that some system takes for another, or for a folder of another; if there is one."""
    seen: set[str] = set()
    folders: set[str] = set()
    for path in paths:
        folded = unicodedata.normalize("NFC", path).casefold()
        parents = {folded[:at] for at, letter in enumerate(folded) if letter == "/"}
        if folded in seen or folded in folders or parents & seen:
            return path
        seen.add(folded)
        folders |= parents
    return None
