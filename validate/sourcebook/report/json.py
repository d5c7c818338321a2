"""A report as JSON, format 1: the same report is the same bytes.

One table and one finding a line, so that a line tool finds its way in it. The keys and their
order are part of the format; ``findings.FORMAT`` counts up when one is renamed or removed.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sourcebook.findings import FORMAT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sourcebook.findings import Coverage, Difference, Finding, Report, TableReport


def text(report: Report) -> str:
    """The report as one JSON object and a line break."""
    compared = _compact(list(report.agreement.compared))
    differences = _one_a_line(map(_difference, report.agreement.differences))
    return (
        f'{{"format": {FORMAT},\n'
        f' "sourcebook": {_compact(report.sourcebook)},\n'
        f' "valid": {_compact(report.valid)},\n'
        f' "engines": {_compact(list(report.engines))},\n'
        f' "agreement": {{"compared": {compared}, "differences": {differences}}},\n'
        f' "tables": {_one_a_line(map(_table, report.tables))},\n'
        f' "findings": {_one_a_line(map(_finding, report.findings))}}}\n'
    )


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, default=str)


def _one_a_line(values: Iterable[dict[str, Any]]) -> str:
    lines = ",\n  ".join(_compact(value) for value in values)
    return f"[\n  {lines}]" if lines else "[]"


def _difference(difference: Difference) -> dict[str, Any]:
    return {
        "table": difference.table,
        "row": difference.row,
        "field": difference.field,
        "code": difference.code,
        "found_by": list(difference.found_by),
        "missed_by": list(difference.missed_by),
    }


def _table(table: TableReport) -> dict[str, Any]:
    return {
        "name": table.name,
        "path": table.path,
        "rows": table.rows,
        "valid": table.valid,
        "errors": table.errors,
        "warnings": table.warnings,
        "coverage": [_coverage(cover) for cover in table.coverage],
    }


def _coverage(cover: Coverage) -> dict[str, Any]:
    return {
        "rule": cover.rule,
        "status": cover.status,
        "reason": cover.reason,
        "found": cover.found,
        "listed": cover.listed,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity,
        "table": finding.table,
        "path": finding.path,
        "line": finding.line,
        "row": finding.row,
        "column": finding.column,
        "field": finding.field,
        "key": None if finding.key is None else dict(finding.key),
        "value": finding.value,
        "message": finding.message,
        "hint": finding.hint,
    }
