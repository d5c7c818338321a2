"""Whether engines agree: on every (table, row, field, code) that more than one of them covers.

Row errors are compared without their field and faults of the header by their column. A difference
in which frictionless-py stands alone and the specification decides against it is a quirk
(``quirks``) and is not reported; where our own two engines differ, nothing is excused.
"""

from __future__ import annotations

import csv
import tempfile
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sourcebook.engines import labels, reading
from sourcebook.engines.quirks import Dispute, recognise
from sourcebook.findings import Agreement, Difference, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sourcebook.declare import Dataset, Field, Table
    from sourcebook.engines.outcome import Outcome
    from sourcebook.engines.quirks import Quirk
    from sourcebook.findings import Finding, TableReport

REFERENCE = "frictionless"
READ_CODES = frozenset({"source-error", "encoding-error"})
"""What every engine finds, or else could not read the file at all."""
FILE_CODES = READ_CODES | {"byte-count", "hash-count", "byte-order-mark", "line-ending"}
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
    """A field's name, the column of a label or of a cell without a field, or nothing."""
    code: str


@dataclass(frozen=True, slots=True)
class Explained:
    """A difference, and the quirk of frictionless-py that accounts for it, if one does."""

    place: Place
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
    by_engine = {name: _places(outcome.findings, dataset) for name, outcome in outcomes.items()}
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
            place,
            Difference(
                place.table, place.row or None, place.at or None, place.code, having, lacking
            ),
            quirks.get(place),
        )
        for place, having, lacking in found
    ]


def place_of(finding: Finding, table: Table) -> Place:
    """Where a finding is, as far as engines are compared."""
    if finding.code in FILE_CODES:
        return Place(finding.table, 0, "", finding.code)
    if finding.code.endswith(("-label", "-header")):
        at = finding.field if finding.code == "missing-label" else str(finding.column or "")
        return Place(finding.table, 0, at or "", finding.code)
    if finding.code in ROW_CODES:
        return Place(finding.table, finding.row or 0, "", finding.code)
    known = any(of.name == finding.field for of in table.fields)
    at = finding.field if known else str(finding.column or "")
    return Place(finding.table, finding.row or 0, at or "", finding.code)


def _places(findings: Iterable[Finding], dataset: Dataset) -> dict[Place, Finding]:
    return {place_of(finding, dataset.table(finding.table)): finding for finding in findings}


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
    return place.code in READ_CODES


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
            known = _read(table, wanted)
            for place, having, _ in lonely:
                if place.table == name:
                    disputes[place] = self._dispute(table, place, having, known)
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
        self, table: Table, place: Place, having: tuple[str, ...], known: _Known
    ) -> Dispute:
        here: dict[bool, set[tuple[str, str | None]]] = {True: set(), False: set()}
        for engine, places in self.by_engine.items():
            here[engine == REFERENCE].update(
                (other.code, other.at or None)
                for other in places
                if (other.table, other.row) == (place.table, place.row)
            )
        of = next((f for f in table.fields if f.name == place.at), None)
        record = known.records.get(place.row, ())
        cells = {
            column.name: None if cell in (*column.missing_values, reading.MISSING) else cell
            for column, cell in zip(known.columns, record, strict=False)
            if column is not None
        }
        return Dispute(
            table=table,
            code=place.code,
            row=place.row or None,
            field=of,
            value=cells.get(of.name) if of is not None else None,
            alone=having == (REFERENCE,),
            cells=cells,
            record=record,
            theirs=frozenset(here[True]),
            ours=frozenset(here[False]),
            labels=known.labels,
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


@dataclass(frozen=True, slots=True)
class _Known:
    """What stands in a file where engines differ."""

    labels: tuple[str, ...] = ()
    columns: tuple[Field | None, ...] = ()
    records: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


def _read(table: Table, rows: set[int]) -> _Known:
    """The header and some records of a source."""
    if table.format == "parquet":
        return _of_parquet(table, rows)
    with tempfile.TemporaryDirectory(prefix="sourcebook-") as folder:
        scratch = Path(folder)
        read = reading.rewrite(reading.read(table, scratch), table, scratch)
        columns, _ = labels.columns(read)
        found: dict[int, tuple[str, ...]] = {}
        if read.readable and read.file is not None and table.format != "none":
            with read.file.open(encoding="utf-8", newline="") as text:
                for row, _, _, *cells in csv.reader(text):
                    if int(row) in rows:
                        found[int(row)] = tuple(cells)
        return _Known(tuple(read.labels), tuple(columns), found)


def _of_parquet(table: Table, rows: set[int]) -> _Known:
    """The labels of a Parquet file and some of its records, which count from 2, as texts."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        data = pq.read_table(table.source)
    except (OSError, pa.ArrowException):
        return _Known()
    labelled = tuple(data.column_names)
    columns, _ = labels.match(list(labelled), table)
    found = {}
    for row in sorted(rows):
        if 2 <= row < data.num_rows + 2:
            record = data.slice(row - 2, 1).to_pylist()[0]
            cells = (record[label] for label in labelled)
            found[row] = tuple(reading.MISSING if c is None else str(c) for c in cells)
    return _Known(labelled, tuple(columns), found)
