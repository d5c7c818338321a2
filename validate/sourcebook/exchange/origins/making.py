"""How the cells of a row set are made of a row of the origin, prepared once for all its rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sourcebook.declare.binding import quote

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sourcebook.exchange.origins.fitting import Fitted
    from sourcebook.exchange.origins.model import Value, Vocabulary
    from sourcebook.exchange.origins.tables import Held

_MANY = 10_000
"""Different codes of one cell that are remembered."""


class UnfitError(Exception):
    """A row of the origin that can't become rows of the target."""

    def __init__(self, column: str, value: str, why: str) -> None:
        super().__init__(why)
        self.column, self.value, self.why = column, value, why


@dataclass(slots=True)
class Making:
    """What one row of the origin has become so far."""

    record: Sequence[Any]
    keys: dict[str, str] = field(default_factory=dict)
    """By row set, the key of its row."""
    fresh: set[str] = field(default_factory=set)
    """The row sets whose row is new."""
    added: list[tuple[Held, bool]] = field(default_factory=list)
    """The tables to which a row was added, in order, and whether a key was allotted for it."""
    emptied: list[tuple[str, str, str]] = field(default_factory=list)
    adjusted: list[tuple[str, str, str]] = field(default_factory=list)


class Parts:
    """The SQL that is asked of each row of the origin, and where its answer stands in a record."""

    own: int | None = None
    """Where the column stands in which an export writes keys of ours."""

    def __init__(self, fitted: Sequence[Fitted], own: str | None = None) -> None:
        self.asked: list[tuple[str, str]] = []
        """Pairs of a place in the mapping and its SQL."""
        self._at: dict[str, int] = {}
        for each in fitted:
            rows = each.rows
            if rows.when is not None:
                self._ask(f"{rows.path}.when", rows.when)
            for value in (*rows.values.values(), *([rows.identifier] if rows.identifier else [])):
                if value.sql is not None:
                    self._ask(value.path, value.sql)
                if value.adjusted:
                    self._ask(value.path, quote(value.columns[0]))
        if own is not None:
            self._ask("export.own", quote(own))
            self.own = self._at[quote(own)]

    def _ask(self, path: str, sql: str) -> None:
        if sql not in self._at:
            self._at[sql] = len(self.asked) + 2  # behind the number and whether it is broken
            self.asked.append((path, sql))

    def at(self, sql: str) -> int:
        """Where its answer stands."""
        return self._at[sql]


@dataclass(frozen=True, slots=True)
class Plan:
    """A row set, with what makes its cells."""

    fitted: Fitted
    held: Held
    when: int | None
    """Where in a record stands whether there is a row at all."""
    blank: tuple[str, ...]
    """A row of the table with the cells that are the same in each."""
    told: tuple[tuple[int, Callable[[Making], str]], ...]
    """The cells that tell whether the row is there already: their places in the row, and what makes
    them. It raises ``UnfitError``."""
    others: tuple[tuple[int, Callable[[Making], str]], ...]
    match: tuple[int, ...]
    """The places of the cells by which a row that is there is looked up."""

    def wanted(self, making: Making) -> bool:
        """Whether the row of the origin gives one of these."""
        beside = self.fitted.rows.beside
        if self.when is not None and not making.record[self.when]:
            return False
        return beside is None or beside in making.fresh


def plan(fitted: Fitted, held: Held, parts: Parts, vocabularies: Mapping[str, Vocabulary]) -> Plan:
    """Prepare a row set."""
    rows = fitted.rows
    near = (rows.near.latitude, rows.near.longitude) if rows.near else ()
    first = dict.fromkeys((*rows.match, *near))
    blank = [""] * len(held.labels)
    told: list[tuple[int, Callable[[Making], str]]] = []
    others: list[tuple[int, Callable[[Making], str]]] = []
    for name in (*first, *(each for each in rows.values if each not in first)):
        value, write = rows.values[name], fitted.writers[name]
        if value.sql is None and not value.rows and value.vocabulary is None:
            text, why = write(value.constant)
            if why is None:
                blank[held.at[name]] = text
                continue
        vocabulary = vocabularies[value.vocabulary] if value.vocabulary is not None else None
        made = held.at[name], _cell(value, write, parts, vocabulary)
        (told if name in first else others).append(made)
    when = None if rows.when is None else parts.at(rows.when)
    match = tuple(held.at[name] for name in rows.match)
    return Plan(fitted, held, when, tuple(blank), tuple(told), tuple(others), match)


def _cell(
    value: Value,
    write: Callable[[Any], tuple[str, str | None]],
    parts: Parts,
    vocabulary: Vocabulary | None,
) -> Callable[[Making], str]:
    """What makes the cell of one column."""
    raw = _raw(value, parts)
    outcome = write if vocabulary is None else _coding(value, write, vocabulary)
    before = parts.at(quote(value.columns[0])) if value.adjusted else None

    def cell(making: Making) -> str:
        found = raw(making)
        text, why = outcome(found)
        if why is not None:
            columns = ", ".join(value.columns)
            if not value.empty or found is None:
                raise UnfitError(columns, "" if found is None else word(found), why)
            making.emptied.append((columns, word(found), why))
            text, why = write(None)
            if why is not None:
                raise UnfitError(columns, word(found), why)
        if before is not None:
            was = making.record[before]
            if was is not None and word(was) != text:
                making.adjusted.append((value.columns[0], word(was), text))
        return text

    return cell


def _raw(value: Value, parts: Parts) -> Callable[[Making], Any]:
    """What gives the value of the origin, or the key of a row that was made of it."""
    if value.rows:
        rows = value.rows
        if len(rows) == 1:
            (only,) = rows
            return lambda making: making.keys.get(only)
        return lambda making: next((making.keys[x] for x in rows if x in making.keys), None)
    if value.sql is None:
        return lambda _making: value.constant
    at = parts.at(value.sql)
    return lambda making: making.record[at]


def _coding(
    value: Value, write: Callable[[Any], tuple[str, str | None]], vocabulary: Vocabulary
) -> Callable[[Any], tuple[str, str | None]]:
    """What gives the text of a coded cell and, where there can't be one, the reason."""

    @lru_cache(maxsize=_MANY)
    def outcome(found: Any) -> tuple[str, str | None]:
        if found is not None:
            found = _coded(value, vocabulary, word(found))
            if found is None:
                return "", f"the vocabulary {value.vocabulary} has no code for it"
        return write(found)

    return outcome


def _coded(value: Value, vocabulary: Vocabulary, text: str) -> str | None:
    """The target's code, or codes; ``None`` where one of them is not in the vocabulary."""
    if value.split is None:
        return vocabulary.codes.get(text)
    found = dict.fromkeys(vocabulary.codes.get(each.strip()) for each in text.split(value.split))
    return None if None in found else value.join.join(map(str, found))


def word(value: object) -> str:
    """A value of the origin as its vocabulary and the account write it."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)
