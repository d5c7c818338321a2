"""A report as JUnit XML: a table is a test suite and a rule in it a test case.

A rule fails that makes its table not valid, is skipped where it could not be checked, and passes
else; warnings, old and waived findings are in its output. There is no schema that all readers of
JUnit XML agree on: only elements and attributes are used that Jenkins' and GitLab's readers share.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from sourcebook.findings import Standing, WaiverState
from sourcebook.report import words
from sourcebook.report.groups import sections
from sourcebook.report.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sourcebook.findings import Finding, Report
    from sourcebook.report.groups import Group, Section


def text(report: Report) -> str:
    """The report as an XML document."""
    root = ET.Element("testsuites", name="sourcebook validate")
    for section in sections(report):
        _table(root, section, report.against)
    if len(report.agreement.compared) > 1:
        _agreement(root, report)
    if report.remarks:
        _remarks(root, report)
    if report.waivers:
        _waivers(root, report)
    _summary(root, report)
    for name in ("tests", "failures", "skipped"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    root.set("errors", "0")
    root.set("time", "0")
    ET.indent(root, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, "unicode") + "\n"


def _suite(root: ET.Element, name: str) -> ET.Element:
    return ET.SubElement(root, "testsuite", name=visible(name))


def _close(suite: ET.Element) -> None:
    cases = suite.findall("testcase")
    suite.set("tests", str(len(cases)))
    suite.set("failures", str(sum(case.find("failure") is not None for case in cases)))
    suite.set("errors", "0")
    suite.set("skipped", str(sum(case.find("skipped") is not None for case in cases)))
    suite.set("time", "0")


def _case(suite: ET.Element, name: str, path: str = "") -> ET.Element:
    case = ET.SubElement(
        suite, "testcase", classname=suite.get("name", ""), name=visible(name), time="0"
    )
    if path:
        case.set("file", visible(path))
    return case


def _table(root: ET.Element, section: Section, against: str | None) -> None:
    table = section.table
    suite = _suite(root, table.name)
    totals = {
        "path": table.path,
        "rows": table.rows,
        "errors": table.errors,
        "new_errors": table.new_errors,
        "warnings": table.warnings,
        "waived": table.waived,
    }
    properties = ET.SubElement(suite, "properties")
    for name, value in totals.items():
        if value is not None:
            ET.SubElement(properties, "property", name=name, value=visible(str(value)))
    for group in section.groups:
        _group(_case(suite, group.code, table.path), group, against)
    for rule in section.passed:
        _case(suite, rule, table.path)
    ran = {group.code for group in section.groups}
    for why, rules in section.skipped:
        for rule in rules:
            name = f"{rule} (in part)" if rule in ran else rule
            skipped = ET.SubElement(_case(suite, name, table.path), "skipped")
            skipped.set("message", visible(why))
    _close(suite)


def _group(case: ET.Element, group: Group, against: str | None) -> None:
    new = [each for each in group.findings if each.standing is not Standing.OLD]
    old = [each for each in group.findings if each.standing is Standing.OLD]
    output = []
    if group.fails:
        failure = ET.SubElement(case, "failure", type=words.severity(group))
        failure.set("message", f"{visible(group.code)}: {words.found(group)}")
        failure.text = _lines(map(_line, new))
    elif group.found:
        output.append(f"{words.title(words.severity(group))}: {words.found(group)}")
        output += map(_line, new)
    if old:
        output += [f"In {visible(against or 'the base')} too:", *map(_line, old)]
    if group.waived:
        output.append(f"{group.waived:,} waived, {len(group.excused):,} listed")
        for each in group.excused:
            output += [_line(each), *([words.reason(each.waiver)] if each.waiver else [])]
    if output:
        ET.SubElement(case, "system-out").text = _lines(output)


def _line(finding: Finding) -> str:
    return f"{words.place(finding)}: {words.sentence(finding)}"


def _lines(lines: Iterable[str]) -> str:
    return "\n" + "".join(f"{line}\n" for line in lines)


def _agreement(root: ET.Element, report: Report) -> None:
    suite = _suite(root, "engines")
    case = _case(suite, f"{words.listing(report.agreement.compared)} agree")
    differences = report.agreement.differences
    if differences:
        places = words.count(len(differences), "place")
        failure = ET.SubElement(case, "failure", type="error")
        failure.set("message", f"The engines disagree in {places}")
        failure.text = _lines(": ".join(words.difference(each)) for each in differences)
    _close(suite)


def _remarks(root: ET.Element, report: Report) -> None:
    suite = _suite(root, "declaration")
    by_file: dict[str, list[str]] = {}
    for each in report.remarks:
        by_file.setdefault(each.file, []).append(f"Warning: {words.remark(each)}")
    for file, told in by_file.items():
        case = _case(suite, file, file)
        ET.SubElement(case, "system-out").text = _lines(told)
    _close(suite)


def _waivers(root: ET.Element, report: Report) -> None:
    suite = _suite(root, "waivers")
    for each in report.waivers:
        case = _case(suite, words.waiver_about(each.waiver), each.waiver.path)
        warning = "" if each.state is WaiverState.APPLIED else "Warning: "
        told = f"{words.waiver_place(each.waiver)}: {warning}{words.waiver_state(each)}"
        ET.SubElement(case, "system-out").text = _lines([told, words.reason(each.waiver)])
    _close(suite)


def _summary(root: ET.Element, report: Report) -> None:
    """The verdict as a case of its own, so that a report without a rule is no empty file."""
    suite = _suite(root, "sourcebook")
    case = _case(suite, "verdict")
    ET.SubElement(case, "system-out").text = _lines([words.verdict(report)])
    _close(suite)
