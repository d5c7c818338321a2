"""Rows of an origin as rows of a dataset: recognised, made, or reported with the reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import asin, cos, radians, sin, sqrt
from typing import TYPE_CHECKING, Any

from sourcebook.declare.binding import quote
from sourcebook.exchange.origins import cells
from sourcebook.exchange.origins.account import Reported

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sourcebook.exchange.origins.account import Account
    from sourcebook.exchange.origins.fitting import Fitted
    from sourcebook.exchange.origins.model import Mapping as OriginMapping
    from sourcebook.exchange.origins.model import Near, Value
    from sourcebook.exchange.origins.tables import Held

_EARTH_KM = 6371.0088
"""Mean radius of the Earth, IUGG."""


class _UnfitError(Exception):
    """A row of the origin that can't become rows of the target."""

    def __init__(self, column: str, value: str, why: str) -> None:
        super().__init__(why)
        self.column, self.value, self.why = column, value, why


@dataclass(slots=True)
class _Making:
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


class Import:
    """Takes one row of the origin after the other."""

    def __init__(
        self,
        mapping: OriginMapping,
        fitted: Sequence[Fitted],
        held: Mapping[str, Held],
        account: Account,
    ) -> None:
        self.mapping, self.fitted, self.held, self.account = mapping, fitted, held, account
        self.walk = held[mapping.crosswalk.table]
        self.fresh_subjects: set[str] = set()
        self._at: dict[str, int] = {}
        self.parts: list[tuple[str, str]] = []
        """The SQL that is asked of each row, with its place in the mapping."""
        for each in fitted:
            self._ask(each)
        self.subject = next(each for each in fitted if each.rows.name == mapping.subject)
        crosswalk = mapping.crosswalk
        self._links = (crosswalk.scheme, crosswalk.identifier, crosswalk.subject_table)
        self._linked = {
            name: cells.writer(crosswalk.table, self.walk.table.field(name))
            for name in (*self._links, crosswalk.subject, crosswalk.match)
        }

    def _ask(self, fitted: Fitted) -> None:
        rows = fitted.rows
        if rows.when is not None:
            self._part(f"{rows.path}.when", rows.when)
        given = [*rows.values.values(), *([rows.identifier] if rows.identifier else [])]
        for value in given:
            if value.sql is not None:
                self._part(value.path, value.sql)
            if value.adjusted:
                self._part(value.path, quote(value.columns[0]))

    def _part(self, path: str, sql: str) -> None:
        if sql not in self._at:
            self._at[sql] = len(self.parts) + 2  # behind the number and whether it is broken
            self.parts.append((path, sql))

    def take(self, record: Sequence[Any]) -> None:
        """Account for one row: its number, whether it is broken, and the values of ``parts``."""
        self.account.rows += 1
        identifier = self._identifier(self.subject, record)
        making = _Making(record)
        try:
            if self._recognised(record, identifier):
                self.account.recognised += 1
                return
            for each in self.fitted:
                self._make(each, making)
        except _UnfitError as error:
            for held, allotted in reversed(making.added):
                held.drop()
                if allotted and held.ids is not None:
                    held.ids.last -= 1
            told = Reported(record[0], identifier, error.column, error.value, error.why)
            self.account.reported.append(told)
            return
        self.account.imported += 1
        self.fresh_subjects.add(identifier or "")
        for held, _ in making.added:
            self.account.added[held.table.name] += 1
        self.account.emptied.update(making.emptied)
        self.account.adjusted.update(making.adjusted)

    def _identifier(self, fitted: Fitted, record: Sequence[Any]) -> str | None:
        value = fitted.rows.identifier
        assert value is not None, "a row set with a scheme and no identifier"
        found = self._value(value, record)
        field = self.walk.table.field(self.mapping.crosswalk.identifier)
        return None if found is None else cells.plain(field, found)

    def _recognised(self, record: Sequence[Any], identifier: str | None) -> bool:
        if record[1]:
            raise _UnfitError("", "", "the row has more or fewer cells than the header")
        assert self.subject.rows.identifier is not None, "checked when the mapping was read"
        column = self.subject.rows.identifier.columns[0]
        if identifier is None:
            raise _UnfitError(column, "", "the row has no identifier")
        if identifier in self.fresh_subjects:
            raise _UnfitError(column, identifier, "another row of the file has the identifier too")
        return self._known(self.subject, identifier) is not None

    def _known(self, fitted: Fitted, identifier: str) -> str | None:
        """The key of the row that is exactly this one, by the crosswalk."""
        crosswalk = self.mapping.crosswalk
        asked = (fitted.rows.scheme or "", identifier, fitted.table.name)
        for number in self.walk.find(self._links, asked):
            same = self.walk.cell(number, crosswalk.identifier) == identifier
            if same and self.walk.cell(number, crosswalk.match) == crosswalk.exact:
                return self.walk.cell(number, crosswalk.subject)
        return None

    def _value(self, value: Value, record: Sequence[Any]) -> Any:
        return value.constant if value.sql is None else record[self._at[value.sql]]

    def _make(self, fitted: Fitted, making: _Making) -> None:
        rows, held = fitted.rows, self.held[fitted.table.name]
        if rows.when is not None and not making.record[self._at[rows.when]]:
            return
        if rows.beside is not None and rows.beside not in making.fresh:
            return
        identifier = None
        if rows.identifier is not None:
            identifier = self._identifier(fitted, making.record)
            if identifier is None:
                raise _UnfitError(rows.identifier.columns[0], "", f"{rows.table} has no identifier")
        made: dict[str, str] = {}
        there = self._there(fitted, held, making, identifier, made)
        if there is not None:
            making.keys[rows.name] = there
            return
        for name in rows.values:
            if name not in made:
                made[name] = self._cell(fitted, name, making)
        self._check_unique(fitted, held, made)
        if fitted.key is not None:
            assert held.ids is not None, "checked before the first row"
            made[fitted.key] = held.ids.allot()
            making.keys[rows.name] = made[fitted.key]
        held.add(made)
        making.added.append((held, fitted.key is not None))
        making.fresh.add(rows.name)
        if identifier is not None:
            self._link(fitted, identifier, making)

    def _there(
        self,
        fitted: Fitted,
        held: Held,
        making: _Making,
        identifier: str | None,
        made: dict[str, str],
    ) -> str | None:
        """The key of the row that is there already; the cells that it took go into ``made``."""
        rows = fitted.rows
        known = None if identifier is None else self._known(fitted, identifier)
        if known is not None or not rows.match:
            return known
        near = (rows.near.latitude, rows.near.longitude) if rows.near else ()
        made |= {name: self._cell(fitted, name, making) for name in (*rows.match, *near)}
        return self._match(fitted, held, made)

    def _match(self, fitted: Fitted, held: Held, made: Mapping[str, str]) -> str | None:
        """The key of the row that is there already, by the cells that tell; the first of them."""
        rows = fitted.rows
        for number in held.find(rows.match, [made[name] for name in rows.match]):
            fits = all(held.cell(number, name) in codes for name, codes in rows.only.items())
            if fits and (rows.near is None or _is_near(rows.near, held, number, made)):
                return held.cell(number, held.table.primary_key[0])
        return None

    def _check_unique(self, fitted: Fitted, held: Held, made: Mapping[str, str]) -> None:
        for columns in fitted.unique:
            wanted = [made[name] for name in columns]
            there = _same(fitted, held, columns, wanted) if all(wanted) else None
            if there is not None:
                value = fitted.rows.values[columns[-1]]
                which = "/".join(held.cell(there, name) for name in held.table.primary_key)
                raise _UnfitError(
                    ", ".join(value.columns), wanted[-1],
                    f"{fitted.table.name} has another row with it, {which}",
                )  # fmt: skip

    def _cell(self, fitted: Fitted, name: str, making: _Making) -> str:
        value = fitted.rows.values[name]
        if value.rows:
            found: Any = next(
                (making.keys[each] for each in value.rows if each in making.keys), None
            )
        else:
            found = self._value(value, making.record)
        raw, why = found, None
        if value.vocabulary is not None and found is not None:
            found = self._coded(value, value.vocabulary, _word(found))
            if found is None:
                why = f"the vocabulary {value.vocabulary} has no code for it"
        if why is None:
            text, why = fitted.writers[name](found)
        if why is not None:
            if value.empty and raw is not None:
                making.emptied.append((", ".join(value.columns), _word(raw), why))
                text, why = fitted.writers[name](None)
            if why is not None:
                raise _UnfitError(", ".join(value.columns), "" if raw is None else _word(raw), why)
        if value.adjusted:
            before = making.record[self._at[quote(value.columns[0])]]
            if before is not None and (was := _word(before)) != text:
                making.adjusted.append((value.columns[0], was, text))
        return text

    def _coded(self, value: Value, vocabulary: str, word: str) -> str | None:
        """The target's code, or codes; ``None`` where one of them is not in the vocabulary."""
        codes = self.mapping.vocabularies[vocabulary].codes
        if value.split is None:
            return codes.get(word)
        found = dict.fromkeys(codes.get(each.strip()) for each in word.split(value.split))
        return None if None in found else value.join.join(map(str, found))

    def _link(self, fitted: Fitted, identifier: str, making: _Making) -> None:
        """Add the row of the crosswalk by which this row is recognised from now on."""
        crosswalk = self.mapping.crosswalk
        given = {
            crosswalk.subject_table: fitted.table.name,
            crosswalk.subject: making.keys[fitted.rows.name],
            crosswalk.scheme: fitted.rows.scheme,
            crosswalk.identifier: identifier,
            crosswalk.match: crosswalk.exact,
        }
        made = {}
        for name, word in given.items():
            made[name], why = self._linked[name](word)
            if why is not None:
                raise _UnfitError(", ".join(_columns(fitted)), identifier, why)
        self.walk.add(made)
        making.added.append((self.walk, False))


