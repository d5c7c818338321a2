"""A ``Report`` as something to read: one renderer a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from sourcebook.findings import Report

Format = Literal["text", "json"]
FORMATS: tuple[Format, ...] = get_args(Format)


def render(report: Report, format: Format = "text") -> str:
    """The whole report as text of that format, ending in a line break, without colour."""
    if format == "json":
        from sourcebook.report import json

        return json.text(report)
    from sourcebook.report import terminal

    return terminal.text(report)
