"""Foreign keys held against the tables that they name: that both sides exist and can be equal.

Source: https://datapackage.org/standard/table-schema/#foreignKeys.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sourcebook.declare.node import said
from sourcebook.declare.spelling import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

    from sourcebook.declare.model import Field, ForeignKey, Table
    from sourcebook.declare.node import Node

_NUMBERS = frozenset({"integer", "number", "year"})
_TEXTS = frozenset({"string", "any"})


def check_references(
    tables: Iterable[Table],
    external: Iterable[Table],
    places: Mapping[str, Sequence[Node]],
    named: Container[str],
) -> None:
    """Note each foreign key of ``tables`` that leads to nothing, at its place.

    ``named`` are the names of all resources: the mistakes of one that gave no table are told.
    """
    names = {table.name: table for table in (*tables, *external)}
    for table in tables:
        for key, place in zip(table.foreign_keys, places.get(table.name, ()), strict=True):
            other = names.get(key.resource)
            if other is None and key.resource in named:
                continue
            if other is None:
                hint = did_you_mean(key.resource, names)
                place.wrong(f"there is no table {said(key.resource)}.", hint, at="resource")
            elif other.format == "none":
                place.wrong(f"{said(key.resource)} is no table.", "Name a table.", at="resource")
            elif other.schema is not None:
                _check_fields(place, table, other, key)


def _check_fields(place: Node, table: Table, other: Table, key: ForeignKey) -> None:
    known = [field.name for field in other.fields]
    for name in key.reference_fields:
        if name not in known:
            hint = did_you_mean(name, known)
            place.wrong(f"{other.name!r} has no field {said(name)}.", hint, at="fields")
    if place.mistakes:
        return  # a type that is unknown is equal to none, and that is told already
    for own, theirs in zip(key.fields, key.reference_fields, strict=True):
        one, another = table.field(own), other.field(theirs)
        if not _comparable(one, another):
            kinds = f"{one.type} and {another.type}"
            message = f"{said(own)} and {said(theirs)} are {kinds}, never equal."
            place.wrong(message, "Give both sides one type.", at="fields")


def _comparable(own: Field, theirs: Field) -> bool:
    kinds = {own.type, theirs.type}
    return len(kinds) == 1 or kinds <= _NUMBERS or kinds <= _TEXTS
