"""The sentences that several renderers share, so that each thing is called the same everywhere.

What comes from data or from a path is made visible (see ``visible``); nothing else is escaped here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sourcebook.findings import Severity, Status, WaiverState
from sourcebook.report.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sourcebook.errors import Mistake
    from sourcebook.findings import Difference, Finding, Report, TableReport, Waiver, WaiverReport
    from sourcebook.report.groups import Group


def count(number: int, noun: str) -> str:
    """``no rows``, ``1 row``, ``2,048 rows``."""
    if number == 1:
        return f"1 {noun}"
    return f"{number:,} {noun}s" if number else f"no {noun}s"


def listing(words: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else "none"


def verdict(report: Report) -> str:
    """The closing line: valid or not, and the totals."""
    rows = sum(table.rows or 0 for table in report.tables)
    new = None if report.against is None else sum(t.new_errors or 0 for t in report.tables)
    waived = sum(table.waived for table in report.tables)
    tables = count(len(report.tables), "table")
    found = _totals(report.errors, new, report.warnings, waived)
    end = f"{count(rows, 'row')}, checked by {_engines(report.engines)}{_reach(report)}."
    if report.valid:
        # Errors that stand in the base too leave it valid, and are told.
        found = found if report.errors else _totals(None, None, report.warnings, waived)
        return f"Valid: {tables}, {found}. {end}"
    if all(table.valid for table in report.tables):
        return f"Not valid: the engines disagree. {tables}, {found}. {end}"
    bad = sum(not table.valid for table in report.tables)
    return f"Not valid: {found} in {bad} of {tables}. {end}"


def _reach(report: Report) -> str:
    against = "" if report.against is None else f", held against {visible(report.against)}"
    covers = [cover for table in report.tables for cover in table.coverage]
    skipped = sum(cover.status is Status.SKIPPED for cover in covers)
    return against + (
        f"; {skipped:,} of {count(len(covers), 'rule')} not checked" if skipped else ""
    )


def _engines(engines: Sequence[str]) -> str:
    return visible(listing(engines)) if engines else "no engine"


def totals(table: TableReport) -> str:
    """``1,200 rows: 2 errors (1 new), no warnings, 3 waived``."""
    rows = "not read to its end" if table.rows is None else count(table.rows, "row")
    return f"{rows}: {_totals(table.errors, table.new_errors, table.warnings, table.waived)}"


def _totals(errors: int | None, new: int | None, warnings: int, waived: int) -> str:
    parts = [count(warnings, "warning")]
    if errors is not None:
        parts.insert(0, count(errors, "error") + (fresh(new) if errors else ""))
    if waived:
        parts.append(f"{waived:,} waived")
    return ", ".join(parts)


def fresh(new: int | None) -> str:
    """How many of some findings the base does not have, in brackets; ``""`` without a base."""
    return "" if new is None else f" ({new:,} new)" if new else " (none new)"


def found(group: Group) -> str:
    """As ``1,560 found (2 new), 10 listed, 1 waived``; what is waived is not among the found."""
    told = f"{group.found:,} found{fresh(group.new) if group.found else ''}"
    if group.listed < group.found:
        told += f", {group.listed:,} listed"
    return told + (f", {group.waived:,} waived" if group.waived else "")


def place(finding: Finding) -> str:
    """``path:line:column`` as far as it is known, on which terminals and editors let one click.

    Where there is no line, a column would be taken for one.
    """
    column = finding.column if finding.line else None
    where = ":".join(str(part) for part in (finding.path, finding.line, column) if part)
    if finding.line is None and finding.row is not None:
        where += f": {row(finding)}"
    return visible(where)


def row(finding: Finding) -> str:
    """``row 5``, for what has no lines; of a view, whose path is that of its SQL, it says so."""
    of = " of the view" if finding.path.endswith(".sql") else ""
    return f"row {finding.row}{of}"


def message(finding: Finding) -> str:
    """What is wrong, with the field before it unless the message names its field itself."""
    named = finding.field and re.search(
        rf"(?<!\w){re.escape(finding.field)}(?!\w)", finding.message
    )
    field = f"{finding.field}: " if finding.field and not named else ""
    return visible(field + finding.message)


def key(finding: Finding) -> str:
    """``order_id: o-002``; empty where there is no key."""
    return visible(", ".join(f"{name}: {value}" for name, value in (finding.key or {}).items()))


def sentence(finding: Finding) -> str:
    """Message and key on one line, and the hint after them."""
    keyed = f" ({key(finding)})" if finding.key else ""
    hint = f" {visible(finding.hint)}" if finding.hint else ""
    return f"{message(finding)}{keyed}{hint}"


def reason(waiver: Waiver) -> str:
    """As ``Waived by jane until 2026-12-31: the source is lost``."""
    until = f" until {waiver.expires.isoformat()}" if waiver.expires else ""
    return visible(f"Waived by {waiver.who}{until}: {waiver.reason}")


def remark(remark: Mistake) -> str:
    """What a declaration says and hardly means, with its place."""
    return visible(str(remark))


def waiver_place(waiver: Waiver) -> str:
    """Where the waiver stands."""
    return visible(":".join(str(part) for part in (waiver.path, waiver.line) if part))


def waiver_about(waiver: Waiver) -> str:
    """``late in orders (order_id: o-002)``."""
    keyed = ", ".join(f"{name}: {value}" for name, value in waiver.key.items())
    return visible(f"{waiver.rule} in {waiver.table}" + (f" ({keyed})" if keyed else ""))


def waiver_state(report: WaiverReport) -> str:
    """What became of a waiver, and what to do about it."""
    about = waiver_about(report.waiver)
    if report.state is WaiverState.UNUSED:
        return f"The waiver of {about} covers nothing. Remove it."
    covered = count(report.found, "finding")
    if report.state is WaiverState.EXPIRED:
        day = f" on {report.waiver.expires.isoformat()}" if report.waiver.expires else ""
        return (
            f"The waiver of {about} expired{day} and would cover {covered}. "
            "Mend the data, or decide again."
        )
    return f"The waiver of {about} covers {covered}."


def difference(one: Difference) -> tuple[str, str]:
    """Where engines disagree, and who found what."""
    where = [one.table]
    if one.row is not None:
        where.append(f"row {one.row}")
    if one.field is not None:
        where.append(one.field)
    told = f"{one.code}: found by {listing(one.found_by)}, not by {listing(one.missed_by)}"
    return visible(", ".join(where)), visible(told)


def skipped(rules: Iterable[str], why: str) -> str:
    """``late, early: the column baked_on is missing``."""
    return visible(f"{', '.join(rules)}: {why}")


def severity(group: Group) -> str:
    """``error``, ``warning``, or ``finding`` where that can't be told."""
    return "finding" if group.severity is None else str(group.severity)


def title(text: Severity | str) -> str:
    """With a capital, to begin a line."""
    return text[:1].upper() + text[1:]
