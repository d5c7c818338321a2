"""A report as SARIF 2.1.0 (OASIS, with errata 01), for code scanning and for editors.

One run. A finding is a result; a waived one is suppressed; with a base each has its baseline state.
What could not be checked, what lists fewer than were found, waivers that do nothing and engines
that disagree are notifications. The exact totals and the whole coverage are in the run's property
bag, under the keys of the JSON report.

A region has a line and no column: SARIF counts the characters of a line, we its cells. The cell is
in the logical location (``table.field``) and in the result's property bag.
"""

from __future__ import annotations

import json
import re
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sourcebook.codes import CODES
from sourcebook.findings import Standing, WaiverState
from sourcebook.report import json as plain
from sourcebook.report import words
from sourcebook.report.fingerprint import fingerprints
from sourcebook.report.groups import sections
from sourcebook.report.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sourcebook.findings import Finding, Report, Waiver
    from sourcebook.report.groups import Section

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)

Json = dict[str, Any]

_LINK = re.compile(r"\[([^\[\]]*)\](?=\()")


def text(report: Report) -> str:
    """The report as one SARIF log file, a result a line."""
    rules = _rules(report)
    places = {rule["id"]: index for index, rule in enumerate(rules)}
    marks = fingerprints(report.findings)
    results = ",\n   ".join(
        _compact(_result(report, finding, places[finding.code], mark))
        for finding, mark in zip(report.findings, marks, strict=True)
    )
    return (
        f'{{"$schema": "{SCHEMA}",\n'
        ' "version": "2.1.0",\n'
        f' "runs": [{{"tool": {_compact(_tool(report, rules))},\n'
        f'  "invocations": [{_compact(_invocation(report))}],\n'
        f'  "properties": {_compact(_properties(report))},\n'
        f'  "results": [\n   {results}]}}]}}\n'
    )


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, default=str)


def _tool(report: Report, rules: list[Json]) -> Json:
    version = report.sourcebook
    return {
        "driver": {
            "name": "Sourcebook",
            "version": version,
            "semanticVersion": version,
            "rules": rules,
        }
    }


def _invocation(report: Report) -> Json:
    return {
        "executionSuccessful": True,
        "toolExecutionNotifications": [*_coverage(sections(report)), *_differences(report)],
        "toolConfigurationNotifications": [*_remarks(report), *_waivers(report)],
    }


def _properties(report: Report) -> Json:
    """The totals and the coverage, under the keys of the JSON report."""
    return {
        "summary": words.verdict(report),
        "valid": report.valid,
        "errors": report.errors,
        "warnings": report.warnings,
        "engines": list(report.engines),
        "against": report.against,
        "agreement": {
            "compared": list(report.agreement.compared),
            "differences": [plain.difference(each) for each in report.agreement.differences],
        },
        "waivers": [plain.waiver_report(each) for each in report.waivers],
        "remarks": [plain.remark(each) for each in report.remarks],
        "tables": [plain.table(each) for each in report.tables],
    }


def _rules(report: Report) -> list[Json]:
    """All that was looked at, found or not, in the order of the report."""
    tables: dict[str, list[str]] = {}
    for table in report.tables:
        for cover in table.coverage:
            tables.setdefault(cover.rule, []).append(table.name)
    levels = {finding.code: str(finding.severity) for finding in reversed(report.findings)}
    for finding in report.findings:
        tables.setdefault(finding.code, [finding.table])
    return [
        {
            "id": rule,
            **_described(rule, names),
            **({"defaultConfiguration": {"level": levels[rule]}} if rule in levels else {}),
        }
        for rule, names in tables.items()
    ]


def _described(rule: str, tables: list[str]) -> Json:
    """What a rule is: a code of the standard by its meaning, any other by where it is asked."""
    code = CODES.get(rule)
    if code is None:
        return {"shortDescription": _message(f"{rule} in {words.listing(sorted(set(tables)))}")}
    return {
        "shortDescription": _message(code.title),
        "fullDescription": _message(code.meaning),
        "help": _message(code.mending),
    }


