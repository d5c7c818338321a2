"""What an event of a dataset is, for matching: ``match.yaml`` read and checked.

    rows: SELECT * FROM sightings WHERE NOT doubted
    id: sighting_id
    date: seen_on
    date_end: seen_until
    latitude: latitude
    longitude: longitude
    actors: {columns: [species], separator: ";", table: species}
    counts: {birds: birds}
    precision:
      place: {column: place_precision, km: {2: 25, 3: 50}}
    window: {days: 2, km: 30}
    crosswalk: {...}

It stands beside the descriptor of a dataset, and anywhere for a single file.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files as resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sourcebook.declare import files
from sourcebook.declare.node import Node
from sourcebook.declare.paths import shown
from sourcebook.declare.spelling import did_you_mean
from sourcebook.errors import DeclarationError, UseError

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE = "match.yaml"
DECISIONS = ("same", "close", "broad", "different")
"""What a reviewer may write; the last makes no row of a crosswalk."""


@dataclass(frozen=True, slots=True)
class Actors:
    columns: tuple[str, ...]
    separator: str | None = None
    """Between the ids in a cell; ``None`` where a cell holds one."""
    scheme: str = ""
    """The scheme whose ids they are; empty for ids that are compared as they stand."""
    table: str | None = None
    """What the crosswalk calls the table of the actors."""


@dataclass(frozen=True, slots=True)
class Precision:
    """By code of a column, by how much the truth may lie elsewhere: days, or km."""

    column: str
    slack: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """The table of a dataset that says which ids of others mean the same, and its columns."""

    table: str
    subject_table: str
    subject_id: str
    scheme: str
    external_id: str
    match: str
    decisions: Mapping[str, str]
    """By decision (``same``, ``close``, ``broad``), the code of the column ``match``."""


@dataclass(frozen=True, slots=True)
class Events:
    """How the events of one side are declared."""

    file: str
    """The declaration as the user would name it."""
    id: str
    date: str
    latitude: str
    longitude: str
    rows: str | None = None
    table: str | None = None
    scheme: str | None = None
    """What other datasets call the ids of these events."""
    subject: str | None = None
    """What the crosswalk calls the table of the events."""
    date_end: str | None = None
    date_format: str | None = None
    """Of dates that are texts and not ISO 8601's, in the words of strptime."""
    actors: Actors | None = None
    counts: Mapping[str, str] | None = None
    date_precision: Precision | None = None
    place_precision: Precision | None = None
    days: int | None = None
    km: float | None = None
    crosswalk: Crosswalk | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns that are read."""
        names = [self.id, self.date, self.date_end, self.latitude, self.longitude]
        names += self.actors.columns if self.actors else ()
        names += (self.counts or {}).values()
        names += [p.column for p in (self.date_precision, self.place_precision) if p is not None]
        return tuple(dict.fromkeys(name for name in names if name is not None))


def known() -> tuple[str, ...]:
    """The names of the outside datasets whose events the toolkit declares."""
    folder = resources("sourcebook.exchange.matching") / "known"
    return tuple(sorted(f.name[:-5] for f in folder.iterdir() if f.name.endswith(".yaml")))


def read_events(name: str | Path) -> Events:
    """The declaration in a file, or one of ``known``.

    Raises ``DeclarationError`` with every mistake in it, ``UseError`` where there is no such file.
    """
    file = Path(name)
    if str(name) in known() and not file.exists():
        file = Path(str(resources("sourcebook.exchange.matching") / "known" / f"{name}.yaml"))
    elif not file.is_file():
        listed = ", ".join(known())
        raise UseError(f"{name}: there is no such file. Name a YAML file, or one of: {listed}.")
    node = Node(files.read(file, shown(file)), shown(file))
    found = _events(node)
    if node.mistakes:
        raise DeclarationError(node.mistakes)
    return found


def _keys(node: Node, *words: str) -> None:
    for key in node.mapping():
        if key not in words:
            node.wrong("is not a word of match.yaml here.", did_you_mean(str(key), words), at=key)


def _need(node: Node, key: str) -> str:
    return node.text(key, required=True) or ""


def _events(node: Node) -> Events:
    _keys(node, "rows", "table", "id", "date", "date_end", "date_format", "latitude", "longitude",
          "actors", "counts", "precision", "window", "crosswalk", "scheme", "subject")  # fmt: skip
    if node.given("rows") and node.given("table"):
        node.wrong("stands beside `rows`.", "Keep one of them.", at="table")
    counts = node.at("counts") if node.has("counts") else None
    precision = node.at("precision") if node.has("precision") else None
    window = node.at("window") if node.has("window") else node.child("window", {})
    _keys(window, "days", "km")
    if precision is not None:
        _keys(precision, "date", "place")
    return Events(
        file=node.file,
        id=_need(node, "id"),
        date=_need(node, "date"),
        latitude=_need(node, "latitude"),
        longitude=_need(node, "longitude"),
        rows=node.text("rows"),
        table=node.text("table"),
        scheme=node.text("scheme"),
        subject=node.text("subject"),
        date_end=node.text("date_end"),
        date_format=node.text("date_format"),
        actors=_actors(node.at("actors")) if node.has("actors") else None,
        counts=_counts(counts) if counts is not None else None,
        date_precision=_precision(precision, "date", "days"),
        place_precision=_precision(precision, "place", "km"),
        days=window.whole("days", 0),
        km=_amount(window, "km"),
        crosswalk=_crosswalk(node.at("crosswalk")) if node.has("crosswalk") else None,
    )


def _counts(node: Node) -> dict[str, str]:
    found = {}
    for name in node.mapping():
        if not str(name).isidentifier():
            hint = "Use letters, digits and _: it becomes the name of a column."
            node.wrong("is no name for a count.", hint, at=str(name))
        found[str(name)] = _need(node, str(name))
    return found


def _actors(node: Node) -> Actors:
    _keys(node, "columns", "separator", "scheme", "table")
    columns = node.names("columns")
    if not columns:
        node.wrong("names no column.", "List the columns under `columns:`.", at="columns")
    scheme = node.text("scheme") or ""
    return Actors(columns, node.text("separator") or None, scheme, node.text("table"))


def _precision(node: Node | None, key: str, unit: str) -> Precision | None:
    if node is None or not node.has(key):
        return None
    below = node.at(key)
    _keys(below, "column", unit)
    amounts = below.at(unit)
    slack = {str(code): _amount(amounts, code) or 0.0 for code in amounts.mapping()}
    return Precision(_need(below, "column"), slack)


def _amount(node: Node, key: Any) -> float | None:
    value = node.typed(key, (int, float), "a number")
    if value is not None and not 0 <= value < float("inf"):
        node.wrong("must be 0 or more.", "Mend it.", at=key)
        return None
    return None if value is None else float(value)


def _crosswalk(node: Node) -> Crosswalk:
    columns = ("subject_table", "subject_id", "scheme", "external_id", "match")
    _keys(node, "table", "decisions", *columns)
    decisions = node.at("decisions")
    words = DECISIONS[:-1]
    _keys(decisions, *words)
    codes = {word: _need(decisions, word) for word in words if decisions.given(word)}
    if not codes:
        node.wrong("has no word.", "Write `same: exact`, as the crosswalk has it.", at="decisions")
    found = {name: _need(node, name) for name in ("table", *columns)}
    return Crosswalk(**found, decisions=codes)
