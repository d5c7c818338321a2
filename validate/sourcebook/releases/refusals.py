"""Why a release would not be honest: each reason found, with what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sourcebook.errors import UseError
from sourcebook.releases import words
from sourcebook.releases.version import count, demand, is_enough, least, parse
from sourcebook.standing import git

if TYPE_CHECKING:
    from collections.abc import Iterator

    from semver import Version

    from sourcebook.declare import Dataset
    from sourcebook.package.history import History
    from sourcebook.releases.changes import Diff, TableDiff

_AHEAD = timedelta(hours=14)
NAMED = 5
"""Keys that a reason names; their number is told in any case."""


@dataclass(frozen=True, slots=True)
class Refusal:
    code: str
    """``version``, ``vanished-id``, ``reused-id``, ``dirty-tree`` or ``future-date``."""
    message: str


class RefusedError(UseError):
    """The release would not be honest; ``refusals`` has every reason that was found."""

    def __init__(self, dataset: str, refusals: tuple[Refusal, ...]) -> None:
        self.refusals = refusals
        first = refusals[0].message
        rest = [f"Also: {each.message}" for each in refusals[1:]]
        super().__init__(" ".join([f"{dataset}: not released. {first}", *rest]))


def of_tree(dataset: Dataset) -> Iterator[Refusal]:
    """Files of the dataset that git does not have as they are; no matter outside of git."""
    places = {dataset.root.resolve()}
    places |= {_absolute(table.schema_file) for table in dataset.tables if table.schema_file}
    changed = git.changed(dataset.root, sorted(places))
    if changed:
        yield Refusal(
            "dirty-tree",
            f"{count(len(changed), 'file')} not as committed ({_some(changed)}), so nobody could "
            "build this version again. Commit them first.",
        )


def of_dates(dataset: Dataset, history: History, now: datetime) -> Iterator[Refusal]:
    """Days that have not come yet: that of the descriptor, and that of the release before."""
    created = (dataset.descriptor or {}).get("created")
    if isinstance(created, str) and _is_after(created, now):
        message = f"`created` is {created}, which has not come yet. Correct it, or wait."
        yield Refusal("future-date", message)
    for entry in history.entries[:1]:
        if _is_after(entry.date, now):
            yield Refusal(
                "future-date",
                f"the release before it, {entry.version}, is of {entry.date}, which has not come "
                "yet. Check the clock of this machine.",
            )


def of_version(diff: Diff, declared: Version, last: Version) -> Iterator[Refusal]:
    """A declared version that says less than has changed."""
    if is_enough(declared, last, diff.level):
        return
    because = demand(diff)
    if because is None and declared == last:
        message = f"nothing has changed since {last}. There is nothing to release."
    elif because is None:
        message = f"version {declared} does not come after {last}. Raise it to {least(last, None)}."
    else:
        message = (
            f"version {declared} is too small after {last}. The least is {least(last, diff.level)}"
            f", because {because} ({diff.level}). Raise it in the descriptor."
        )
    yield Refusal("version", message)


def of_ids(diff: Diff, history: History, old: Dataset, dataset: Dataset) -> Iterator[Refusal]:
    """Ids that are gone, and ids that had been taken back and stand for something again."""
    yield from _lost(diff, old)
    views = {table.name for table in old.tables if table.view is not None}
    for table in diff.tables:
        if table.name in views:
            continue  # Its ids are those of tables, where nothing of them is lost.
        gone = [words.key(row.key) for row in table.rows if row.kind == "removed"]
        if table.vanished and gone:
            cycle = next(t.lifecycle for t in dataset.tables if t.name == table.name)
            hint = "Put the rows back, and withdraw them or merge them into others."
            if cycle is None:
                hint = (
                    "Put the rows back. A `lifecycle` in the schema says how a row is withdrawn "
                    "or merged."
                )
            yield Refusal(
                "vanished-id",
                f"{table.name}: {count(len(gone), 'id')} gone ({_some(gone)}); what was cited "
                f"must stay. {hint}",
            )
        yield from _reused(table, history, dataset)


def _lost(diff: Diff, old: Dataset) -> Iterator[Refusal]:
    """Ids that nobody can follow any more: their table is gone, or is told by another key."""
    keys = {t.name: t.primary_key for t in old.tables if t.view is None}
    for change in diff.schema:
        key = keys.get(change.table, ())
        if len(key) != 1:
            continue
        if change.what == "table" and change.new is None:
            message = f"the table {change.table} is gone, with all its ids. Keep it"
            hint = "withdraw its rows where it is not to be used any more."
            yield Refusal("vanished-id", f"{message}, and {hint}")
        elif change.what == "primaryKey":
            message = f"{change.table}: ids stood in {key[0]}, which is its key no more"
            hint = "so nobody can see that none is gone. Keep the key."
            yield Refusal("vanished-id", f"{message}, {hint}")


def _reused(table: TableDiff, history: History, dataset: Dataset) -> Iterator[Refusal]:
    if len(table.key) != 1:
        return
    kinds = ("row removed", "row withdrawn", "row merged")
    taken = {c.row: c for c in history.changes if c.table == table.name and c.kind in kinds}
    cycle = next((t.lifecycle for t in dataset.tables if t.name == table.name), None)
    again = [row.key[0] for row in table.rows if row.kind == "added" and row.key[0] in taken]
    if cycle is not None:
        # A cell that withdrew the row, or merged it, and does so no more.
        again += [
            cell.key[0]
            for cell in table.cells
            if cell.key[0] in taken
            and (
                (cell.field == cycle.status and cell.new not in cycle.withdrawn)
                or (cell.field == cycle.merged_into and cell.new is None)
            )
        ]
    again = list(dict.fromkeys(again))
    if again:
        first = taken[again[0]]
        yield Refusal(
            "reused-id",
            f"{table.name}: {count(len(again), 'id')} used again ({_some(again)}; {first.row} was "
            f"{first.kind.removeprefix('row ')} in {first.release}). Give these rows new ids.",
        )


def declared(dataset: Dataset) -> Version:
    """The version that a dataset declares. Raises ``UseError``."""
    return parse(dataset.version, dataset.file)


def _absolute(file: str) -> Path:
    return Path(file).resolve()


def _some(names: list[str]) -> str:
    more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
    return ", ".join(map(words.short, names[:NAMED])) + more


def _is_after(text: str, now: datetime) -> bool:
    """Whether a day or a moment is later than ``now``; what can't be read is not."""
    try:
        if len(text) == len("2024-01-01"):
            # A day has come where it has come anywhere: clocks run up to 14 hours ahead of UTC.
            return date.fromisoformat(text) > (now + _AHEAD).date()
        moment = datetime.fromisoformat(text)
    except ValueError:
        return False
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) > now
