"""Paths in a descriptor: which of them lead to a file of the package, and how one is shown.

Source: https://datapackage.org/standard/glossary/#url-or-path. A package may be a stranger's, so no
path of it may reach outside its folder; what is elsewhere on the net is not fetched.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from sourcebook.declare.node import said

if TYPE_CHECKING:
    from sourcebook.declare.node import Node

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")


def shown(file: Path) -> str:
    """A path as a user would name it: relative to the working folder where it is below it."""
    absolute = file.absolute()
    # Normalised as text: a link is shown under the name that the user knows.
    plain = Path(os.path.normpath(absolute))
    return str(plain.relative_to(Path.cwd())) if plain.is_relative_to(Path.cwd()) else str(file)


def is_url(path: str) -> bool:
    return _URL.match(path) is not None


def inside(node: Node, path: str) -> bool:
    """Whether a path leads to a place in the package; a mistake at the node where it doesn't."""
    steps = path.replace("\\", "/").split("/")
    if not path:
        node.wrong("is empty.", "Name a file of the package.")
    elif is_url(path):
        node.wrong("remote files are not read.", "Put the file beside the descriptor.")
    elif path.startswith(("/", "~", "\\")) or ".." in steps or _DRIVE.match(path):
        node.wrong(f"{said(path)} leads out of the package.", "Use a path inside it.")
    elif any(step.startswith(".") and step != "." for step in steps[:-1]):
        node.wrong(f"{said(path)} is in a hidden folder.", "Use a folder without the dot.")
    elif not path.isprintable():
        node.wrong(f"{said(path)} has a control character in it.", "Rename the file.")
    else:
        return True
    return False


def is_file(file: Path) -> bool:
    """Whether there is such a file; a name that the system can't take names none."""
    return os.path.isfile(file)  # noqa: PTH113 - Path.is_file raises where a name is too long
