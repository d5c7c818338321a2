"""A report as JSON, format 1: the same report is the same bytes.

One table and one finding a line, so that a line tool finds its way in it. The keys and their
order are part of the format; ``findings.FORMAT`` counts up when one is renamed or removed, and
stays when one is added.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sourcebook.findings import FORMAT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sourcebook.errors import Mistake
    from sourcebook.findings import (
        Coverage,
        Difference,
        Finding,
        Report,
        TableReport,
        Waiver,
        WaiverReport,
    )


def text(report: Report) -> str:
    """The report as one JSON object and a line break."""
    compared = _compact(list(report.agreement.compared))
    differences = _one_a_line(map(difference, report.agreement.differences))
    return (
        f'{{"format": {FORMAT},\n'
        f' "sourcebook": {_compact(report.sourcebook)},\n'
        f' "valid": {_compact(report.valid)},\n'
        f' "engines": {_compact(list(report.engines))},\n'
        f' "against": {_compact(report.against)},\n'
        f' "agreement": {{"compared": {compared}, "differences": {differences}}},\n'
        f' "waivers": {_one_a_line(map(waiver_report, report.waivers))},\n'
        f' "remarks": {_one_a_line(map(remark, report.remarks))},\n'
        f' "tables": {_one_a_line(map(table, report.tables))},\n'
        f' "findings": {_one_a_line(map(_finding, report.findings))}}}\n'
    )


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, default=str)


def _one_a_line(values: Iterable[dict[str, Any]]) -> str:
    lines = ",\n  ".join(_compact(value) for value in values)
    return f"[\n  {lines}]" if lines else "[]"


def difference(one: Difference) -> dict[str, Any]:
    """A disagreement of engines under the keys of the format."""
    return {
        "table": one.table,
        "row": one.row,
        "field": one.field,
        "code": one.code,
        "found_by": list(one.found_by),
        "missed_by": list(one.missed_by),
    }


def waiver_report(one: WaiverReport) -> dict[str, Any]:
    """What became of a waiver, under the keys of the format."""
    return {**_waiver(one.waiver), "state": one.state, "found": one.found}


def remark(one: Mistake) -> dict[str, Any]:
    """What a declaration hardly means, under the keys of the format."""
    return {"file": one.file, "path": one.path, "message": one.message, "hint": one.hint}


def _waiver(waiver: Waiver) -> dict[str, Any]:
    return {
        "rule": waiver.rule,
        "table": waiver.table,
        "key": dict(waiver.key),
        "reason": waiver.reason,
        "who": waiver.who,
        "expires": None if waiver.expires is None else waiver.expires.isoformat(),
        "path": waiver.path,
        "line": waiver.line,
    }


def table(one: TableReport) -> dict[str, Any]:
    """A table's totals and coverage under the keys of the format."""
    return {
        "name": one.name,
        "path": one.path,
        "parts": list(one.parts),
        "rows": one.rows,
        "valid": one.valid,
        "errors": one.errors,
        "warnings": one.warnings,
        "waived": one.waived,
        "new_errors": one.new_errors,
        "coverage": [_coverage(cover) for cover in one.coverage],
    }


def _coverage(cover: Coverage) -> dict[str, Any]:
    return {
        "rule": cover.rule,
        "status": cover.status,
        "reason": cover.reason,
        "found": cover.found,
        "listed": cover.listed,
        "waived": cover.waived,
        "new": cover.new,
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
        "record": None if finding.record is None else dict(finding.record),
        "standing": finding.standing,
        "waiver": None if finding.waiver is None else _waiver(finding.waiver),
    }