def _same(fitted: Fitted, held: Held, columns: tuple[str, ...], wanted: list[str]) -> int | None:
    """The row that holds the same; what is only to stand apart may not differ in case alone."""
    for number in held.find(columns, wanted):
        exact = [held.cell(number, name) for name in columns] == wanted
        if exact or columns in fitted.rows.apart:
            return number
    return None


def _columns(fitted: Fitted) -> tuple[str, ...]:
    return fitted.rows.identifier.columns if fitted.rows.identifier is not None else ()


def _word(value: object) -> str:
    """A value of the origin as its vocabulary and the account write it."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)


def _is_near(near: Near, held: Held, number: int, made: Mapping[str, str]) -> bool:
    there = held.cell(number, near.latitude), held.cell(number, near.longitude)
    here = made.get(near.latitude, ""), made.get(near.longitude, "")
    if not (all(there) and all(here)):
        return False
    return kilometres(*map(float, (*there, *here))) <= near.km


def kilometres(latitude: float, longitude: float, other: float, beside: float) -> float:
    """The great circle's distance of two points in degrees, by the haversine formula."""
    one, two = radians(latitude), radians(other)
    half = (
        sin((two - one) / 2) ** 2 + cos(one) * cos(two) * sin(radians(beside - longitude) / 2) ** 2
    )
    return 2 * _EARTH_KM * asin(min(1.0, sqrt(half)))
