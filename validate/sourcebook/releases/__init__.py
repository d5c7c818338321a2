"""Releases: what changed between two versions, the version that it asks for, publishing it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Literal, get_args

from sourcebook.releases.changes import (
    CellChange,
    Diff,
    Level,
    RowChange,
    SchemaChange,
    TableDiff,
    Version,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "FORMATS",
    "CellChange",
    "Diff",
    "Format",
    "Level",
    "RowChange",
    "SchemaChange",
    "TableDiff",
    "Version",
    "render",
]

Format = Literal["text", "json", "markdown", "html"]
FORMATS: tuple[Format, ...] = get_args(Format)

ENDINGS: Mapping[str, Format] = {
    ".json": "json",
    ".md": "markdown",
    ".html": "html",
    ".htm": "html",
}


def render(diff: Diff, format: Format = "text") -> str:
    """The whole diff as text of that format, ending in a line break, without colour."""
    name = "terminal" if format == "text" else format
    text: str = import_module(f"sourcebook.releases.{name}").text(diff)
    return text
