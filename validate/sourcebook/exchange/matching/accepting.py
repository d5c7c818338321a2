"""What a reviewer has decided, made rows of a dataset's own crosswalk.

A pair with the decision ``same``, ``close`` or ``broad`` becomes a row of the table that
``crosswalk`` in ``match.yaml`` names, in canonical form; one that is ``different`` or has no
decision becomes none. All is checked before anything is written: the decisions, and the table as it
would be, by its own schema and rules.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sourcebook.declare import Target, open_target
from sourcebook.declare.spelling import did_you_mean
from sourcebook.editing import Refusal, RefusedError, form, text
from sourcebook.engines import engine
from sourcebook.engines.messages.words import shown
from sourcebook.errors import UseError
from sourcebook.exchange.matching.declared import DECISIONS, FILE, read_events
from sourcebook.findings import Severity, Silent

if TYPE_CHECKING:
    from sourcebook.declare import Dataset, Table
    from sourcebook.editing.text import Text
    from sourcebook.exchange.matching.declared import Crosswalk, Events
    from sourcebook.findings import Finding

COLUMNS = ("decision", "dataset_a", "id_a", "dataset_b", "id_b")
"""The columns of a table of pairs that are read; a reviewer may sort, add and drop others."""

_LISTED = 1000


@dataclass(frozen=True, slots=True)
class Accepted:
    """What becomes of a table of pairs; nothing is written yet."""

    file: Path
    """The file of the crosswalk."""
    path: str
    """The same as the user would name it."""
    content: bytes
    """The file as it would be; as it is where nothing is added."""
    added: int
    there: int
    """Accepted pairs that the crosswalk has already."""
    different: int
    undecided: int
    findings: tuple[Finding, ...] = ()
    """Errors that the table would have; then it is not to be written."""


@dataclass(frozen=True, slots=True)
class _Pair:
    line: int
    decision: str
    own: str
    scheme: str
    external: str


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
    pairs = _pairs(file, events.scheme or dataset.name, walk)
    return _accepted(dataset, table, events, pairs)


def _table(dataset: Dataset, walk: Crosswalk, events: Events) -> Table:
    for table in dataset.tables:
        if table.name == walk.table:
            why = text.plain(table)
            if why is not None:
                raise UseError(f"{table.path}: can't be added to: {why}. Make it a plain CSV file.")
            return table
    raise UseError(f"{events.file}: crosswalk.table: there is no table {walk.table!r}. Check it.")


def _pairs(file: Path, own: str, walk: Crosswalk) -> list[_Pair]:
    """The pairs with a decision. Raises ``RefusedError`` with all that is wrong in the file."""
    read = text.read(file)
    missing = [name for name in COLUMNS if name not in read.labels]
    if missing:
        hint = "Take the table as `sourcebook match` wrote it, separated by commas."
        raise RefusedError([Refusal(1, None, f"There is no column {missing[0]!r}.", hint)])
    at = {name: read.labels.index(name) for name in COLUMNS}
    words = (*walk.decisions, DECISIONS[-1])
    found: list[_Pair] = []
    refusals: list[Refusal] = []
    for line, cells in zip(read.lines, read.records, strict=True):
        decision = cells[at["decision"]].strip()
        if decision not in (*words, ""):
            hint = did_you_mean(decision, words) or ""
            listed = ", ".join(words[:-1]) + f" or {words[-1]}"
            message = f"decision: {shown(decision)} is none: write {listed}, or leave it empty."
            refusals.append(Refusal(line, at["decision"] + 1, message, hint))
            continue
        sides = [(cells[at[f"dataset_{x}"]], cells[at[f"id_{x}"]]) for x in "ab"]
        names = [name for name, _ in sides]
        if names.count(own) != 1:
            refusals.append(_foreign(line, at, names, own))
            continue
        mine = names.index(own)
        found.append(_Pair(line, decision, sides[mine][1], *sides[1 - mine]))
    if refusals:
        raise RefusedError(refusals)
    return found


def _foreign(line: int, at: dict[str, int], names: list[str], own: str) -> Refusal:
    column = at["dataset_a"] + 1
    if names == [own, own]:
        message = f"Both events are of {own!r}: that is no matter of a crosswalk."
        return Refusal(line, column, message, "Merge the two rows in the dataset.")
    message = f"The pair is of {names[0]!r} and {names[1]!r}, and none of them is {own!r}."
    return Refusal(line, column, message, "Name the dataset with --into that was matched.")


def _accepted(dataset: Dataset, table: Table, events: Events, pairs: list[_Pair]) -> Accepted:
    walk = events.crosswalk
    assert walk is not None
    before = text.read(table.source, table.dialect.delimiter)
    accepted = [pair for pair in pairs if pair.decision in walk.decisions]
    rows = [_row(before, events, pair) for pair in accepted]
    have = {tuple(record) for record in before.records}
    new = list(dict.fromkeys(tuple(row) for row in rows if tuple(row) not in have))
    told = Accepted(
        table.source,
        table.path,
        table.source.read_bytes(),
        added=len(new),
        there=len(rows) - len(new),
        different=sum(pair.decision == DECISIONS[-1] for pair in pairs),
        undecided=sum(not pair.decision for pair in pairs),
    )
    return _checked(dataset, table, told, before, new) if new else told


def _row(before: Text, events: Events, pair: _Pair) -> list[str]:
    walk = events.crosswalk
    assert walk is not None
    cells = {
        walk.subject_table: events.subject or "",
        walk.subject_id: pair.own,
        walk.scheme: pair.scheme,
        walk.external_id: pair.external,
        walk.match: walk.decisions[pair.decision],
    }
    return [cells.get(label, "") for label in before.labels]


def _checked(
    dataset: Dataset, table: Table, told: Accepted, before: Text, new: list[tuple[str, ...]]
) -> Accepted:
    """The file with new rows in canonical form, and the errors that it would have."""
    with TemporaryDirectory(prefix="sourcebook-") as folder:
        file = Path(folder) / table.source.name
        file.write_bytes(
            text.write(before.labels, [*before.records, *new], table.dialect.delimiter)
        )
        would = replace(table, source=file)
        formed = form(dataset, would)
        if formed.refusals or formed.content is None:
            raise RefusedError(formed.refusals)
        file.write_bytes(formed.content)
        tables = tuple(would if each.name == table.name else each for each in dataset.tables)
        target = Target(replace(dataset, tables=tables), frozenset({table.name}))
        outcome = engine("duckdb")(target, _LISTED, Silent())
    errors = tuple(each for each in outcome.findings if each.severity is Severity.ERROR)
    return replace(told, content=formed.content, findings=errors)


def decided(file: Path) -> bool:
    """Whether a file holds a decision, or is no table of pairs: work that is not to be lost.

    It is read record by record, as a table may have a million of them.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.reader(lines, strict=True)
            labels = next(reader, [])
            if any(name not in labels for name in COLUMNS):
                return True
            at = labels.index(COLUMNS[0])
            return any(len(cells) <= at or cells[at].strip() for cells in reader if cells)
    except (csv.Error, UnicodeDecodeError):
        return True
