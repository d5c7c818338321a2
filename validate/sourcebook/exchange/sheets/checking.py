"""The dataset as it would be with the rows of a form: checked as a whole, and told by their cells.

The new rows stand below the old ones in files of their own. What is found there and not in the
dataset as it is comes of the form.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sourcebook import standing
from sourcebook.declare import Target
from sourcebook.editing import text
from sourcebook.engines.messages.words import either
from sourcebook.exchange.sheets.faults import Doubt, Fault
from sourcebook.findings import Severity, Silent, Standing
from sourcebook.standing import comparing
from sourcebook.standing.comparing import Side

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from sourcebook.declare import Dataset, Table
    from sourcebook.editing.text import Text
    from sourcebook.exchange.sheets.entries import Entry
    from sourcebook.findings import Finding

_WORD = re.compile(r"[\w:/.-]*\w")
_BLANK = ("primary-key", "unique-error", "foreign-key")
"""Codes of findings that a cell without a value may give where the real fault is told already."""


@dataclass(frozen=True, slots=True)
class Overlay:
    """A dataset with the rows of a form."""

    dataset: Dataset
    """Its changed tables stand in files of a scratch folder."""
    rows: Mapping[str, Sequence[Entry]]
    """The new rows of each table that has some, in the order in which they stand there."""
    old: Mapping[str, int]
    """How many rows stand above them."""
    ids: Mapping[str, str]
    """The ids that the new rows would get, each with what the person knows the row by."""


def overlay(
    dataset: Dataset, found: Mapping[str, Text], made: Sequence[Entry], scratch: Path
) -> Overlay:
    """Write the changed tables to a scratch folder."""
    rows: dict[str, list[Entry]] = defaultdict(list)
    for entry in made:
        rows[entry.table.name].append(entry)
    tables = []
    for table in dataset.tables:
        if table.name not in rows:
            tables.append(table)
            continue
        before = found[table.name]
        added = [
            [entry.cells.get(label, "") for label in before.labels] for entry in rows[table.name]
        ]
        file = scratch / f"{len(tables)}.csv"
        records = [*before.records, *added]
        file.write_bytes(text.write(before.labels, records, table.dialect.delimiter))
        tables.append(replace(table, source=file))
    old = {name: len(found[name].records) for name in rows}
    ids = {entry.id: known_by(entry) for entry in made if entry.id is not None}
    return Overlay(replace(dataset, tables=tuple(tables)), rows, old, ids)


def known_by(entry: Entry) -> str:
    """What a row is called as long as it has no id: as its writer has called it, or its place."""
    return entry.typed or f"the row {entry.row} of {entry.filled.sheet.name}"


def check(dataset: Dataset, over: Overlay, version: str) -> tuple[list[Fault], list[Fault]]:
    """What the rows of a form bring: errors, and warnings. Raises as ``standing.validate``."""
    sides = []
    for each in (over.dataset, dataset):
        target = Target(each)
        report = standing.validate([target], "duckdb", None, Silent(), version)
        sides.append(Side(target, report.findings))
        if not report.findings:
            break
    found = comparing.mark(sides[0], sides[1] if len(sides) > 1 else None)
    new = [each for each in found if each.standing is Standing.NEW and each.waiver is None]
    told: dict[Severity, list[Fault]] = {Severity.ERROR: [], Severity.WARNING: []}
    for finding in new:
        told[finding.severity] += _faults(over, finding)
    return told[Severity.ERROR], told[Severity.WARNING]


def _faults(over: Overlay, finding: Finding) -> Iterator[Fault]:
    """A finding at the cell of the form that it is about; none where that is told already."""
    message = _sentence(_typed(over, finding.message))
    hint = _typed(over, finding.hint or "")
    entry = _entry(over, finding)
    if entry is None:
        key = ", ".join(str(value) for value in (finding.key or {}).values())
        about = f"{finding.table}: {_typed(over, key)}" if key else finding.table
        step = hint or _meant(over.dataset, finding)
        there = "It stands in the dataset already, and the new rows make it wrong."
        yield Fault(None, None, None, message, f"{there} {step}".rstrip(), about)
        return
    fields = _about(entry.table, finding)
    names = fields or [*entry.table.primary_key, entry.table.fields[0].name]
    if not entry.doubts.keys() & {*names}:
        wrong = either([*dict.fromkeys(fields)]) if fields else "the row"
        step = f"{_meant(over.dataset, finding)} Correct {wrong}.".lstrip()
        yield entry.fault(names[0], Doubt(message, hint or step))


def _meant(dataset: Dataset, finding: Finding) -> str:
    """What the rule that a finding is of asks for, in the words of its declaration."""
    for rule in dataset.table(finding.table).rules:
        if rule.id == finding.code:
            told = [_sentence(words) for words in (rule.title, rule.description) if words]
            return " ".join(" ".join(told).split())
    return ""


def _sentence(words: str) -> str:
    return words if words.endswith((".", "!", "?", "…")) else f"{words}."


def _entry(over: Overlay, finding: Finding) -> Entry | None:
    rows = over.rows.get(finding.table)
    if rows is None or finding.row is None:
        return None
    at = finding.row - 2 - over.old[finding.table]
    return rows[at] if 0 <= at < len(rows) else None


def _about(table: Table, finding: Finding) -> list[str]:
    """The fields that a finding is about, the first of which is shown; none if it names none."""
    names = [finding.field] if finding.field else []
    if finding.code in _BLANK:
        keys = [key.fields for key in table.foreign_keys]
        groups = [table.primary_key] if finding.code == "primary-key" else [*keys]
        groups += list(table.unique_keys)
        names += [n for group in groups if not names or names[0] in group for n in group]
    for rule in table.rules:
        if rule.id == finding.code:
            names += rule.fields
    known = [field.name for field in table.fields]
    return [name for name in names if name in known]


def _typed(over: Overlay, words: str) -> str:
    """Words of the checks as the writer of the form knows its rows: ids are not allotted yet."""
    return _WORD.sub(lambda found: over.ids.get(found[0], found[0]), words)
