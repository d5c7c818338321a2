"""Each finding as new or old: whether the base has the same, by table, key, rule, field and value.

A base has a finding as often as it has it: of two that are the same, where the base has one, the
second is new. And it has it only if it has it as gravely: what the base waives, or warns of, and
now fails, is new. So where the base is valid, what has no new errors is valid too.

The base is checked as it was: by its own schemas, its own rules and its own waivers. A rule that is
new, or stricter than it was, makes new findings in old rows, and they are the work of whoever
brings the rule: mend the rows, waive them, or let the rule warn first.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sourcebook.findings import Standing
from sourcebook.standing import rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sourcebook.declare import Target
    from sourcebook.findings import Finding
    from sourcebook.standing.rows import Records

Identity = tuple["str | None", ...]


@dataclass(frozen=True, slots=True)
class Side:
    target: Target
    findings: Sequence[Finding]


def mark(now: Side, before: Side | None) -> list[Finding]:
    """The findings of ``now``, each with its standing. ``None``: there is no base, all is new."""
    standings = [Standing.NEW] * len(now.findings)
    if before is not None:
        identities, base = _identities(now, before)
        graves = [_gravity(finding) for finding in before.findings]
        left = Counter(zip(base, graves, strict=True))
        gravities = [_gravity(finding) for finding in now.findings]
        for gravity in _GRAVITIES:
            enough = _GRAVITIES[: _GRAVITIES.index(gravity) + 1]
            for number, identity in enumerate(identities):
                if gravities[number] == gravity:
                    taken = next((each for each in enough if left[identity, each]), None)
                    if taken is not None:
                        left[identity, taken] -= 1
                        standings[number] = Standing.OLD
    return [
        replace(finding, standing=standing)
        for finding, standing in zip(now.findings, standings, strict=True)
    ]


_GRAVITIES = ("error", "warning", "waived")
"""The gravest first: that is also the order in which findings take what the base has."""


def _gravity(finding: Finding) -> str:
    return "waived" if finding.waiver is not None else finding.severity.value


def _identities(now: Side, before: Side) -> tuple[list[Identity], list[Identity]]:
    sides = (now, before)
    tables = [{table.name: table for table in side.target.dataset.tables} for side in sides]
    # Rows are told by their key where both sides mean the same by it, else by their cells.
    same = {
        name
        for name in tables[0].keys() & tables[1].keys()
        if tables[0][name].primary_key == tables[1][name].primary_key
    }
    records = [
        rows.read(
            side.target,
            (
                finding
                for finding in side.findings
                if finding.table in tables[0]
                and finding.table in tables[1]
                and not (finding.table in same and rows.is_told(finding))
            ),
        )
        for side in sides
    ]
    columns = _columns(records)

    def identity(finding: Finding, number: int) -> Identity:
        about = (finding.table, finding.code, finding.field, finding.value)
        table = tables[number][finding.table]
        key = rows.key(finding, table, records[number]) if table.name in same else None
        if key is not None:
            return (*about, "key", *key)
        record = records[number].get((finding.table, finding.row or 0), {})
        return (*about, "cells", *(record.get(name) or "" for name in columns[finding.table]))

    found = [
        [identity(each, number) for each in side.findings] for number, side in enumerate(sides)
    ]
    return found[0], found[1]


def _columns(records: Sequence[Records]) -> dict[str, list[str]]:
    """By table, the columns that both sides have: a new one makes no finding new."""
    seen: list[dict[str, list[str]]] = [{}, {}]
    for number, side in enumerate(records):
        for (table, _), record in side.items():
            seen[number].setdefault(table, list(record))
    return defaultdict(
        list,
        {
            table: [name for name in names if name in seen[1].get(table, ())]
            for table, names in seen[0].items()
        },
    )
