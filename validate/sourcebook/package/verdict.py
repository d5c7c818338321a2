"""``validation.json`` of a package: the report of the engines with nothing of the machine in it.

Rows and lines are those of the dataset as it was checked, so files are named by their path in it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sourcebook import report as reports
from sourcebook.declare import views
from sourcebook.declare.waivers import NAME

if TYPE_CHECKING:
    from pathlib import Path

    from sourcebook.declare import Dataset
    from sourcebook.findings import Report


def text(report: Report, dataset: Dataset) -> str:
    """The report as JSON (format 1), paths relative to the dataset's folder."""
    names = {
        table.path: _place(table.source.absolute(), dataset.root.absolute(), table.name)
        for table in dataset.tables
    }
    relative = replace(
        report,
        tables=tuple(replace(t, path=names.get(t.path, t.path)) for t in report.tables),
        findings=tuple(
            replace(
                finding,
                path=names.get(finding.path, finding.path),
                waiver=None if finding.waiver is None else replace(finding.waiver, path=NAME),
            )
            for finding in report.findings
        ),
        waivers=tuple(
            replace(told, waiver=replace(told.waiver, path=NAME)) for told in report.waivers
        ),
    )
    return reports.render(relative, "json")


def _place(source: Path, root: Path, name: str) -> str:
    # The rows of a view stand outside of it, where they were computed.
    inside = source.is_relative_to(root)
    return source.relative_to(root).as_posix() if inside else views.place(name)
