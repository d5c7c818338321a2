"""What a person writes where a key is asked: the key, an entry of the list, a name, an alias.

A name that is one row's and no other's is taken. One that is several rows', or only near to one, is
never guessed: the rows that it may mean are told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcebook.engines.messages.words import either, shown
from sourcebook.exchange.ids import TEMPORARY
from sourcebook.exchange.sheets.faults import Doubt
from sourcebook.exchange.sheets.known import plain
from sourcebook.exchange.sheets.nearness import near

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sourcebook.exchange.sheets.known import Roster

_TOLD = 6


def resolve(written: str, roster: Roster, temporary: Mapping[str, str]) -> str | Doubt:
    """The key that a text stands for in a table; ``temporary`` are the ids of a form's new rows."""
    if written in roster.labels:
        return written
    if plain(written) in temporary:
        return temporary[plain(written)]
    if TEMPORARY.fullmatch(written):
        message = f"No row of {roster.table.name} in this form has the id {shown(written)}."
        return Doubt(message, f"Write it in the column {roster.table.primary_key[0]} of that row.")
    if written.endswith("]") and (listed := _listed(written, roster)) is not None:
        return listed
    keys = sorted(roster.keys.get(plain(written), ()))
    if len(keys) == 1:
        return keys[0]
    if keys:
        rows = [roster.item(key) for key in keys[:_TOLD]]
        more = f" and {len(keys) - _TOLD} more" if len(keys) > _TOLD else ""
        message = f"{shown(written)} is the name of {len(keys)} rows of {roster.table.name}."
        return Doubt(message, f"Choose one of them: {', '.join(rows)}{more}.")
    return _unknown(written, roster)


def _listed(written: str, roster: Roster) -> str | Doubt | None:
    """The key of an entry of the list, ``None`` where it is none."""
    name, _, key = written.removesuffix("]").rpartition("[")
    if key not in roster.labels:
        return None
    if plain(roster.item(key)) == plain(written) or key in roster.keys.get(plain(name), ()):
        return key
    message = f"{shown(written)} has the key of {shown(roster.item(key))}, and another name."
    return Doubt(message, "Choose it from the list again, or write the key alone.")


def _unknown(written: str, roster: Roster) -> Doubt:
    message = f"{shown(written)} is neither a key nor a name in {roster.table.name}."
    offers = _near(written, roster)
    if offers:
        return Doubt(message, f"Did you mean {either(offers)}?")
    return Doubt(message, f"Choose from the list, or add it to the sheet {roster.table.name}.")


def _near(written: str, roster: Roster) -> list[str]:
    """The rows whose names or keys are most like a text, the likest first."""
    names: dict[str, str] = {}

    def keys(name: str) -> list[str]:
        found = roster.keys.get(name) or {name}
        offered = sorted(found - roster.retired)
        for key in offered:
            names.setdefault(key, name)
        return offered

    found = near(plain(written), [*roster.keys, *roster.labels], keys)
    return [_offer(names[key], key, roster) for key in found]


def _offer(name: str, key: str, roster: Roster) -> str:
    """A row as it is offered for a name that is near: with that name, where its list has not."""
    item, alias = roster.item(key), roster.spelled.get(name)
    if alias is None or plain(item).startswith(name):
        return item
    return f"{alias}, which is {item}"
