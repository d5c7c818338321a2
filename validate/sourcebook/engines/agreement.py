"""Whether engines agree: on every (table, row, field, code) that more than one of them covers.

Row errors are compared without their field and faults of the header by their column. A difference
in which frictionless-py stands alone and the specification decides against it is a quirk
(``quirks``) and is not reported; where our own two engines differ, nothing is excused.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sourcebook.engines import labels
from sourcebook.engines.quirks import Dispute, recognise
from sourcebook.findings import Agreement, Difference, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sourcebook.declare import Dataset, Table
    from sourcebook.engines.outcome import Outcome
    from sourcebook.engines.quirks import Quirk
    from sourcebook.findings import Finding, TableReport

REFERENCE = "frictionless"
FILE_CODES = frozenset({"source-error", "encoding-error"})
ROW_CODES = frozenset({"primary-key", "foreign-key", "blank-row", "extra-cell"})
UNIQUE_KEYS = "unique-keys"
"""The coverage of ``uniqueKeys`` in an engine which checks ``unique`` but not those."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """What is compared: where a finding is, and what it is."""

    table: str
    row: int
    """0 for the file and its header."""
    at: str
    """A field's name, a column of the header, or nothing."""
    code: str


@dataclass(frozen=True, slots=True)
class Explained:
    """A difference, and the quirk of frictionless-py that accounts for it, if one does."""

    difference: Difference
    quirk: Quirk | None


def compare(outcomes: Mapping[str, Outcome], dataset: Dataset) -> Agreement:
    """Hold the outcomes of engines, each with all its findings listed, against each other."""
    told = explain(outcomes, dataset)
    left = tuple(each.difference for each in told if each.quirk is None)
    return Agreement(tuple(outcomes), left)


def explain(
    outcomes: Mapping[str, Outcome], dataset: Dataset, *, bare: bool = False
) -> list[Explained]:
    """Every difference between engines. ``bare``: the reference was not told anything otherwise."""
    by_engine = {name: _places(outcome.findings) for name, outcome in outcomes.items()}
    covers = {
        name: {report.name: report for report in outcome.tables}
        for name, outcome in outcomes.items()
    }
    found: list[tuple[Place, tuple[str, ...], tuple[str, ...]]] = []
    for place in sorted(set().union(*by_engine.values())):
        table = dataset.table(place.table)
        having = tuple(name for name in outcomes if place in by_engine[name])
        lacking = tuple(
            name
            for name in outcomes
            if place not in by_engine[name] and _covered(covers[name][table.name], table, place)
        )
        if lacking:
            found.append((place, having, lacking))
    quirks = _Judge(dataset, by_engine, found, bare).quirks()
    return [
        Explained(
            Difference(
                place.table, place.row or None, place.at or None, place.code, having, lacking
            ),
            quirks.get(place),
        )
        for place, having, lacking in found
    ]


def _place(finding: Finding) -> Place:
    if finding.code in FILE_CODES:
        return Place(finding.table, 0, "", finding.code)
    if finding.code.endswith(("-label", "-header")):
        at = finding.field if finding.code == "missing-label" else str(finding.column or "")
        return Place(finding.table, 0, at or "", finding.code)
    at = "" if finding.code in ROW_CODES else finding.field
    return Place(finding.table, finding.row or 0, at or "", finding.code)


def _places(findings: Iterable[Finding]) -> dict[Place, Finding]:
    return {_place(finding): finding for finding in findings}


def _covered(report: TableReport, table: Table, place: Place) -> bool:
    """Whether an engine would have found this. A code partly skipped counts as not covered."""
    status: dict[str, bool] = {}
    for entry in report.coverage:
        ran = entry.status is not Status.SKIPPED
        status[entry.rule] = ran and status.get(entry.rule, True)
    if place.code == "unique-error" and UNIQUE_KEYS in status:
        single = place.at and table.field(place.at).constraints.unique
        if not single:
            return status[UNIQUE_KEYS]
    if place.code in status:
        return status[place.code]
    if any(rule.id == place.code for rule in table.rules):
        return False
    return place.code in FILE_CODES or status.get("type-error", False)


