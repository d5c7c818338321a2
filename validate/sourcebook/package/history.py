"""What happened to a dataset from release to release: the table ``changes`` and ``CHANGELOG.md``.

A package carries its whole history: ``data/changes.csv`` has a row for each cell, row or part of
a schema that a release changed, and the property ``changelog`` of ``datapackage.json`` has an entry
for each release. Both can be read again with ``read``, and a package that is packaged again keeps
its own.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Literal, get_args

from sourcebook.declare import Category, Constraints, Field, Table
from sourcebook.editing.text import write
from sourcebook.errors import UseError
from sourcebook.package.markdown import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sourcebook.declare import Dataset

TABLE = "changes"
"""The name of the table, in every package; no dataset has another table of that name."""

Kind = Literal[
    "row added", "row removed", "row withdrawn", "row merged", "cell changed", "schema changed"
]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a release changed."""

    release: str
    """The version in which it is so for the first time."""
    table: str
    row: str
    """The key of the row; empty for a change of the schema."""
    field: str | None
    old: str | None
    """As text, ``None`` for no value, as in the CSV files of the two versions."""
    new: str | None
    reason: str | None
    kind: Kind


@dataclass(frozen=True, slots=True)
class Entry:
    """What a release is, in a few words."""

    version: str
    date: str
    """ISO 8601."""
    level: str
    """``major``, ``minor`` or ``patch``."""
    summary: str
    """Lines of Markdown."""


@dataclass(frozen=True, slots=True)
class History:
    """Newest first; both in the order in which they are written."""

    entries: tuple[Entry, ...] = ()
    changes: tuple[Change, ...] = ()


_MEANING = {
    "release": ("Release", "The version in which it is so for the first time."),
    "table": ("Table", "The table that was changed."),
    "row": ("Row", "The key of the row. Empty for a change of the schema."),
    "field": ("Field", "The field that was changed. Empty where it is the whole row."),
    "old": ("Old value", "What stood there before. Empty for no value."),
    "new": ("New value", "What stands there since. Empty for no value."),
    "reason": ("Reason", "Why, where a reason is recorded."),
    "kind": ("Kind of change", "What was done."),
}
_KINDS = {
    "row added": "The row is new.",
    "row removed": "The row is gone.",
    "row withdrawn": "The row stays, marked as withdrawn.",
    "row merged": "The row stays, marked as one that another row stands for.",
    "cell changed": "One cell of the row has another value.",
    "schema changed": "The schema of the table says something else.",
}
_REQUIRED = ("release", "table", "kind")
_DESCRIPTION = (
    "One row for each cell, row or part of a schema that a release of this dataset changed."
)


def table(history: History, scratch: Path) -> Table:
    """The changes as a table like any other, its rows in a file in ``scratch``."""
    file = scratch / f"{TABLE}.csv"
    records = (
        ["" if cell is None else cell for cell in (getattr(change, name) for name in _MEANING)]
        for change in history.changes
    )
    file.write_bytes(write([*_MEANING], records))
    return Table(
        TABLE,
        file,
        f"{TABLE}.csv",
        "csv",
        tuple(_field(name, number) for number, name in enumerate(_MEANING, start=1)),
        title="Changes",
        description=_DESCRIPTION,
        schema=_schema(),
    )


def _schema() -> dict[str, Any]:
    described: list[dict[str, Any]] = []
    for name, (title, description) in _MEANING.items():
        field: dict[str, Any] = {
            "name": name,
            "type": "string",
            "title": title,
            "description": description,
        }
        if name in _REQUIRED:
            field["constraints"] = {"required": True}
        if name == "kind":
            field["categories"] = [
                {"value": value, "label": value, "description": text}
                for value, text in _KINDS.items()
            ]
        described.append(field)
    return {"title": "Changes", "description": _DESCRIPTION, "fields": described}


def _field(name: str, number: int) -> Field:
    title, description = _MEANING[name]
    return Field(
        name,
        "string",
        title=title,
        description=description,
        number=number,
        constraints=Constraints(required=name in _REQUIRED),
        categories=tuple(Category(value, value, text) for value, text in _KINDS.items())
        if name == "kind"
        else (),
    )


def read(dataset: Dataset) -> History:
    """The history that a package has in it; an empty one for a dataset that is no package.

    Raises ``UseError`` where the dataset has a table or property of that name that says something
    else.
    """
    found = [each for each in dataset.tables if each.name == TABLE]
    entries = tuple(_entry(each, dataset.file) for each in _listed(dataset.descriptor or {}))
    if not found:
        return History(entries)
    if dataset.curated or [field.name for field in found[0].fields] != list(_MEANING):
        raise UseError(
            f"{dataset.file}: every package has a table named {TABLE!r} of its own, "
            "with what each release changed. Give yours another name."
        )
    return History(entries, tuple(_change(row) for row in _rows(found[0])))


def _rows(found: Table) -> list[tuple[Any, ...]]:
    """The cells of a table in any format that a dataset may have."""
    from sourcebook.engines import loading
    from sourcebook.package.staging import connect

    with TemporaryDirectory() as folder, connect(Path(folder)) as connection:
        sheet = loading.load(connection, found, Path(folder))
        if not sheet.readable or sheet.faults or sheet.width != len(_MEANING):
            raise UseError(f"{found.path}: can't be read as a history. Get the package again.")
        cells = sheet.cells[: sheet.width]
        return connection.execute(f"SELECT {', '.join(cells)} FROM {sheet.raw}").fetchall()


def _listed(descriptor: Mapping[str, Any]) -> list[Any]:
    value = descriptor.get("changelog")
    return value if isinstance(value, list) else []


def _entry(value: Any, file: str) -> Entry:
    names = [each.name for each in fields(Entry)]
    if not isinstance(value, dict) or not all(isinstance(value.get(name), str) for name in names):
        raise UseError(
            f"{file}: `changelog` is written by sourcebook, with {', '.join(names)} in each entry. "
            "Remove it."
        )
    return Entry(**{name: value[name] for name in names})


def _change(row: tuple[Any, ...]) -> Change:
    *cells, kind = row
    if kind not in get_args(Kind):
        raise UseError(f"{TABLE}: {kind!r} is no kind of change. Get the package again.")
    release, table_, key, *optional = (cell or "" for cell in cells)
    field, old, new, reason = (cell or None for cell in optional)
    return Change(release, table_, key, field, old, new, reason, kind)


def changelog(history: History) -> list[dict[str, str]]:
    """The entries as ``datapackage.json`` holds them."""
    return [asdict(entry) for entry in history.entries]


def text(dataset: Dataset, history: History) -> str:
    """``CHANGELOG.md``: a section for each release, newest first."""
    parts = [f"# Changes of {plain(dataset.title or dataset.name)}"]
    if not history.entries:
        parts.append(f"Version {plain(dataset.version)} records no release before it.")
    for entry in history.entries:
        parts.append(f"## {plain(entry.version)} ({plain(entry.date)}, {plain(entry.level)})")
        parts.append(entry.summary.strip())
    if history.changes:
        parts.append(f"Every changed cell is in the table `{TABLE}`.")
    return "\n\n".join(part for part in parts if part) + "\n"
