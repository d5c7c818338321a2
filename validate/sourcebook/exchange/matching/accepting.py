"""What a reviewer has decided, made rows of a dataset's own crosswalk.

A pair with the decision ``same``, ``close`` or ``broad`` becomes a row of the table that
``crosswalk`` in ``match.yaml`` names, in canonical form; one that is ``different`` or has no
decision becomes none. A decision that is another than before takes its place: the row is changed,
or goes where the pair is ``different`` now. All is checked before anything is written: the
decisions, and the table as it would be, by its own schema and rules.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sourcebook.declare import Target, open_target
from sourcebook.editing import form, text
from sourcebook.engines import engine
from sourcebook.errors import UseError
from sourcebook.exchange import kept
from sourcebook.exchange.matching.decisions import read_pairs
from sourcebook.exchange.matching.declared import DECISIONS, FILE, read_events
from sourcebook.findings import Severity, Silent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sourcebook.declare import Dataset, Table
    from sourcebook.editing.text import Text
    from sourcebook.exchange.matching.decisions import Pair
    from sourcebook.exchange.matching.declared import Crosswalk, Events
    from sourcebook.findings import Finding

_LISTED = 1000


@dataclass(frozen=True, slots=True)
class Accepted:
    """What becomes of a table of pairs; nothing is written yet."""

    file: Path
    """The file of the crosswalk."""
    path: str
    """The same as the user would name it."""
    before: bytes
    content: bytes
    """The file as it would be; as it is where nothing is changed."""
    added: int
    changed: tuple[str, ...]
    """Rows with another decision than before, in words."""
    removed: tuple[str, ...]
    """Rows of pairs that are different now, in words."""
    there: int
    """Accepted pairs that the crosswalk has already."""
    different: int
    undecided: int
    findings: tuple[Finding, ...] = ()
    """Errors that the table would have; then it is not to be written."""


def accept(file: Path, into: str | Path) -> Accepted:
    """The crosswalk of a dataset with the pairs that were accepted in a file.

    Raises ``RefusedError`` with the place of each decision that is none and each pair that is not
    of this dataset, ``UseError`` where the dataset declares no crosswalk, ``DeclarationError``.
    """
    dataset = open_target(into).dataset
    declared = dataset.root / FILE
    if not declared.is_file():
        raise UseError(f"{into}: has no {FILE}, which says where accepted pairs go. Write it.")
    events = read_events(declared)
    walk = events.crosswalk
    if walk is None or events.subject is None:
        raise UseError(
            f"{events.file}: needs `subject` and `crosswalk`. See the guide to matching."
        )
    table = _table(dataset, walk, events)
    pairs = read_pairs(file, events.scheme or dataset.name, walk)
    return _accepted(dataset, table, events, pairs)


def _table(dataset: Dataset, walk: Crosswalk, events: Events) -> Table:
    for table in dataset.tables:
        if table.name == walk.table:
            why = text.plain(table)
            if why is not None:
                raise UseError(f"{table.path}: can't be added to: {why}. Make it a plain CSV file.")
            return table
    raise UseError(f"{events.file}: crosswalk.table: there is no table {walk.table!r}. Check it.")


def _accepted(dataset: Dataset, table: Table, events: Events, pairs: list[Pair]) -> Accepted:
    walk = events.crosswalk
    assert walk is not None
    before = kept.read(table)
    columns = (walk.subject_table, walk.subject_id, walk.scheme, walk.external_id, walk.match)
    missing = next((name for name in columns if name not in before.labels), None)
    if missing is not None:
        raise UseError(f"{table.path}: has no column {missing!r}. Add it to the header.")
    rows = _Rows(before, walk, events.subject or "")
    for pair in pairs:
        if pair.decision:
            rows.decide(pair, walk.decisions.get(pair.decision))
    content = table.source.read_bytes()
    told = Accepted(
        table.source,
        table.path,
        content,
        content,
        added=len(rows.new),
        changed=tuple(rows.changed),
        removed=tuple(rows.removed),
        there=rows.there,
        different=sum(pair.decision == DECISIONS[-1] for pair in pairs),
        undecided=sum(not pair.decision for pair in pairs),
    )
    if not (told.added or told.changed or told.removed):
        return told
    return _checked(dataset, table, told, before.labels, rows.records())


class _Rows:
    """The rows of a crosswalk while one decision after the other is taken."""

    def __init__(self, before: Text, walk: Crosswalk, subject: str) -> None:
        self.labels, self.walk, self.subject = before.labels, walk, subject
        self.kept: list[list[str] | None] = [*before.records]
        self.new: dict[tuple[str, ...], list[str]] = {}
        self.changed: list[str] = []
        self.removed: list[str] = []
        self.there = 0
        columns = (walk.subject_table, walk.subject_id, walk.scheme, walk.external_id)
        self.key = [before.labels.index(name) for name in columns]
        self.match = before.labels.index(walk.match)
        self.at = {self._key(row): number for number, row in enumerate(before.records)}

    def _key(self, row: Sequence[str]) -> tuple[str, ...]:
        return tuple(row[at] for at in self.key)

    def decide(self, pair: Pair, code: str | None) -> None:
        """Take a decision: what the column ``match`` is to have, ``None`` for no row."""
        key = (self.subject, *pair.key)
        number = self.at.get(key, -1)
        row = self.kept[number] if number >= 0 else None
        if code is None and row is not None:
            self.kept[number] = None
            self.removed.append(f"{pair}, which was {row[self.match]}")
        elif code is not None and row is not None and row[self.match] != code:
            self.changed.append(f"{pair}: {row[self.match]} becomes {code}")
            self.kept[number] = [*row[: self.match], code, *row[self.match + 1 :]]
        elif code is not None and (row is not None or key in self.new):
            self.there += 1
        elif code is not None:
            cells = dict(zip(self.key, key, strict=True)) | {self.match: code}
            self.new[key] = [cells.get(at, "") for at in range(len(self.labels))]

    def records(self) -> list[list[str]]:
        """The rows as they are now, those that are new last."""
        return [*(row for row in self.kept if row is not None), *self.new.values()]


def _checked(
    dataset: Dataset, table: Table, told: Accepted, labels: list[str], records: list[list[str]]
) -> Accepted:
    """The file with these rows in canonical form, and the errors that it would have."""
    with TemporaryDirectory(prefix="sourcebook-") as folder:
        file = Path(folder) / table.source.name
        file.write_bytes(text.write(labels, records, table.dialect.delimiter))
        would = replace(table, source=file)
        formed = form(dataset, would)
        if formed.content is None:
            why = formed.refusals[0].message if formed.refusals else formed.left
            raise UseError(f"{table.path}: has no canonical form: {why} Mend that first.")
        file.write_bytes(formed.content)
        tables = tuple(would if each.name == table.name else each for each in dataset.tables)
        target = Target(replace(dataset, tables=tables), frozenset({table.name}))
        outcome = engine("duckdb")(target, _LISTED, Silent())
    errors = tuple(each for each in outcome.findings if each.severity is Severity.ERROR)
    return replace(told, content=formed.content, findings=errors)
