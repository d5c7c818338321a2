"""Rows of an origin as rows of a dataset: recognised, made, or reported with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sourcebook.exchange.origins import cells
from sourcebook.exchange.origins.account import Reported
from sourcebook.exchange.origins.making import Making, Parts, UnfitError, plan
from sourcebook.exchange.origins.model import read_own_id
from sourcebook.exchange.origins.near import is_near

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sourcebook.exchange.origins.account import Account
    from sourcebook.exchange.origins.fitting import Fitted
    from sourcebook.exchange.origins.making import Plan
    from sourcebook.exchange.origins.model import Mapping as OriginMapping
    from sourcebook.exchange.origins.tables import Held


class Import:
    """Takes one row of the origin after the other."""

    def __init__(
        self,
        mapping: OriginMapping,
        fitted: Sequence[Fitted],
        held: Mapping[str, Held],
        account: Account,
        parts: Parts,
    ) -> None:
        self.mapping, self.held, self.account, self.parts = mapping, held, account, parts
        self.walk = held[mapping.crosswalk.table]
        self.fresh_subjects: set[str] = set()
        self.plans = [
            plan(each, held[each.table.name], parts, mapping.vocabularies) for each in fitted
        ]
        self.subject = next(each for each in fitted if each.rows.name == mapping.subject)
        crosswalk = mapping.crosswalk
        self._links = (crosswalk.scheme, crosswalk.identifier, crosswalk.subject_table)
        self._linked = {
            name: cells.writer(crosswalk.table, self.walk.table.field(name))
            for name in (*self._links, crosswalk.subject, crosswalk.match)
        }

    def take(self, record: Sequence[Any]) -> None:
        """Account for one row: its number, whether it is broken, and the values of ``parts``."""
        self.account.rows += 1
        identifier = self._identifier(self.subject, record)
        making = Making(record)
        try:
            if self._recognised(record, identifier):
                self.account.recognised += 1
                return
            for each in self.plans:
                self._make(each, making)
        except UnfitError as error:
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
        if making.emptied:
            self.account.emptied.update(making.emptied)
        if making.adjusted:
            self.account.adjusted.update(making.adjusted)

    def _identifier(self, fitted: Fitted, record: Sequence[Any]) -> str | None:
        value = fitted.rows.identifier
        assert value is not None, "a row set with a scheme and no identifier"
        found = value.constant if value.sql is None else record[self.parts.at(value.sql)]
        field = self.walk.table.field(self.mapping.crosswalk.identifier)
        return None if found is None else cells.plain(field, found)

    def _recognised(self, record: Sequence[Any], identifier: str | None) -> bool:
        if record[1]:
            raise UnfitError("", "", "the row has more or fewer cells than the header")
        if self._is_own(record):
            self.account.exported += 1
            return True
        assert self.subject.rows.identifier is not None, "checked when the mapping was read"
        column = self.subject.rows.identifier.columns[0]
        if identifier is None:
            raise UnfitError(column, "", "the row has no identifier")
        if identifier in self.fresh_subjects:
            raise UnfitError(column, identifier, "another row of the file has the identifier too")
        return self._known(self.subject, identifier) is not None

    def _is_own(self, record: Sequence[Any]) -> bool:
        """Whether an export of this dataset has written the row, for want of an id of the origin.

        Its id was made up, so one of another dataset, or of a row that is gone, is not imported.
        """
        at = self.parts.own
        told = None if at is None or record[at] is None else read_own_id(str(record[at]))
        if told is None:
            return False
        assert self.mapping.export is not None, "the column is one of an export"
        dataset, key = told
        held = self.held[self.subject.table.name]
        if dataset != self.account.dataset:
            why = f"the row was exported by {dataset!r}, and its id is none of {self.mapping.name}"
        elif not held.find(held.table.primary_key, [key]):
            why = f"the row was exported, and {self.subject.table.name} has no such row any more"
        else:
            return True
        raise UnfitError(self.mapping.export.own or "", str(record[at or 0]), why)

    def _known(self, fitted: Fitted, identifier: str) -> str | None:
        """The key of the row that is exactly this one, by the crosswalk."""
        crosswalk = self.mapping.crosswalk
        asked = (fitted.rows.scheme or "", identifier, fitted.table.name)
        for number in self.walk.find(self._links, asked):
            same = self.walk.cell(number, crosswalk.identifier) == identifier
            if same and self.walk.cell(number, crosswalk.match) == crosswalk.exact:
                return self.walk.cell(number, crosswalk.subject)
        return None

    def _make(self, plan: Plan, making: Making) -> None:
        fitted, held = plan.fitted, plan.held
        rows = fitted.rows
        if not plan.wanted(making):
            return
        identifier = known = None
        if rows.identifier is not None:
            identifier = self._identifier(fitted, making.record)
            if identifier is None:
                raise UnfitError(rows.identifier.columns[0], "", f"{rows.table} has no identifier")
            known = self._known(fitted, identifier)
        made = list(plan.blank)
        if known is None:
            for at, cell in plan.told:
                made[at] = cell(making)
            known = _match(plan, made) if rows.match else None
        if known is not None:
            making.keys[rows.name] = known
            return
        for at, cell in plan.others:
            made[at] = cell(making)
        _check_unique(plan, made)
        if fitted.key is not None:
            assert held.ids is not None, "checked before the first row"
            made[held.at[fitted.key]] = making.keys[rows.name] = held.ids.allot()
        held.add(made)
        making.added.append((held, fitted.key is not None))
        making.fresh.add(rows.name)
        if identifier is not None:
            self._link(fitted, identifier, making)

    def _link(self, fitted: Fitted, identifier: str, making: Making) -> None:
        """Add the row of the crosswalk by which this row is recognised from now on."""
        crosswalk = self.mapping.crosswalk
        given = {
            crosswalk.subject_table: fitted.table.name,
            crosswalk.subject: making.keys[fitted.rows.name],
            crosswalk.scheme: fitted.rows.scheme,
            crosswalk.identifier: identifier,
            crosswalk.match: crosswalk.exact,
        }
        made = [""] * len(self.walk.labels)
        for name, word in given.items():
            made[self.walk.at[name]], why = self._linked[name](word)
            if why is not None:
                raise UnfitError(", ".join(_columns(fitted)), identifier, why)
        self.walk.add(made)
        making.added.append((self.walk, False))


def _match(plan: Plan, made: Sequence[str]) -> str | None:
    """The key of the row that is there already, by the cells that tell; the first of them."""
    rows, held = plan.fitted.rows, plan.held
    near = rows.near
    for number in held.find(rows.match, [made[at] for at in plan.match]):
        if any(held.cell(number, name) not in codes for name, codes in rows.only.items()):
            continue
        if near is not None:
            point = made[held.at[near.latitude]], made[held.at[near.longitude]]
            if not is_near(near, held, number, *point):
                continue
        return held.cell(number, held.table.primary_key[0])
    return None


def _check_unique(plan: Plan, made: Sequence[str]) -> None:
    fitted, held = plan.fitted, plan.held
    for columns in fitted.unique:
        wanted = [made[held.at[name]] for name in columns]
        there = _same(plan, columns, wanted) if all(wanted) else None
        if there is not None:
            value = fitted.rows.values[columns[-1]]
            which = "/".join(held.cell(there, name) for name in held.table.primary_key)
            raise UnfitError(
                ", ".join(value.columns), wanted[-1],
                f"{fitted.table.name} has another row with it, {which}",
            )  # fmt: skip


def _same(plan: Plan, columns: tuple[str, ...], wanted: list[str]) -> int | None:
    """The row that holds the same; what is only to stand apart may not differ in case alone."""
    held = plan.held
    for number in held.find(columns, wanted):
        exact = [held.cell(number, name) for name in columns] == wanted
        if exact or columns in plan.fitted.rows.apart:
            return number
    return None


def _columns(fitted: Fitted) -> tuple[str, ...]:
    return fitted.rows.identifier.columns if fitted.rows.identifier is not None else ()
