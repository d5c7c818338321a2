"""A ``Report`` as something to read: one renderer a file, each with ``text(report)``."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from sourcebook.findings import Report

Format = Literal["text", "json", "sarif", "junit", "github", "gitlab", "markdown", "html"]
FORMATS: tuple[Format, ...] = get_args(Format)

ENDINGS: dict[str, Format] = {
    ".json": "json",
    ".sarif": "sarif",
    ".sarif.json": "sarif",
    ".xml": "junit",
    ".md": "markdown",
    ".html": "html",
    ".htm": "html",
}
"""The format of a file by the end of its name. Those of the two forges have no ending of theirs."""


def render(report: Report, format: Format = "text") -> str:
    """The whole report as text of that format, ending in a line break, without colour."""
    name = "terminal" if format == "text" else format
    text: str = import_module(f"sourcebook.report.{name}").text(report)
    return text


def by_ending(name: str) -> Format:
    """The format that a file's name asks for: text unless its ending is one that we know."""
    known = [ending for ending in ENDINGS if name.lower().endswith(ending)]
    return ENDINGS[max(known, key=len)] if known else "text"