@dataclass(slots=True)
class _Judge:
    """Sorts out the differences that a quirk explains."""

    dataset: Dataset
    by_engine: Mapping[str, Mapping[Place, Finding]]
    found: list[tuple[Place, tuple[str, ...], tuple[str, ...]]]
    bare: bool
    loose: dict[tuple[str, str], dict[int, Quirk]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    """By table and field, the rows on whose cell frictionless-py and the specification part."""

    def quirks(self) -> dict[Place, Quirk]:
        disputes: dict[Place, Dispute] = {}
        rows: dict[str, set[int]] = defaultdict(set)
        lonely = [entry for entry in self.found if self._is_lonely(*entry[1:])]
        for place, _, _ in lonely:
            rows[place.table].add(place.row)
        for name, wanted in rows.items():
            table = self.dataset.table(name)
            header, cells = _read(table, wanted)
            for place, having, _ in lonely:
                if place.table == name:
                    disputes[place] = self._dispute(
                        table, place, having, header, cells.get(place.row, {})
                    )
        explained: dict[Place, Quirk] = {}
        for place, dispute in disputes.items():
            quirk = recognise(dispute, bare=self.bare)
            if quirk is not None:
                explained[place] = quirk
                if quirk.lexical:
                    self.loose[place.table, place.at][place.row] = quirk
        for place in disputes:
            quirk = self._followed(place)
            if quirk is not None:
                explained.setdefault(place, quirk)
        return explained

    def _is_lonely(self, having: tuple[str, ...], lacking: tuple[str, ...]) -> bool:
        return having == (REFERENCE,) or lacking == (REFERENCE,)

    def _dispute(
        self,
        table: Table,
        place: Place,
        having: tuple[str, ...],
        header: tuple[str, ...],
        cells: Mapping[str, str | None],
    ) -> Dispute:
        here: dict[bool, set[tuple[str, str | None]]] = {True: set(), False: set()}
        for engine, places in self.by_engine.items():
            here[engine == REFERENCE].update(
                (other.code, other.at or None)
                for other in places
                if (other.table, other.row) == (place.table, place.row)
            )
        known = {f.name: f for f in table.fields}
        of = known.get(place.at)
        return Dispute(
            table=table,
            code=place.code,
            row=place.row or None,
            field=of,
            value=cells.get(of.name) if of is not None else None,
            alone=having == (REFERENCE,),
            cells=cells,
            theirs=frozenset(here[True]),
            ours=frozenset(here[False]),
            labels=header,
        )

    def _followed(self, place: Place) -> Quirk | None:
        """The quirk of a cell, read by one side and refused by the other, whence this follows."""
        table = self.dataset.table(place.table)
        fields: list[tuple[str, str]] = []
        if place.code == "constraint-error":
            return self.loose.get((table.name, place.at), {}).get(place.row)
        if place.code == "unique-error":
            fields = [(table.name, place.at)]
        elif place.code == "primary-key":
            fields = [(table.name, name) for name in table.primary_key]
        elif place.code == "foreign-key":
            for key in table.foreign_keys:
                fields += [(table.name, name) for name in key.fields]
                fields += [(key.resource, name) for name in key.reference_fields]
        return next((quirk for at in fields for quirk in self.loose.get(at, {}).values()), None)


def _read(table: Table, rows: set[int]) -> tuple[tuple[str, ...], dict[int, dict[str, str | None]]]:
    """The header of a CSV file and, by field, the cells of some records."""
    if table.format != "csv" or not table.source.is_file():
        return (), {}
    found: dict[int, dict[str, str | None]] = {}
    with table.source.open(encoding="utf-8-sig", errors="replace", newline="") as text:
        reader = csv.reader(text)
        header = tuple(next(reader, []))
        columns, _ = labels.match(header, table)
        for row, record in enumerate(reader, start=2):
            if row in rows:
                found[row] = {
                    of.name: None if cell in of.missing_values else cell
                    for of, cell in zip(columns, record, strict=False)
                    if of is not None
                }
    return header, found
