"""What is not as a package says, in one line each, and its JSON as far as it can be read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sourcebook.errors import DeclarationError


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is not as the package says."""

    where: str
    """A file of the package, or a table."""
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name


def read_json(file: Path) -> dict[str, Any]:
    """What is in a JSON file of the package; nothing where it can't be read, which is told."""
    try:
        found = json.loads(file.read_bytes())
    except (ValueError, RecursionError, FileNotFoundError, IsADirectoryError):
        return {}
    return found if isinstance(found, dict) else {}


def objects(value: Any) -> list[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def mistakes(error: DeclarationError) -> list[Problem]:
    return [
        Problem("datapackage.json", f"{m.path}: {m.message}" if m.path else m.message)
        for m in error.mistakes
    ]


def line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
