"""Nothing that is in a report gets lost on its way to a reader.

Every text, number and date of a report is given a mark of its own, wherever it stands, a field
that somebody adds later too; each format has to say all of them but those that it leaves out by
design, which ``docs/reports.md`` tells its readers.
"""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from enum import Enum
from typing import Any

import pytest

from reportreaders import read
from richreport import RICH
from sourcebook.findings import Coverage, Report
from sourcebook.report import FORMATS, render

CELLS = {"findings.record", "findings.value", "findings.row"}
COUNTED = {"tables.coverage.listed"}  # what is listed is counted again, not copied
APPLIED = {
    "waivers.found",
    "waivers.waiver.line",
    "findings.waiver.line",
}  # they stand by their findings
REMARKS = {f"remarks.{name}" for name in ("file", "path", "message", "hint")}
"""``sourcebook validate`` says them on stderr, which a terminal shows beside its text."""
LINE = {"sourcebook"} | CELLS | COUNTED
LEFT_OUT: dict[str, set[str]] = {
    "json": set(),
    "sarif": set(),
    "html": {"findings.waiver.line"} | COUNTED,
    "text": LINE | APPLIED | REMARKS | {"tables.coverage.rule"},
    "junit": LINE | {"findings.waiver.line"},
    "github": LINE | APPLIED,
    "gitlab": LINE | {"findings.waiver.line", "findings.column"},
    "markdown": LINE | APPLIED,
}


class Marks:
    """Gives every leaf a mark, the same to equal leaves, and remembers where it stood."""

    def __init__(self) -> None:
        self.places: dict[str, set[str]] = {}
        self.apart: dict[str, str] = {}
        self._given: dict[Any, Any] = {}

    def mark(self, value: Any, place: str = "") -> Any:
        if is_dataclass(value) and not isinstance(value, type):
            changes = {
                each.name: self.mark(getattr(value, each.name), f"{place}.{each.name}".strip("."))
                for each in fields(value)
            }
            return self._coverage(replace(value, **changes))
        if isinstance(value, tuple):
            return tuple(self.mark(each, place) for each in value)
        if isinstance(value, dict):
            return {self.mark(k, place): self.mark(v, place) for k, v in value.items()}
        if value is None or value == 0 or isinstance(value, Enum):
            return value
        return self._leaf(value, place)

    def _leaf(self, value: Any, place: str) -> Any:
        number = len(self._given) + 1
        # Numbers are each their own: two that are equal by chance are not the same thing.
        known = (place, number) if isinstance(value, int) else value
        if known not in self._given:
            self._given[known] = self._marked(value, number, place)
        marked = self._given[known]
        word = f"mark{marked.rpartition('mark')[2]}" if isinstance(value, str) else str(marked)
        self.places.setdefault(place, set()).add(word)
        return marked

    @staticmethod
    def _marked(value: Any, number: int, place: str) -> Any:
        if isinstance(value, str):
            return f"{value} mark{number}q"
        if isinstance(value, date):
            return date(2030, 1, 1) + timedelta(days=number)
        # What is waived is a part of what is found.
        return (7_000 if place == "tables.coverage.waived" else 7_000_000) + number

    def _coverage(self, value: Any) -> Any:
        """What is waived is told apart from what is found."""
        if isinstance(value, Coverage) and value.waived:
            self.apart[str(value.found)] = str(value.found - value.waived)
        return value


def lost(report: Report, format: str) -> set[str]:
    marks = Marks()
    words = read(render(marks.mark(report), format), format)
    return {
        place
        for place, wanted in marks.places.items()
        if not all(_says(words, each) or _says(words, marks.apart.get(each)) for each in wanted)
    }


def _says(words: str, wanted: str | None) -> bool:
    return wanted is not None and re.search(rf"(?<![0-9]){wanted}(?![0-9])", words) is not None


@pytest.mark.parametrize("format", FORMATS)
def test_a_format_says_all_but_what_it_leaves_out_by_design(format: str) -> None:
    assert lost(RICH, format) == LEFT_OUT[format]