def _result(report: Report, finding: Finding, rule: int, mark: str) -> Json:
    result: Json = {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": str(finding.severity),
        "message": _message(words.sentence(finding)),
        "locations": [_location(finding)],
        "partialFingerprints": {"sourcebook/v1": mark},
    }
    if report.against is not None:
        old = finding.standing is Standing.OLD
        result["baselineState"] = "unchanged" if old else "new"
    if finding.waiver is not None:
        result["suppressions"] = [_suppression(finding.waiver)]
    cell = {
        "table": finding.table,
        "row": finding.row,
        "column": finding.column,
        "field": finding.field,
        "key": None if finding.key is None else dict(finding.key),
        "value": finding.value,
        "record": None if finding.record is None else dict(finding.record),
    }
    result["properties"] = {name: value for name, value in cell.items() if value is not None}
    return result


def _location(finding: Finding) -> Json:
    names = [finding.table, *filter(None, [finding.field])]
    return {
        "physicalLocation": _place(finding.path, finding.line),
        "logicalLocations": [{"fullyQualifiedName": ".".join(names), "name": names[-1]}],
    }


def _place(path: str, line: int | None) -> Json:
    place: Json = {"artifactLocation": {"uri": uri(path)}}
    if line is not None:
        place["region"] = {"startLine": line}
    return place


def uri(path: str) -> str:
    """A path as a URI reference (RFC 3986): relative where it is, else with the file scheme."""
    pure = PurePath(path)
    # Lone surrogates are the bytes of a name that is not UTF-8, and are quoted as such.
    quoted = quote(pure.as_posix().encode("utf-8", "surrogateescape"), safe="/")
    return f"file://{quoted}" if pure.is_absolute() else quoted


def _suppression(waiver: Waiver) -> Json:
    suppression: Json = {
        "kind": "external",
        "status": "accepted",
        "justification": words.reason(waiver),
    }
    if waiver.path:
        suppression["location"] = {"physicalLocation": _place(waiver.path, waiver.line)}
    return suppression


def _coverage(tables: tuple[Section, ...]) -> Iterator[Json]:
    for section in tables:
        table = section.table
        where = {"physicalLocation": _place(table.path, None)}
        for why, rules in section.skipped:
            for rule in rules:
                told = f"{rule} was not checked in {table.name}: {why}"
                yield _notification("warning", told, where, rule)
        for group in section.groups:
            if group.listed < group.found:
                told = f"{group.code} in {table.name}: {words.found(group)}"
                yield _notification("note", told, where, group.code)
        if table.rows is None:
            told = f"{table.name} could not be read to its end"
            yield _notification("warning", told, where)


def _differences(report: Report) -> Iterator[Json]:
    paths = {table.name: table.path for table in report.tables}
    for each in report.agreement.differences:
        where, told = words.difference(each)
        place = _place(paths[each.table], None) if each.table in paths else None
        yield _notification("error", f"The engines disagree: {where}: {told}", _around(place))


def _remarks(report: Report) -> Iterator[Json]:
    for each in report.remarks:
        yield _notification("warning", words.remark(each), _around(_place(each.file, None)))


def _waivers(report: Report) -> Iterator[Json]:
    for each in report.waivers:
        if each.state is WaiverState.APPLIED:
            continue
        place = _place(each.waiver.path, each.waiver.line) if each.waiver.path else None
        yield _notification("warning", words.waiver_state(each), _around(place))


def _around(place: Json | None) -> Json | None:
    return None if place is None else {"physicalLocation": place}


def _notification(level: str, told: str, where: Json | None, rule: str | None = None) -> Json:
    return {
        "level": level,
        "message": _message(told),
        **({"locations": [where]} if where else {}),
        **({"associatedRule": {"id": rule}} if rule else {}),
    }


def _message(told: str) -> Json:
    """A plain text message in which nothing is a placeholder (3.11.5) or a link (3.11.6)."""
    braced = visible(told).replace("{", "{{").replace("}", "}}")
    return {"text": _LINK.sub(r"\\[\1\\]", braced)}
